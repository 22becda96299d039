/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is told of a domain's life: its domid, and its end. */
#ifndef EVENT_H
#define EVENT_H

#include "tools/options.h"
#include "tools/report.h"

struct event {
	uint32_t domid;
	enum pvh_end end;
	bool acted;             /* something was done about it: */
	enum pvh_action action;
	bool core;              /* its memory was written to a file */
	bool again;             /* another one is built in its place */
	const char *name;       /* what it is called now; NULL: it is not kept */
};

/*
 * A domain has been built. On standard output, or on standard error if that is the guest's. That it
 * cannot be written is a failure only of who does not stay with the domain: see --wait.
 */
enum exit_code event_built(const struct options *o, uint32_t domid);
void event_ended(const struct options *o, const struct event *e);
/* A line on standard error. */
void event_say(const struct options *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
