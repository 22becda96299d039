/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MAC addresses of network interfaces. */
#ifndef PVH_CONFIG_MAC_H
#define PVH_CONFIG_MAC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

#define MAC_SIZE 6
#define MAC_TEXT 17 /* characters, without NUL */

/*
 * Six pairs of hexadecimal digits of either case, with colons between them. NULL, or the reason
 * why `text` is no address that an interface can have, as a clause ("is a multicast address").
 */
const char *mac_from_text(const char *text, uint8_t mac[MAC_SIZE]);
void mac_to_text(const uint8_t mac[MAC_SIZE], char text[MAC_TEXT + 1]);

/* A random one of Xen's, as libxl makes it: 00:16:3e, a bit of 0, 23 random bits. */
int mac_random(uint8_t mac[MAC_SIZE], struct fault *f);

#endif
