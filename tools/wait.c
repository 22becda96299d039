/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/wait.h"

#include <errno.h>
#include <string.h>

#include "tools/event.h"
#include "tools/signals.h"

enum { GOES_ON = -1 }; /* beside enum wait_result */

/* Guests may take their time to power off, or may not hear at all: the second signal is for these. */
static int on_first_signal(struct life *l)
{
	const struct job *job = l->job;
	uint32_t domid = pvh_domain_get_domid(l->domain);
	const char *line = l->console.raw && !job->o.json ? "\r" : "";

	if (pvh_domain_request(l->domain, PVH_REQUEST_POWEROFF, 0))
		report_line(PVH_LOG_ERROR, pvh_get_error(job->ctx)->sentence, job->o.json);
	else
		event_say(&job->o, "asked domain %u to power off; one more signal destroys it%s",
			  domid, line);
	return GOES_ON;
}

static int on_signal(struct life *l)
{
	l->signals++;
	if (!l->job->o.wait)
		return WAIT_SIGNAL;
	if (l->signals == 1)
		return on_first_signal(l);
	return pvh_domain_destroy(l->domain) ? WAIT_FAILED : WAIT_SIGNAL;
}

/* Who waits goes on doing so without the console. */
static int on_console(struct life *l, enum console_state state)
{
	const struct job *job = l->job;
	int err = errno;

	if (state == CONSOLE_OPEN)
		return GOES_ON;
	console_detach(&l->console);
	errno = err;
	if (!job->o.wait)
		return state == CONSOLE_ESCAPED ? WAIT_DETACHED : WAIT_OUTPUT;
	if (state == CONSOLE_ESCAPED)
		event_say(&job->o, "left the console of domain %u, and wait for its end",
			  pvh_domain_get_domid(l->domain));
	else
		event_say(&job->o, "standard output: %s; waiting for the end of domain %u",
			  strerror(err), pvh_domain_get_domid(l->domain));
	return GOES_ON;
}

/* Acts upon a signal, or sleeps until something happens; *look: the guest may have ended. */
static int step(struct life *l, bool *look)
{
	struct pollfd fds[1 + CONSOLE_FDS] = {
		{ .fd = pvh_domain_get_fd(l->domain), .events = POLLIN },
	};

	if (l->signals < signals_count())
		return on_signal(l);
	console_next(&l->console, fds + 1);
	if (signals_poll(fds, 1 + CONSOLE_FDS, -1) <= 0)
		return GOES_ON;
	*look = fds[0].revents;
	return on_console(l, console_move(&l->console, fds + 1));
}

enum wait_result wait_life(struct life *l, enum pvh_end *end)
{
	int result = GOES_ON;
	bool look = true;

	while (result == GOES_ON) {
		if (look && pvh_domain_wait(l->domain, 0, end))
			return WAIT_FAILED;
		if (*end != PVH_END_NONE) {
			result = on_console(l, console_drain(&l->console));
			return result == WAIT_OUTPUT ? WAIT_OUTPUT : WAIT_ENDED;
		}
		look = false;
		result = step(l, &look);
	}
	return (enum wait_result)result;
}
