/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the bytes of a kernel or module come from: an open file or memory. Opened
 * once, read with pread only (never mapped: a file that shrinks must be an error, not
 * a signal), and its size is fixed when it is opened. Immutable; may be shared
 * between threads.
 */
#ifndef PVH_BASE_SOURCE_H
#define PVH_BASE_SOURCE_H

#include <stdint.h>

#include "base/fault.h"

struct pvh_source;

/*
 * Opens `path` read-only, relative to the directory `dir` unless absolute (NULL: the cwd). A
 * FIFO, such as a shell's <(command), is read to its end unless it keeps silent for long.
 */
int source_open(const char *path, const char *dir, struct pvh_source **out, struct fault *f);
/*
 * The absolute form of a path that source_open() would be given, for who opens it in another
 * process. Nothing is opened; links and ".." stay. -ENOMEM, or what getcwd(3) fails with.
 */
int source_absolute_path(const char *path, const char *dir, char **out, struct fault *f);
/* Takes a private duplicate of `fd`; a pipe or socket is read to its end first. */
int source_from_fd(int fd, const char *name, struct pvh_source **out, struct fault *f);
/* Copies `size` bytes. */
int source_from_memory(const void *data, uint64_t size, const char *name, struct pvh_source **out,
		       struct fault *f);
/* A memfd or other fd that nobody else writes to: takes ownership of `fd`, even on failure. */
int source_take_fd(int fd, uint64_t size, const char *name, struct pvh_source **out,
		   struct fault *f);

struct pvh_source *source_ref(struct pvh_source *s);
struct pvh_source *source_unref(struct pvh_source *s); /* NULL, always */
static inline void source_unrefp(struct pvh_source **s)
{
	source_unref(*s);
}

const char *source_name(const struct pvh_source *s); /* as given; for messages */
/* To hand it on to another process; its offset means nothing. */
int source_fd(const struct pvh_source *s);
uint64_t source_size(const struct pvh_source *s);

/* Exactly `size` bytes at `at`; a range outside the source or a short read is an error. */
int source_read(const struct pvh_source *s, uint64_t at, void *buf, uint64_t size, struct fault *f);

/* An error when the file behind `s` was modified since it was opened. */
int source_check_unchanged(const struct pvh_source *s, struct fault *f);

#endif
