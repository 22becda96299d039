/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Large buffers whose pages are faulted in ahead, all at once. Touching fresh memory page
 * by page costs more than decoding into it does.
 */
#ifndef PVH_IMAGE_WARM_H
#define PVH_IMAGE_WARM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct warm {
	uint8_t *data;
	uint64_t size;
};

/* False: out of memory, and w->data is NULL. */
bool warm_init(struct warm *w, uint64_t size);
/* Also of a zeroed one. */
void warm_fini(struct warm *w);

/*
 * malloc(3) for libraries that allocate for themselves: the first *ahead bytes of a large
 * block are faulted in, and taken from *ahead, so that a file that has a library allocate
 * again and again cannot have us do so again and again. To be freed with free(3).
 */
void *warm_malloc(size_t size, uint64_t *ahead);

#endif
