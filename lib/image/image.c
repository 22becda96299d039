/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/image.h"

#include <errno.h>
#include <string.h>

#include "base/memfd.h"
#include "image/read.h"

struct pvh_image *image_new(const struct pvh_source *source, struct fault *f)
{
	size_t name_size = strlen(source_name(source)) + 1;
	struct pvh_image *image = calloc(1, sizeof(*image) + name_size);

	if (!image) {
		fault_oom(f);
		return NULL;
	}
	image->refs = 1;
	memcpy(image->name, source_name(source), name_size);
	return image;
}

static int read_into(struct pvh_image *image, struct pvh_source *source,
		     const struct budget *budget, struct fault *f)
{
	_cleanup_close_ int memfd = memfd_new("pvh-decoded", f);
	struct opening o = { .file = source, .memfd = memfd, .budget = budget,
			     .facts = &image->facts };
	int r = memfd < 0 ? memfd : image_read(&o, f);

	image->payload = o.payload;
	if (!r)
		r = memfd_seal(memfd, f);
	image->bootable = !r;
	return r;
}

int image_open(struct pvh_source *source, const struct budget *budget,
	       struct pvh_image **out, struct fault *f)
{
	*out = image_new(source, f);
	return *out ? read_into(*out, source, budget, f) : f->code;
}

struct pvh_image *image_ref(struct pvh_image *image)
{
	__atomic_fetch_add(&image->refs, 1, __ATOMIC_RELAXED);
	return image;
}

struct pvh_image *image_unref(struct pvh_image *image)
{
	if (image && __atomic_fetch_sub(&image->refs, 1, __ATOMIC_ACQ_REL) == 1) {
		source_unref(image->payload);
		free(image);
	}
	return NULL;
}
