/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The compressions of a kernel payload: one small file each, on its standard library.
 * A codec that was not built in is still known by name, for the refusal.
 */
#ifndef PVH_IMAGE_CODEC_H
#define PVH_IMAGE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "image/facts.h"
#include "image/flow.h"

#define CODEC_MAGIC 6 /* bytes that tell any codec */

/* Decodes one stream from `in` to `out` and leaves what follows it in `in`. */
typedef int codec_decode_fn(struct inflow *in, struct outflow *out, struct fault *f);

struct codec {
	enum image_codec kind;
	const char *name;
	uint8_t magic[CODEC_MAGIC];
	uint8_t magic_size;
	bool size_inside;        /* the trailing size word is part of the stream (gzip) */
	codec_decode_fn *decode; /* NULL: not built in */
};

/* The codec whose magic `head` begins with, or NULL. */
const struct codec *codec_find(struct view head);

/*
 * Decodes `in` with `c`. Where a size is declared (out->cap_at), the stream must fill `in`
 * and decode to out->cap bytes exactly; elsewhere bytes may follow, but no other stream.
 * -EBADMSG corrupt, truncated or of another size, -EFBIG beyond a limit, -EOPNOTSUPP not
 * built in, -ENOMEM, -EIO.
 */
int codec_decode(const struct codec *c, struct inflow *in, struct outflow *out,
		 struct fault *f);

/* For stream codecs: what a library's "decode some" call is given and leaves. */
struct codec_io {
	const uint8_t *in;
	size_t in_size;
	uint8_t *out;
	size_t out_size;
};

enum codec_status { CODEC_MORE, CODEC_END };

/* One such call: an enum codec_status, or a negative code with the fault set. */
typedef int codec_step_fn(void *state, struct codec_io *io, const struct inflow *in,
			  struct fault *f);

/* Steps until the end of the stream. */
int codec_pump(codec_step_fn *step, void *state, const char *name, struct inflow *in,
	       struct outflow *out, struct fault *f);

/* -EOPNOTSUPP: the `name` payload at the start of `in` is one that `who`. */
int codec_absent(const char *name, const struct inflow *in, const char *who,
		 struct fault *f);

/* -EBADMSG: the `name` payload at the start of `in` is unusable because `why`. */
int codec_corrupt(const char *name, const struct inflow *in, const char *why,
		  struct fault *f);

#ifdef HAVE_ZLIB
codec_decode_fn gzip_decode;
#else
#define gzip_decode NULL
#endif

#ifdef HAVE_BZIP2
codec_decode_fn bzip2_decode;
#else
#define bzip2_decode NULL
#endif

#ifdef HAVE_LIBLZMA
codec_decode_fn xz_decode;
codec_decode_fn lzma_decode;
#else
#define xz_decode NULL
#define lzma_decode NULL
#endif

#ifdef HAVE_LIBLZ4
codec_decode_fn lz4_decode;
#else
#define lz4_decode NULL
#endif

#ifdef HAVE_LIBZSTD
codec_decode_fn zstd_decode;
#else
#define zstd_decode NULL
#endif

/*
 * liblzo2 is under the GPL, which must not reach the users of libpvh: so the library has
 * codec-lzo-absent.c, which refuses, and a program that may decode lzo links codec-lzo.c
 * itself. The absent one is alone in its object and the program takes it from an archive,
 * from which a linker takes only what nobody ahead of it has defined. No weak symbols:
 * the same holds for every linker, for static PIE and under LTO, and should both objects
 * be linked by mistake, that is an error and not a surprise.
 */
codec_decode_fn lzo_decode;

#endif
