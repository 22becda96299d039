/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * QEMU beside the guest: it has no machine but devices of that guest, listens to nobody but the
 * toolstack, takes nothing that the user wrote for an option, and keeps no more of a console than it
 * was told.
 */
#include <stdio.h>
#include <string.h>

#include "plan/device.h"
#include "rules.h"

#define MAX_WORD 4400 /* the longest path of a socket, name or log, and more */

/* The index of the argument `wanted`; how many there are, if it is none. */
static size_t find(const struct plan_qemu *q, const char *wanted, size_t from)
{
	size_t i = from;

	while (i < q->nr_args && strcmp(q->args[i].text, wanted))
		i++;
	return i;
}

/* There once, followed by `value`; NULL: by anything. */
static void check_option(struct rules *r, const struct plan_qemu *q, const char *option,
			 const char *value)
{
	size_t at = find(q, option, 0);
	const char *next = at + 1 < q->nr_args ? q->args[at + 1].text : "nothing";

	if (at == q->nr_args || find(q, option, at + 1) < q->nr_args)
		rules_broke(r, "QEMU is not told %s once", option);
	else if (value && strcmp(next, value))
		rules_broke(r, "QEMU is told %s %s", option, next);
}

/* Slots that nobody knows stay; of a user's text, all stays. */
static void check_words(struct rules *r, const struct qemu_word *words, size_t nr)
{
	char text[MAX_WORD];

	for (size_t i = 0; i < nr; i++) {
		if (!slots_expand(words[i].verbatim ? NULL : r->slots, words[i].text, text,
				  sizeof(text)))
			rules_broke(r, "QEMU is told too much: %.40s", words[i].text);
		else if (!words[i].verbatim && strpbrk(text, "{}"))
			rules_broke(r, "QEMU is told an unknown slot: %s", text);
	}
}

/* The commas that separate options, of which a user's text has none; two are one in a value. */
static size_t count_commas(const char *text)
{
	size_t nr = 0;

	for (; *text; text++) {
		if (*text != ',')
			continue;
		if (text[1] == ',')
			text++;
		else
			nr++;
	}
	return nr;
}

static void check_name(struct rules *r, const struct plan_qemu *q)
{
	size_t at = find(q, "-name", 0) + 1;

	if (at >= q->nr_args || !q->args[at].verbatim || strncmp(q->args[at].text, "guest=", 6) ||
	    count_commas(q->args[at].text))
		rules_broke(r, "QEMU is not told the guest's name");
}

/* What a console calls its output is there, once, and no more than a socket with a path. */
static void check_socket(struct rules *r, const struct plan_qemu *q, const struct plan_device *d)
{
	char start[64];
	size_t nr = 0;

	snprintf(start, sizeof(start), "socket,id=libxl-channel%u,path=", d->devid);
	for (size_t i = 0; i < q->nr_args; i++) {
		const char *text = q->args[i].text;

		if (strncmp(text, start, strlen(start)))
			continue;
		nr++;
		if (!q->args[i].verbatim || count_commas(text) != 4 || !strstr(text, ",wait=off"))
			rules_broke(r, "QEMU is told %s", text);
	}
	if (nr != 1)
		rules_broke(r, "QEMU has %zu sockets for %s", nr, d->name);
}

static void check_devices(struct rules *r, const struct plan_qemu *q)
{
	const struct plan_registration *reg = &r->plan->registration;
	bool named = false;

	for (size_t i = 0; i < reg->nr_devices; i++) {
		const struct plan_device *d = &reg->devices[i];

		named |= device_needs_qemu(d->kind) && q->pointer && d->pointer &&
			 !strcmp(q->pointer, d->pointer);
		if (d->kind == DEVICE_CONSOLE && d->target)
			check_socket(r, q, d);
	}
	if (!named)
		rules_broke(r, "QEMU is there for %s, which does not need it",
			    q->pointer ? q->pointer : "nothing");
}

void rules_start_qemu(struct rules *r, const struct plan_qemu *q)
{
	if (r->qemu || r->attached)
		rules_broke(r, "QEMU is started %s", r->qemu ? "twice" : "after a device");
	r->qemu = true;
	if (q->path[0] != '/')
		rules_broke(r, "QEMU is no absolute path");
	if (!q->log || !*q->log || strchr(q->log, '/'))
		rules_broke(r, "QEMU has no name of a log");
	check_option(r, q, "-xen-domid", "{domid}");
	check_option(r, q, "-machine", "xenpv");
	check_option(r, q, "-display", "none");
	check_option(r, q, "-xen-attach", NULL);
	check_option(r, q, "-nodefaults", NULL);
	check_option(r, q, "-no-user-config", NULL);
	check_option(r, q, "-no-shutdown", NULL);
	check_words(r, q->args, q->nr_args);
	check_words(r, q->env, q->nr_env);
	check_name(r, q);
	check_devices(r, q);
	if (q->nr_env != 1 || strcmp(q->env[0].text, "XEN_QEMU_CONSOLE_LIMIT=1048576"))
		rules_broke(r, "QEMU keeps all of what a guest writes");
}
