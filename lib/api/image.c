/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public entry points: sources and images. */
#include <errno.h>

#include "base/ctx.h"
#include "base/source.h"
#include "image/image.h"

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

static int on_decoded(void *data, uint64_t done, uint64_t total, struct fault *f)
{
	return ctx_progress(data, "decode", done, total, f);
}

PVH_EXPORT int pvh_image_open(struct pvh_ctx *ctx, struct pvh_source *source,
			      struct pvh_image **image)
{
	const struct watch watch = { on_decoded, ctx };
	struct fault f = FAULT_NONE;

	*image = NULL;
	if (!image_open(source, &watch, image, &f)) {
		ctx_info(ctx, "%s: %s%s%s, entry 0x%x", source_name(source),
			 pvh_image_get_container(*image), *(*image)->codec == 'n' ? "" : ", ",
			 *(*image)->codec == 'n' ? "" : (*image)->codec, (*image)->entry);
		return 0;
	}
	fault_object(&f, "%s", source_name(source));
	return ctx_fail(ctx, PVH_STAGE_IMAGE, &f);
}

PVH_EXPORT struct pvh_image *pvh_image_ref(struct pvh_image *image)
{
	return image_ref(image);
}

PVH_EXPORT struct pvh_image *pvh_image_unref(struct pvh_image *image)
{
	return image_unref(image);
}

PVH_EXPORT uint32_t pvh_image_get_entry(const struct pvh_image *image)
{
	return image->entry;
}

PVH_EXPORT bool pvh_image_is_elf64(const struct pvh_image *image)
{
	return image->elf64;
}

PVH_EXPORT const char *pvh_image_get_container(const struct pvh_image *image)
{
	return image->container == IMAGE_BZIMAGE ? "bzImage" : "ELF";
}

PVH_EXPORT const char *pvh_image_get_codec(const struct pvh_image *image)
{
	return image->codec;
}

PVH_EXPORT const char *pvh_image_get_guest_os(const struct pvh_image *image)
{
	return image->guest_os;
}

PVH_EXPORT size_t pvh_image_get_nr_segments(const struct pvh_image *image)
{
	return image->nr_segments;
}

PVH_EXPORT int pvh_image_get_segment(const struct pvh_image *image, size_t index,
				     struct pvh_segment *segment)
{
	if (index >= image->nr_segments)
		return -EINVAL;
	segment->gpa = image->segments[index].gpa;
	segment->mem_size = image->segments[index].mem_size;
	segment->file_size = image->segments[index].file_size;
	return 0;
}
