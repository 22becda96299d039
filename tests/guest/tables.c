/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "acpi.h"

#define MAX_TABLE 0x100000u

const struct sdt *sdt_at(uint64_t gpa)
{
	const struct sdt *t = gpa ? view(gpa, sizeof(*t)) : NULL;

	if (!t || t->length < sizeof(*t) || t->length > MAX_TABLE || !view(gpa, t->length))
		return NULL;
	return t;
}

bool has_signature(const struct sdt *t, const char signature[4])
{
	return !memcmp(t->signature, signature, 4);
}

bool is_summed(const void *bytes, uint32_t size)
{
	const uint8_t *b = bytes;
	uint8_t sum = 0;

	while (size--)
		sum = (uint8_t)(sum + *b++);
	return !sum;
}

struct table_name name_of(const struct sdt *t)
{
	struct table_name name = { "" };

	for (uint32_t i = 0; i < 4; i++) {
		char c = t->signature[i];

		name.text[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	return name;
}

/* Xen's own tools have one range for the RSDP and another for the tables. */
bool check_region(const struct facts *f, uint64_t gpa, uint64_t size, const char *name)
{
	return check(is_within(f, gpa, size, NVS) || is_within(f, gpa, size, ACPI),
		     "acpi.%s.region", name);
}

const struct sdt *check_sdt(const struct facts *f, uint64_t gpa, const char *name,
			    struct objects *o)
{
	const struct sdt *t = sdt_at(gpa);

	if (!check(t, "acpi.%s.length", name))
		return NULL;
	check(is_summed(t, t->length), "acpi.%s.checksum", name);
	check_region(f, gpa, t->length, name);
	objects_add(o, gpa, t->length);
	return t;
}

uint32_t xsdt_count(const struct sdt *xsdt)
{
	return (xsdt->length - (uint32_t)sizeof(*xsdt)) / 8;
}

static uint64_t root_entry(const struct sdt *root, uint32_t i, uint32_t size)
{
	uint64_t gpa = 0;

	memcpy(&gpa, (const uint8_t *)(root + 1) + size * i, size);
	return gpa;
}

uint64_t xsdt_entry(const struct sdt *xsdt, uint32_t i)
{
	return root_entry(xsdt, i, 8);
}

const struct sdt *find_sdt(const struct facts *f, const char signature[4])
{
	const struct rsdp *rsdp = view(f->info->rsdp_paddr, sizeof(*rsdp));
	bool old = rsdp && rsdp->revision < 2; /* only QEMU's own */
	const struct sdt *root = rsdp ? sdt_at(old ? rsdp->rsdt : rsdp->xsdt) : NULL;
	uint32_t size = old ? 4 : 8;

	for (uint32_t i = 0; root && i < (root->length - sizeof(*root)) / size; i++) {
		const struct sdt *t = sdt_at(root_entry(root, i, size));

		if (t && has_signature(t, signature))
			return t;
	}
	return NULL;
}
