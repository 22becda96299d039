/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The values of Xen's notes. Each is taken as it stands or refused, never truncated; a
 * note that appears twice must say the same both times.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "image/note.h"

/* From Xen's public/elfnote.h. */
enum {
	NOTE_ENTRY = 1,
	NOTE_HYPERCALL_PAGE = 2,
	NOTE_VIRT_BASE = 3,
	NOTE_GUEST_OS = 6,
	NOTE_GUEST_VERSION = 7,
	NOTE_PHYS32_ENTRY = 18,
	NOTE_PHYS32_RELOC = 19,
};

static int conflict(const char *name, const struct note *n, struct fault *f)
{
	return fault_at(f, -EBADMSG, n->at,
			"it has two %s notes that contradict each other", name);
}

static int take_entry(struct notes *found, const struct note *n, struct fault *f)
{
	uint64_t entry;

	if (n->value.size != 4 && n->value.size != 8)
		return fault_at(f, -EBADMSG, n->at,
				"its PHYS32_ENTRY note has a value of %" PRIu64
				" bytes, not 4 or 8",
				n->value.size);
	entry = n->value.size == 8 ? load_le64(n->value.data) : load_le32(n->value.data);
	if (entry > UINT32_MAX)
		return fault_at(f, -EBADMSG, n->at,
				"its PVH entry point 0x%" PRIx64 " is not below 4 GiB",
				entry);
	if (found->entry_at && found->image->entry != entry)
		return conflict("PHYS32_ENTRY", n, f);
	found->image->entry = (uint32_t)entry;
	found->entry_at = n->at;
	return 0;
}

static int check_reloc(struct image_reloc *reloc, const struct note *n, struct fault *f)
{
	if (n->value.size >= 4 && (!reloc->align || (reloc->align & (reloc->align - 1))))
		return fault_at(f, -EBADMSG, n->at,
				"its PHYS32_RELOC alignment 0x%" PRIx64
				" is not a power of two",
				reloc->align);
	if (reloc->min > reloc->max)
		return fault_at(f, -EBADMSG, n->at,
				"its PHYS32_RELOC range 0x%" PRIx64 "..0x%" PRIx64
				" is empty",
				reloc->min, reloc->max);
	/* Guest memory is handed out in pages anyway. */
	if (reloc->align)
		reloc->align = max_u64(reloc->align, GUEST_PAGE);
	return 0;
}

/* Up to three words; those left out have defaults. */
static int take_reloc(struct notes *found, const struct note *n, struct fault *f)
{
	struct image_reloc reloc = { .present = true, .max = UINT32_MAX };
	struct image_reloc *known = &found->image->reloc;
	uint64_t size = n->value.size;
	int r;

	if (size > 12 || size % 4)
		return fault_at(f, -EBADMSG, n->at,
				"its PHYS32_RELOC note has a value of %" PRIu64
				" bytes, not 0, 4, 8 or 12",
				size);
	if (size >= 4)
		reloc.align = load_le32(n->value.data);
	if (size >= 8)
		reloc.min = load_le32(n->value.data + 4);
	if (size >= 12)
		reloc.max = load_le32(n->value.data + 8);
	r = check_reloc(&reloc, n, f);
	if (r)
		return r;
	if (known->present && (known->align != reloc.align || known->min != reloc.min ||
			       known->max != reloc.max))
		return conflict("PHYS32_RELOC", n, f);
	*known = reloc;
	return 0;
}

/* Ends at a NUL, at the value's end or at our bound; fit to be printed. */
static int take_string(char *to, const char *name, const struct note *n, struct fault *f)
{
	char text[IMAGE_MAX_STRING] = "";
	size_t size = strnlen((const char *)n->value.data,
			      min_u64(n->value.size, sizeof(text) - 1));

	for (size_t i = 0; i < size; i++) {
		uint8_t c = n->value.data[i];

		text[i] = c < 0x20 || c > 0x7e ? '?' : (char)c;
	}
	if (to[0] && strcmp(to, text) != 0)
		return conflict(name, n, f);
	memcpy(to, text, sizeof(text));
	return 0;
}

static int take_guest_os(struct notes *found, const struct note *n, struct fault *f)
{
	return take_string(found->image->guest_os, "GUEST_OS", n, f);
}

static int take_guest_version(struct notes *found, const struct note *n, struct fault *f)
{
	return take_string(found->image->guest_version, "GUEST_VERSION", n, f);
}

static int take_pv(struct notes *found, const struct note *n, struct fault *f)
{
	(void)n;
	(void)f;
	found->pv = true;
	return 0;
}

/* All others are Xen's as well, but say nothing about a PVH guest. */
static const struct {
	uint32_t type;
	int (*take)(struct notes *found, const struct note *n, struct fault *f);
} takers[] = {
	{ NOTE_ENTRY, take_pv },
	{ NOTE_HYPERCALL_PAGE, take_pv },
	{ NOTE_VIRT_BASE, take_pv },
	{ NOTE_GUEST_OS, take_guest_os },
	{ NOTE_GUEST_VERSION, take_guest_version },
	{ NOTE_PHYS32_ENTRY, take_entry },
	{ NOTE_PHYS32_RELOC, take_reloc },
};

int note_take_xen(struct notes *found, uint32_t type, const struct note *n,
		  struct fault *f)
{
	found->xen = true;
	for (size_t i = 0; i < ARRAY_SIZE(takers); i++)
		if (takers[i].type == type)
			return takers[i].take(found, n, f);
	return 0;
}
