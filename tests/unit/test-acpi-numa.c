/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SRAT, SLIT and the user's tables: byte by byte, and as RSDT and XSDT list them. */
#include <string.h>

#include "base/bytes.h"
#include "emit/acpi.h"
#include "tap.h"

#define GPA 0xfc000000u

static uint8_t region[0x4000];
static size_t region_size;

static const struct plan_vnuma vnuma = {
	.nodes = { { 0, GIB(3), { 10, 21 } }, { 0, GIB(2), { 31, 10 } } },
	.nr_nodes = 2,
	.ranges = { { 0, GIB(3), 0 }, { GIB(3), MIB(960), 1 }, { GIB(4), MIB(64), 1 } },
	.nr_ranges = 3,
	.node_of = { 1, 0, 1 },
};

/* Two tables of the user's, which nobody looks into any more: of odd sizes. */
static uint8_t first[37] = "SSDT", second[100] = "OEMX";
static const struct plan_table tables[] = { { first, sizeof(first) },
					    { second, sizeof(second) } };

static void emit(const struct plan_vnuma *v, size_t nr_tables)
{
	const struct acpi_spec spec = { .gpa = GPA, .max_vcpus = 3, .online_vcpus = 2,
					.vnuma = v, .tables = tables, .nr_tables = nr_tables };
	struct sink s = SINK(region, sizeof(region)), measured = SINK_MEASURE;

	memset(region, 0xee, sizeof(region));
	acpi_emit(&spec, &s);
	acpi_emit(&spec, &measured);
	region_size = s.used;
	ok(!s.overflow && measured.used == s.used, "%zu bytes, as measured", s.used);
}

static const uint8_t *at(uint64_t gpa)
{
	return region + (gpa - GPA);
}

/* The signatures of what is listed, in order, in RSDT and XSDT alike. */
static void check_list(const char *wanted)
{
	const uint8_t *rsdt = at(load_le32(region + 16)), *xsdt = at(load_le64(region + 24));
	uint32_t nr = (load_le32(rsdt + 4) - 36) / 4;
	char list[64] = "";
	bool same = load_le32(xsdt + 4) == 36 + 8 * nr;

	for (uint32_t i = 0; i < nr; i++) {
		uint32_t gpa = load_le32(rsdt + 36 + 4 * i);

		same = same && load_le64(xsdt + 36 + 8 * i) == gpa && gpa % 16 == 0;
		strncat(list, (const char *)at(gpa), 4);
	}
	ok(same && !strcmp(list, wanted), "RSDT and XSDT list %s", list);
}

static const uint8_t *listed(unsigned int i)
{
	return at(load_le32(at(load_le32(region + 16)) + 36 + 4 * i));
}

static bool sums_to_zero(const uint8_t *p)
{
	uint8_t sum = 0;

	for (uint32_t i = 0; i < load_le32(p + 4); i++)
		sum = (uint8_t)(sum + p[i]);
	return !sum;
}

static void check_srat(const uint8_t *p)
{
	static const uint8_t body[] = {
		1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 16, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 16, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 16, 1, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		1, 40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0,
		0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		1, 40, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0x3c, 0, 0, 0, 0,
		0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		1, 40, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0,
		0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};

	ok(p[8] == 3 && sums_to_zero(p) && load_le32(p + 4) == 36 + sizeof(body),
	   "SRAT: revision 3, %u bytes", load_le32(p + 4));
	ok(!memcmp(p + 36, body, sizeof(body)),
	   "SRAT: every vCPU by its APIC id, node by node; every range of memory");
}

static void check_slit(const uint8_t *p)
{
	static const uint8_t body[] = { 2, 0, 0, 0, 0, 0, 0, 0, 10, 21, 31, 10 };

	ok(p[8] == 1 && sums_to_zero(p) && load_le32(p + 4) == 36 + sizeof(body) &&
		   !memcmp(p + 36, body, sizeof(body)),
	   "SLIT: row by row, from each node to all");
}

int main(void)
{
	emit(NULL, 0);
	check_list("FACPAPIC");
	emit(NULL, 2);
	check_list("FACPAPICSSDTOEMX");
	ok(!memcmp(listed(2), first, sizeof(first)) && !memcmp(listed(3), second, sizeof(second)),
	   "the user's tables are as they were");
	emit(&vnuma, 1);
	check_list("FACPAPICSRATSLITSSDT");
	check_srat(listed(2));
	check_slit(listed(3));
	ok(!memcmp(listed(4), first, sizeof(first)), "... and the user's behind them");
	return done();
}
