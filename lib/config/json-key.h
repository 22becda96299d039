/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What somebody who wrote an unknown key may have meant. */
#ifndef PVH_CONFIG_JSON_KEY_H
#define PVH_CONFIG_JSON_KEY_H

#include <stdbool.h>
#include <stddef.h>

/* Is `key` `known` with another case or at most two slips of the pen? */
bool key_resembles(const char *key, const char *known);

/*
 * What to write instead of a key that xl.cfg(5) or others have and we do not: NULL when
 * there is nothing to say, "" when it looks like one of ours and means something else.
 */
const char *key_advice(const char *key);

#endif
