/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "counted.h"

bool count_raw(const struct raw *raw, struct view in, struct warm out, uint64_t decoded_size)
{
	return raw->decode(in, out) == decoded_size;
}

int count_open(struct pvh_source *source, const struct budget *budget,
	       struct pvh_image **image, struct fault *f)
{
	return image_open(source, budget, image, f);
}

void count_opened(void)
{
}

int count_load(const struct pvh_image *image, struct warm guest, struct fault *f)
{
	const struct facts *facts = &image->facts;
	int r = 0;

	for (unsigned int i = 0; i < facts->nr_segments && !r; i++) {
		const struct image_segment *s = &facts->segments[i];

		r = source_read(image->payload, s->offset, guest.data + (s->gpa - facts->start),
				s->file_size, f);
	}
	return r;
}
