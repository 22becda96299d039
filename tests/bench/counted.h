/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The work that run-bench has callgrind count: by the names of these functions, so they
 * stand in a file of their own, where no compiler makes them part of their callers.
 */
#ifndef COUNTED_H
#define COUNTED_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/source.h"
#include "image/image.h"
#include "image/warm.h"
#include "raw.h"

/* The library alone, all of `in` in memory and room for all of it in `out`. */
bool count_raw(const struct raw *raw, struct view in, struct warm out, uint64_t decoded_size);
/* The same bytes by way of ours: from an open file to a kernel that can be planned with. */
int count_open(struct pvh_source *source, const struct budget *budget,
	       struct pvh_image **image, struct fault *f);
/* Does nothing: here ends what was counted for opening. */
void count_opened(void);
/* Every segment into `guest`, which begins at the image's start, as a backend does it. */
int count_load(const struct pvh_image *image, struct warm guest, struct fault *f);

#endif
