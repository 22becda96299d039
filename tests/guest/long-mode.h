/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GUEST_LONG_MODE_H
#define GUEST_LONG_MODE_H

#include "guest.h"

#define WINDOW 0xfd200000u /* where nothing is: between ACPI's region and the local APIC */
#define WINDOW_SIZE 0x200000u
#define SPARE_GPA 0xfd000000u /* nothing is here either; the grant table is mapped to it */

/* All exceptions are fatal from now on. */
void long_mode(void);
/* The window shows the 2 MiB at `gpa`, which is a multiple of that. */
void window_move(uint64_t gpa);

#endif
