/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sizes of memory as people write them: "512M", "1.5G", "1048576K", "2048MiB". */
#ifndef PVH_CONFIG_UNITS_H
#define PVH_CONFIG_UNITS_H

#include <stdint.h>

/*
 * Decimal digits, an optional fraction, then K, M, G or T (powers of 1024, either case),
 * optionally followed by "B" or "iB". The result is exact: a fraction that is no whole
 * number of bytes is refused. NULL, or the reason as a clause ("has no unit").
 */
const char *size_from_text(const char *text, uint64_t *bytes);

/* An address: "0x" and hexadecimal digits, or a size. NULL, or the reason as a clause. */
const char *address_from_text(const char *text, uint64_t *gpa);

/* The shortest exact text of a size: "512M", "1028K" or "1000 bytes". */
void size_to_text(uint64_t bytes, char text[32]);

#endif
