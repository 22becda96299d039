/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Is a text strictly JSON, with every key once? json-c, strict or not, keeps the last of
 * duplicate keys without a word and takes NaN, 1., 007, 'keys' and raw line ends in
 * strings; so it only gets texts that passed here, and a text is refused in the same
 * words whatever version of json-c is there.
 */
#ifndef PVH_CONFIG_JSON_CHECK_H
#define PVH_CONFIG_JSON_CHECK_H

#include <stddef.h>

#include "config/pointer.h"

#define JSON_MAX_DEPTH 8 /* objects and arrays in each other; a config needs 3 */

/*
 * `size` bytes at `text`, followed by a NUL: the value that is at `at` in a config; NULL: all of
 * one, an object. -EBADMSG: not JSON, or no object (with line:column), or a duplicate key (with
 * a pointer). -EINVAL: an integer beyond 64 bits (with a pointer), which json-c would change
 * silently.
 */
int json_check(const char *text, size_t size, const struct pointer *at, struct fault *f);

#endif
