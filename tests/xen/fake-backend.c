/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Those who serve devices, in the kernel or in QEMU, which has to say that it runs first. They do it
 * when somebody waits for them, and not before, so that whoever only looks sees nothing happen.
 */
#include "fake.h"

#include <stdio.h>
#include <string.h>

struct served {
	char path[128];
	unsigned int domid;
	bool qemu; /* our own domain's */
};

static bool parse(const char *path, struct served *s)
{
	unsigned int guest, devid;
	char kind[16], last[16];

	if (sscanf(path, "/local/domain/%u/backend/%15[^/]/%u/%u/%15s", &s->domid, kind, &guest,
		   &devid, last) != 5 || strcmp(last, "state") ||
	    (!strcmp(kind, "console") && !devid))
		return false;
	s->qemu = s->domid == fake.toolstack && strcmp(kind, "vbd") && strcmp(kind, "vif");
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

static void qemu_path(char path[64])
{
	snprintf(path, 64, "/local/domain/%u/device-model/%u", fake.toolstack, fake.domid);
}

static bool qemu_runs(void)
{
	const struct fake_node *state;
	char path[80];

	qemu_path(path);
	strcat(path, "/state");
	state = fake_node(path);
	return state && !strcmp(state->value, "running");
}

/* Only where it was made a directory. */
static void run_qemu(void)
{
	FILE *file = fake.qemu_says ? fopen(fake.qemu_says, "re") : NULL;
	char path[64], state[32] = "";

	if (!file)
		return;
	qemu_path(path);
	if (fscanf(file, "%31s", state) == 1 && fake_node(path) && !qemu_runs())
		write_below(path, "state", state);
	fclose(file);
}

static void act(const struct served *s, char state)
{
	bool others = s->domid != fake.toolstack;

	if (state == '1' && s->qemu && !qemu_runs())
		return;
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

void fake_serve(void)
{
	struct served list[16];
	char states[16];
	unsigned int closing = 0;
	size_t nr = 0;

	run_qemu();
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
