/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of vCPUs as xl.cfg(5) has them for vnuma: "0-3,5". */
#ifndef PVH_CONFIG_VCPU_LIST_H
#define PVH_CONFIG_VCPU_LIST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Sets the members of `set`, of which there are `nr`, that the list names: numbers and
 * ranges, with commas between them; the empty one names none. NULL, or why it cannot be.
 */
const char *vcpu_list_from_text(const char *text, bool *set, size_t nr);

/* The shortest text of a list, in a buffer that holds what it can be: 5 bytes a vCPU. */
void vcpu_list_to_text(const bool *set, size_t nr, char *text, size_t size);

#endif
