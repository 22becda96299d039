/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A kernel image: facts, and the bytes they are about. Says what an image is and never
 * where it goes; immutable once made, so it can serve many builds in many threads.
 */
#ifndef PVH_IMAGE_IMAGE_H
#define PVH_IMAGE_IMAGE_H

#include "base/source.h"
#include "image/budget.h"
#include "image/facts.h"

struct pvh_image {
	unsigned int refs;          /* atomic */
	struct pvh_source *payload; /* the ELF: the file itself or what was decoded from it */
	bool bootable;              /* else the facts are only those found before the refusal */
	struct facts facts;
	char name[]; /* of the file as given */
};

/*
 * Reads `source` (borrowed: a reference is taken) in this process. On failure *out is an
 * image that is not bootable, with the facts found so far, or NULL when out of memory.
 * The codes of image_read(). The fault carries the offset into the file (or into the
 * decoded ELF, which the text then says) and the hint.
 */
int image_open(struct pvh_source *source, const struct budget *budget,
	       struct pvh_image **out, struct fault *f);

/* An image without facts and payload yet, for whoever finds them out elsewhere. */
struct pvh_image *image_new(const struct pvh_source *source, struct fault *f);

struct pvh_image *image_ref(struct pvh_image *image);
struct pvh_image *image_unref(struct pvh_image *image); /* NULL, always */

#endif
