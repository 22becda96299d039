/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hotplug scripts: they make a disk of a file, or put an interface on a bridge. What they are
 * told is what libxl tells them. Their end is told by a shell around them, for whoever called us
 * may ignore SIGCHLD or wait for any child, and then nobody learns how ours ended.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <paths.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "backend/xen-device.h"
#include "backend/xen-script.h"
#include "base/process.h"

#define TICK_MS 100
#define SPACE " \t\r\n\f\v"

/* It begins when it is told to; only then does anybody watch it. */
#define SHELL "read -r go <&3 || exit; \"$0\" \"$@\" 3>&-; echo $? >&3"

enum { CHANNEL_FD = 3, NR_FDS };

struct run {
	struct process process;
	int channel, output;
	char status[8];
	size_t status_size;
	char said[512]; /* the end of it */
	size_t said_size;
};

static void run_fini(struct run *run)
{
	process_stop(&run->process);
	closep(&run->channel);
	closep(&run->output);
}

/* --- Starting ------------------------------------------------------------------------------ */

/* ends[] of what the script has to be told, and of what it says. */
static int start_with(struct run *run, const struct xen_script *script, const int channel[2],
		      const int output[2], struct fault *f)
{
	const char *argv[3 + XEN_SCRIPT_ARGS] = { "sh", "-c", SHELL };
	const int fds[NR_FDS] = { -1, output[1], output[1], channel[1] };
	const struct program shell = { .path = _PATH_BSHELL, .argv = argv, .env = script->env,
				       .fds = fds, .nr_fds = NR_FDS };
	int r;

	for (size_t i = 0; i < XEN_SCRIPT_ARGS; i++)
		argv[3 + i] = script->argv[i];
	r = process_start(&run->process, &shell, f);
	if (r && f->os_error == ENOSYS)
		fault_hint(f, "hotplug scripts need Linux 5.4 or newer");
	if (!r && send(channel[0], "\n", 1, MSG_NOSIGNAL) != 1)
		r = fault_os(f, -EIO, errno, "cannot begin it");
	return r;
}

static int start(struct run *run, const struct xen_script *script, struct fault *f)
{
	int channel[2] = { -1, -1 }, output[2] = { -1, -1 }, r;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) ||
	    pipe2(output, O_CLOEXEC) || fcntl(output[0], F_SETFL, O_NONBLOCK))
		r = fault_os(f, -EIO, errno, "cannot make a channel to a hotplug script");
	else
		r = start_with(run, script, channel, output, f);
	run->channel = channel[0];
	run->output = output[0];
	closep(&channel[1]);
	closep(&output[1]);
	return r;
}

/* --- Listening ----------------------------------------------------------------------------- */

/* Of what it says the end is kept. Once nobody can say more, nobody listens. */
static void hear(struct run *run)
{
	char text[256];
	ssize_t n;

	while (run->output >= 0) {
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

/* True when it has told how it ended, or nobody is left who could. */
static bool has_ended(struct run *run)
{
	size_t room = sizeof(run->status) - 1 - run->status_size;
	ssize_t n = recv(run->channel, run->status + run->status_size, room, MSG_DONTWAIT);

	if (n > 0)
		run->status_size += (size_t)n;
	else if (!n || (errno != EAGAIN && errno != EINTR))
		return true;
	return strchr(run->status, '\n');
}

static int listen_to(struct run *run, struct xen_backend *xen, bool add, struct fault *f)
{
	uint64_t end = xen_now() + xen->timeouts.hotplug;
	int r = 0;

	while (!r && !has_ended(run)) {
		struct pollfd fds[] = { { .fd = run->channel, .events = POLLIN },
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

/* What is to be part of a sentence: without white space around it, and single spaces within. */
static char *flatten(char *text)
{
	const char *from = text;
	char *to = text;

	while (*(from += strspn(from, SPACE))) {
		size_t size = strcspn(from, SPACE);

		if (to != text)
			*to++ = ' ';
		memmove(to, from, size);
		to += size;
		from += size;
	}
	*to = '\0';
	return text;
}

/* The last line that says something; "" if there is none. */
static const char *last_line(struct run *run)
{
	char *line;

	while (run->said_size && strchr(SPACE, run->said[run->said_size - 1]))
		run->said[--run->said_size] = '\0';
	line = strrchr(run->said, '\n');
	return flatten(line ? line + 1 : run->said);
}

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
	const char *line = error && *flatten(error) ? error : last_line(run);

	if (!run->status_size)
		fault_set(f, -EIO, "the hotplug script %s was killed", d->script);
	else if (*line)
		fault_set(f, -EIO, "the hotplug script %s failed: %s", d->script, line);
	else
		fault_set(f, -EIO, "the hotplug script %s failed with status %d", d->script,
			  atoi(run->status));
	fault_hint(f, "see xen-hotplug.log in Xen's log directory, /var/log/xen");
	return f->code;
}

static int timed_out(struct xen_backend *xen, const struct xen_device *d, struct run *run,
		     struct fault *f)
{
	const char *line = last_line(run);

	fault_set(f, -EIO, "the hotplug script %s did not end within %u s, and was stopped",
		  d->script, (xen->timeouts.hotplug + 999) / 1000);
	if (*line)
		fault_hint(f, "the last that it said was: %s", line);
	return f->code;
}

/* Its children are stopped with it, unless it ended by itself: those may be meant to stay. */
static int carry_out(struct xen_backend *xen, const struct xen_device *d, bool add,
		     const struct xen_script *script, struct fault *f)
{
	_cleanup_(run_fini) struct run run = { .process = PROCESS_NONE, .channel = -1,
					       .output = -1 };
	int r = start(&run, script, f);

	if (!r)
		r = listen_to(&run, xen, add, f);
	if (r)
		process_stop_all(&run.process);
	if (r == -ETIMEDOUT)
		return timed_out(xen, d, &run, f);
	if (r)
		return r;
	if (strcmp(run.status, "0\n") || (add && says_failed(xen, d)))
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
