/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 200 to 239: the boot protocol header, the payload, and what it is compressed with. */
#include "row.h"

#define BOOT_FLAG 0x1fe
#define SETUP_SECTS 0x1f1
#define PROTOCOL 0x206
#define PAYLOAD_OFFSET 0x248
#define PAYLOAD_LENGTH 0x24c

#define HDR(at, bytes, v) BYTES(IN_FILE, at, bytes, v)
#define BEHIND BAD(IN_FILE, PAYLOAD_OFFSET, "the payload would begin at byte")
#define CUT_OFF BAD(IN_FILE, PAYLOAD_LENGTH, "would end behind the file's")

/* The vmlinux in the base, compressed otherwise. */
#define OF_CODEC(name, codec)                                                        \
	static struct mk_blob name(void)                                             \
	{                                                                            \
		_cleanup_(mk_fini) struct mk_blob elf = base_vmlinux();              \
		return mkbz(&elf, codec, 0);                                         \
	}

OF_CODEC(gzip, "gzip")
OF_CODEC(bzip2, "bzip2")
OF_CODEC(lzma, "lzma")
OF_CODEC(lz4, "lz4")
OF_CODEC(zstd, "zstd")
OF_CODEC(lzo, "lzo")
OF_CODEC(xz, "xz")
OF_CODEC(xz_sha256, "xz-sha256")
OF_CODEC(xz_plain, "xz-plain")
OF_CODEC(raw_elf, "none")

/* A frame with flags, a size, a checksum; what is in it does not matter. */
static struct mk_blob lz4_frame(void)
{
	static const uint8_t frame[] = { 4, 0x22, 0x4d, 0x18, 0x64, 0x40, 0xa7, 0, 0, 0, 0, 0 };

	return mkbz_raw(frame, sizeof(frame), 0);
}

static struct mk_blob signed_one(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = base_vmlinux();

	return mkbz(&elf, "xz", 4096);
}

/* The payload goes where it is with the 4 sectors that 0 stands for. */
static void four_sectors(struct mk_blob *b)
{
	const size_t by = 5 * 512 - MKBZ_SETUP;

	b->data = realloc(b->data, b->size + by);
	memmove(b->data + b->payload_at + by, b->data + b->payload_at, b->size - b->payload_at);
	memset(b->data + b->payload_at, 0, by);
	b->payload_at += by;
	b->size += by;
	b->data[SETUP_SECTS] = 0;
}

static void flip_bit(struct mk_blob *b)
{
	b->data[b->payload_at + b->payload_size / 2] ^= 0x10;
}

static const struct row rows[] = {
	{ "200-control-bzimage", BZ, LOADS },
	{ "201-len-past-eof", BZ, { { .place = { IN_FILE, PAYLOAD_LENGTH }, .bytes = 4,
				      .of_size = true } }, CUT_OFF },
	{ "202-off-past-eof", BZ, { HDR(PAYLOAD_OFFSET, 4, 0x7fffffff) }, BEHIND },
	{ "203-off-wrap", BZ, { HDR(PAYLOAD_OFFSET, 4, 0xffffff00) }, BEHIND },
	{ "204-len-wrap", BZ, { HDR(PAYLOAD_LENGTH, 4, 0xffffffff) }, CUT_OFF },
	{ "205-len0", BZ, { HDR(PAYLOAD_LENGTH, 4, 0) },
	  NOT_PVH(IN_FILE, PAYLOAD_LENGTH, "without a payload: its payload_length is 0") },
	{ "206-len3", BZ, { HDR(PAYLOAD_LENGTH, 4, 3) },
	  BAD(IN_FILE, PAYLOAD_LENGTH, "payload_length is 3") },
	{ "207-len4", BZ, { HDR(PAYLOAD_LENGTH, 4, 4) },
	  BAD(IN_FILE, PAYLOAD_LENGTH, "payload_length is 4") },
	{ "208-off0", BZ, { HDR(PAYLOAD_OFFSET, 4, 0) },
	  UNSUPPORTED(IN_FILE, MKBZ_SETUP, "in an unknown way (it begins with 00 00 00 00)") },
	{ "209-ver207", BZ, { HDR(PROTOCOL, 2, 0x207) },
	  NOT_PVH(IN_FILE, PROTOCOL, "boot protocol 2.07, which has no payload") },
	{ "210-ver-ffff", BZ, { HDR(PROTOCOL, 2, 0xffff) }, LOADS },
	{ "211-setupsects255", BZ, { HDR(SETUP_SECTS, 1, 255) }, BEHIND },
	{ "212-setupsects0", BZ, LOADS, .change = four_sectors },
	{ "212-setupsects0, and the payload behind one", BZ, { HDR(SETUP_SECTS, 1, 0) }, CUT_OFF },
	{ "213-bootflag", BZ, { HDR(BOOT_FLAG, 2, 0) }, LOADS },
	{ "214-trunc-payload", BZ, CUT(FROM_END, -1000), CUT_OFF },
	{ "215-trunc-hdr", BZ, CUT(IN_FILE, 0x250), BEHIND },
	{ "216-trunc-206", BZ, CUT(IN_FILE, 0x206),
	  BAD(FROM_END, 0, "ends inside its boot protocol header") },
	{ "217-bitflip", BZ, .make = xz, .change = flip_bit,
	  BAD(IN_PAYLOAD, 0, "the xz payload is damaged") },
	{ "218-trailer-lie", BZ, { BYTES(FROM_END, -4, 4, 1) },
	  BAD(FROM_END, -4, "decodes to more than the 1 bytes that its size word states") },
	{ "219-trailer-4g", BZ, { BYTES(FROM_END, -4, 4, 0xffffffff) },
	  TOO_BIG(FROM_END, -4, "decodes to 4294967295 bytes, more than the") },
	{ "220-tail", BZ, LOADS, .make = signed_one },
	{ "221-magic-unknown", BZ, { BYTES(IN_PAYLOAD, 0, 6, 0x464544434241) },
	  UNSUPPORTED(IN_PAYLOAD, 0, "(it begins with 41 42 43 44)") },
	{ "230-gzip", BZ, LOADS, .make = gzip },
	{ "231-bzip2", BZ, LOADS, .make = bzip2 },
	{ "232-lzma", BZ, LOADS, .make = lzma },
	{ "233-lz4-legacy", BZ, LOADS, .make = lz4 },
	{ "234-zstd", BZ, LOADS, .make = zstd },
	{ "235-lz4-frame", BZ, .make = lz4_frame,
	  UNSUPPORTED(IN_PAYLOAD, 0, "lz4 (frame format), which is not supported") },
	{ "236-lzop", BZ, LOADS, .make = lzo },
	{ "237-raw-elf", BZ, .make = raw_elf,
	  UNSUPPORTED(IN_PAYLOAD, 0, "the payload is an ELF that is not compressed") },
	{ "238-xz-sha256", BZ, LOADS, .make = xz_sha256 },
	{ "239-xz-nobcj", BZ, LOADS, .make = xz_plain },
};

int main(void)
{
	_cleanup_(mk_fini) struct mk_blob base = base_bz();

	if (!base.data) {
		printf("1..0 # SKIP no codec is built in that such a payload has\n");
		return 0;
	}
	check_rows(rows, ARRAY_SIZE(rows));
	return done();
}
