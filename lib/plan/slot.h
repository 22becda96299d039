/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a plan cannot know: the closed list of values that exist only once the domain
 * does. Params, grants and xenstore nodes refer to them; the backend's `begin` fills them.
 */
#ifndef PVH_PLAN_SLOT_H
#define PVH_PLAN_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum slot {
	SLOT_NONE,
	SLOT_DOMID,            /* the new domain */
	SLOT_STORE_PORT,       /* its event channel to xenstored */
	SLOT_CONSOLE_PORT,     /* its event channel to xenconsoled */
	SLOT_STORE_DOMID,      /* where xenstored runs */
	SLOT_CONSOLE_DOMID,    /* where xenconsoled runs */
	SLOT_BACKEND_DOMID,    /* where the device at hand is served: filled for each of them */
	SLOT_TOOLSTACK_DOMID,  /* where we run */
	SLOT_START_TIME,       /* seconds.hundredths since the epoch */
	NR_SLOTS
};

struct slots {
	uint32_t number[NR_SLOTS];
	char text[NR_SLOTS][32];
};

const char *slot_name(enum slot slot); /* "store_port" */
void slots_set(struct slots *s, enum slot slot, uint32_t number);

/*
 * Replaces each "{slot name}" of `from`. False when the result does not fit. With NULL
 * slots the text stays as it is, which is how a plan is shown before it is carried out.
 */
bool slots_expand(const struct slots *s, const char *from, char *to, size_t size);

#endif
