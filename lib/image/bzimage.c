/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/bzimage.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "image/payload.h"

#define SETUP_SECTS_AT 0x1f1
#define VERSION_AT 0x206
#define PAYLOAD_OFFSET_AT 0x248
#define PAYLOAD_LENGTH_AT 0x24c

#define SECTOR 512
#define VERSION_WITH_PAYLOAD 0x0208
#define SIZE_WORD 4 /* the last bytes of every payload: its decoded size */

static void hint_damaged(struct fault *f)
{
	fault_hint(f, "the file is damaged or incomplete: fetch or build it again");
}

static int check_version(const uint8_t *header, struct fault *f)
{
	unsigned int version = load_le16(header + VERSION_AT);

	if (version >= VERSION_WITH_PAYLOAD)
		return 0;
	fault_at(f, -ENOEXEC, VERSION_AT,
		 "a bzImage of boot protocol %u.%02u, which has no payload that can be "
		 "unpacked (2.08 is the first with one)",
		 version >> 8, version & 0xff);
	fault_hint(f, "give the ELF kernel itself, if it has one with PVH support");
	return -ENOEXEC;
}

static int check_length(uint64_t length, struct fault *f)
{
	if (length == 0) {
		fault_at(f, -ENOEXEC, PAYLOAD_LENGTH_AT,
			 "a bzImage without a payload: its payload_length is 0");
		fault_hint(f,
			   "give the ELF kernel itself, if it has one with PVH support");
		return -ENOEXEC;
	}
	if (length <= SIZE_WORD)
		return fault_at(f, -EBADMSG, PAYLOAD_LENGTH_AT,
				"payload_length is %" PRIu64
				", but the size word alone takes %u bytes",
				length, SIZE_WORD);
	return 0;
}

/* All sums are of 32-bit numbers in 64 bits, so none can wrap. */
static int check_range(uint64_t start, uint64_t length, uint64_t file_size,
		       struct fault *f)
{
	if (start >= file_size) {
		fault_at(f, -EBADMSG, PAYLOAD_OFFSET_AT,
			 "the payload would begin at byte %" PRIu64
			 " of a file of %" PRIu64,
			 start, file_size);
		hint_damaged(f);
		return -EBADMSG;
	}
	if (length > file_size - start) {
		fault_at(f, -EBADMSG, PAYLOAD_LENGTH_AT,
			 "the payload of %" PRIu64 " bytes at %" PRIu64
			 " would end behind the file's %" PRIu64 " bytes",
			 length, start, file_size);
		hint_damaged(f);
		return -EBADMSG;
	}
	return 0;
}

static int find_payload(struct pvh_source *file, struct payload *p, struct fault *f)
{
	uint8_t header[BZIMAGE_HEADER_END];
	unsigned int sectors;
	int r;

	if (source_size(file) < sizeof(header)) {
		fault_at(f, -EBADMSG, source_size(file),
			 "the file ends inside its boot protocol header");
		hint_damaged(f);
		return -EBADMSG;
	}
	r = source_read(file, 0, header, sizeof(header), f);
	if (!r)
		r = check_version(header, f);
	if (r)
		return r;
	sectors = header[SETUP_SECTS_AT] ? header[SETUP_SECTS_AT] :
					   4; /* so says boot.rst */
	p->at = (uint64_t)(sectors + 1) * SECTOR + load_le32(header + PAYLOAD_OFFSET_AT);
	p->size = load_le32(header + PAYLOAD_LENGTH_AT);
	r = check_length(p->size, f);
	return r ? r : check_range(p->at, p->size, source_size(file), f);
}

static int no_codec(struct view magic, uint64_t at, struct fault *f)
{
	if (memcmp(magic.data, "\177ELF", 4) == 0) {
		fault_at(f, -EOPNOTSUPP, at,
			 "the payload is an ELF that is not compressed");
		fault_hint(f, "give that ELF itself: the vmlinux of the kernel's build");
		return -EOPNOTSUPP;
	}
	return fault_at(f, -EOPNOTSUPP, at,
			"the payload is compressed in an unknown way (it begins with "
			"%02x %02x %02x %02x)",
			magic.data[0], magic.data[1], magic.data[2], magic.data[3]);
}

static int choose_codec(struct view magic, struct payload *p, struct fault *f)
{
	p->codec = codec_find(magic);
	if (!p->codec)
		return no_codec(magic, p->at, f);
	if (!p->codec->size_inside)
		p->size -= SIZE_WORD;
	return 0;
}

static int identify(struct pvh_source *file, struct payload *p, struct fault *f)
{
	uint8_t raw[CODEC_MAGIC] = { 0 }, word[SIZE_WORD] = { 0 };
	struct view magic = { raw, min_u64(sizeof(raw), p->size) };
	int r;

	p->decoded_size_at = p->at + p->size - SIZE_WORD;
	r = source_read(file, p->decoded_size_at, word, sizeof(word), f);
	p->decoded_size = load_le32(word);
	if (!r)
		r = source_read(file, p->at, raw, magic.size, f);
	return r ? r : choose_codec(magic, p, f);
}

int bzimage_unwrap(struct opening *o, struct fault *f)
{
	struct payload p = { 0 };
	int r = find_payload(o->file, &p, f);

	if (!r)
		r = identify(o->file, &p, f);
	return r ? r : payload_decode(&p, o, f);
}
