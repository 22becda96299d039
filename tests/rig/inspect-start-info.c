/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hvm_start_info and all that it points to. */
#include "inspect.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xen/arch-x86/hvm/start_info.h>

#define MAX_STRING 4096
#define MAX_ENTRIES 128

/* A string of the guest; a missing one is a fact as well. */
static void say_string(struct inspect *in, uint64_t gpa, const char *key)
{
	uint8_t text[MAX_STRING];
	size_t size = 0;

	if (!gpa) {
		say("none", "%s", key);
		return;
	}
	do {
		if (size == sizeof(text) || !guest_read(in, gpa + size, text + size, 1)) {
			say_error(in, "%s", key);
			return;
		}
	} while (text[size++]);
	say_text(text, size, "%s", key);
}

/* The rest of the last page is the guest's to see, too. */
static void say_tail(struct inspect *in, uint64_t end, const char *key)
{
	char text[32];

	if (end % PAGE == 0)
		say("zero", "%s", key);
	else if (guest_sum(in, end, PAGE - end % PAGE, text))
		say(text, "%s", key);
	else
		say_error(in, "%s", key);
}

static void say_module(struct inspect *in, const struct hvm_modlist_entry *m,
		       unsigned int i)
{
	char key[32], text[32];

	say_hex(m->paddr, "module%u.paddr", i);
	say_number(m->size, "module%u.size", i);
	say_hex(m->reserved, "module%u.reserved", i);
	if (guest_sum(in, m->paddr, m->size, text))
		say(text, "module%u.bytes", i);
	else
		say_error(in, "module%u.bytes", i);
	snprintf(key, sizeof(key), "module%u.tail", i);
	say_tail(in, m->paddr + m->size, key);
	snprintf(key, sizeof(key), "module%u.cmdline", i);
	say_string(in, m->cmdline_paddr, key);
}

static void inspect_modules(struct inspect *in, const struct hvm_start_info *info)
{
	for (unsigned int i = 0; i < info->nr_modules && i < MAX_ENTRIES; i++) {
		struct hvm_modlist_entry m;

		if (guest_read(in, info->modlist_paddr + i * sizeof(m), &m, sizeof(m)))
			say_module(in, &m, i);
		else
			say_error(in, "module%u", i);
	}
}

/* By address: the order of the entries is a fact of its own. */
static void say_map(const struct hvm_memmap_table_entry *map, size_t nr)
{
	uint64_t end = 0;
	bool sorted = true;

	for (size_t i = 0; i < nr; i++) {
		const struct hvm_memmap_table_entry *e = &map[i];

		say_hex(e->size, "memmap.0x%" PRIx64 ".size", e->addr);
		say_number(e->type, "memmap.0x%" PRIx64 ".type", e->addr);
		say_number(e->reserved, "memmap.0x%" PRIx64 ".reserved", e->addr);
		sorted &= e->addr >= end;
		end = e->addr + e->size;
	}
	say(sorted ? "sorted, disjoint" : "not sorted", "memmap.order");
}

static void inspect_map(struct inspect *in, const struct hvm_start_info *info)
{
	size_t nr = info->memmap_entries;
	struct hvm_memmap_table_entry map[MAX_ENTRIES];

	if (nr > MAX_ENTRIES ||
	    !guest_read(in, info->memmap_paddr, map, nr * sizeof(map[0])))
		say_error(in, "memmap");
	else
		say_map(map, nr);
}

/* Pointers into the block move with it. */
static uint64_t relative(uint64_t start, uint64_t gpa)
{
	return gpa ? gpa - start : 0;
}

static void say_header(const struct inspect *in, const struct hvm_start_info *info)
{
	uint64_t at = in->start_info;

	say_hex(at, "start_info.at");
	say_hex(info->magic, "start_info.magic");
	say_number(info->version, "start_info.version");
	say_hex(info->flags, "start_info.flags");
	say_number(info->nr_modules, "start_info.nr_modules");
	say_hex(relative(at, info->modlist_paddr), "start_info.modlist_offset");
	say_hex(relative(at, info->cmdline_paddr), "start_info.cmdline_offset");
	say_hex(info->rsdp_paddr, "start_info.rsdp_paddr");
	say_hex(relative(at, info->memmap_paddr), "start_info.memmap_offset");
	say_number(info->memmap_entries, "start_info.memmap_entries");
	say_hex(info->reserved, "start_info.reserved");
}

void inspect_start_info(struct inspect *in)
{
	struct hvm_start_info info;

	if (!in->start_info || !guest_read(in, in->start_info, &info, sizeof(info))) {
		say_error(in, "start_info");
		return;
	}
	in->rsdp = info.rsdp_paddr;
	say_header(in, &info);
	say_string(in, info.cmdline_paddr, "start_info.cmdline");
	inspect_modules(in, &info);
	inspect_map(in, &info);
}
