/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Compresses the way Linux's build does, and in the odd ways that must be told apart. */
#ifndef MK_COMPRESS_H
#define MK_COMPRESS_H

#include <stddef.h>
#include <stdint.h>

#include "mkelf.h"

/*
 * `size` bytes compressed with "gzip", "bzip2", "xz", "lzma", "lzo", "lz4" or "zstd", or
 * with a variant: "xz-plain" (without the x86 filter), "xz-sha256", "lzma-known-size" (in
 * its header, and no end marker), "lzo-checks" (every checksum there is). No data when
 * that one cannot be made here.
 */
struct mk_blob mk_compress(const char *codec, const void *data, size_t size);

/* --- One file for each library; what there is no library for is NULL ---------------- */

/* Fills `to`, which is large enough, and returns the size, or 0. */
typedef size_t mk_compress_fn(uint8_t *to, size_t room, const uint8_t *from, size_t size);

#ifdef HAVE_LIBLZMA
mk_compress_fn mk_xz, mk_xz_plain, mk_xz_sha256, mk_lzma, mk_lzma_known_size;
#else
#define mk_xz NULL
#define mk_xz_plain NULL
#define mk_xz_sha256 NULL
#define mk_lzma NULL
#define mk_lzma_known_size NULL
#endif

#ifdef HAVE_LZO
mk_compress_fn mk_lzo, mk_lzo_checks;
#else
#define mk_lzo NULL
#define mk_lzo_checks NULL
#endif

#endif
