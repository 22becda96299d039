/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A small toolstack: builds the domains that configs describe, and does with each what its config
 * wants in the end (on_poweroff, on_reboot, ...). One poll() waits for all of them, as the main
 * loop of a daemon would. It ends when the last one is not built again, or with SIGINT or SIGTERM,
 * which ask all guests to power off.
 *
 *	supervise DOMAIN.JSON...
 *
 *	cc supervise.c $(pkg-config --cflags --libs libpvh)
 */
#define _GNU_SOURCE 1 /* ppoll() */
#include <pvh.h>

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "worker.h"

enum { MAX_GUESTS = 64 };

struct guest {
	const char *path;
	struct pvh_config *config;
	struct pvh_domain *domain; /* NULL: it is over */
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	stop = number;
}

static void complain(struct pvh_ctx *ctx, const struct guest *g)
{
	fprintf(stderr, "%s: %s\n", g->path, pvh_get_error(ctx)->sentence);
}

/* A plan holds the files as they were: each life has one of its own. */
static int build(struct pvh_backend *backend, struct guest *g)
{
	struct pvh_plan *plan;
	uint32_t domid;
	int r = pvh_plan_from_config(g->config, &plan);

	if (!r)
		r = pvh_build(plan, backend, 0, &domid);
	pvh_plan_unref(plan);
	if (!r)
		r = pvh_domain_open(backend, domid, &g->domain);
	if (!r)
		printf("%s: domain %u\n", g->path, domid);
	fflush(stdout);
	return r;
}

/* What is to be done with a domain that has ended; after `stop` nothing is built again. */
static int on_end(struct pvh_backend *backend, struct guest *g, enum pvh_end end)
{
	enum pvh_action action = pvh_config_get_action(g->config, end);
	bool again;
	int r;

	printf("%s: %s: %s\n", g->path, pvh_end_get_name(end), pvh_action_get_name(action));
	fflush(stdout);
	/* What xl has changed meanwhile stays. If that fails, the next one is as this was at first. */
	pvh_domain_update_config(g->domain, g->config);
	r = pvh_domain_end(g->domain, action, NULL, &again);
	g->domain = pvh_domain_unref(g->domain);
	return !r && again && !stop ? build(backend, g) : r;
}

/* Any domain's end makes all descriptors readable; wait() tells whose it was. */
static int look(struct pvh_backend *backend, struct guest *g)
{
	enum pvh_end end;
	int r = pvh_domain_wait(g->domain, 0, &end);

	return r || end == PVH_END_NONE ? r : on_end(backend, g, end);
}

static void ask_all(struct pvh_ctx *ctx, struct guest *guests, int nr)
{
	for (int i = 0; i < nr; i++)
		if (guests[i].domain &&
		    pvh_domain_request(guests[i].domain, PVH_REQUEST_POWEROFF, 0))
			complain(ctx, &guests[i]);
}

/* poll() takes no notice of an entry whose fd is -1. Returns how many are left. */
static int fill(struct guest *guests, int nr, struct pollfd *fds)
{
	int left = 0;

	for (int i = 0; i < nr; i++) {
		int fd = guests[i].domain ? pvh_domain_get_fd(guests[i].domain) : -1;

		fds[i] = (struct pollfd){ .fd = fd, .events = POLLIN };
		left += fd >= 0;
	}
	return left;
}

/* Signals come during ppoll() alone: none is missed, and none comes in the midst of a build. */
static int watch(struct pvh_ctx *ctx, struct pvh_backend *backend, struct guest *guests, int nr,
		 const sigset_t *asleep)
{
	struct pollfd fds[MAX_GUESTS];
	int failed = 0;
	bool asked = false;

	while (fill(guests, nr, fds)) {
		if (stop && !asked) {
			ask_all(ctx, guests, nr);
			asked = true;
		}
		if (ppoll(fds, (nfds_t)nr, NULL, asleep) < 0)
			continue;
		for (int i = 0; i < nr; i++) {
			if (!fds[i].revents || !look(backend, &guests[i]))
				continue;
			complain(ctx, &guests[i]);
			guests[i].domain = pvh_domain_unref(guests[i].domain);
			failed++;
		}
	}
	return failed;
}

static int start_all(struct pvh_ctx *ctx, struct pvh_backend *backend, struct guest *guests,
		     int nr)
{
	int failed = 0;

	for (int i = 0; i < nr; i++) {
		int r = pvh_config_from_file(ctx, guests[i].path, &guests[i].config);

		if (!r)
			r = build(backend, &guests[i]);
		if (r) {
			complain(ctx, &guests[i]);
			failed++;
		}
	}
	return failed;
}

static void hold_signals(sigset_t *asleep)
{
	static const int numbers[] = { SIGINT, SIGTERM };
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t held;

	sigemptyset(&held);
	for (int i = 0; i < 2; i++) {
		sigaction(numbers[i], &action, NULL);
		sigaddset(&held, numbers[i]);
	}
	sigprocmask(SIG_BLOCK, &held, asleep);
}

int main(int argc, char **argv)
{
	struct guest guests[MAX_GUESTS] = { 0 };
	struct pvh_backend *backend = NULL;
	struct pvh_ctx *ctx;
	sigset_t asleep;
	int failed;

	if (argc < 2 || argc > 1 + MAX_GUESTS) {
		fprintf(stderr, "usage: supervise DOMAIN.JSON...\n");
		return 64;
	}
	if (pvh_new(&ctx))
		return 1;
	for (int i = 1; i < argc; i++)
		guests[i - 1].path = argv[i];
	hold_signals(&asleep);
	if (choose_worker(ctx) || pvh_backend_new_xen(ctx, &backend)) {
		fprintf(stderr, "%s\n", pvh_get_error(ctx)->sentence);
		pvh_unref(ctx);
		return 1;
	}
	failed = start_all(ctx, backend, guests, argc - 1);
	failed += watch(ctx, backend, guests, argc - 1, &asleep);
	for (int i = 0; i < argc - 1; i++)
		pvh_config_unref(guests[i].config);
	pvh_backend_unref(backend);
	pvh_unref(ctx);
	return failed != 0;
}
