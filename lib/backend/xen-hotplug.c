/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hotplug scripts: they make a disk of a file, or put an interface on a bridge. What they are
 * told is what libxl tells them, and how they end the shell around them tells us.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen-device.h"
#include "backend/xen-line.h"
#include "backend/xen-script.h"
#include "backend/xen-shell.h"

#define TICK_MS 100
#define MOST_HEARD 65536 /* bytes at once; what Linux has a pipe hold */

/* It begins when it is told to; only then does anybody watch it. */
#define SHELL "read -r go <&3 || exit; \"$0\" \"$@\" 3>&-; echo $? >&3"

struct run {
	struct xen_shell shell;
	int output;
	char said[512]; /* the end of it */
	size_t said_size;
};

static void run_fini(struct run *run)
{
	xen_shell_fini(&run->shell);
	closep(&run->output);
}

/* --- Starting ------------------------------------------------------------------------------ */

static int start(struct run *run, const struct xen_script *script, struct fault *f)
{
	struct xen_shell_program program = { .what = "a hotplug script", .script = SHELL,
					     .argv = script->argv, .env = script->env };
	int output[2], r;

	if (pipe2(output, O_CLOEXEC))
		return fault_os(f, -EIO, errno, "cannot make a channel to a hotplug script");
	run->output = output[0];
	program.output = output[1];
	if (fcntl(output[0], F_SETFL, O_NONBLOCK))
		r = fault_os(f, -EIO, errno, "cannot make a channel to a hotplug script");
	else
		r = xen_shell_start(&run->shell, &program, f);
	close(output[1]);
	return r;
}

/* --- Listening ----------------------------------------------------------------------------- */

/*
 * Of what it says the end is kept. Once nobody can say more, nobody listens; and who never stops is
 * not listened to for longer than a pipe takes, or neither time nor a caller would end it.
 */
static void hear(struct run *run)
{
	char text[256];
	ssize_t n;

	for (size_t i = 0; i < MOST_HEARD / sizeof(text) && run->output >= 0; i++) {
		n = read(run->output, text, sizeof(text));
		if (n < 0 && errno == EINTR)
			continue;
		if (!n)
			close(take_fd(&run->output));
		if (n <= 0)
			break;
		if (run->said_size + (size_t)n >= sizeof(run->said)) {
			size_t kept = sizeof(run->said) - sizeof(text) - 1;

			kept = kept < run->said_size ? kept : run->said_size;
			memmove(run->said, run->said + run->said_size - kept, kept);
			run->said_size = kept;
		}
		memcpy(run->said + run->said_size, text, (size_t)n);
		run->said_size += (size_t)n;
	}
	run->said[run->said_size] = '\0';
}

static int listen_to(struct run *run, struct xen_backend *xen, bool add, struct fault *f)
{
	int64_t end = xen_now() + xen->timeouts.hotplug;
	int r = 0;

	while (!r && !xen_shell_has_told(&run->shell)) {
		struct pollfd fds[] = { { .fd = run->shell.channel, .events = POLLIN },
					{ .fd = run->output, .events = POLLIN } };

		if (poll(fds, ARRAY_SIZE(fds), TICK_MS) < 0 && errno != EINTR)
			return fault_os(f, -EIO, errno, "cannot wait for a hotplug script");
		hear(run);
		if (xen_now() >= end)
			r = -ETIMEDOUT;
		else if (add)
			r = ctx_progress(xen->be.ctx, "attach", 0, 0, f);
	}
	hear(run);
	return r;
}

/* --- Understanding ------------------------------------------------------------------------- */

static char *read_hotplug_node(struct xen_backend *xen, const struct xen_device *d,
			       const char *name)
{
	char path[XEN_DEVICE_PATH + 16];
	unsigned int len;

	snprintf(path, sizeof(path), "%s/%s", d->served, name);
	return xs_read(xen->xs, XBT_NULL, path, &len);
}

/* Some scripts end well in a subshell that does not know of a failure in another. */
static bool says_failed(struct xen_backend *xen, const struct xen_device *d)
{
	_cleanup_free_ char *status = read_hotplug_node(xen, d, "hotplug-status");

	return status && (!strcmp(status, "error") || !strcmp(status, "busy"));
}

static int failed(struct xen_backend *xen, const struct xen_device *d, struct run *run,
		  struct fault *f)
{
	_cleanup_free_ char *error = read_hotplug_node(xen, d, "hotplug-error");
	const char *line = error && *xen_flatten(error) ? error : xen_last_line(run->said);

	if (!run->shell.told_size)
		fault_set(f, -EIO, "the hotplug script %s was killed", d->script);
	else if (*line)
		fault_set(f, -EIO, "the hotplug script %s failed: %s", d->script, line);
	else
		fault_set(f, -EIO, "the hotplug script %s failed with status %d", d->script,
			  atoi(run->shell.told));
	fault_hint(f, "see %s/xen-hotplug.log, where Xen's own scripts say more", xen->log_dir);
	return f->code;
}

static int timed_out(struct xen_backend *xen, const struct xen_device *d, struct run *run,
		     struct fault *f)
{
	const char *line = xen_last_line(run->said);

	fault_set(f, -EIO, "the hotplug script %s did not end within %d s, and was stopped",
		  d->script, (xen->timeouts.hotplug + 999) / 1000);
	if (*line)
		fault_hint(f, "the last that it said was: %s", line);
	return f->code;
}

/* Its children are stopped with it, unless it ended by itself: those may be meant to stay. */
static int carry_out(struct xen_backend *xen, const struct xen_device *d, bool add,
		     const struct xen_script *script, struct fault *f)
{
	_cleanup_(run_fini) struct run run = { .shell = XEN_SHELL_NONE, .output = -1 };
	int r = start(&run, script, f);

	if (!r)
		r = listen_to(&run, xen, add, f);
	if (r)
		process_stop_all(&run.shell.process);
	if (r == -ETIMEDOUT)
		return timed_out(xen, d, &run, f);
	if (r)
		return r;
	if (strcmp(run.shell.told, "0\n") || (add && says_failed(xen, d)))
		return failed(xen, d, &run, f);
	return 0;
}

int xen_run_hotplug(struct xen_backend *xen, const struct xen_device *d, bool add,
		    struct fault *f)
{
	_cleanup_(xen_script_fini) struct xen_script script = { 0 };
	int r = xen_script_new(xen, d, add, &script, f);

	if (r)
		return r;
	ctx_debug(xen->be.ctx, "xen: %s %s for %s", d->script, script.argv[1], d->served);
	return carry_out(xen, d, add, &script, f);
}
