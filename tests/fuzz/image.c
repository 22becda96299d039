/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What must hold of images, whatever they were made from. */
#include <errno.h>
#include <string.h>

#include "fuzz.h"
#include "image/note.h"

static bool within_limits(const struct facts *facts, const struct limits *limits)
{
	for (uint32_t i = 0; i < facts->nr_notes; i++)
		if (strlen(&facts->strings[facts->notes[i].string]) > limits->of[PVH_LIMIT_STRING])
			return false;
	return facts->file_size <= limits->of[PVH_LIMIT_FILE_SIZE] &&
	       facts->payload_size <= max_u64(limits->of[PVH_LIMIT_FILE_SIZE],
					      limits->of[PVH_LIMIT_DECODED_SIZE]) &&
	       facts->nr_segments <= limits->of[PVH_LIMIT_SEGMENTS] &&
	       facts->nr_notes <= limits->of[PVH_LIMIT_NOTES];
}

/* As image_open() says: facts that were found before a refusal are kept, and sound. */
static int open_once(struct pvh_source *source, const struct limits *limits,
		     struct pvh_image **image, struct fault *f)
{
	const struct budget budget = budget_new(limits, NULL);
	int r = image_open(source, &budget, image, f);

	fuzz_require(*image, "no image");
	fuzz_require((*image)->bootable == !r, "%d, and bootable is %d", r, (*image)->bootable);
	fuzz_require(facts_sound(&(*image)->facts), "unsound facts");
	if (r)
		fuzz_fault(f, r, fuzz_image_codes);
	else
		fuzz_require(f->code == 0 && facts_loadable(&(*image)->facts), "not loadable");
	if (!r)
		fuzz_require(within_limits(&(*image)->facts, limits), "a limit is exceeded");
	return r;
}

struct pvh_image *fuzz_open(const void *data, uint64_t size)
{
	const struct limits limits = fuzz_limits();
	struct pvh_source *source = fuzz_source(data, size);
	struct fault f = FAULT_NONE, again = FAULT_NONE;
	struct pvh_image *image, *second;
	int r = open_once(source, &limits, &image, &f);

	fuzz_require(open_once(source, &limits, &second, &again) == r &&
			     !strcmp(f.what, again.what) && f.offset == again.offset,
		     "\"%s\" first, \"%s\" the second time", f.what, again.what);
	fuzz_require(!memcmp(&image->facts, &second->facts, sizeof(image->facts)),
		     "other facts the second time");
	image_unref(second);
	source_unref(source);
	fuzz_look(image);
	return r ? image_unref(image) : image;
}

/* Every byte of it is read, so that a sanitizer sees where it ends. */
static void look_at_text(const char *text)
{
	for (; *text; text++)
		fuzz_require(*text >= 0x20 && *text <= 0x7e, "0x%02x in a text", (uint8_t)*text);
}

static void look_at_segments(const struct pvh_image *image)
{
	size_t nr = pvh_image_get_nr_segments(image);
	struct pvh_segment segment;

	for (size_t i = 0; i < nr; i++)
		fuzz_require(!pvh_image_get_segment(image, i, &segment), "segment %zu", i);
	fuzz_require(pvh_image_get_segment(image, nr, &segment) == -EINVAL, "segment %zu", nr);
}

static void look_at_notes(const struct pvh_image *image)
{
	size_t nr = pvh_image_get_nr_notes(image);
	struct pvh_note note;

	for (size_t i = 0; i < nr; i++) {
		fuzz_require(!pvh_image_get_note(image, i, &note), "note %zu", i);
		look_at_text(note.name);
		if (note.string)
			look_at_text(note.string);
	}
	fuzz_require(pvh_image_get_note(image, nr, &note) == -EINVAL, "note %zu", nr);
}

void fuzz_look(const struct pvh_image *image)
{
	struct pvh_reloc reloc;

	look_at_text(pvh_image_get_container(image));
	look_at_text(pvh_image_get_codec(image));
	look_at_text(pvh_image_get_machine(image));
	look_at_text(pvh_image_get_guest_os(image));
	fuzz_require(pvh_image_get_reloc(image, &reloc) ==
			     (image->facts.reloc.present ? 0 : -ENOENT), "reloc");
	look_at_segments(image);
	look_at_notes(image);
}
