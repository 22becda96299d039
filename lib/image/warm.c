/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/warm.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "base/macro.h"

/* Below this, the page faults are too few to matter. */
#define LARGE MIB(1)
/* x86's. With larger ones madvise() may refuse, as it does before Linux 5.14. */
#define PAGE KIB(4)

bool warm_init(struct warm *w, uint64_t size)
{
	void *data = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	*w = (struct warm){ data == MAP_FAILED ? NULL : data, size };
	return w->data;
}

void warm_fini(struct warm *w)
{
	if (w->data)
		munmap(w->data, w->size);
}

void *warm_malloc(size_t size, uint64_t *ahead)
{
	uint8_t *block = malloc(size);
	uint64_t warm = min_u64(size, *ahead);
	uint64_t skip = -(uintptr_t)block & (PAGE - 1);

	if (!block || warm < LARGE)
		return block;
	/*
	 * What is skipped shares a page with malloc's own data: it is there already. An
	 * optimisation: where it is refused, pages come one by one.
	 */
	(void)madvise(block + skip, warm - skip, MADV_POPULATE_WRITE);
	*ahead -= warm;
	return block;
}
