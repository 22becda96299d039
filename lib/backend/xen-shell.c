/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "backend/xen-shell.h"

#include <errno.h>
#include <paths.h>
#include <string.h>
#include <sys/socket.h>

enum { CHANNEL_FD = 3, NR_FDS };

static int start(struct xen_shell *sh, const struct xen_shell_program *program,
		 const char *const *argv, int channel, struct fault *f)
{
	const int fds[NR_FDS] = { -1, program->output, program->output, channel };
	const struct program shell = { .path = _PATH_BSHELL, .argv = argv, .env = program->env,
				       .fds = fds, .nr_fds = NR_FDS };
	int r = process_start(&sh->process, &shell, f);

	if (r && f->os_error == ENOSYS)
		fault_hint(f, "to watch %s takes Linux 5.4 or newer", program->what);
	return r ? r : xen_shell_speak(sh, f);
}

int xen_shell_start(struct xen_shell *sh, const struct xen_shell_program *program,
		    struct fault *f)
{
	_cleanup_free_ const char **argv = NULL;
	int ends[2], r;
	size_t nr = 0;

	*sh = XEN_SHELL_NONE;
	while (program->argv[nr])
		nr++;
	argv = calloc(nr + 4, sizeof(*argv));
	if (!argv)
		return fault_oom(f);
	argv[0] = "sh";
	argv[1] = "-c";
	argv[2] = program->script;
	memcpy(argv + 3, program->argv, nr * sizeof(*argv));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return fault_os(f, -EIO, errno, "cannot make a channel to %s", program->what);
	sh->channel = ends[0];
	r = start(sh, program, argv, ends[1], f);
	close(ends[1]);
	return r;
}

int xen_shell_speak(struct xen_shell *sh, struct fault *f)
{
	return send(sh->channel, "\n", 1, MSG_NOSIGNAL) == 1 ?
		       0 : fault_os(f, -EIO, errno, "cannot begin it");
}

bool xen_shell_has_told(struct xen_shell *sh)
{
	size_t room = sizeof(sh->told) - 1 - sh->told_size;
	ssize_t n = recv(sh->channel, sh->told + sh->told_size, room, MSG_DONTWAIT);

	if (n > 0)
		sh->told_size += (size_t)n;
	else if (!n || (errno != EAGAIN && errno != EINTR))
		return true;
	return strchr(sh->told, '\n');
}

void xen_shell_fini(struct xen_shell *sh)
{
	process_stop(&sh->process);
	closep(&sh->channel);
	sh->channel = -1;
}
