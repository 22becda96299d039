/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/supervise.h"

#include <stdlib.h>
#include <time.h>

#include "tools/event.h"
#include "tools/signals.h"
#include "tools/wait.h"

/* How long xenconsoled may take to make a console, in milliseconds. */
#define CONSOLE_TIMEOUT 10000

/*
 * A domain that ends as soon as it is built would keep the host busy with nothing else: each
 * restart waits twice as long as the one before, until one has lived for as many seconds.
 */
#define LONG_LIFE 10
#define FIRST_DELAY 100   /* milliseconds */
#define LAST_DELAY 60000

struct supervisor {
	struct job *job;
	struct life life;
	time_t born;
	int delay;
	bool again;
};

static time_t seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* --- The beginning ------------------------------------------------------------------------ */

/* It was built paused: see job_build(). */
static int set_going(struct supervisor *s)
{
	const struct options *o = &s->job->o;
	struct life *l = &s->life;
	int fd, r = o->console ? pvh_domain_open_console(l->domain, CONSOLE_TIMEOUT, &fd) : 0;

	if (r)
		return r;
	if (o->console)
		console_attach(&l->console, fd);
	return o->paused ? 0 : pvh_domain_unpause(l->domain);
}

/* Something has failed: who calls must not lose a domain that is there all the same. */
static void say_if_left(const struct supervisor *s, uint32_t domid)
{
	enum pvh_end end = PVH_END_NONE;

	if (!s->life.domain || pvh_domain_wait(s->life.domain, 0, &end) || end != PVH_END_GONE)
		report_left(domid, s->job->o.json);
}

/* All or nothing, as before: a domain that cannot be set going is not kept. */
static enum exit_code start_failed(struct supervisor *s, uint32_t domid)
{
	enum exit_code code;

	console_detach(&s->life.console);
	code = report_error(s->job->ctx, s->job->o.json, false);
	if (!s->life.domain || pvh_domain_destroy(s->life.domain))
		say_if_left(s, domid);
	return code;
}

/* EXIT_DONE: it is there. */
static enum exit_code begin(struct supervisor *s)
{
	struct job *job = s->job;
	enum exit_code code;
	uint32_t domid;

	if (job_build(job, &domid))
		return job_failed(job);
	if (pvh_domain_open(job->backend, domid, &s->life.domain))
		return start_failed(s, domid);
	code = event_built(&job->o, domid);
	if (set_going(s))
		code = start_failed(s, domid);
	s->born = seconds();
	return code;
}

/* --- The end ------------------------------------------------------------------------------ */

/* Who was told to end it, even after the guest had ended, does not build it again. */
static enum pvh_action choose_action(const struct supervisor *s, enum pvh_end end)
{
	enum pvh_action action = pvh_config_get_action(s->job->config, end);

	if (!signals_count())
		return action;
	switch (action) {
	case PVH_ACTION_RESTART:
		return PVH_ACTION_DESTROY;
	case PVH_ACTION_RENAME_RESTART:
		return PVH_ACTION_PRESERVE;
	case PVH_ACTION_COREDUMP_RESTART:
		return PVH_ACTION_COREDUMP_DESTROY;
	default:
		return action;
	}
}

static bool comes_again(enum pvh_action action)
{
	return action == PVH_ACTION_RESTART || action == PVH_ACTION_RENAME_RESTART ||
	       action == PVH_ACTION_COREDUMP_RESTART;
}

/* While xenstore still has it. A domain as it was at first is better than none. */
static void keep_changes(struct supervisor *s)
{
	if (!pvh_domain_update_config(s->life.domain, s->job->config))
		return;
	event_say(&s->job->o, "what has changed of domain %u is not known, and lost: %s",
		  pvh_domain_get_domid(s->life.domain), pvh_get_error(s->job->ctx)->sentence);
}

/* A guest that powers off has done what it was for; anything else is told apart. */
static enum exit_code code_of(enum pvh_end end)
{
	if (end == PVH_END_POWEROFF)
		return EXIT_DONE;
	return (enum exit_code)(EXIT_ENDED + (int)end - (int)PVH_END_POWEROFF);
}

static enum exit_code failed(const struct supervisor *s)
{
	report_as(EXIT_UNEXPECTED, pvh_get_error(s->job->ctx), s->job->o.json);
	say_if_left(s, pvh_domain_get_domid(s->life.domain));
	return EXIT_UNEXPECTED;
}

/* That there is no core is only logged: then nothing is said of one. */
static int act(struct supervisor *s, struct event *e)
{
	unsigned int errors = s->job->log.errors;
	int r;

	e->action = choose_action(s, e->end);
	if (comes_again(e->action))
		keep_changes(s);
	r = pvh_domain_end(s->life.domain, e->action, NULL, &s->again);
	if (r)
		return r;
	e->again = s->again && !signals_count();
	e->core = (e->action == PVH_ACTION_COREDUMP_DESTROY ||
		   e->action == PVH_ACTION_COREDUMP_RESTART) && s->job->log.errors == errors;
	return 0;
}

static enum exit_code on_end(struct supervisor *s, enum pvh_end end)
{
	struct pvh_domain *domain = s->life.domain;
	struct event e = { .domid = pvh_domain_get_domid(domain), .end = end,
			   .acted = s->job->o.wait && end != PVH_END_GONE };
	enum exit_code code = code_of(end);
	char *name = NULL;

	if (e.acted && act(s, &e))
		return failed(s);
	if (end != PVH_END_GONE && !pvh_domain_get_name(domain, &name))
		e.name = name;
	event_ended(&s->job->o, &e);
	free(name);
	return code;
}

static enum exit_code live(struct supervisor *s)
{
	enum pvh_end end = PVH_END_NONE;
	enum wait_result result;

	signals_hold();
	result = wait_life(&s->life, &end);
	signals_release();
	console_detach(&s->life.console);
	switch (result) {
	case WAIT_ENDED:
		return on_end(s, end);
	case WAIT_DETACHED:
		return EXIT_DONE;
	case WAIT_SIGNAL:
		return (enum exit_code)(EXIT_CANCELLED + signals_last());
	case WAIT_OUTPUT:
		return report_output_failed(s->job->o.json);
	case WAIT_FAILED:
		break;
	}
	return failed(s);
}

/* --- Again -------------------------------------------------------------------------------- */

static void pause_between(struct supervisor *s)
{
	signals_hold();
	if (seconds() - s->born >= LONG_LIFE)
		s->delay = FIRST_DELAY;
	/* One may have come while the domain was taken away. */
	if (!signals_count())
		signals_poll(NULL, 0, s->delay);
	signals_release();
	s->delay = s->delay * 2 < LAST_DELAY ? s->delay * 2 : LAST_DELAY;
}

enum exit_code supervise(struct job *job)
{
	struct supervisor s = { .job = job, .life = { .job = job, .console.fd = -1 },
				.delay = FIRST_DELAY };
	enum exit_code code;

	for (;;) {
		s.again = false;
		code = begin(&s);
		if (code == EXIT_DONE)
			code = live(&s);
		s.life.domain = pvh_domain_unref(s.life.domain);
		if (!s.again)
			return code;
		pause_between(&s);
		if (signals_count())
			return (enum exit_code)(EXIT_CANCELLED + signals_last());
		job_begin(job);
		if (job_plan(job))
			return job_failed(job);
	}
}
