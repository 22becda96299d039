/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* struct hvm_start_info, field by field, as the guest finds it (offsets of the ABI). */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "emit/start-info.h"
#include "emit/tables.h"
#include "fixture.h"
#include "plan/read.h"
#include "tap.h"

#define RSDP 0xfc000000

static void get(const struct pvh_plan *plan, uint64_t gpa, void *buf, uint64_t size)
{
	struct fault f = FAULT_NONE;

	fx_must(plan_read(plan, gpa, buf, size, &f), f.what);
}

static uint32_t u32_at(const struct pvh_plan *plan, uint64_t gpa)
{
	uint8_t bytes[4];

	get(plan, gpa, bytes, 4);
	return load_le32(bytes);
}

static uint64_t u64_at(const struct pvh_plan *plan, uint64_t gpa)
{
	uint8_t bytes[8];

	get(plan, gpa, bytes, 8);
	return load_le64(bytes);
}

static bool text_at(const struct pvh_plan *plan, uint64_t gpa, const char *text)
{
	char buf[256];

	get(plan, gpa, buf, strlen(text) + 1);
	return !memcmp(buf, text, strlen(text) + 1);
}

static const struct {
	const char *name;
	struct fx_guest guest;
	uint64_t modules[4];
	unsigned int nr_modules, nr_map;
	unsigned int version;
	uint32_t flags;
} cases[] = {
	{ "the least", { .memory = MIB(64) }, { 0 }, 0, 3, 1, 0 },
	{ "a command line", { .memory = MIB(64), .cmdline = "console=hvc0 root=/dev/xvda" },
	  { 0 }, 0, 3, 1, 0 },
	{ "a module", { .memory = MIB(64) }, { 5001, 0 }, 1, 3, 1, 0 },
	{ "three modules", { .memory = GIB(5), .cmdline = "x" }, { 1, 4096, 70001, 0 }, 3, 4, 1, 0 },
	{ "version 0", { .wishes = WISHES("start_info", "{ \"version\": 0 }"), .cmdline = "x" }, { 1, 0 },
	  1, 0, 0, 0 },
	{ "no memory map", { .wishes = WISHES("start_info", "{ \"memmap\": false }"), .cmdline = "x" },
	  { 1, 0 }, 1, 0, 1, 0 },
	{ "flags", { .wishes = WISHES("start_info", "{ \"version\": 0, \"flags\": 4294967295 }") }, { 0 },
	  0, 0, 0, UINT32_MAX },
};

static void test_header(const struct pvh_plan *plan, size_t i)
{
	uint64_t at = plan->payload.start_info;

	ok(u32_at(plan, at) == 0x336ec578, "%s: magic", cases[i].name);
	ok(u32_at(plan, at + 4) == cases[i].version, "... version %u", cases[i].version);
	ok(u32_at(plan, at + 8) == cases[i].flags, "... flags 0x%x", cases[i].flags);
	ok(u32_at(plan, at + 12) == cases[i].nr_modules, "... %u modules",
	   cases[i].nr_modules);
	ok(!u64_at(plan, at + 16) == !cases[i].nr_modules,
	   "... and a list if there are any");
	ok(u64_at(plan, at + 32) == RSDP, "... the RSDP's address");
	if (cases[i].version) {
		ok(u32_at(plan, at + 48) == cases[i].nr_map, "... %u entries in the memory map",
		   cases[i].nr_map);
		ok(!u64_at(plan, at + 40) == !cases[i].nr_map, "... and a map if there are any");
		ok(u32_at(plan, at + 52) == 0, "... nothing reserved is used");
	}
	ok(at % 4096 == 0 && at < GIB(1), "... at 0x%" PRIx64 ", below 1 GiB", at);
}

static void test_cmdline(const struct pvh_plan *plan, size_t i)
{
	uint64_t at = u64_at(plan, plan->payload.start_info + 24);
	const char *cmdline = cases[i].guest.cmdline;

	if (!cmdline)
		ok(at == 0, "... no command line, so no address of one");
	else
		ok(at % 8 == 0 && text_at(plan, at, cmdline), "... \"%s\"", cmdline);
}

static void test_memmap(const struct pvh_plan *plan, size_t i)
{
	uint64_t at = u64_at(plan, plan->payload.start_info + 40), end = 0;
	unsigned int bad = at % 8 != 0;

	if (!cases[i].version)
		return;
	for (unsigned int k = 0; k < cases[i].nr_map; k++, at += 24) {
		const struct plan_region *r = &plan->domain.map[k];

		bad += u64_at(plan, at) != r->gpa || u64_at(plan, at + 8) != r->size ||
		       u32_at(plan, at + 16) != (uint32_t)r->type ||
		       u32_at(plan, at + 20) || r->gpa < end;
		end = r->gpa + r->size;
	}
	ok(!bad, "... the memory map as planned, sorted");
}

/* Modules are called "a", "b", ... and have their name as command line. */
static void test_modules(const struct pvh_plan *plan, size_t i)
{
	uint64_t at = u64_at(plan, plan->payload.start_info + 16);

	for (unsigned int k = 0; k < cases[i].nr_modules; k++, at += 32) {
		const char cmdline[] = { (char)('a' + k), 0 };
		uint64_t gpa = u64_at(plan, at), size = u64_at(plan, at + 8);
		uint8_t first, last, behind;

		get(plan, gpa, &first, 1);
		get(plan, gpa + size - 1, &last, 1);
		get(plan, gpa + size, &behind, 1);
		ok(size == cases[i].modules[k] && first == fx_byte(0) &&
		   last == fx_byte(size - 1) && (size % 4096 == 0 || behind == 0),
		   "... module %u has exactly %" PRIu64 " bytes", k, size);
		ok(text_at(plan, u64_at(plan, at + 16), cmdline) &&
			   !u64_at(plan, at + 24),
		   "... and its command line");
	}
}

/*
 * No address in it leads outside it but to modules and the RSDP, strings end in it, and one part
 * lies right behind the other.
 */
static void test_bounds(const struct pvh_plan *plan, size_t i)
{
	const struct placement *p = plan_find(plan, PVH_PLACED_START_INFO, 0);
	uint64_t at = p->gpa + (cases[i].version ? 56 : 40), end = p->gpa + p->data_size;
	uint64_t modlist = u64_at(plan, p->gpa + 16), cmdline = u64_at(plan, p->gpa + 24);
	bool good = !cases[i].nr_map || u64_at(plan, p->gpa + 40) == at;

	at += cases[i].nr_map * 24;
	good = good && (!modlist || modlist == at);
	at += plan->payload.nr_modules * UINT64_C(32);
	good = good && (!cmdline || cmdline == at);
	ok(good && at <= end && p->data_size % 8 == 0,
	   "... all in %" PRIu64 " bytes, one part behind the other", p->data_size);
}

static void test_errors(void)
{
	static const struct fx_guest guest = { .memory = MIB(64) };
	struct pvh_plan *plan = fx_physmap(&guest);
	struct pvh_image *image = fx_image_at(MIB(1), MIB(63));
	struct fault f = FAULT_NONE;

	ok(emit_start_info(plan, &f) == -EINVAL &&
		   strstr(f.what, "place_kernel must come first"),
	   "not before the kernel");
	f = FAULT_NONE;
	fx_must(plan_place_kernel(plan, image, &f), f.what);
	ok(emit_start_info(plan, &f) == -EINVAL && strstr(f.what, "emit_acpi must come first"),
	   "not before the ACPI tables, which are in its memory map");
	f = FAULT_NONE;
	fx_must(emit_acpi(plan, &f), f.what);
	ok(emit_start_info(plan, &f) == -ENOSPC && strstr(f.what, "128 bytes"),
	   "no room: %s", f.what);
	pvh_image_unref(image);
	pvh_plan_unref(plan);
	plan = fx_kernel_placed(&guest);
	f = FAULT_NONE;
	fx_must(emit_acpi(plan, &f), f.what);
	ok(!emit_start_info(plan, &f) && emit_start_info(plan, &f) == -EINVAL &&
	   strstr(f.what, "done already"), "not twice");
	pvh_plan_unref(plan);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct pvh_plan *plan = fx_sealed(&cases[i].guest, cases[i].modules);

		test_header(plan, i);
		test_cmdline(plan, i);
		test_memmap(plan, i);
		test_modules(plan, i);
		test_bounds(plan, i);
		pvh_plan_unref(plan);
	}
	test_errors();
	return done();
}
