/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a domain is by now, in what others may have changed since it was built. */
#ifndef PVH_PLAN_STATE_H
#define PVH_PLAN_STATE_H

#include "plan/device.h"

struct domain_state {
	uint8_t uuid[16];
	char *name;
	uint64_t memory, max_memory; /* bytes: what it is to have, and may have at most */
	unsigned int vcpus;          /* online; 0: nobody knows */
	int64_t weight, cap;         /* credit and credit2; OPTION_UNSET: another scheduler */
	char *record;                /* what libxl knows of it */
	/* Disks (DEVICE_VBD) and interfaces that it has, by their numbers; the record may have more. */
	struct device_id *devices;
	size_t nr_devices;
};

#define DOMAIN_STATE_NONE { .weight = OPTION_UNSET, .cap = OPTION_UNSET }

static inline void domain_state_fini(struct domain_state *s)
{
	free(s->name);
	free(s->record);
	free(s->devices);
}

#endif
