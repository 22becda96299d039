/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What QEMU says: a file in Xen's log directory, where xl has it, too. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen-line.h"
#include "backend/xen-qemu.h"

#define HINT                                                                                \
	"what QEMU says is kept there: make the directory, or configure --with-xen-log-dir as " \
	"Xen's tools were"

static void log_path(struct xen_backend *xen, const struct plan_qemu *plan,
		     char path[XEN_MAX_PATH])
{
	snprintf(path, XEN_MAX_PATH, "%s/%s", xen->log_dir, plan->log);
}

static int log_failed(const char *verb, const char *path, struct fault *f)
{
	int err = errno;

	fault_os(f, err == EACCES || err == EPERM ? -EPERM : -EIO, err, "cannot %s %s", verb, path);
	if (err == ENOENT)
		fault_hint(f, "%s", HINT);
	return f->code;
}

int xen_qemu_open_log(struct xen_backend *xen, const struct plan_qemu *plan, int *fd,
		      struct fault *f)
{
	char path[XEN_MAX_PATH], last[XEN_MAX_PATH + 2];

	log_path(xen, plan, path);
	snprintf(last, sizeof(last), "%s.1", path);
	if (rename(path, last) && errno != ENOENT)
		return log_failed("rename", path, f);
	*fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC, 0640);
	return *fd >= 0 ? 0 : log_failed("write", path, f);
}

/* `text` is the end of it, as much as there is room for. */
static const char *read_last_line(const char *path, char *text, size_t size)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
	off_t end = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
	off_t from = end > (off_t)size - 1 ? end - (off_t)size + 1 : 0;
	ssize_t n = fd >= 0 ? pread(fd, text, size - 1, from) : 0;

	text[n > 0 ? n : 0] = '\0';
	return xen_last_line(text);
}

int xen_qemu_failed(struct xen_backend *xen, const char *how, struct fault *f)
{
	char path[XEN_MAX_PATH], text[1024] = "";
	const char *line = text;

	if (xen->plan) {
		log_path(xen, &xen->plan->registration.qemu, path);
		line = read_last_line(path, text, sizeof(text));
	}
	fault_set(f, -EIO, "QEMU %s%s%.200s", how, *line ? ": " : "", line);
	xen_qemu_hint(xen, f);
	return f->code;
}

void xen_qemu_hint(struct xen_backend *xen, struct fault *f)
{
	if (xen->plan)
		fault_hint(f, "see what QEMU says in %s/%s", xen->log_dir,
			   xen->plan->registration.qemu.log);
	else
		fault_hint(f, "see what QEMU says in its log, in %s", xen->log_dir);
}
