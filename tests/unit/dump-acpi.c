/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dump-acpi MAX ONLINE DIR [TABLES...]: writes each ACPI table to DIR/SIGNATURE.dat, for iasl;
 * those of a guest with two NUMA nodes, to which the tables in the files TABLES were added.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "fixture.h"

#define GPA 0xfc000000u

static struct pvh_plan *plan;

static void read_at(uint64_t gpa, void *buf, size_t size)
{
	fx_must(pvh_plan_read(plan, gpa, buf, size), "read");
}

static uint32_t u32_at(uint64_t gpa)
{
	uint8_t bytes[4];

	read_at(gpa, bytes, 4);
	return load_le32(bytes);
}

static void dump(const char *dir, uint64_t gpa)
{
	uint32_t size = u32_at(gpa + 4);
	_cleanup_free_ uint8_t *table = malloc(size);
	char name[16];

	read_at(gpa, table, size);
	snprintf(name, sizeof(name), "%.4s.dat", (const char *)table);
	fx_write_file(dir, name, table, size);
}

static void dump_all(const char *dir)
{
	uint32_t rsdt = u32_at(GPA + 16), fadt = u32_at(rsdt + 36);

	dump(dir, rsdt);
	dump(dir, u32_at(GPA + 24));
	for (uint32_t at = 36; at < u32_at(rsdt + 4); at += 4)
		dump(dir, u32_at(rsdt + at));
	dump(dir, u32_at(fadt + 36));
	dump(dir, u32_at(fadt + 40));
}

static void make_plan(unsigned int max, unsigned int online)
{
	char vnuma[160];
	const struct fx_guest guest = { .memory = GIB(5), .vcpus = online, .max_vcpus = max,
					.wishes = WISHES("vnuma", vnuma) };

	snprintf(vnuma, sizeof(vnuma), "[{\"pnode\": 0, \"size\": 3072, \"vcpus\": \"0-%u\", "
		 "\"vdistances\": [10, 21]}, {\"pnode\": 0, \"size\": 2048}]", max - 1);
	plan = fx_physmap(&guest);
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: dump-acpi MAX ONLINE DIR [TABLES...]\n");
		return 2;
	}
	make_plan((unsigned int)strtoul(argv[1], NULL, 10),
		  (unsigned int)strtoul(argv[2], NULL, 10));
	for (int i = 4; i < argc; i++) {
		struct pvh_source *source;

		fx_must(pvh_source_open(plan->ctx, argv[i], &source), argv[i]);
		fx_must(pvh_plan_add_acpi_table(plan, source),
			pvh_get_error(plan->ctx)->sentence);
		pvh_source_unref(source);
	}
	fx_must(pvh_plan_emit_acpi(plan), "emit_acpi");
	dump_all(argv[3]);
	pvh_plan_unref(plan);
	return 0;
}
