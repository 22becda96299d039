/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Attributes and small helpers shared by every file. Knows nothing of PVH or Xen. */
#ifndef PVH_BASE_MACRO_H
#define PVH_BASE_MACRO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(fn) __attribute__((cleanup(fn)))
#define _must_check_ __attribute__((warn_unused_result))
#define _printf_(fmt, args) __attribute__((format(printf, fmt, args)))
#define PVH_EXPORT __attribute__((visibility("default")))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define container_of(ptr, type, member) ((type *)((char *)(ptr)-offsetof(type, member)))

#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

/* The page of the x86 guest, not of the host: every placement is a multiple of it. */
#define GUEST_PAGE KIB(4)

/* Smallest and largest multiples of `to`, a power of two, around `n`. */
static inline uint64_t align_down(uint64_t n, uint64_t to)
{
	return n & ~(to - 1);
}

/* Callers bound `n` first: rounding up within `to` of 2^64 wraps to 0. */
static inline uint64_t align_up(uint64_t n, uint64_t to)
{
	return align_down(n + to - 1, to);
}

static inline uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* a + b into *sum; false when it does not fit. */
static inline _must_check_ bool add_u64(uint64_t a, uint64_t b, uint64_t *sum)
{
	return !__builtin_add_overflow(a, b, sum);
}

static inline void freep(void *p)
{
	free(*(void **)p);
}

static inline void closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define _cleanup_free_ _cleanup_(freep)
#define _cleanup_close_ _cleanup_(closep)

/* Hand over what a cleanup attribute would free. */
#define TAKE(p)                       \
	({                            \
		__typeof__(p) t_ = (p); \
		(p) = NULL;           \
		t_;                   \
	})

#define SWAP(a, b)                      \
	do {                            \
		__typeof__(a) a_ = (a); \
		(a) = (b);              \
		(b) = a_;               \
	} while (0)

static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#endif
