/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/sink.h"

#include <string.h>

#include "base/bytes.h"
#include "base/macro.h"
#include "tap.h"

static void emit(struct sink *s)
{
	sink_u8(s, 0x01);
	sink_align(s, 4);
	sink_u16(s, 0x0203);
	sink_u32(s, 0x04050607);
	sink_u64(s, 0x08090a0b0c0d0e0f);
	sink_bytes(s, "abc", 3);
	sink_zero(s, 2);
	sink_align(s, 8);
	sink_patch_u8(s, 1, 0xff);
	sink_patch_u32(s, 18, 0x33221100);
}

static const uint8_t emitted[] = {
	0x01, 0xff, 0, 0, 0x03, 0x02, 0x07, 0x06, 0x05, 0x04, 0x0f, 0x0e, 0x0d, 0x0c, 0x0b, 0x0a,
	0x09, 0x08, 0x00, 0x11, 0x22, 0x33, 0, 0,
};

static void test_overflow(void)
{
	for (size_t room = 0; room < sizeof(emitted); room++) {
		uint8_t buf[sizeof(emitted) + 8];
		struct sink s = SINK(buf, room);
		bool touched = false;

		memset(buf, 0xee, sizeof(buf));
		emit(&s);
		for (size_t i = room; i < sizeof(buf); i++)
			touched = touched || buf[i] != 0xee;
		ok(s.overflow && s.used <= room && !touched,
		   "%zu bytes of room are too few", room);
	}
}

static void test_patch_outside(void)
{
	uint8_t buf[8];
	struct sink s = SINK(buf, sizeof(buf));

	memset(buf, 0xee, sizeof(buf));
	sink_zero(&s, 5);
	sink_patch_u8(&s, 5, 1);
	sink_patch_u32(&s, 2, 1);
	ok(buf[5] == 0xee && buf[2] == 0, "nothing behind the end is patched");
}

static void test_views(void)
{
	static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	static const struct {
		uint64_t at, size;
		bool inside;
	} cases[] = {
		{ 0, 8, true },  { 8, 0, true },  { 7, 1, true },
		{ 0, 9, false }, { 8, 1, false }, { 9, 0, false },
		{ UINT64_MAX, 2, false }, { 2, UINT64_MAX, false },
	};
	const struct view v = { bytes, sizeof(bytes) };
	struct view sub;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ok(view_sub(v, cases[i].at, cases[i].size, &sub) == cases[i].inside,
		   "%llu bytes at %llu of 8 are %s", (unsigned long long)cases[i].size,
		   (unsigned long long)cases[i].at, cases[i].inside ? "inside" : "not");
	ok(view_sub(v, 2, 3, &sub) && sub.data == bytes + 2 && sub.size == 3,
	   "a view of a view");
	ok(load_le16(bytes) == 0x0201 && load_le32(bytes) == 0x04030201 &&
	   load_le64(bytes) == 0x0807060504030201, "loads are little-endian");
}

int main(void)
{
	struct sink measure = SINK_MEASURE, s;
	uint8_t buf[sizeof(emitted)];

	emit(&measure);
	ok(measure.used == sizeof(emitted) && !measure.overflow, "measured: %zu bytes",
	   measure.used);
	s = SINK(buf, sizeof(buf));
	emit(&s);
	ok(s.used == measure.used && !s.overflow && !memcmp(buf, emitted, sizeof(buf)),
	   "emitted: the very bytes");
	test_overflow();
	test_patch_outside();
	test_views();
	return done();
}
