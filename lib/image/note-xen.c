/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The values of Xen's notes. Each is taken as it stands or refused, never truncated; a
 * note that appears twice must say the same both times.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "image/feature.h"
#include "image/note.h"

enum note_kind {
	NUMBER,
	STRING,
	BYTES, /* a structure of its own, or unknown */
};

typedef int take_fn(struct notes *found, const struct note *n, struct image_note *kept,
		    struct fault *f);

static int take_entry(struct notes *found, const struct note *n, struct image_note *kept,
		      struct fault *f)
{
	if (n->value.size != 4 && n->value.size != 8)
		return fault_at(f, -EBADMSG, n->at,
				"its PHYS32_ENTRY note has a value of %" PRIu64
				" bytes, not 4 or 8",
				n->value.size);
	if (kept->number > UINT32_MAX)
		return fault_at(f, -EBADMSG, n->at,
				"its PVH entry point 0x%" PRIx64 " is not below 4 GiB",
				kept->number);
	found->o->facts->has_entry = true;
	found->o->facts->entry = (uint32_t)kept->number;
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

static int conflict(uint32_t type, uint64_t at, struct fault *f)
{
	return fault_at(f, -EBADMSG, at,
			"it has two %s notes that contradict each other", note_name(type));
}

/* Up to three words; those left out have defaults. */
static int take_reloc(struct notes *found, const struct note *n, struct image_note *kept,
		      struct fault *f)
{
	struct image_reloc reloc = { .present = true, .max = UINT32_MAX };
	struct image_reloc *known = &found->o->facts->reloc;
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
		return conflict(kept->type, n->at, f);
	*known = reloc;
	return 0;
}

static int take_pv(struct notes *found, const struct note *n, struct image_note *kept,
		   struct fault *f)
{
	(void)n, (void)f;
	found->pv = true;
	found->pv_entry |= kept->type == NOTE_ENTRY;
	return 0;
}

/* Whether that can be had is asked once the kernel is known to be one for PVH. */
static int take_features(struct notes *found, const struct note *n,
			 struct image_note *kept, struct fault *f)
{
	const char *text = &found->o->facts->strings[kept->string];
	struct view name;

	(void)f;
	if (found->feature_at ||
	    !feature_find_impossible(
		    (struct view){ (const uint8_t *)text, strlen(text) }, &name))
		return 0;
	found->feature_at = n->at;
	snprintf(found->feature, sizeof(found->feature), "%.*s",
		 (int)min_u64(name.size, sizeof(found->feature)), name.data);
	return 0;
}

static int take_supported(struct notes *found, const struct note *n,
			  struct image_note *kept, struct fault *f)
{
	(void)kept, (void)f;
	if (n->value.size >= 4)
		found->o->facts->supported_features |= load_le32(n->value.data);
	return 0;
}

static const struct {
	const char *name;
	enum note_kind kind;
	bool repeats; /* several of them add up, or `take` compares them itself */
	take_fn *take;
} types[] = {
	[NOTE_INFO] = { "INFO", STRING, true, NULL },
	[NOTE_ENTRY] = { "ENTRY", NUMBER, false, take_pv },
	[NOTE_HYPERCALL_PAGE] = { "HYPERCALL_PAGE", NUMBER, false, take_pv },
	[NOTE_VIRT_BASE] = { "VIRT_BASE", NUMBER, false, take_pv },
	[NOTE_PADDR_OFFSET] = { "PADDR_OFFSET", NUMBER, false, NULL },
	[NOTE_XEN_VERSION] = { "XEN_VERSION", STRING, false, NULL },
	[NOTE_GUEST_OS] = { "GUEST_OS", STRING, false, NULL },
	[NOTE_GUEST_VERSION] = { "GUEST_VERSION", STRING, false, NULL },
	[NOTE_LOADER] = { "LOADER", STRING, false, NULL },
	[NOTE_PAE_MODE] = { "PAE_MODE", STRING, false, NULL },
	[NOTE_FEATURES] = { "FEATURES", STRING, true, take_features },
	[NOTE_BSD_SYMTAB] = { "BSD_SYMTAB", STRING, false, NULL },
	[NOTE_HV_START_LOW] = { "HV_START_LOW", NUMBER, false, NULL },
	[NOTE_L1_MFN_VALID] = { "L1_MFN_VALID", BYTES, true, NULL },
	[NOTE_SUSPEND_CANCEL] = { "SUSPEND_CANCEL", NUMBER, false, NULL },
	[NOTE_INIT_P2M] = { "INIT_P2M", NUMBER, false, NULL },
	[NOTE_MOD_START_PFN] = { "MOD_START_PFN", NUMBER, false, NULL },
	[NOTE_SUPPORTED_FEATURES] = { "SUPPORTED_FEATURES", NUMBER, true, take_supported },
	[NOTE_PHYS32_ENTRY] = { "PHYS32_ENTRY", NUMBER, false, take_entry },
	[NOTE_PHYS32_RELOC] = { "PHYS32_RELOC", BYTES, true, take_reloc },
};

const char *note_name(uint32_t type)
{
	return type < ARRAY_SIZE(types) ? types[type].name : "";
}

static enum note_kind kind_of(uint32_t type)
{
	return type < ARRAY_SIZE(types) ? types[type].kind : BYTES;
}

bool note_is_string(uint32_t type)
{
	return kind_of(type) == STRING;
}

static uint64_t load_number(struct view v)
{
	switch (v.size) {
	case 1:
		return v.data[0];
	case 2:
		return load_le16(v.data);
	case 4:
		return load_le32(v.data);
	case 8:
		return load_le64(v.data);
	default:
		return 0;
	}
}

static void make_printable(char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			text[i] = '?';
}

/* Ends at a NUL or at the value's end. */
static int load_string(struct notes *found, const struct note *n, struct image_note *kept,
		       struct fault *f)
{
	uint64_t allowed = opening_limit(found->o, PVH_LIMIT_STRING);
	struct facts *facts = found->o->facts;
	const char *text = (const char *)n->value.data;
	size_t size = strnlen(text, n->value.size);

	if (size > allowed)
		return budget_exceeded(found->o->budget, PVH_LIMIT_STRING, size, n->at,
				       "a note has a string of", f);
	if (!facts_add_string(facts, text, size, &kept->string))
		return fault_at(f, -EFBIG, n->at,
				"the strings of its notes are longer than the %u bytes "
				"allowed for all of them",
				FACTS_STRINGS);
	make_printable(facts->strings + kept->string, size);
	return 0;
}

/* The first note of the same type, or NULL. */
static const struct image_note *same_type(const struct facts *facts, uint32_t type)
{
	for (uint32_t i = 0; i < facts->nr_notes; i++)
		if (facts->notes[i].type == type)
			return &facts->notes[i];
	return NULL;
}

static int check_repeated(const struct facts *facts, const struct image_note *kept,
			  struct fault *f)
{
	const struct image_note *first = same_type(facts, kept->type);

	if (!first || kept->type >= ARRAY_SIZE(types) || types[kept->type].repeats)
		return 0;
	if (first->number == kept->number && !strcmp(&facts->strings[first->string],
						     &facts->strings[kept->string]))
		return 0;
	return conflict(kept->type, kept->at, f);
}

int note_take_xen(struct notes *found, const struct note *n, struct fault *f)
{
	struct facts *facts = found->o->facts;
	struct image_note kept = { .type = n->type, .at = n->at, .size = n->value.size };
	enum note_kind kind = kind_of(n->type);
	int r = 0;

	if (kind == STRING)
		r = load_string(found, n, &kept, f);
	else
		kept.number = load_number(n->value);
	if (!r)
		r = check_repeated(facts, &kept, f);
	if (!r && n->type < ARRAY_SIZE(types) && types[n->type].take)
		r = types[n->type].take(found, n, &kept, f);
	if (!r)
		facts->notes[facts->nr_notes++] = kept; /* the limit is on all notes */
	return r;
}
