/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "facts.h"

#define MAX_STRING 65536u

const char *string_at(uint64_t gpa)
{
	const char *text = gpa ? view(gpa, 1) : NULL;

	for (uint32_t i = 0; text && i < MAX_STRING && view(gpa + i, 1); i++)
		if (!text[i])
			return text;
	return NULL;
}

void facts_read(struct facts *facts, uint64_t start_info)
{
	const struct start_info *info = view(start_info, START_INFO_V1_SIZE);

	facts->start_info = start_info;
	facts->info = info;
	facts->version = info->version;
	facts->cmdline = string_at(info->cmdline_paddr);
	if (!facts->cmdline)
		facts->cmdline = "";
	if (info->nr_modules <= MAX_MODULES)
		facts->modules = view(info->modlist_paddr,
				      info->nr_modules * sizeof(*facts->modules));
	facts->nr_modules = facts->modules ? info->nr_modules : 0;
	if (facts->version >= 1 && info->memmap_entries <= MAX_RANGES)
		facts->map = view(info->memmap_paddr, info->memmap_entries * sizeof(*facts->map));
	facts->nr_ranges = facts->map ? info->memmap_entries : 0;
	facts->own_map = facts->nr_ranges;
}

bool is_within(const struct facts *facts, uint64_t gpa, uint64_t size, uint32_t type)
{
	for (uint32_t i = 0; i < facts->nr_ranges; i++) {
		const struct range *r = &facts->map[i];

		if (r->type == type && gpa >= r->addr && gpa - r->addr <= r->size &&
		    size <= r->size - (gpa - r->addr))
			return true;
	}
	return false;
}

uint64_t ram_size(const struct facts *facts)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < facts->nr_ranges; i++)
		if (facts->map[i].type == RAM)
			sum += facts->map[i].size;
	return sum;
}
