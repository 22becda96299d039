/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What happens to the domain of fake.h once it has been built, and who hears of it. */
#ifndef FAKE_LIFE_H
#define FAKE_LIFE_H

#include <stdbool.h>
#include <stdint.h>

struct fake_life {
	uint32_t flags;      /* XEN_DOMINF_* */
	unsigned int paused; /* as often as that */
	bool other;          /* somebody else has the domid now */
	uint8_t uuid[16];    /* as sethandle has it, if `renamed` */
	bool renamed;
	unsigned int nr_watches;
	bool deaf;           /* xenstored's events do not come any more */
};

extern struct fake_life fake_life;

/* By fake_reset(): the domain is paused, and no event is pending. */
void fake_life_reset(void);
/* The guest ends, with SHUTDOWN_*. */
void fake_shut_down(unsigned int reason);
/* xenstored tells everybody who watches that something may have happened; safe in a signal. */
void fake_fire(void);
/* Calls that in so many milliseconds, once. */
void fake_later(unsigned int milliseconds, void (*fn)(int));
/* Sets a node, which counts as nobody's call. */
void fake_set_node(const char *path, const char *value);

#endif
