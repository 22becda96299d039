/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/memfd.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define ALL_SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)

int memfd_new(const char *name, struct fault *f)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	return fd >= 0 ? fd : fault_os(f, -EIO, errno, "cannot make a memory file");
}

static int failed(int err, struct fault *f)
{
	if (err == EFBIG) {
		fault_os(f, -EFBIG, err, "cannot keep it in memory");
		fault_hint(f, "raise the limit on the size of files (ulimit -f)");
		return -EFBIG;
	}
	return fault_os(f, err == ENOSPC || err == ENOMEM ? -ENOMEM : -EIO, err,
			"cannot keep it in memory");
}

int memfd_write(int fd, uint64_t at, const void *bytes, uint64_t size, struct fault *f)
{
	const uint8_t *from = bytes;

	while (size) {
		ssize_t n = pwrite(fd, from, size, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(errno, f);
		from += n;
		at += (uint64_t)n;
		size -= (uint64_t)n;
	}
	return 0;
}

int memfd_resize(int fd, uint64_t size, struct fault *f)
{
	return ftruncate(fd, (off_t)size) ? failed(errno, f) : 0;
}

int memfd_size(int fd, uint64_t *size, struct fault *f)
{
	struct stat st;

	if (fstat(fd, &st))
		return fault_os(f, -EIO, errno, "cannot inspect a memory file");
	*size = (uint64_t)st.st_size;
	return 0;
}

uint8_t *memfd_map(int fd, uint64_t size, uint64_t ahead, struct fault *f)
{
	uint8_t *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (map == MAP_FAILED) {
		failed(errno, f);
		return NULL;
	}
	/* An optimisation: before Linux 5.14 it is not known, and pages come one by one. */
	(void)madvise(map, min_u64(ahead, size), MADV_POPULATE_WRITE);
	return map;
}

void memfd_unmap(uint8_t *map, uint64_t size)
{
	munmap(map, size);
}

int memfd_dup(int fd, struct fault *f)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);

	return copy >= 0 ? copy : fault_os(f, -EIO, errno, "cannot duplicate a descriptor");
}

int memfd_seal(int fd, struct fault *f)
{
	if (fcntl(fd, F_ADD_SEALS, ALL_SEALS) < 0)
		return fault_os(f, -EIO, errno, "cannot seal a memory file");
	return 0;
}
