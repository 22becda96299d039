/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef PVH_BASE_ARRAY_H
#define PVH_BASE_ARRAY_H

#include "base/macro.h"

/*
 * A zeroed new last element of `array`, whose length is `nr`, or NULL when out of memory.
 * Lists here are short and built once: growing by one is enough.
 */
#define array_append(array, nr)                                                          \
	({                                                                               \
		__typeof__(array) grown_ = reallocarray(array, (nr) + 1, sizeof(*(array))); \
		if (grown_) {                                                            \
			(array) = grown_;                                                \
			grown_ += (nr)++;                                                \
			*grown_ = (__typeof__(*(array))){ 0 };                           \
		}                                                                        \
		grown_;                                                                  \
	})

#endif
