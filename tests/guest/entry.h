/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GUEST_ENTRY_H
#define GUEST_ENTRY_H

#include "guest.h"

/*
 * Uses the segments of the entry state, and then replaces them: before anything that a wrong
 * one could lead astray.  `high_data` can be read, and is as near to 4 GiB as can be.
 */
void try_segments(uint32_t high_data);
/* 16 bytes at `high_code` can be written; the same holds for them. */
void check_entry(uint32_t high_code);

#endif
