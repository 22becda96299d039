/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 250 to 259: a whole ELF in gzip, and what else is in the file. */
#include "row.h"

#define TAIL 100

static struct mk_blob gzip_g32(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = base_g32();

	return mk_compress("gzip", elf.data, elf.size);
}

/* Room behind the member, for pokes: no magic of anything. */
static struct mk_blob gzip_with_tail(void)
{
	struct mk_blob b = gzip_g32();

	if (!b.data)
		return b;
	b.data = realloc(b.data, b.size + TAIL);
	memset(b.data + b.size, 0xa5, TAIL);
	b.size += TAIL;
	return b;
}

static struct mk_blob gzip_twice(void)
{
	struct mk_blob b = gzip_g32();

	if (!b.data)
		return b;
	b.data = realloc(b.data, 2 * b.size);
	memcpy(b.data + b.size, b.data, b.size);
	b.payload_at = b.size; /* the second one */
	b.size *= 2;
	return b;
}

static struct mk_blob gzip_of_text(void)
{
	return mk_compress("gzip", "This is no kernel, but there is a lot of it.\n", 45);
}

#define DAMAGED(why) BAD(IN_FILE, 0, "the gzip payload is damaged: " why)

static const struct row rows[] = {
	{ "250-gzip-elf", G32, LOADS, .make = gzip_g32 },
	{ "251-gzip-tail", G32, LOADS, .make = gzip_with_tail },
	{ "252-gzip-two-members", G32, .make = gzip_twice,
	  BAD(IN_PAYLOAD, 0, "another gzip stream follows the first one") },
	{ "253-gzip-cut", G32, .make = gzip_g32, CUT(FROM_END, -9), DAMAGED("it is cut short") },
	{ "254-gzip-magic-only", G32, .make = gzip_g32, CUT(IN_FILE, 2),
	  DAMAGED("it is cut short") },
	{ "255-gzip-isize", G32, { BYTES(FROM_END, -4, 4, 1) }, .make = gzip_g32,
	  DAMAGED("incorrect length check") },
	{ "256-gzip-crc", G32, { BYTES(FROM_END, -8, 4, 1) }, .make = gzip_g32,
	  DAMAGED("incorrect data check") },
	{ "257-gzip-text", G32, .make = gzip_of_text, NOT_PVH(IN_FILE, 0, "not an ELF file") },
};

int main(void)
{
	check_rows(rows, ARRAY_SIZE(rows));
	return done();
}
