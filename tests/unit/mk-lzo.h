/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lzop's container, with every choice that it leaves. */
#ifndef MK_LZO_H
#define MK_LZO_H

#include <stddef.h>
#include <stdint.h>

#define MK_LZO_VERSION_AT 9
#define MK_LZO_NEEDED_AT 13
#define MK_LZO_METHOD_AT 15
#define MK_LZO_FLAGS_AT 17
#define MK_LZO_NAME_AT 34

#define MK_LZO_ADLER32_D 0x1
#define MK_LZO_ADLER32_C 0x2
#define MK_LZO_PIPE 0xc /* from stdin to stdout */
#define MK_LZO_CRC32_D 0x100
#define MK_LZO_CRC32_C 0x200
#define MK_LZO_CRC32_HEADER 0x1000
#define MK_LZO_UNIX 0x03000000

/* Fills `to`, which is large enough, and returns the size. */
size_t mk_lzo_with(uint32_t flags, const char *name, uint8_t *to, const uint8_t *from,
		   size_t size);
/* Makes the header's checksum right again. */
void mk_lzo_seal(uint8_t *lzop);

#endif
