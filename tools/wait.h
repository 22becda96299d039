/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stays with a domain until something happens that the program has to act upon. */
#ifndef WAIT_H
#define WAIT_H

#include "tools/console.h"
#include "tools/job.h"

enum wait_result {
	WAIT_ENDED,    /* the guest has */
	WAIT_DETACHED, /* the user does not want to see more of it */
	WAIT_SIGNAL,   /* it is enough; the domain is destroyed, if it was waited for */
	WAIT_OUTPUT,   /* standard output does not take any more */
	WAIT_FAILED,   /* see the last error */
};

/* One domain, from its build to its end. */
struct life {
	const struct job *job;
	struct pvh_domain *domain;
	struct console console; /* its fd is -1 when there is none */
	int signals;            /* that have been acted upon */
};

enum wait_result wait_life(struct life *l, enum pvh_end *end);

#endif
