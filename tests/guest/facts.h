/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What start_info leads to.  A pointer that leads nowhere is NULL here, a count too large 0. */
#ifndef GUEST_FACTS_H
#define GUEST_FACTS_H

#include "abi.h"

struct facts {
	uint64_t start_info;
	uint64_t image, image_end; /* the guest itself, in whole pages */
	const struct start_info *info;
	uint32_t version;
	const char *cmdline; /* never NULL */
	const struct module *modules;
	uint32_t nr_modules;
	const struct range *map; /* start_info's, or if it has none Xen's */
	bool own_map;            /* start_info's */
	uint32_t nr_ranges;
};

void facts_read(struct facts *facts, uint64_t start_info);
/* The string at `gpa` if it ends within 64 KiB, or NULL. */
const char *string_at(uint64_t gpa);
/* Is all of it inside one range of this type? */
bool is_within(const struct facts *facts, uint64_t gpa, uint64_t size, uint32_t type);
uint64_t ram_size(const struct facts *facts);

/* --- objects.c: ranges of bytes that are accounted for -------------------------------- */

struct object {
	uint64_t start, end;
};

struct objects {
	struct object list[2 * MAX_MODULES + 16];
	uint32_t nr;
};

void objects_add(struct objects *o, uint64_t gpa, uint64_t size);
/* The first byte of [start, end) that is in none of them and not 0, or 0. */
uint64_t objects_dirt(const struct objects *o, uint64_t start, uint64_t end);
/* The first byte that two of them share, or 0. */
uint64_t objects_overlap(const struct objects *o);

/* --- The checks, each in a file of its own --------------------------------------------- */

void check_start_info(const struct facts *facts);
void check_modules(const struct facts *facts);
void check_memmap(const struct facts *facts);
void check_layout(const struct facts *facts);
void check_acpi(const struct facts *facts);
void check_numa(const struct facts *facts);

static inline uint64_t page_down(uint64_t gpa)
{
	return gpa & ~(uint64_t)(PAGE - 1);
}

static inline uint64_t page_up(uint64_t gpa)
{
	return page_down(gpa + PAGE - 1);
}

#endif
