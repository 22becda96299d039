/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The AML encoder against bytes worked out by hand from ACPI 6.5 section 20.2. */
#include "emit/aml.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static void test_integers(void)
{
	static const struct {
		uint32_t value;
		uint8_t aml[5];
		size_t size;
	} cases[] = {
		{ 0, { 0x00 }, 1 },
		{ 1, { 0x01 }, 1 },
		{ 2, { 0x0a, 0x02 }, 2 },
		{ 0xff, { 0x0a, 0xff }, 2 },
		{ 0x100, { 0x0b, 0x00, 0x01 }, 3 },
		{ 0xffff, { 0x0b, 0xff, 0xff }, 3 },
		{ 0x10000, { 0x0c, 0x00, 0x00, 0x01, 0x00 }, 5 },
		{ 0xffffffff, { 0x0c, 0xff, 0xff, 0xff, 0xff }, 5 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t buf[8];
		struct sink s = SINK(buf, sizeof(buf));

		aml_integer(&s, cases[i].value);
		ok(s.used == cases[i].size && !memcmp(buf, cases[i].aml, s.used),
		   "integer %#x", cases[i].value);
	}
}

static void test_string(void)
{
	static const char want[] = "\x08_HID\x0d" "ACPI0007";
	uint8_t buf[32];
	struct sink s = SINK(buf, sizeof(buf));

	aml_name(&s, "_HID");
	aml_string(&s, "ACPI0007");
	ok(s.used == sizeof(want) && !memcmp(buf, want, sizeof(want)),
	   "a named string ends with its NUL");

	s = SINK(buf, sizeof(buf));
	aml_string(&s, "");
	ok(s.used == 2 && !memcmp(buf, "\x0d", 2), "an empty string");
}

static void emit_uid(struct sink *s, const void *arg)
{
	aml_name(s, "_UID");
	aml_integer(s, *(const uint32_t *)arg);
}

static void emit_device(struct sink *s, const void *arg)
{
	aml_device(s, "C001", emit_uid, arg);
}

static void test_nested(void)
{
	static const char want[] = "\x10\x14\\_SB_"
				   "\x5b\x82\x0c" "C001" "\x08_UID\x0a\x7f";
	uint8_t buf[64];
	struct sink s = SINK(buf, sizeof(buf));
	uint32_t uid = 0x7f;

	aml_scope(&s, "\\_SB_", emit_device, &uid);
	ok(s.used == sizeof(want) - 1 && !memcmp(buf, want, s.used),
	   "a device in a scope");
}

static void emit_u32(struct sink *s, const void *arg)
{
	sink_u32(s, *(const uint32_t *)arg);
}

static void test_buffer(void)
{
	static const char want[] = "\x11\x07\x0a\x04\x01\x02\x03\x04";
	uint32_t content = 0x04030201;
	uint8_t buf[16];
	struct sink s = SINK(buf, sizeof(buf));

	aml_buffer(&s, emit_u32, &content);
	ok(s.used == sizeof(want) - 1 && !memcmp(buf, want, s.used),
	   "a buffer has its size before its bytes");
}

static void emit_filler(struct sink *s, const void *arg)
{
	sink_zero(s, *(const size_t *)arg);
}

/* `filler` zeros after a name of 4 bytes, at both sides of each border of PkgLength. */
static void test_pkg_length(void)
{
	static const struct {
		size_t filler;
		uint8_t aml[4];
		size_t size;
	} cases[] = {
		{ 0, { 0x05 }, 1 },
		{ 0x3f - 1 - 4, { 0x3f }, 1 },
		{ 0x40 - 1 - 4, { 0x41, 0x04 }, 2 },
		{ 0xfff - 2 - 4, { 0x4f, 0xff }, 2 },
		{ 0x1000 - 2 - 4, { 0x81, 0x00, 0x01 }, 3 },
		{ 0xfffff - 3 - 4, { 0x8f, 0xff, 0xff }, 3 },
		{ 0x100000 - 3 - 4, { 0xc1, 0x00, 0x00, 0x01 }, 4 },
	};
	const size_t room = 0x100100;
	uint8_t *buf = malloc(room);

	for (size_t i = 0; buf && i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sink s = SINK(buf, room), measured = SINK_MEASURE;
		size_t size = cases[i].size;

		aml_scope(&s, "ABCD", emit_filler, &cases[i].filler);
		aml_scope(&measured, "ABCD", emit_filler, &cases[i].filler);
		ok(!s.overflow && s.used == 1 + size + 4 + cases[i].filler &&
		   buf[0] == 0x10 && !memcmp(buf + 1, cases[i].aml, size) &&
		   !memcmp(buf + 1 + size, "ABCD", 4),
		   "a block of %zu bytes", cases[i].filler);
		ok(measured.used == s.used, "... measures the same");
	}
	ok(buf, "memory for the largest");
	free(buf);
}

static void test_limits(void)
{
	struct sink s = SINK_MEASURE;
	size_t filler = 0xfffffff - 4 - 4;
	uint8_t buf[16];

	aml_scope(&s, "ABCD", emit_filler, &filler);
	ok(!s.overflow, "the largest block there can be");
	filler++;
	s = SINK_MEASURE;
	aml_scope(&s, "ABCD", emit_filler, &filler);
	ok(s.overflow, "one byte more has no PkgLength");

	filler = 4;
	memset(buf, 0xee, sizeof(buf));
	s = SINK(buf, 9);
	aml_scope(&s, "ABCD", emit_filler, &filler);
	ok(s.overflow && buf[9] == 0xee, "a block larger than the sink");
}

int main(void)
{
	test_integers();
	test_string();
	test_nested();
	test_buffer();
	test_pkg_length();
	test_limits();
	return done();
}
