/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/read.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "image/bzimage.h"
#include "image/codec.h"
#include "image/elf.h"
#include "image/guess.h"
#include "image/gzip-file.h"

/* A way to get at an ELF: recognised by a magic, and how to unwrap it. */
struct container {
	enum image_container kind;
	uint64_t magic_at;
	const char *magic;
	int (*unwrap)(struct opening *o, struct fault *f);
};

static int take_as_is(struct opening *o, struct fault *f)
{
	(void)f;
	o->payload = source_ref(o->file);
	return 0;
}

static const struct container containers[] = {
	{ IMAGE_ELF, 0, "\177ELF", take_as_is },
	{ IMAGE_BZIMAGE, BZIMAGE_MAGIC_AT, BZIMAGE_MAGIC, bzimage_unwrap },
	{ IMAGE_GZIP, 0, GZIP_FILE_MAGIC, gzip_file_unwrap },
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

static int not_a_kernel(struct view head, const struct pvh_source *source,
			const char *is_not, struct fault *f)
{
	const struct codec *codec = codec_find(head);
	const char *looks_like = guess_format(source);

	if (codec) {
		fault_at(f, -ENOEXEC, 0, "%s: it looks like a file compressed with %s",
			 is_not, codec->name);
		fault_hint(f, "decompress it first");
	} else if (looks_like) {
		fault_at(f, -ENOEXEC, 0, "%s: it looks like %s", is_not, looks_like);
		if (!strcmp(looks_like, GUESS_JSON))
			fault_hint(f, "give a kernel; for a domain use pvh-build --dry-run");
	} else {
		fault_at(f, -ENOEXEC, 0, "%s", is_not);
	}
	fault_hint(f, "give a vmlinuz (bzImage) or an ELF kernel that supports PVH");
	return -ENOEXEC;
}

static int check_file_size(const struct opening *o, uint64_t size, struct fault *f)
{
	if (size == 0)
		return fault_at(f, -ENOEXEC, 0, "an empty file");
	if (size <= opening_limit(o, PVH_LIMIT_FILE_SIZE))
		return 0;
	return budget_exceeded(o->budget, PVH_LIMIT_FILE_SIZE, size, FAULT_NOWHERE,
			       "the file has", f);
}

static int read_head(const struct pvh_source *source, uint8_t raw[static BZIMAGE_HEADER_END],
		     struct view *head, struct fault *f)
{
	*head = (struct view){ raw, min_u64(BZIMAGE_HEADER_END, source_size(source)) };
	return source_read(source, 0, raw, head->size, f);
}

static int unwrap(struct opening *o, struct fault *f)
{
	uint8_t raw[BZIMAGE_HEADER_END];
	const struct container *c;
	struct view head;
	int r;

	o->facts->file_size = source_size(o->file);
	r = check_file_size(o, o->facts->file_size, f);
	if (!r)
		r = read_head(o->file, raw, &head, f);
	if (r)
		return r;
	c = find_container(head);
	if (!c)
		return not_a_kernel(head, o->file, "neither an ELF file nor a bzImage", f);
	o->facts->container = c->kind;
	r = c->unwrap(o, f);
	if (!r)
		o->facts->payload_size = source_size(o->payload);
	return r;
}

/* Containers are unwrapped once: what is in them is an ELF, or cut short. */
static int check_unwrapped(const struct opening *o, struct fault *f)
{
	uint8_t raw[BZIMAGE_HEADER_END];
	const struct container *c;
	struct view head;
	int r = read_head(o->payload, raw, &head, f);

	if (r || !head.size)
		return r;
	c = find_container(head);
	if (c && c->kind == IMAGE_ELF)
		return 0;
	if (!c || c->kind != IMAGE_BZIMAGE)
		return not_a_kernel(head, o->payload, "what it decodes to is not an ELF file",
				    f);
	fault_at(f, -ENOEXEC, 0, "what it decodes to is not an ELF file but a bzImage");
	fault_hint(f, "decompress it first");
	return -ENOEXEC;
}

/* The offset is one into something that the user has not given: that must be said. */
static void say_decoded(struct fault *f)
{
	char what[sizeof(f->what)];

	if (f->offset == FAULT_NOWHERE)
		return;
	memcpy(what, f->what, sizeof(what));
	snprintf(f->what, sizeof(f->what), "in the ELF that it decodes to, %.280s", what);
}

static int read_decoded(struct opening *o, struct fault *f)
{
	int r = check_unwrapped(o, f);

	if (r)
		return r;
	r = elf_parse(o, f);
	if (r)
		say_decoded(f);
	return r;
}

static int read_facts(struct opening *o, struct fault *f)
{
	int r = unwrap(o, f);

	if (r)
		return r;
	return o->payload == o->file ? elf_parse(o, f) : read_decoded(o, f);
}

int image_read(struct opening *o, struct fault *f)
{
	int r = read_facts(o, f);
	struct fault modified = FAULT_NONE;

	/* That explains whatever else was found wrong. */
	if (!source_check_unchanged(o->file, &modified))
		return r;
	*f = modified;
	return f->code;
}
