/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Its command line is that of libxl (libxl__build_device_model_args_new()), so that libxl and the
 * tools that talk to QEMU find its monitors where they look for them. It differs in three things:
 * what the user wrote is never taken for more options; a channel of a pty, which QEMU opens by itself,
 * gets no second one; and nothing is said of VNC, for which QEMU would read a keyboard's map that need
 * not be there.
 */
#include "emit/qemu.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "emit/device.h"

/* --- Words ---------------------------------------------------------------------------------- */

/* Takes `text`; NULL: there was no memory for it. */
static bool add_word(struct qemu_word **words, size_t *nr, char *text, bool verbatim)
{
	struct qemu_word *word = text ? array_append(*words, *nr) : NULL;

	if (!word) {
		free(text);
		return false;
	}
	*word = (struct qemu_word){ text, verbatim };
	return true;
}

static bool add_args(struct plan_qemu *q, const char *const *args, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (!add_word(&q->args, &q->nr_args, strdup(args[i]), false))
			return false;
	return true;
}

#define ADD_ARGS(q, args) add_args(q, args, ARRAY_SIZE(args))

/* A value of the user's, as one of several in an argument: commas separate them, two are one. */
static char *quote(const char *value)
{
	char *quoted = malloc(2 * strlen(value) + 1), *to = quoted;

	if (!quoted)
		return NULL;
	for (; *value; value++) {
		*to++ = *value;
		if (*value == ',')
			*to++ = ',';
	}
	*to = '\0';
	return quoted;
}

/* An argument that has a value of the user's in it. */
static bool add_quoted(struct plan_qemu *q, const char *before, const char *value,
		       const char *behind)
{
	_cleanup_free_ char *quoted = quote(value);
	char *text = NULL;

	if (quoted && asprintf(&text, "%s%s%s", before, quoted, behind) < 0)
		text = NULL;
	return add_word(&q->args, &q->nr_args, text, true);
}

/* --- Arguments ------------------------------------------------------------------------------ */

#define SERVER ",server=on,wait=off"
#define SOCKET(id, name) "socket,id=" id ",path=" XEN_RUN_DIR "/" name "-{domid}" SERVER

static const char *const monitors[] = {
	"-xen-domid", "{domid}", "-no-shutdown",
	"-chardev", SOCKET("libxl-cmd", "qmp-libxl"),
	"-mon", "chardev=libxl-cmd,mode=control",
	"-chardev", SOCKET("libxenstat-cmd", "qmp-libxenstat"),
	"-mon", "chardev=libxenstat-cmd,mode=control",
};

static const char *const attached[] = { "-nodefaults", "-no-user-config", "-xen-attach", "-name" };

static const char *const no_display[] = { "-display", "none", "-machine", "xenpv", "-m" };

/* As libxl, whoever serves it: names and numbers of domains may mean the builder's. */
static bool add_socket(struct plan_qemu *q, const struct plan_device *d, const char *path)
{
	static const char *const option[] = { "-chardev" };
	char before[64];

	snprintf(before, sizeof(before), "socket,id=" DEVICE_CHARDEV ",path=", d->devid);
	return ADD_ARGS(q, option) && add_quoted(q, before, path, SERVER);
}

static bool add_sockets(struct plan_qemu *q, const struct plan_registration *reg,
			const struct pvh_config *c)
{
	for (size_t i = 0; i < reg->nr_devices; i++) {
		const struct plan_device *d = &reg->devices[i];
		const char *path;

		if (d->kind != DEVICE_CONSOLE)
			continue;
		path = d->target ? d->target : c->channels[d->devid - 1].path;
		if (path && !add_socket(q, d, path))
			return false;
	}
	return true;
}

/* A name with a '=' in it would be another option without "guest=". */
static bool add_command(struct plan_qemu *q, const struct pvh_plan *plan,
			const struct pvh_config *c)
{
	char *size = NULL;

	if (!ADD_ARGS(q, monitors) || !add_sockets(q, &plan->registration, c) ||
	    !ADD_ARGS(q, attached) || !add_quoted(q, "guest=", plan->domain.name, "") ||
	    !ADD_ARGS(q, no_display))
		return false;
	if (asprintf(&size, "%" PRIu64, (plan->domain.max_memory + MIB(1) - 1) / MIB(1)) < 0)
		size = NULL;
	return add_word(&q->args, &q->nr_args, size, false);
}

/* --- All of it ------------------------------------------------------------------------------ */

static const struct plan_device *first_served(const struct plan_registration *reg)
{
	for (size_t i = 0; i < reg->nr_devices; i++)
		if (device_needs_qemu(reg->devices[i].kind))
			return &reg->devices[i];
	return NULL;
}

static bool fill(struct plan_qemu *q, const struct pvh_plan *plan, const struct pvh_config *c)
{
	/* What a guest writes to a console is dropped where nobody reads it, XSA-180. */
	return add_word(&q->env, &q->nr_env, strdup("XEN_QEMU_CONSOLE_LIMIT=1048576"), false) &&
	       add_command(q, plan, c);
}

static int find_program(struct plan_qemu *q, const struct pvh_config *c, struct fault *f)
{
	if (!c->device_model_override)
		return device_copy(&q->path, XEN_QEMU) ? 0 : fault_oom(f);
	if (!source_absolute_path(c->device_model_override, c->base_dir, &q->path, f))
		return 0;
	fault_pointer(f, "/device_model_override");
	return f->code;
}

int emit_qemu(struct pvh_plan *plan, const struct pvh_config *config, struct fault *f)
{
	struct plan_qemu *q = &plan->registration.qemu;
	const struct plan_device *first = first_served(&plan->registration);
	int r = first ? find_program(q, config, f) : 0;

	if (!first || r)
		return r;
	if (asprintf(&q->log, "qemu-dm-%s.log", plan->domain.name) < 0)
		q->log = NULL;
	if (!q->log || !device_copy(&q->pointer, first->pointer) || !fill(q, plan, config))
		return fault_oom(f);
	return 0;
}
