/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public entry points: sources and images. */
#include <errno.h>

#include "base/ctx.h"
#include "base/source.h"
#include "image/image.h"
#include "image/note.h"
#include "plan/min-memory.h"
#include "worker/open.h"

PVH_EXPORT int pvh_source_open(struct pvh_ctx *ctx, const char *path, struct pvh_source **source)
{
	struct fault f = FAULT_NONE;

	*source = NULL;
	return source_open(path, NULL, source, &f) ? ctx_fail(ctx, PVH_STAGE_IMAGE, &f) : 0;
}

PVH_EXPORT int pvh_source_from_fd(struct pvh_ctx *ctx, int fd, const char *name,
				  struct pvh_source **source)
{
	struct fault f = FAULT_NONE;

	*source = NULL;
	return source_from_fd(fd, name, source, &f) ? ctx_fail(ctx, PVH_STAGE_IMAGE, &f) : 0;
}

PVH_EXPORT int pvh_source_from_memory(struct pvh_ctx *ctx, const void *data, uint64_t size,
				      const char *name, struct pvh_source **source)
{
	struct fault f = FAULT_NONE;

	*source = NULL;
	if (source_from_memory(data, size, name, source, &f))
		return ctx_fail(ctx, PVH_STAGE_IMAGE, &f);
	return 0;
}

PVH_EXPORT struct pvh_source *pvh_source_ref(struct pvh_source *source)
{
	return source_ref(source);
}

PVH_EXPORT struct pvh_source *pvh_source_unref(struct pvh_source *source)
{
	return source_unref(source);
}

PVH_EXPORT uint64_t pvh_source_get_size(const struct pvh_source *source)
{
	return source_size(source);
}

static void log_image(struct pvh_ctx *ctx, const struct pvh_image *image)
{
	bool plain = image->facts.codec == IMAGE_PLAIN;

	ctx_info(ctx, "%s: %s%s%s, entry 0x%x", image->name, facts_container(&image->facts),
		 plain ? "" : ", ", plain ? "" : facts_codec(&image->facts), image->facts.entry);
}

PVH_EXPORT int pvh_image_inspect(struct pvh_ctx *ctx, struct pvh_source *source,
				 struct pvh_image **image)
{
	struct fault f = FAULT_NONE;

	*image = NULL;
	if (!open_image(ctx, source, image, &f)) {
		log_image(ctx, *image);
		return 0;
	}
	fault_object(&f, "%s", source_name(source));
	return ctx_fail(ctx, PVH_STAGE_IMAGE, &f);
}

PVH_EXPORT int pvh_image_open(struct pvh_ctx *ctx, struct pvh_source *source,
			      struct pvh_image **image)
{
	int r = pvh_image_inspect(ctx, source, image);

	if (r)
		*image = image_unref(*image);
	return r;
}

PVH_EXPORT struct pvh_image *pvh_image_ref(struct pvh_image *image)
{
	return image_ref(image);
}

PVH_EXPORT struct pvh_image *pvh_image_unref(struct pvh_image *image)
{
	return image_unref(image);
}

PVH_EXPORT bool pvh_image_is_bootable(const struct pvh_image *image)
{
	return image->bootable;
}

PVH_EXPORT const char *pvh_image_get_container(const struct pvh_image *image)
{
	return facts_container(&image->facts);
}

PVH_EXPORT const char *pvh_image_get_codec(const struct pvh_image *image)
{
	return facts_codec(&image->facts);
}

PVH_EXPORT uint64_t pvh_image_get_file_size(const struct pvh_image *image)
{
	return image->facts.file_size;
}

PVH_EXPORT uint64_t pvh_image_get_decoded_size(const struct pvh_image *image)
{
	return image->facts.payload_size;
}

PVH_EXPORT bool pvh_image_is_elf64(const struct pvh_image *image)
{
	return image->facts.elf64;
}

PVH_EXPORT const char *pvh_image_get_machine(const struct pvh_image *image)
{
	return facts_machine(&image->facts);
}

PVH_EXPORT uint32_t pvh_image_get_entry(const struct pvh_image *image)
{
	return image->facts.entry;
}

PVH_EXPORT const char *pvh_image_get_guest_os(const struct pvh_image *image)
{
	return facts_string(&image->facts, NOTE_GUEST_OS);
}

PVH_EXPORT uint64_t pvh_image_get_start(const struct pvh_image *image)
{
	return image->facts.start;
}

PVH_EXPORT uint64_t pvh_image_get_end(const struct pvh_image *image)
{
	return image->facts.end;
}

PVH_EXPORT int pvh_image_get_reloc(const struct pvh_image *image, struct pvh_reloc *reloc)
{
	const struct image_reloc *r = &image->facts.reloc;

	if (!r->present)
		return -ENOENT;
	*reloc = (struct pvh_reloc){ .align = r->align, .min = r->min, .max = r->max };
	return 0;
}

PVH_EXPORT size_t pvh_image_get_nr_segments(const struct pvh_image *image)
{
	return image->facts.nr_segments;
}

PVH_EXPORT int pvh_image_get_segment(const struct pvh_image *image, size_t index,
				     struct pvh_segment *segment)
{
	const struct image_segment *s;

	if (index >= image->facts.nr_segments)
		return -EINVAL;
	s = &image->facts.segments[index];
	*segment = (struct pvh_segment){
		.gpa = s->gpa,
		.mem_size = s->mem_size,
		.file_size = s->file_size,
		.offset = s->offset,
	};
	return 0;
}

PVH_EXPORT size_t pvh_image_get_nr_notes(const struct pvh_image *image)
{
	return image->facts.nr_notes;
}

PVH_EXPORT int pvh_image_get_note(const struct pvh_image *image, size_t index,
				  struct pvh_note *note)
{
	const struct image_note *n;

	if (index >= image->facts.nr_notes)
		return -EINVAL;
	n = &image->facts.notes[index];
	*note = (struct pvh_note){
		.type = n->type,
		.name = note_name(n->type),
		.string = note_is_string(n->type) ? &image->facts.strings[n->string] : NULL,
		.number = n->number,
		.size = n->size,
		.offset = n->at,
	};
	return 0;
}

PVH_EXPORT int pvh_image_get_min_memory(struct pvh_ctx *ctx, const struct pvh_image *image,
					uint64_t *bytes)
{
	struct fault f = FAULT_NONE;
	int r = image->bootable ? plan_min_memory(image, bytes, &f) :
				  fault_set(&f, -EINVAL, "it cannot be booted");

	if (!r)
		return 0;
	fault_object(&f, "%s", image->name);
	return ctx_fail(ctx, PVH_STAGE_PLAN, &f);
}
