/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Connections to xenstored, and what is watched on each. A watch fires when it is made and when its
 * node, or one below it, changes; @releaseDomain when a domain has ended or is gone. Who asks a
 * connection for its descriptor is about to wait: then those who serve devices go on.
 */
#include "fake.h"
#include "fake-life.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <xenstore.h>

enum { CONNECTIONS = 16, WATCHES = 16 };

struct watch {
	char path[128], token[32];
};

struct xs_handle {
	bool open, asked; /* for its descriptor */
	int events;
	struct watch watches[WATCHES];
	unsigned int nr;
};

static struct xs_handle connections[CONNECTIONS];

/* --- Connections --------------------------------------------------------------------------- */

struct xs_handle *xs_open(unsigned long flags)
{
	struct xs_handle *xs = connections;

	(void)flags;
	if (fake_refuses(__func__))
		return NULL;
	while (xs < connections + CONNECTIONS && xs->open)
		xs++;
	if (xs == connections + CONNECTIONS)
		abort();
	*xs = (struct xs_handle){ .open = true };
	xs->events = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE);
	if (xs->events < 0)
		abort();
	fake.handles++;
	return xs;
}

/* Its watches end with it, but fake.watches has those that nobody took back. */
void xs_close(struct xs_handle *xs)
{
	close(xs->events);
	xs->nr = 0;
	xs->open = false;
	fake.handles--;
}

/* libxenstore makes the descriptor when it is asked for it first; after that nothing can fail. */
int xs_fileno(struct xs_handle *xs)
{
	if (!xs->asked && fake_refuses(__func__))
		return -1;
	xs->asked = true;
	fake_serve();
	return xs->events;
}

/* --- Watches ------------------------------------------------------------------------------- */

static struct watch *find(struct xs_handle *xs, const char *path, const char *token)
{
	for (unsigned int i = 0; i < xs->nr; i++)
		if (!strcmp(xs->watches[i].path, path) && !strcmp(xs->watches[i].token, token))
			return &xs->watches[i];
	return NULL;
}

static void add_event(struct xs_handle *xs)
{
	if (eventfd_write(xs->events, 1))
		abort();
}

bool xs_watch(struct xs_handle *xs, const char *path, const char *token)
{
	struct watch *watch = &xs->watches[xs->nr];

	if (fake_refuses(__func__))
		return false;
	if (find(xs, path, token))
		return errno = EEXIST, false;
	if (xs->nr == WATCHES)
		abort();
	snprintf(watch->path, sizeof(watch->path), "%s", path);
	snprintf(watch->token, sizeof(watch->token), "%s", token);
	xs->nr++;
	fake.watches++;
	add_event(xs);
	return true;
}

bool xs_unwatch(struct xs_handle *xs, const char *path, const char *token)
{
	struct watch *watch = find(xs, path, token);

	if (!watch)
		return errno = ENOENT, false;
	*watch = xs->watches[--xs->nr];
	fake.watches--;
	return true;
}

/* Which watch it was is not said, because nobody asks. */
char **xs_check_watch(struct xs_handle *xs)
{
	eventfd_t one;

	if (fake_refuses(__func__))
		return NULL;
	if (fake_life.deaf)
		return errno = EINVAL, NULL;
	if (eventfd_read(xs->events, &one))
		return errno = EAGAIN, NULL;
	return calloc(2, sizeof(char *));
}

void fake_announce(const char *path)
{
	for (struct xs_handle *xs = connections; xs < connections + CONNECTIONS; xs++) {
		for (unsigned int i = 0; i < xs->nr; i++) {
			size_t size = strlen(xs->watches[i].path);

			if (!strncmp(path, xs->watches[i].path, size) &&
			    (!path[size] || path[size] == '/'))
				add_event(xs);
		}
	}
}
