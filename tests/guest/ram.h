/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GUEST_RAM_H
#define GUEST_RAM_H

#include "facts.h"

/* RAM is where the map says, and nowhere else. */
void check_ram(const struct facts *facts);
/*
 * Fills all RAM but the guest's own with `byte`, all that start_info points to included; `give`:
 * and returns it to Xen, which does not clean what a living guest returns.
 */
void ram_fill(const struct facts *facts, uint8_t byte, bool give);

#endif
