/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GUEST_PROBE_H
#define GUEST_PROBE_H

#include "guest.h"

/* Makes the functions below safe; loads a code segment, but no other. */
void probe_start(void);

typedef int store_fn(volatile uint32_t *at, uint32_t value);
typedef int load_fn(const volatile uint32_t *at, uint32_t *value);

/* What each gives 0 for is a fault. */
store_fn store_ds, store_es, store_ss, store_fs, store_gs;
load_fn load_ds, load_es, load_ss, load_fs, load_gs;
int probe_msr(uint32_t msr, uint64_t *value);

/* The guest's own segments, all flat. */
void load_data_segments(void);
extern const uint64_t guest_gdt[3];

#endif
