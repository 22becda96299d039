/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/warm.h"

#include <stddef.h>
#include <sys/mman.h>

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
