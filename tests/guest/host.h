/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guest's judgement of memory, for a unit test: no guest is needed for that. */
#ifndef GUEST_HOST_H
#define GUEST_HOST_H

#include <stdbool.h>
#include <stdint.h>

typedef void host_result_fn(void *data, bool passed, const char *name);

struct host {
	uint8_t *memory; /* the guest's first 4 GiB */
	uint64_t start_info;
	uint64_t image, image_end; /* where the kernel is */
	host_result_fn *result;
	void *data;
};

/* Checks start_info, modules, the memory map, and ACPI. */
void host_judge(const struct host *host);

#endif
