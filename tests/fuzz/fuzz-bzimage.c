/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The input is 16 bytes that say how, and a payload; a bzImage is made of them whose magic
 * is right, so that an input gets further than that, and whose other fields may be:
 *
 *	0      PACK_*: the payload is an ELF, to be compressed
 *	1      KEEP_OFFSET, KEEP_LENGTH, SIZE_WORD
 *	2      setup_sects
 *	3      bytes behind the payload
 *	4..5   version
 *	6..7   the payload's offset, with KEEP_OFFSET
 *	8..11  its length, with KEEP_LENGTH
 *	12..15 its decoded size, with SIZE_WORD
 */
#include <string.h>

#include "base/bytes.h"
#include "fuzz.h"
#include "mkbz.h"

#define HEAD 16
#define SECTOR 512

enum { KEEP_OFFSET = 1, KEEP_LENGTH = 2, SIZE_WORD = 4 };

/* What is not in this list is not compressed. */
static const char *const codecs[] = {
	"none", "gzip", "bzip2", "lzma", "xz", "xz-plain", "lz4", "zstd",
};

/* The payload as it goes into the file, its size word included. */
static struct mk_blob make_payload(const uint8_t *head, const uint8_t *data, size_t size)
{
	const char *codec = codecs[head[0] % ARRAY_SIZE(codecs)];
	struct mk_blob plain = { .data = (uint8_t *)(uintptr_t)data, .size = size };
	struct mk_blob b = strcmp(codec, "none") ? mk_compress(codec, data, size) :
						   mk_copy(&plain);
	bool own = strcmp(codec, "none") && strcmp(codec, "gzip"); /* gzip has it inside */

	if (!b.data || !(own || head[1] & SIZE_WORD))
		return b;
	b.data = realloc(b.data, b.size + 4);
	store_le32(b.data + b.size, head[1] & SIZE_WORD ? load_le32(head + 12) : (uint32_t)size);
	b.size += 4;
	return b;
}

static struct mk_blob make_file(const uint8_t *head, const struct mk_blob *payload)
{
	size_t setup = (head[2] ? head[2] + 1u : 5u) * SECTOR;
	struct mk_blob b = { .size = setup + payload->size + head[3] };

	b.data = calloc(1, b.size);
	b.data[0x1f1] = head[2];
	memcpy(b.data + 0x202, "HdrS", 4);
	memcpy(b.data + 0x206, head + 4, 2);
	store_le32(b.data + 0x248, head[1] & KEEP_OFFSET ? load_le16(head + 6) : 0);
	store_le32(b.data + 0x24c,
		   head[1] & KEEP_LENGTH ? load_le32(head + 8) : (uint32_t)payload->size);
	memcpy(b.data + setup, payload->data, payload->size);
	return b;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(mk_fini) struct mk_blob payload = { 0 }, file = { 0 };
	int lowest = fuzz_begin();
	struct pvh_image *image;

	if (size < HEAD)
		return 0;
	payload = make_payload(data, data + HEAD, size - HEAD);
	if (!payload.data) {
		fuzz_unsupported++;
		return 0;
	}
	file = make_file(data, &payload);
	image = fuzz_open(file.data, file.size);
	fuzz_accepted += image != NULL;
	image_unref(image);
	fuzz_end(lowest);
	return 0;
}
