/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memfd.h"

/* What a pipe may deliver before we stop listening; named like the other bounds. */
#define SOURCE_MAX_STREAM GIB(1)
/*
 * How long a FIFO that was opened by name may keep silent: whoever named it need not be who
 * runs us, and a build must end. A descriptor is the caller's own affair.
 */
#define SOURCE_PATIENCE_MS 5000

/* What is read of a stream at a time. */
#define STREAM_CHUNK KIB(128)

struct pvh_source {
	atomic_uint refs;
	int fd;
	char *name;
	uint64_t size;
	bool owned;              /* nobody else can write to fd */
	struct stat opened;      /* to notice that a file was modified since */
};

static int source_new(int *fd, const char *name, struct pvh_source **out, struct fault *f)
{
	struct pvh_source *s = calloc(1, sizeof(*s));

	if (!s || !(s->name = strdup(name))) {
		free(s);
		return fault_oom(f);
	}
	atomic_init(&s->refs, 1);
	s->fd = take_fd(fd);
	*out = s;
	return 0;
}

struct pvh_source *source_ref(struct pvh_source *s)
{
	atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
	return s;
}

struct pvh_source *source_unref(struct pvh_source *s)
{
	if (s && atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) == 1) {
		close(s->fd);
		free(s->name);
		free(s);
	}
	return NULL;
}

const char *source_name(const struct pvh_source *s)
{
	return s->name;
}

int source_fd(const struct pvh_source *s)
{
	return s->fd;
}

uint64_t source_size(const struct pvh_source *s)
{
	return s->size;
}

/* The next bytes of a stream; 0 at its end, or a negative code. */
static ssize_t read_stream(int fd, uint8_t *buf, int patience_ms, struct fault *f)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	ssize_t n;

	do {
		int r = poll(&ready, 1, patience_ms);

		if (r == 0)
			return fault_set(f, -EIO, "it is a FIFO, and nothing came out of it for "
					 "%d seconds", patience_ms / 1000);
		n = r < 0 ? -1 : read(fd, buf, STREAM_CHUNK);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	return n < 0 ? fault_os(f, -EIO, errno, "cannot read it") : n;
}

/* Moves a stream into a memfd: it can be read only once, we read twice. */
static int drain(int fd, int patience_ms, int *memfd, uint64_t *size, struct fault *f)
{
	_cleanup_free_ uint8_t *buf = malloc(STREAM_CHUNK);
	_cleanup_close_ int to = -1;
	uint64_t at;
	int r;

	if (!buf)
		return fault_oom(f);
	to = memfd_new("pvh-source", f);
	if (to < 0)
		return to;
	*size = 0;
	for (;;) {
		ssize_t n = read_stream(fd, buf, patience_ms, f);

		if (n < 0)
			return (int)n;
		if (n == 0)
			break;
		at = *size;
		*size += (uint64_t)n;
		if (*size > SOURCE_MAX_STREAM)
			return fault_set(f, -EFBIG, "it is longer than 1 GiB, the most that is "
					 "read from a pipe");
		r = memfd_write(to, at, buf, (uint64_t)n, f);
		if (r)
			return r;
	}
	r = memfd_seal(to, f);
	*memfd = r ? -1 : take_fd(&to);
	return r;
}

static int refuse_kind(const struct stat *st, struct fault *f)
{
	if (S_ISDIR(st->st_mode))
		return fault_os(f, -EISDIR, EISDIR, "cannot read it");
	fault_set(f, -EINVAL, "it is a device, not a file");
	fault_hint(f, "give a regular file or a pipe");
	return -EINVAL;
}

/* Takes `fd` whatever happens. */
static int source_from_owned(int owned_fd, int patience_ms, const char *name,
			     struct pvh_source **out, struct fault *f)
{
	_cleanup_close_ int fd = owned_fd;
	struct stat st;
	uint64_t size;
	bool owned = false;
	int r;

	if (fstat(fd, &st) < 0)
		return fault_os(f, -EIO, errno, "cannot inspect it");
	size = (uint64_t)st.st_size;
	if (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)) {
		int memfd = -1;

		r = drain(fd, patience_ms, &memfd, &size, f);
		if (r)
			return r;
		close(fd);
		fd = memfd;
		owned = true;
	} else if (!S_ISREG(st.st_mode)) {
		return refuse_kind(&st, f);
	}
	r = source_new(&fd, name, out, f);
	if (r)
		return r;
	(*out)->size = size;
	(*out)->owned = owned;
	(*out)->opened = st;
	return 0;
}

static int open_failed(bool joined, struct fault *f)
{
	int err = errno;

	fault_os(f, err == ENOENT || err == EACCES || err == ENOTDIR ? -err : -EIO, err,
		 "cannot open it");
	if (joined && err == ENOENT)
		fault_hint(f, "a relative path is relative to the file that names it");
	return f->code;
}

int source_open(const char *path, const char *dir, struct pvh_source **out, struct fault *f)
{
	_cleanup_free_ char *joined = NULL;
	int fd, r;

	if (dir && path[0] != '/') {
		if (asprintf(&joined, "%s/%s", dir, path) < 0) {
			joined = NULL;
			return fault_oom(f);
		}
	}
	/* O_NONBLOCK: a FIFO that nobody writes to must not hang the builder in open(). */
	fd = open(joined ? joined : path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		r = open_failed(joined, f);
	else
		r = source_from_owned(fd, SOURCE_PATIENCE_MS, path, out, f);
	if (r)
		fault_object(f, "%s", joined ? joined : path);
	return r;
}

static int current_dir(char **out, struct fault *f)
{
	int err;

	*out = getcwd(NULL, 0);
	if (*out)
		return 0;
	err = errno;
	return fault_os(f, err == ENOMEM || err == ENOENT || err == EACCES ? -err : -EIO, err,
			"the current directory has no path");
}

/* "." says nothing; dirname(3) makes it of a name alone. */
static bool is_here(const char *dir)
{
	return !dir || !strcmp(dir, ".");
}

int source_absolute_path(const char *path, const char *dir, char **out, struct fault *f)
{
	bool absolute = path[0] == '/', in_dir = !absolute && !is_here(dir);
	bool in_cwd = !absolute && !(in_dir && dir[0] == '/');
	_cleanup_free_ char *cwd = NULL;
	int n;

	if (in_cwd && current_dir(&cwd, f))
		return f->code;
	n = asprintf(out, "%s%s%s%s%s", in_cwd ? cwd : "", in_cwd ? "/" : "", in_dir ? dir : "",
		     in_dir ? "/" : "", path);
	if (n >= 0)
		return 0;
	*out = NULL;
	return fault_oom(f);
}

int source_from_fd(int fd, const char *name, struct pvh_source **out, struct fault *f)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	int r;

	if (copy < 0)
		r = fault_os(f, errno == EBADF ? -EINVAL : -EIO, errno, "cannot use the descriptor");
	else
		r = source_from_owned(copy, -1 /* for ever */, name, out, f);
	if (r)
		fault_object(f, "%s", name);
	return r;
}

int source_from_memory(const void *data, uint64_t size, const char *name, struct pvh_source **out,
		       struct fault *f)
{
	int fd = memfd_new("pvh-source", f);
	int r;

	if (fd < 0)
		return fd;
	r = memfd_write(fd, 0, data, size, f);
	if (!r)
		r = memfd_seal(fd, f);
	if (r) {
		close(fd);
		return r;
	}
	return source_take_fd(fd, size, name, out, f);
}

int source_take_fd(int owned_fd, uint64_t size, const char *name, struct pvh_source **out,
		   struct fault *f)
{
	_cleanup_close_ int fd = owned_fd;
	int r = source_new(&fd, name, out, f);

	if (r)
		return r;
	(*out)->size = size;
	(*out)->owned = true;
	return 0;
}

int source_read(const struct pvh_source *s, uint64_t at, void *buf, uint64_t size, struct fault *f)
{
	uint8_t *to = buf;

	if (at > s->size || size > s->size - at)
		return fault_at(f, -EBADMSG, at, "%llu bytes are wanted, but it ends at %llu",
				(unsigned long long)size, (unsigned long long)s->size);
	while (size) {
		ssize_t n = pread(s->fd, to, size, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_os(f, -EIO, errno, "cannot read it");
		if (n == 0)
			return fault_at(f, -EIO, at, "it became shorter while being read");
		to += n;
		at += (uint64_t)n;
		size -= (uint64_t)n;
	}
	return 0;
}

int source_check_unchanged(const struct pvh_source *s, struct fault *f)
{
	const struct stat *was = &s->opened;
	struct stat now;

	if (s->owned)
		return 0;
	if (fstat(s->fd, &now) < 0)
		return fault_os(f, -EIO, errno, "cannot inspect it");
	if (now.st_size == was->st_size && now.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	    now.st_mtim.tv_nsec == was->st_mtim.tv_nsec)
		return 0; /* not ctime: renaming another file over this one changes it */
	fault_set(f, -EIO, "it was modified after it was opened");
	fault_hint(f, "replace kernels by renaming a new file over the old one, "
		   "not by writing into it");
	fault_object(f, "%s", s->name);
	return f->code;
}
