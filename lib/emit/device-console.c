/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Consoles beside the first: xen/include/public/io/console.h says what their nodes mean. Who serves
 * them trusts what says where their bytes go, so that this is not the guest's.
 */
#include <stdio.h>
#include <string.h>

#include "emit/device.h"

#define PROTOCOL "vt100"
#define LIMIT "1048576" /* bytes that are kept of what nobody reads */

static void add_front(struct device_fields *to, const struct config_channel *channel,
		      const char *output)
{
	field_add(&to->front, "backend-id", "{backend_domid}");
	field_add(&to->front, "state", "1"); /* XenbusStateInitialising */
	field_add(&to->front, "protocol", PROTOCOL);
	field_add_text(&to->ro_front, "name", channel->name);
	field_add(&to->ro_front, "limit", LIMIT);
	field_add(&to->ro_front, "type", "ioemu");
	field_add(&to->ro_front, "output", output);
	field_add(&to->ro_front, "tty", ""); /* of a pty, filled in by who serves it */
}

static void add_back(struct fields *to, const struct config_channel *channel, const char *path)
{
	field_add(to, "frontend-id", "{domid}");
	field_add(to, "online", "1");
	field_add(to, "state", "1");
	field_add(to, "protocol", PROTOCOL);
	field_add_text(to, "name", channel->name);
	field_add(to, "connection", channel->path ? "socket" : "pty");
	field_add_text(to, "path", path);
}

/* Of a socket: NULL stays that. Another domain's path is its own to know. */
static int find_path(const struct config_channel *channel, const char *base_dir, char **path,
		     struct fault *f)
{
	if (!channel->path || channel->backend)
		return device_copy(path, channel->path) ? 0 : fault_oom(f);
	return device_path(channel->path, "path", base_dir, CONFIG_MAX_SOCKET, "a socket can have",
			   path, f);
}

/* QEMU's name of what the bytes go to; emit/qemu.c gives it to a socket. */
static void name_output(const struct plan_device *d, const struct config_channel *channel,
			char output[40])
{
	if (channel->path)
		snprintf(output, 40, "chardev:" DEVICE_CHARDEV, d->devid);
	else
		strcpy(output, "pty");
}

int device_from_channel(struct plan_device *d, const struct config_channel *channel,
			const char *base_dir, struct fault *f)
{
	_cleanup_free_ char *path = NULL;
	struct device_fields fields = { 0 };
	char output[40];
	int r = find_path(channel, base_dir, &path, f);

	if (r) {
		fault_pointer(f, "%s/path", d->pointer);
		return r;
	}
	d->kind = DEVICE_CONSOLE;
	if (asprintf(&d->name, "channel %s", channel->name) < 0)
		d->name = NULL;
	if (!d->name || !device_copy(&d->backend, channel->backend) || !device_place(d))
		return fault_oom(f);
	name_output(d, channel, output);
	add_front(&fields, channel, output);
	add_back(&fields.back, channel, path);
	if (!device_add_nodes(d, &fields))
		return fault_oom(f);
	if (!channel->backend)
		d->target = TAKE(path);
	return 0;
}
