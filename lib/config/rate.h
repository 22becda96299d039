/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much a network interface may send, as xl-network-configuration(5) has it: "10Mb/s@20ms". */
#ifndef PVH_CONFIG_RATE_H
#define PVH_CONFIG_RATE_H

#include <stdbool.h>
#include <stdint.h>

#define RATE_TEXT 40 /* bytes, with NUL */

struct rate {
	uint64_t bytes; /* in each interval */
	uint32_t usecs; /* the interval; 0: unlimited */
};

/*
 * Digits, G, M, K (powers of 1000) or nothing, "B/s" (bytes) or "b/s" (bits); then, if at all, '@'
 * and digits with "us", "ms" or "s", 50 ms by default. NULL, or the reason as a clause. What is
 * accepted means what it means to xl; an interval without a unit is in seconds.
 */
const char *rate_from_text(const char *text, struct rate *rate);
/* A text that means the same. False: none does. */
bool rate_to_text(const struct rate *rate, char text[RATE_TEXT]);

#endif
