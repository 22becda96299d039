/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Talks to a guest: builds the domain that a config describes, paused, opens its console, and
 * only then lets it run, so that not a byte is missed; copies what it writes to standard output
 * until a word appears, and destroys it.
 *
 *	console DOMAIN.JSON WORD
 *
 *	cc console.c $(pkg-config --cflags --libs libpvh)
 */
#include <pvh.h>

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "worker.h"

enum { MOST = 1 << 20, SILENCE = 400 };

/*
 * Whether there is more to read: not after a silence (in milliseconds) of a guest that has ended.
 * xenconsoled passes on what such a guest wrote last; only when the domain is destroyed is the
 * console closed.
 */
static bool has_more(struct pvh_domain *domain, int fd)
{
	struct pollfd fds[2] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = pvh_domain_get_fd(domain), .events = POLLIN },
	};
	enum pvh_end end = PVH_END_NONE;

	for (;;) {
		if (poll(fds, end == PVH_END_NONE ? 2 : 1, end == PVH_END_NONE ? -1 : SILENCE) < 0)
			return false;
		if (fds[0].revents || end != PVH_END_NONE)
			return fds[0].revents & POLLIN;
		if (pvh_domain_wait(domain, 0, &end))
			return false;
	}
}

/* False when the guest has ended without the word, or has written more than anybody waits for. */
static bool look_for(struct pvh_domain *domain, int fd, const char *word)
{
	static char text[MOST];
	size_t size = 0;
	ssize_t n;

	while (size < MOST - 1 && has_more(domain, fd)) {
		n = read(fd, text + size, MOST - 1 - size);
		if (n <= 0)
			return false;
		fwrite(text + size, 1, (size_t)n, stdout);
		size += (size_t)n;
		text[size] = '\0';
		if (strstr(text, word))
			return true;
	}
	return false;
}

static int talk(struct pvh_domain *domain, const char *word, bool *found)
{
	int fd, r = pvh_domain_open_console(domain, 10000, &fd);

	if (r)
		return r;
	r = pvh_domain_unpause(domain);
	if (!r)
		*found = look_for(domain, fd, word);
	close(fd);
	return r;
}

/* From here on there is a domain, which must not be forgotten. */
static int live(struct pvh_backend *backend, uint32_t domid, const char *word, bool *found)
{
	struct pvh_domain *domain;
	int r = pvh_domain_open(backend, domid, &domain);

	if (r)
		return r;
	r = talk(domain, word, found);
	if (!r)
		r = pvh_domain_destroy(domain);
	else
		pvh_domain_destroy(domain);
	pvh_domain_unref(domain);
	return r;
}

static int run(struct pvh_ctx *ctx, char **args, bool *found)
{
	struct pvh_config *config = NULL;
	struct pvh_backend *backend = NULL;
	struct pvh_plan *plan = NULL;
	uint32_t domid;
	int r = pvh_config_from_file(ctx, args[0], &config);

	if (!r)
		r = pvh_backend_new_xen(ctx, &backend);
	if (!r)
		r = pvh_plan_from_config(config, &plan);
	if (!r)
		r = pvh_build(plan, backend, PVH_BUILD_PAUSED, &domid);
	if (!r)
		r = live(backend, domid, args[1], found);
	pvh_plan_unref(plan);
	pvh_backend_unref(backend);
	pvh_config_unref(config);
	return r;
}

int main(int argc, char **argv)
{
	bool found = false;
	struct pvh_ctx *ctx;
	int r;

	if (argc != 3) {
		fprintf(stderr, "usage: console DOMAIN.JSON WORD\n");
		return 64;
	}
	if (pvh_new(&ctx))
		return 1;
	r = choose_worker(ctx);
	if (!r)
		r = run(ctx, argv + 1, &found);
	if (r)
		fprintf(stderr, "%s\n", pvh_get_error(ctx)->sentence);
	else if (!found)
		fprintf(stderr, "the guest has not written \"%s\"\n", argv[2]);
	pvh_unref(ctx);
	return r || !found;
}
