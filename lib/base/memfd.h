/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are nothing but memory. */
#ifndef PVH_BASE_MEMFD_H
#define PVH_BASE_MEMFD_H

#include <stdint.h>

#include "base/fault.h"

/* An empty one: sealable, closed on exec. The fd or a negative code. */
int memfd_new(const char *name, struct fault *f);

/*
 * All of `size` bytes at `at`. -EFBIG when RLIMIT_FSIZE is in the way (and SIGXFSZ is ignored,
 * which kills otherwise), -ENOMEM when memory is.
 */
int memfd_write(int fd, uint64_t at, const void *bytes, uint64_t size, struct fault *f);
/* Makes it `size` bytes long, which takes no memory before something is written there. */
int memfd_resize(int fd, uint64_t size, struct fault *f);
int memfd_size(int fd, uint64_t *size, struct fault *f);

/*
 * Maps the first `size` bytes for writing; the file is that long already. The first `ahead`
 * bytes are faulted in at once, which is many times cheaper than one by one. NULL: see `f`.
 */
uint8_t *memfd_map(int fd, uint64_t size, uint64_t ahead, struct fault *f);
void memfd_unmap(uint8_t *map, uint64_t size);

/* Another descriptor of the same file. A negative code on failure. */
int memfd_dup(int fd, struct fault *f);

/* From now on nobody can change it, whoever has the fd; -EIO also when somebody maps it. */
int memfd_seal(int fd, struct fault *f);

#endif
