/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "image/flow.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/mman.h>
#include <unistd.h>

#define INFLOW_BUFFER KIB(64)
#define OUTFLOW_WINDOW KIB(256) /* stays in a core's cache */

int inflow_init(struct inflow *in, const struct pvh_source *source, uint64_t at,
		uint64_t size, struct fault *f)
{
	*in = (struct inflow){
		.source = source, .start = at, .at = at, .end = at + size
	};
	in->buffer = malloc(INFLOW_BUFFER);
	return in->buffer ? 0 : fault_oom(f);
}

void inflow_fini(struct inflow *in)
{
	free(in->buffer);
}

int inflow_next(struct inflow *in, struct view *chunk, struct fault *f)
{
	*chunk = (struct view){ in->buffer, min_u64(INFLOW_BUFFER, inflow_left(in)) };
	return inflow_read(in, in->buffer, chunk->size, f);
}

void inflow_unread(struct inflow *in, uint64_t size)
{
	in->at -= size;
}

int inflow_read(struct inflow *in, void *buf, uint64_t size, struct fault *f)
{
	int r = source_read(in->source, in->at, buf, size, f);

	in->at += size;
	return r;
}

int outflow_init(struct outflow *out, int fd, uint64_t cap, uint64_t cap_at,
		 struct fault *f)
{
	*out = (struct outflow){ .fd = fd, .cap = cap, .cap_at = cap_at };
	return outflow_resize(out, OUTFLOW_WINDOW, f);
}

void outflow_fini(struct outflow *out)
{
	free(out->window);
}

int outflow_resize(struct outflow *out, uint64_t size, struct fault *f)
{
	free(out->window);
	out->window = malloc(size);
	out->size = out->window ? size : 0;
	return out->window ? 0 : fault_oom(f);
}

int outflow_push(struct outflow *out, uint64_t used, struct fault *f)
{
	int r;

	if (used > out->cap - out->written) {
		fault_at(f, -EBADMSG, out->cap_at,
			 "the payload decodes to more than the %" PRIu64
			 " bytes that its size word states",
			 out->cap);
		fault_hint(f, "the file is damaged: fetch or build it again");
		return -EBADMSG;
	}
	out->written += used;
	r = fd_append(out->fd, out->window, used, f);
	return r ? r : watch_progress(out->watch, out->written, out->cap, f);
}

int memfd_new(struct fault *f)
{
	int fd = memfd_create("pvh-decoded", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	return fd >= 0 ? fd : fault_os(f, -EIO, errno, "cannot make a memory file");
}

int memfd_seal(int fd, struct fault *f)
{
	if (fcntl(fd, F_ADD_SEALS,
		  F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) < 0)
		return fault_os(f, -EIO, errno, "cannot seal the decoded image");
	return 0;
}
