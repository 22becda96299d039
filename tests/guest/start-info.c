/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hvm_start_info, as arch-x86/hvm/start_info.h has it, and where it lies. */
#include "facts.h"

static bool check_version(const struct facts *f)
{
	uint64_t wanted;

	if (expected("start_info", &wanted))
		return check_is(f->version, wanted, "start_info.version");
	return check(f->version <= 1, "start_info.version");
}

static uint64_t wish(const char *word, uint64_t otherwise)
{
	uint64_t value;

	return expected(word, &value) ? value : otherwise;
}

/* NULL or a table that is there. */
static void check_table(uint64_t gpa, uint64_t size, const char *name)
{
	if (size)
		check(gpa && !(gpa % 8) && view(gpa, size), "start_info.%s", name);
	else
		check_is(gpa, 0, "start_info.%s", name);
}

static void check_header(const struct facts *f)
{
	const struct start_info *info = f->info;

	check_is(info->magic, START_INFO_MAGIC, "start_info.magic");
	check_is(info->flags, wish("flags", 0), "start_info.flags"); /* neither privileged nor dom0 */
	check(info->nr_modules <= MAX_MODULES, "start_info.nr_modules");
	check_expected(info->nr_modules, "modules", "start_info.nr_modules.expected");
	check_table(info->modlist_paddr, info->nr_modules * sizeof(struct module), "modlist_paddr");
	check(info->rsdp_paddr && view(info->rsdp_paddr, 36), "start_info.rsdp_paddr");
	if (!check_version(f) || f->version < 1)
		return;
	if (wish("memmap", 1))
		check(info->memmap_entries && info->memmap_entries <= MAX_RANGES,
		      "start_info.memmap_entries");
	else
		check_is(info->memmap_entries, 0, "start_info.memmap_entries");
	check_table(info->memmap_paddr, info->memmap_entries * sizeof(struct range),
		    "memmap_paddr");
	check_is(info->reserved, 0, "start_info.reserved");
}

static void check_cmdline(const struct facts *f)
{
	uint64_t gpa = f->info->cmdline_paddr;

	if (!check(!gpa || string_at(gpa), "start_info.cmdline.terminated"))
		note("nothing of the command line can be used");
	check_line(f->cmdline, "start_info.cmdline");
}

/* Everything that the library puts into one block. */
static void collect(const struct facts *f, struct objects *o)
{
	const struct start_info *info = f->info;

	objects_add(o, f->start_info, f->version ? START_INFO_V1_SIZE : START_INFO_V0_SIZE);
	if (f->own_map)
		objects_add(o, info->memmap_paddr, f->nr_ranges * sizeof(struct range));
	objects_add(o, info->modlist_paddr, f->nr_modules * sizeof(struct module));
	if (info->cmdline_paddr)
		objects_add(o, info->cmdline_paddr, length(f->cmdline) + 1);
	for (uint32_t i = 0; i < f->nr_modules; i++) {
		const char *text = string_at(f->modules[i].cmdline_paddr);

		if (text)
			objects_add(o, f->modules[i].cmdline_paddr, length(text) + 1);
	}
}

/*
 * Linux and others reach all of it through an early map of the first GiB; and below 1 MiB is
 * what kernels take for themselves.
 */
static void check_places(const struct facts *f, const struct objects *o)
{
	uint64_t start = o->list[0].start, end = o->list[o->nr - 1].end;

	check(start >= MIB(1), "start_info.above_1m");
	check(end <= GIB(1), "start_info.below_1g");
	check(is_within(f, page_down(start), page_up(end) - page_down(start), RAM),
	      "start_info.in_ram");
	check_clean(objects_overlap(o), "start_info.disjoint");
	check(end - start < MIB(16) && !objects_dirt(o, page_down(start), page_up(end)),
	      "start_info.slack");
	note("start_info, with what it points to: %llx..%llx", start, end);
}

void check_start_info(const struct facts *facts)
{
	struct objects o = { .nr = 0 };

	check_header(facts);
	check_cmdline(facts);
	collect(facts, &o);
	check_places(facts, &o);
}
