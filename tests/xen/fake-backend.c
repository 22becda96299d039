/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Those who serve devices, and how one hears of what they do. They do it when somebody waits for
 * them, and not before, so that whoever only looks sees nothing happen.
 */
#include "fake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <xenstore.h>

static struct {
	char paths[16][128];
	unsigned int nr, pending;
	int fd; /* 0: none */
} watches;

void fake_forget_watches(void)
{
	if (watches.fd)
		close(watches.fd);
	memset(&watches, 0, sizeof(watches));
}

static void add_event(void)
{
	if (watches.fd && !watches.pending++ && eventfd_write(watches.fd, 1))
		abort();
}

void fake_announce(const char *path)
{
	for (unsigned int i = 0; i < watches.nr; i++) {
		size_t size = strlen(watches.paths[i]);

		if (!strncmp(path, watches.paths[i], size) && (!path[size] || path[size] == '/'))
			add_event();
	}
}

/* --- What libxenstore has: weak, for a program that hears of other things ----------------- */

__attribute__((weak)) bool xs_watch(struct xs_handle *xs, const char *path, const char *token)
{
	(void)xs, (void)token;
	if (fake_refuses(__func__))
		return false;
	if (watches.nr == sizeof(watches.paths) / sizeof(watches.paths[0]))
		abort();
	snprintf(watches.paths[watches.nr++], sizeof(watches.paths[0]), "%s", path);
	fake.watches++;
	add_event(); /* each begins with one */
	return true;
}

__attribute__((weak)) bool xs_unwatch(struct xs_handle *xs, const char *path, const char *token)
{
	(void)xs, (void)token;
	for (unsigned int i = 0; i < watches.nr; i++) {
		if (strcmp(watches.paths[i], path))
			continue;
		memcpy(watches.paths[i], watches.paths[--watches.nr], sizeof(watches.paths[0]));
		fake.watches--;
		return true;
	}
	return errno = ENOENT, false;
}

__attribute__((weak)) char **xs_check_watch(struct xs_handle *xs)
{
	eventfd_t value;

	(void)xs;
	if (!watches.pending)
		return errno = EAGAIN, NULL;
	if (!--watches.pending && eventfd_read(watches.fd, &value))
		abort();
	return calloc(2, sizeof(char *));
}

/* --- What the others do ------------------------------------------------------------------ */

struct served {
	char path[128];
	unsigned int domid;
};

static bool parse(const char *path, struct served *s)
{
	unsigned int guest, devid;
	char kind[16], last[16];

	if (sscanf(path, "/local/domain/%u/backend/%15[^/]/%u/%u/%15s", &s->domid, kind, &guest,
		   &devid, last) != 5 || strcmp(last, "state") || !strcmp(kind, "console"))
		return false;
	snprintf(s->path, sizeof(s->path), "/local/domain/%u/backend/%s/%u/%u", s->domid, kind,
		 guest, devid);
	return true;
}

static void write_below(const char *path, const char *key, const char *value)
{
	char node[256];

	snprintf(node, sizeof(node), "%.100s/%s", path, key);
	fake_write(node, value);
}

static void refuse(const struct served *s)
{
	char error[160];

	snprintf(error, sizeof(error), "/local/domain/%u/error%.100s", s->domid,
		 strstr(s->path, "/backend"));
	write_below(error, "error", "19 creating block device");
	write_below(s->path, "state", "5");
}

static void take_up(const struct served *s)
{
	write_below(s->path, "state", "2");
	if (fake.hotplug_error) {
		write_below(s->path, "hotplug-error", fake.hotplug_error);
		write_below(s->path, "hotplug-status", "error");
	}
}

static void act(const struct served *s, char state)
{
	bool others = s->domid != fake.toolstack;

	if (state == '1' && fake.backends == FAKE_REFUSE)
		refuse(s);
	else if (state == '1' && fake.backends == FAKE_VANISH)
		fake_remove(s->path);
	else if (state == '1' && fake.backends != FAKE_SLEEP)
		take_up(s);
	else if (state == '5' && fake.backends != FAKE_STAY)
		write_below(s->path, "state", "6");
	else if (state == '6' && others && fake.backends != FAKE_LITTER)
		fake_remove(s->path);
}

/* Each goes one step on. */
static void serve(void)
{
	struct served list[16];
	char states[16];
	unsigned int closing = 0;
	size_t nr = 0;

	for (size_t i = 0; i < fake.nr_nodes && nr < 16; i++) {
		if (!parse(fake.nodes[i].path, &list[nr]))
			continue;
		states[nr] = fake.nodes[i].value[0];
		closing += states[nr++] == '5';
	}
	fake.closing = closing > fake.closing ? closing : fake.closing;
	for (size_t i = 0; i < nr; i++)
		act(&list[i], states[i]);
}

__attribute__((weak)) int xs_fileno(struct xs_handle *xs)
{
	(void)xs;
	if (fake_refuses(__func__))
		return -1;
	if (!watches.fd)
		watches.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (watches.fd <= 0)
		abort();
	serve();
	return watches.fd;
}
