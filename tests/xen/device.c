/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "fake.h"
#include "../unit/fixture.h"

static const struct fx_guest guest = { .memory = MIB(64) };

bool dev_node_is(const char *path, const char *value, const char *access)
{
	const struct fake_node *node = fake_node(path);

	return node && !strcmp(node->value, value) && !strcmp(node->access, access);
}

/* --- Plans --------------------------------------------------------------------------------- */

static char *text(const char *before, const char *kind, const char *between, unsigned int number)
{
	char *out;

	if (asprintf(&out, "%s%s%s%u", before, kind, between, number) < 0)
		abort();
	return out;
}

static struct node *add_node(struct plan_device *d, const char *dir, const char *key,
			     const char *value)
{
	struct node *node = array_append(d->nodes.list, d->nodes.nr);

	if (!node || asprintf(&node->path, "%s%s%s", dir, *key ? "/" : "", key) < 0)
		abort();
	node->value = strdup(value);
	return node;
}

static void add_nodes(struct plan_device *d)
{
	d->nodes.backend = SLOT_BACKEND_DOMID;
	add_node(d, d->frontend, "", "")->access = NODE_GUEST_SHOWS;
	add_node(d, d->frontend, "backend", d->served);
	add_node(d, d->frontend, "backend-id", "{backend_domid}");
	add_node(d, d->frontend, "state", "1");
	add_node(d, d->served, "", "")->access = NODE_BACKEND_SHOWS;
	add_node(d, d->served, "frontend", d->frontend);
	add_node(d, d->served, "frontend-id", "{domid}");
	add_node(d, d->served, "online", "1");
	add_node(d, d->served, "state", "1");
	add_node(d, d->record, "frontend", d->frontend);
	add_node(d, d->record, "backend", d->served);
	if (d->kind == DEVICE_CONSOLE && d->target)
		add_node(d, d->record, "path", d->target)->verbatim = true;
	if (d->kind == DEVICE_VIF)
		add_node(d, d->record, "gatewaydev", "eth{x}")->verbatim = true;
	if (d->script)
		add_node(d, d->record, "script", d->script)->verbatim = true;
}

static void add_device(struct pvh_plan *plan, const struct dev *dev)
{
	struct plan_registration *reg = &plan->registration;
	struct plan_device *d = array_append(reg->devices, reg->nr_devices);
	const char *kind = device_kind_name(dev->kind);

	if (!d)
		abort();
	d->kind = dev->kind;
	d->devid = dev->devid;
	d->name = text("", kind, " ", dev->devid);
	d->pointer = text("/", kind, "/", (unsigned int)reg->nr_devices - 1);
	d->backend = dev->backend ? strdup(dev->backend) : NULL;
	d->target = dev->target ? strdup(dev->target) : NULL;
	d->readonly = dev->readonly;
	d->script = dev->script ? strdup(dev->script) : NULL;
	d->frontend = text("/local/domain/{domid}/device/", kind, "/", dev->devid);
	d->served = text("/local/domain/{backend_domid}/backend/", device_backend_name(dev->kind),
			 "/{domid}/", dev->devid);
	d->record = text("/libxl/{domid}/device/", kind, "/", dev->devid);
	add_nodes(d);
}

struct pvh_plan *dev_plan(const struct dev *devices, size_t nr)
{
	struct pvh_plan *plan = fx_sealed(&guest, NULL);

	for (size_t i = 0; i < nr; i++)
		add_device(plan, &devices[i]);
	return plan;
}

int dev_build(struct pvh_plan *plan)
{
	return dev_build_within(plan, &(struct xen_timeouts){ .serve = 300, .close = 300,
							      .hotplug = 2000, .qemu = 20000 });
}

int dev_build_within(struct pvh_plan *plan, const struct xen_timeouts *timeouts)
{
	struct pvh_backend *be;
	int r = pvh_backend_new_xen(plan->ctx, &be);

	if (r)
		return r;
	to_xen(be)->timeouts = *timeouts;
	r = pvh_build(plan, be, 0, NULL);
	pvh_backend_unref(be);
	return r;
}

const char *dev_sentence(const struct pvh_plan *plan)
{
	return pvh_get_error(plan->ctx)->sentence;
}

/* --- Scripts ------------------------------------------------------------------------------- */

static char dir[64], path[128], notes[4096];

const char *dev_path(const char *name)
{
	if (!*dir) {
		strcpy(dir, "/tmp/pvh-test-XXXXXX");
		if (!mkdtemp(dir))
			abort();
	}
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

const char *dev_script(const char *name, const char *body)
{
	FILE *file = fopen(dev_path(name), "we");

	if (!file)
		abort();
	fprintf(file, "#!/bin/sh\n"
		      "echo \"$* $XENBUS_TYPE $XENBUS_PATH $XENBUS_BASE_PATH ${script##*/}\" "
		      "\"${vif-no} ${netdev-no} ${KEPT-no}\" >>%s/notes\n%s\n", dir, body);
	fclose(file);
	if (chmod(dev_path(name), 0755))
		abort();
	return path;
}

const char *dev_notes(void)
{
	FILE *file = fopen(dev_path("notes"), "re");

	notes[file ? fread(notes, 1, sizeof(notes) - 1, file) : 0] = '\0';
	if (file)
		fclose(file);
	unlink(dev_path("notes"));
	return notes;
}

/* --- QEMU ---------------------------------------------------------------------------------- */

static char qemu_state[160], qemu_log[160];

static struct qemu_word word(const char *text, bool verbatim)
{
	return (struct qemu_word){ .text = strdup(text), .verbatim = verbatim };
}

static void write_qemu(const char *body)
{
	FILE *file = fopen(dev_path("qemu"), "we");

	if (!file)
		abort();
	fprintf(file, "#!/bin/sh\necho \"$$ $* $LIMIT $KEPT\" >>%s\n"
		      "say() { echo $1 >%s.new; mv %s.new %s; }\n"
		      "stay() { while :; do sleep 0.02; done; }\n%s\n",
		qemu_log, qemu_state, qemu_state, qemu_state, body);
	fclose(file);
	if (chmod(dev_path("qemu"), 0755))
		abort();
}

void dev_set_qemu(struct pvh_plan *plan, const char *body)
{
	struct plan_qemu *q = &plan->registration.qemu;

	snprintf(qemu_state, sizeof(qemu_state), "%s", dev_path("qemu-state"));
	snprintf(qemu_log, sizeof(qemu_log), "%s", dev_path("qemu-calls"));
	write_qemu(body);
	if (q->path)
		return;
	q->path = strdup(dev_path("qemu"));
	q->pointer = strdup("/disk/0");
	q->log = strdup("qemu-dm-guest.log");
	q->args = calloc(4, sizeof(*q->args));
	q->env = calloc(2, sizeof(*q->env));
	q->args[q->nr_args++] = word("-xen-domid", false);
	q->args[q->nr_args++] = word("{domid}", false);
	q->args[q->nr_args++] = word("-name", false);
	q->args[q->nr_args++] = word("{domid}", true);
	q->env[q->nr_env++] = word("LIMIT=1048576", false);
	q->env[q->nr_env++] = word("KEPT=ours", false);
}

void dev_reset_qemu(void)
{
	fake_reset();
	unlink(qemu_state);
	unlink(qemu_log);
	fake.qemu_says = qemu_state;
}

int dev_qemu(void)
{
	FILE *file = fopen(qemu_log, "re");
	int pid = 0;

	if (!file || fscanf(file, "%d", &pid) != 1)
		pid = 0;
	if (file)
		fclose(file);
	return pid;
}

/* Whoever is its parent by now may not have noticed yet. */
bool dev_is_gone(int pid)
{
	char name[32], state = 'Z';
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/stat", pid);
	file = fopen(name, "re");
	if (!file)
		return true;
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = 'Z';
	fclose(file);
	return state == 'Z';
}

void dev_done(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	if (*dir && system(command))
		abort();
}
