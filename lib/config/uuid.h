/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Universally unique identifiers (RFC 4122), 16 bytes in the order of their text. */
#ifndef PVH_CONFIG_UUID_H
#define PVH_CONFIG_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

#define UUID_TEXT 36 /* characters, without NUL */

/* 8-4-4-4-12 hexadecimal digits of either case; false when `text` is anything else. */
bool uuid_from_text(const char *text, uint8_t uuid[16]);

/* The all-zero uuid, which Xen gives to domain 0 and toolstacks take for "none". */
bool uuid_is_nil(const uint8_t uuid[16]);

/* A random one: version 4, variant 1. */
int uuid_random(uint8_t uuid[16], struct fault *f);

#endif
