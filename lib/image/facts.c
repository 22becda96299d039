/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/facts.h"

#include <libelf.h>
#include <string.h>

#include "base/macro.h"

static const char *const containers[] = {
	[IMAGE_UNKNOWN] = "unknown",
	[IMAGE_ELF] = "ELF",
	[IMAGE_BZIMAGE] = "bzImage",
	[IMAGE_GZIP] = "gzip",
};

static const char *const codecs[] = {
	[IMAGE_PLAIN] = "none",
	[IMAGE_CODEC_GZIP] = "gzip",
	[IMAGE_CODEC_BZIP2] = "bzip2",
	[IMAGE_CODEC_LZMA] = "lzma",
	[IMAGE_CODEC_XZ] = "xz",
	[IMAGE_CODEC_LZO] = "lzo",
	[IMAGE_CODEC_LZ4] = "lz4",
	[IMAGE_CODEC_ZSTD] = "zstd",
	[IMAGE_CODEC_LZ4_FRAME] = "lz4 (frame format)",
};

_Static_assert(ARRAY_SIZE(containers) == IMAGE_CONTAINERS, "a name for each container");
_Static_assert(ARRAY_SIZE(codecs) == IMAGE_CODECS, "a name for each codec");

const char *facts_container(const struct facts *facts)
{
	return containers[facts->container];
}

const char *facts_codec(const struct facts *facts)
{
	return codecs[facts->codec];
}

const char *facts_machine(const struct facts *facts)
{
	switch (facts->machine) {
	case EM_386:
		return "i386";
	case EM_X86_64:
		return "x86-64";
	default:
		return "";
	}
}

const char *facts_string(const struct facts *facts, uint32_t type)
{
	for (uint32_t i = 0; i < facts->nr_notes; i++)
		if (facts->notes[i].type == type)
			return &facts->strings[facts->notes[i].string];
	return "";
}

bool facts_add_string(struct facts *facts, const char *text, size_t size,
		      uint32_t *string)
{
	/* The first byte is the NUL of "", which every other kind of note refers to. */
	uint32_t at = facts->strings_size ? facts->strings_size : 1;

	if (size >= FACTS_STRINGS - at) /* no room for its NUL */
		return false;
	memcpy(facts->strings + at, text, size);
	facts->strings[at + size] = '\0';
	facts->strings_size = (uint32_t)(at + size + 1);
	*string = at;
	return true;
}

static bool strings_sound(const struct facts *facts)
{
	if (facts->strings_size > FACTS_STRINGS || facts->strings[0])
		return false;
	for (uint32_t i = 0; i < facts->strings_size; i++)
		if (facts->strings[i] && (facts->strings[i] < 0x20 || facts->strings[i] > 0x7e))
			return false;
	/* Every string ends inside. */
	return !facts->strings_size || !facts->strings[facts->strings_size - 1];
}

bool facts_sound(const struct facts *facts)
{
	if (facts->container >= IMAGE_CONTAINERS || facts->codec >= IMAGE_CODECS ||
	    facts->nr_segments > FACTS_SEGMENTS || facts->nr_notes > FACTS_NOTES ||
	    !strings_sound(facts))
		return false;
	for (uint32_t i = 0; i < facts->nr_notes; i++)
		if (facts->notes[i].string && facts->notes[i].string >= facts->strings_size)
			return false;
	return true;
}

/* --- What a builder relies on ---------------------------------------------------------- */

static bool inside(uint64_t at, uint64_t size, uint64_t all)
{
	return at <= all && size <= all - at;
}

static bool segment_sound(const struct facts *facts, const struct image_segment *s)
{
	return s->mem_size && s->file_size <= s->mem_size && s->gpa >= facts->start &&
	       inside(s->gpa, s->mem_size, facts->end) &&
	       (!s->file_size || inside(s->offset, s->file_size, facts->payload_size));
}

static bool range_sound(const struct facts *facts, const struct image_range *r)
{
	return inside(r->offset, r->size, facts->payload_size) &&
	       inside(r->gpa, r->size, facts->end) && r->gpa >= facts->start;
}

static bool symtab_sound(const struct facts *facts)
{
	const struct image_symtab *s = &facts->symtab;

	return !s->present ||
	       (s->header_size && s->header_size <= FACTS_SYMTAB_HEADER &&
		s->gpa >= facts->start && inside(s->gpa, s->header_size, facts->end) &&
		range_sound(facts, &s->symbols) && range_sound(facts, &s->strings));
}

static bool reloc_sound(const struct image_reloc *r)
{
	return !r->present || (r->align >= GUEST_PAGE && r->align <= GIB(4) &&
			       (r->align & (r->align - 1)) == 0 && r->min <= r->max &&
			       r->max <= UINT32_MAX);
}

uint64_t facts_amount(const struct facts *facts)
{
	uint64_t amount = 0;

	for (uint32_t i = 0; i < facts->nr_segments; i++)
		amount += facts->segments[i].mem_size;
	return amount;
}

bool facts_entry_inside(const struct facts *facts)
{
	for (uint32_t i = 0; i < facts->nr_segments; i++) {
		const struct image_segment *s = &facts->segments[i];

		/* The difference of one before it wraps, and is beyond any size. */
		if (facts->entry - s->gpa < s->mem_size)
			return true;
	}
	return false;
}

bool facts_loadable(const struct facts *facts)
{
	for (uint32_t i = 0; i < facts->nr_segments; i++)
		if (!segment_sound(facts, &facts->segments[i]))
			return false;
	return facts->has_entry && facts_entry_inside(facts) &&
	       facts->end <= GIB(4) && symtab_sound(facts) && reloc_sound(&facts->reloc) &&
	       facts_amount(facts) <= 2 * (facts->end - facts->start);
}
