/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bounds on what this process may take from now on, whatever a file claims: an allocation
 * by a declared size fails then, and so does the test that made it.
 */
#ifndef HOSTILE_CONFINE_H
#define HOSTILE_CONFINE_H

#include <stdint.h>

/*
 * `memory` bytes of address space more than now (not under AddressSanitizer, whose shadow
 * takes terabytes), `file` bytes in any file, memory files included, and two minutes of CPU.
 */
void confine(uint64_t memory, uint64_t file);

#endif
