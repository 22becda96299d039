/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An allocator that fails when it is told to, in place of the C library's: for this program and
 * for the libraries that it uses. AddressSanitizer brings one of its own, and then there is none.
 */
#ifndef FAILING_HEAP_H
#define FAILING_HEAP_H

#include <stdbool.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

struct failing_heap {
	bool on;                  /* otherwise nothing fails or counts */
	unsigned int nr, fail_at; /* counted from 1; 0: none */
	bool all_after;           /* and every later one as well */
	long live;                /* allocations and mappings */
};

extern struct failing_heap heap;

#endif
