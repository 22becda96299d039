/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opens made kernels and compares what image_open() says of them. */
#ifndef TEST_IMAGE_H
#define TEST_IMAGE_H

#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "image/image.h"
#include "image/note.h"
#include "fixture.h"
#include "mkbz.h"
#include "mkelf.h"
#include "tap.h"

static inline void image_unrefp(struct pvh_image **image)
{
	image_unref(*image);
}

static inline int open_bytes(const void *data, size_t size, struct pvh_image **image,
			     struct fault *f)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	int r = source_from_memory(data, size, "test", &source, f);

	return r ? r : fx_open(source, image, f);
}

/* With other limits than the defaults; not even facts are left of what is refused. */
static inline int open_limited(const struct mk_blob *b, const struct limits *limits,
			       struct pvh_image **image, struct fault *f)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	const struct budget budget = budget_new(limits, NULL);
	int r = source_from_memory(b->data, b->size, "test", &source, f);

	if (!r)
		r = image_open(source, &budget, image, f);
	if (r)
		*image = image_unref(*image);
	return r;
}

/* The image, or NULL after a failed test that says why. */
static inline struct pvh_image *must_open(const struct mk_blob *b, const char *name)
{
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;
	int r = open_bytes(b->data, b->size, &image, &f);

	ok(r == 0 && f.code == 0, "%s: loads%s%s", name, r ? ": " : "", f.what);
	return image;
}

/* Refused with exactly this code and offset, for a reason that contains `what`. */
static inline void must_refuse(const struct mk_blob *b, int code, uint64_t offset,
			       const char *what, const char *name)
{
	_cleanup_(image_unrefp) struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;
	int r = open_bytes(b->data, b->size, &image, &f);
	bool as_wanted = r == code && f.code == code && f.offset == offset && !image &&
			 strstr(f.what, what);

	if (!ok(as_wanted, "%s: refused: %s", name, f.what))
		printf("# %d at %lld instead of %d at %lld (%s)\n", r,
		       (long long)f.offset, code, (long long)offset, what);
}

#endif
