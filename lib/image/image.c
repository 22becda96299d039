/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/image.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "image/bzimage.h"
#include "image/codec.h"
#include "image/elf.h"
#include "image/guess.h"

/* A way to get at an ELF: recognised by a magic, and how to unwrap it. */
struct container {
	enum image_container kind;
	uint64_t magic_at;
	const char *magic;
	int (*unwrap)(struct pvh_source *file, const struct watch *watch,
		      struct pvh_image *image, struct fault *f);
};

static int take_as_is(struct pvh_source *file, const struct watch *watch,
		      struct pvh_image *image, struct fault *f)
{
	(void)watch, (void)f;
	image->payload = source_ref(file);
	image->codec = "none";
	return 0;
}

static const struct container containers[] = {
	{ IMAGE_ELF, 0, "\177ELF", take_as_is },
	{ IMAGE_BZIMAGE, BZIMAGE_MAGIC_AT, BZIMAGE_MAGIC, bzimage_unwrap },
};

static const struct container *find_container(struct view head)
{
	struct view magic;

	for (size_t i = 0; i < ARRAY_SIZE(containers); i++)
		if (view_sub(head, containers[i].magic_at, strlen(containers[i].magic),
			     &magic) &&
		    memcmp(magic.data, containers[i].magic, magic.size) == 0)
			return &containers[i];
	return NULL;
}

static int not_a_kernel(struct view head, struct fault *f)
{
	const struct codec *codec = codec_find(head);
	const char *looks_like = guess_format(head);

	if (codec) {
		fault_at(f, -ENOEXEC, 0,
			 "neither an ELF file nor a bzImage: it looks like a file "
			 "compressed with %s",
			 codec->name);
		fault_hint(f, "decompress it first");
	} else if (looks_like) {
		fault_at(f, -ENOEXEC, 0,
			 "neither an ELF file nor a bzImage: it looks like %s",
			 looks_like);
	} else {
		fault_at(f, -ENOEXEC, 0, "neither an ELF file nor a bzImage");
	}
	fault_hint(f, "give a vmlinuz (bzImage) or an ELF kernel that supports PVH");
	return -ENOEXEC;
}

static int check_file_size(uint64_t size, struct fault *f)
{
	if (size == 0)
		return fault_at(f, -ENOEXEC, 0, "an empty file");
	if (size <= IMAGE_MAX_FILE)
		return 0;
	fault_set(f, -EFBIG,
		  "the file has %" PRIu64 " bytes, more than the %" PRIu64 " allowed",
		  size, (uint64_t)IMAGE_MAX_FILE);
	fault_values(f, IMAGE_MAX_FILE, size);
	return -EFBIG;
}

static int unwrap(struct pvh_source *file, const struct watch *watch,
		  struct pvh_image *image, struct fault *f)
{
	uint8_t raw[GUESS_HEAD];
	struct view head = { raw, min_u64(sizeof(raw), source_size(file)) };
	const struct container *c;
	int r;

	r = check_file_size(source_size(file), f);
	if (!r)
		r = source_read(file, 0, raw, head.size, f);
	if (r)
		return r;
	c = find_container(head);
	if (!c)
		return not_a_kernel(head, f);
	image->container = c->kind;
	image->file_size = source_size(file);
	return c->unwrap(file, watch, image, f);
}

/* An offset that is not one into the file that the user gave must say so. */
static void say_decoded(struct fault *f)
{
	char what[sizeof(f->what)];

	if (f->offset == FAULT_NOWHERE)
		return;
	memcpy(what, f->what, sizeof(what));
	snprintf(f->what, sizeof(f->what), "at decoded ELF offset 0x%" PRIx64 ": %.270s",
		 f->offset, what);
}

static int read_facts(struct pvh_source *file, const struct watch *watch,
		      struct pvh_image *image, struct fault *f)
{
	int r;

	image->name = strdup(source_name(file));
	if (!image->name)
		return fault_oom(f);
	r = unwrap(file, watch, image, f);
	if (r)
		return r;
	r = elf_parse(image, f);
	if (r && image->payload != file)
		say_decoded(f);
	return r ? r : source_check_unchanged(file, f);
}

int image_open(struct pvh_source *source, const struct watch *watch, struct pvh_image **out,
	       struct fault *f)
{
	struct pvh_image *image = calloc(1, sizeof(*image));
	int r;

	if (!image)
		return fault_oom(f);
	image->refs = 1;
	r = read_facts(source, watch, image, f);
	if (r)
		image_unref(image);
	else
		*out = image;
	return r;
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
		free(image->segments);
		free(image->name);
		free(image);
	}
	return NULL;
}
