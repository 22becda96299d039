/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/codec.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* No kernel's build writes it: known by name, for the refusal. */
static int lz4_frame_decode(struct inflow *in, struct outflow *out, struct fault *f)
{
	(void)out;
	return codec_absent("lz4 (frame format)", in, "is not supported", f);
}

static const struct codec codecs[] = {
	{ IMAGE_CODEC_GZIP, "gzip", { 0x1f, 0x8b }, 2, true, gzip_decode },
	{ IMAGE_CODEC_XZ, "xz", { 0xfd, '7', 'z', 'X', 'Z', 0 }, 6, false, xz_decode },
	{ IMAGE_CODEC_LZ4, "lz4", { 0x02, 0x21, 0x4c, 0x18 }, 4, false, lz4_decode },
	{ IMAGE_CODEC_ZSTD, "zstd", { 0x28, 0xb5, 0x2f, 0xfd }, 4, false, zstd_decode },
	{ IMAGE_CODEC_BZIP2, "bzip2", { 'B', 'Z', 'h' }, 3, false, bzip2_decode },
	{ IMAGE_CODEC_LZMA, "lzma", { 0x5d, 0, 0 }, 3, false, lzma_decode },
	{ IMAGE_CODEC_LZO, "lzo", { 0x89, 'L', 'Z', 'O', 0 }, 5, false, lzo_decode },
	{ IMAGE_CODEC_LZ4_FRAME, "lz4 (frame format)", { 0x04, 0x22, 0x4d, 0x18 }, 4, false,
	  lz4_frame_decode },
};

const struct codec *codec_find(struct view head)
{
	struct view magic;

	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++)
		if (view_sub(head, 0, codecs[i].magic_size, &magic) &&
		    memcmp(magic.data, codecs[i].magic, magic.size) == 0)
			return &codecs[i];
	return NULL;
}

int codec_corrupt(const char *name, const struct inflow *in, const char *why,
		  struct fault *f)
{
	fault_at(f, -EBADMSG, in->start, "the %s payload is damaged: %s", name, why);
	fault_hint(f, "fetch or build the file again");
	return -EBADMSG;
}

int codec_absent(const char *name, const struct inflow *in, const char *who,
		 struct fault *f)
{
	fault_at(f, -EOPNOTSUPP, in->start, "the payload is compressed with %s, which %s",
		 name, who);
	fault_hint(f,
		   "build the kernel with another compression (CONFIG_KERNEL_GZIP=y), "
		   "or give its uncompressed vmlinux");
	return -EOPNOTSUPP;
}

/* A stream of another length than declared means that one of the two is a lie. */
static int check_declared(const struct codec *c, const struct inflow *in,
			  const struct outflow *out, struct fault *f)
{
	if (inflow_left(in))
		return fault_at(f, -EBADMSG, in->at,
				"the %s stream ends %" PRIu64
				" bytes before the payload does",
				c->name, inflow_left(in));
	if (out->written == out->cap)
		return 0;
	fault_at(f, -EBADMSG, out->cap_at,
		 "the payload decodes to %" PRIu64 " bytes, but its size word states %" PRIu64,
		 out->written, out->cap);
	fault_values(f, out->cap, out->written);
	return -EBADMSG;
}

/* Concatenated streams are one file to some tools and two to others. */
static int check_alone(const struct codec *c, struct inflow *in, struct fault *f)
{
	uint64_t at = in->at;
	struct view rest;
	int r = inflow_next(in, &rest, f);

	if (r || codec_find(rest) != c)
		return r;
	fault_at(f, -EBADMSG, at, "another %s stream follows the first one", c->name);
	fault_hint(f, "compress the kernel in one piece");
	return -EBADMSG;
}

int codec_decode(const struct codec *c, struct inflow *in, struct outflow *out,
		 struct fault *f)
{
	int r;

	if (!c->decode)
		return codec_absent(c->name, in, "this libpvh was built without", f);
	r = c->decode(in, out, f);
	if (r)
		return r;
	return out->cap_at == FAULT_NOWHERE ? check_alone(c, in, f) :
					      check_declared(c, in, out, f);
}

static int refill(struct codec_io *io, struct inflow *in, struct fault *f)
{
	struct view chunk;
	int r;

	if (io->in_size)
		return 0;
	r = inflow_next(in, &chunk, f);
	io->in = chunk.data;
	io->in_size = chunk.size;
	return r;
}

int codec_pump(codec_step_fn *step, void *state, const char *name, struct inflow *in,
	       struct outflow *out, struct fault *f)
{
	struct codec_io io = { 0 };
	int r, status;

	for (;;) {
		size_t had;

		r = refill(&io, in, f);
		if (r)
			return r;
		had = io.in_size;
		io.out = out->window.data;
		io.out_size = out->window.size;
		status = step(state, &io, in, f);
		if (status < 0)
			return status;
		r = outflow_push(out, out->window.size - io.out_size, f);
		if (r)
			return r;
		if (status == CODEC_END)
			break;
		/* Nothing taken and nothing made: it wants what is not there. */
		if (had == io.in_size && io.out_size == out->window.size)
			return codec_corrupt(name, in, "it is cut short", f);
	}
	inflow_unread(in, io.in_size);
	return 0;
}
