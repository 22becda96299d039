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
	bool deaf;           /* xenstored's events do not come any more */
	struct {
		uint32_t domid; /* 0: there is none */
		uint32_t flags;
		uint8_t uuid[16];
	} neighbour;         /* a domain that nobody here has built */
};

extern struct fake_life fake_life;

/* By fake_reset(): the domain is paused. */
void fake_life_reset(void);
/* The guest ends, with SHUTDOWN_*. */
void fake_shut_down(unsigned int reason);
/* Calls that in so many milliseconds, once. */
void fake_later(unsigned int milliseconds, void (*fn)(int));

#endif
