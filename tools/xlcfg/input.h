/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef XLCFG_INPUT_H
#define XLCFG_INPUT_H

#include <stddef.h>

/*
 * All of a file ("-": standard input), a little more than SCAN_MAX_SIZE at most, with a newline
 * at its end and a NUL behind it. NULL: errno says why. Free with free(3).
 */
char *input_read(const char *path, size_t *size);

#endif
