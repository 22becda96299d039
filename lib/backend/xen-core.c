/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A core of the guest's memory, which is nobody else's to read. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "backend/xen-life.h"

struct core {
	int fd;
	int err; /* of the write that failed; 0: none */
};

/* All bytes, or errno. */
static int write_all(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0) {
			bytes += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

static int on_bytes(xc_interface *xch, void *data, char *bytes, unsigned int size)
{
	struct core *core = data;

	(void)xch;
	core->err = write_all(core->fd, bytes, size);
	return core->err ? -1 : 0;
}

static int write_core(struct pvh_domain *d, struct core *core, const char *path, struct fault *f)
{
	if (!xc_domain_dumpcore_via_callback(xen_of(d)->xch, d->domid, core, on_bytes))
		return 0;
	if (core->err)
		return fault_os(f, -EIO, core->err, "cannot write %s", path);
	return xen_domain_failed(d, errno, "give the memory of the domain", f);
}

static int create(const char *part)
{
	return open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

/*
 * Under another name until it is complete. What is there under that, where others may write to the
 * directory, can be another's, who would be given the memory; or a link, or a FIFO.
 */
static int make_core(struct pvh_domain *d, const char *part, const char *path, struct fault *f)
{
	_cleanup_close_ int fd = create(part);
	struct core core = { 0 };
	int r;

	if (fd < 0 && errno == EEXIST && !unlink(part))
		fd = create(part);
	if (fd < 0)
		return fault_os(f, -EIO, errno, "cannot create %s", part);
	core.fd = fd;
	r = write_core(d, &core, path, f);
	if (!r && rename(part, path))
		r = fault_os(f, -EIO, errno, "cannot create %s", path);
	if (r)
		unlink(part);
	return r;
}

/* XEN_DUMP_DIR, where xl puts them. */
static int usual_path(struct pvh_domain *d, char **path, struct fault *f)
{
	_cleanup_free_ char *name = NULL;
	int r = xen_get_name(d, &name, f);

	if (!r && asprintf(path, "%s/dump/%s", xen_of(d)->lib_dir, name) < 0) {
		*path = NULL;
		r = fault_oom(f);
	}
	return r;
}

int xen_dump_core(struct pvh_domain *d, const char *path, struct fault *f)
{
	_cleanup_free_ char *part = NULL, *usual = NULL;
	int r = path ? xen_require(d, f) : usual_path(d, &usual, f);

	if (r)
		return r;
	if (!path)
		path = usual;
	if (asprintf(&part, "%s.part", path) < 0) {
		part = NULL;
		return fault_oom(f);
	}
	return make_core(d, part, path, f);
}
