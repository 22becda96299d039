/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dump-acpi MAX ONLINE DIR: writes each ACPI table to DIR/SIGNATURE.dat, for iasl. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "emit/acpi.h"

#define GPA 0xfc000000u

static bool dump(const char *dir, const char *name, const uint8_t *data, size_t size)
{
	char path[4096];
	FILE *file;
	bool good;

	snprintf(path, sizeof(path), "%s/%s.dat", dir, name);
	file = fopen(path, "wb");
	if (!file) {
		perror(path);
		return false;
	}
	good = fwrite(data, 1, size, file) == size;
	return !fclose(file) && good;
}

static bool dump_table(const char *dir, const uint8_t *region, uint32_t gpa)
{
	const uint8_t *p = region + (gpa - GPA);
	char name[5];

	snprintf(name, sizeof(name), "%.4s", (const char *)p);
	return dump(dir, name, p, load_le32(p + 4));
}

static bool dump_all(const char *dir, const uint8_t *region)
{
	uint32_t rsdt = load_le32(region + 16), xsdt = load_le32(region + 24);
	uint32_t fadt = load_le32(region + (rsdt - GPA) + 36);
	uint32_t madt = load_le32(region + (rsdt - GPA) + 40);

	return dump(dir, "RSDP", region, 36) && dump_table(dir, region, rsdt) &&
	       dump_table(dir, region, xsdt) && dump_table(dir, region, fadt) &&
	       dump_table(dir, region, madt) &&
	       dump_table(dir, region, load_le32(region + (fadt - GPA) + 36)) &&
	       dump_table(dir, region, load_le32(region + (fadt - GPA) + 40));
}

int main(int argc, char **argv)
{
	static uint8_t region[0x4000];
	struct sink s = SINK(region, sizeof(region));
	struct acpi_spec spec = { .gpa = GPA };

	if (argc != 4) {
		fprintf(stderr, "usage: dump-acpi MAX ONLINE DIR\n");
		return 2;
	}
	spec.max_vcpus = (unsigned int)strtoul(argv[1], NULL, 10);
	spec.online_vcpus = (unsigned int)strtoul(argv[2], NULL, 10);
	acpi_emit(&spec, &s);
	return s.overflow || !dump_all(argv[3], region);
}
