/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ACPI region, read back the way a guest does: from the RSDP on, by its pointers. */
#include "emit/acpi.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "tap.h"

#define GPA 0xfc000000u
#define SPEC(at, max, online) { .gpa = at, .max_vcpus = max, .online_vcpus = online }
#define ROOM 0x4000u /* enough for the largest guest */

struct region {
	uint8_t data[ROOM];
	size_t size;
};

static const struct {
	unsigned int max, online;
} cases[] = { { 1, 1 }, { 4, 2 }, { 128, 128 }, { 128, 1 } };

#define CASES (sizeof(cases) / sizeof(cases[0]))

static struct acpi_spec spec_of(size_t i)
{
	return (struct acpi_spec)SPEC(GPA, cases[i].max, cases[i].online);
}

/* Emits over `fill`, which must not show through. */
static bool emit(struct region *r, const struct acpi_spec *spec, uint8_t fill)
{
	struct sink s = SINK(r->data, sizeof(r->data));

	memset(r->data, fill, sizeof(r->data));
	acpi_emit(spec, &s);
	r->size = s.used;
	return !s.overflow;
}

static bool sums_to_zero(const uint8_t *p, size_t size)
{
	uint8_t sum = 0;

	while (size--)
		sum = (uint8_t)(sum + *p++);
	return !sum;
}

/* The table at `gpa`, if it is one with this signature, aligned and inside the region. */
static const uint8_t *table(const struct region *r, uint64_t gpa, const char *sig,
			    unsigned int align)
{
	const uint8_t *p = r->data + (gpa - GPA);

	if (gpa < GPA || gpa - GPA > r->size - 36 || gpa % align || memcmp(p, sig, 4))
		return NULL;
	return load_le32(p + 4) <= r->size - (gpa - GPA) ? p : NULL;
}

static const uint8_t *checked(const struct region *r, uint64_t gpa, const char *sig,
			      uint8_t revision)
{
	const uint8_t *p = table(r, gpa, sig, 16);

	ok(p && p[8] == revision && sums_to_zero(p, load_le32(p + 4)) &&
	   !memcmp(p + 10, "Xen\0\0\0PVH\0\0\0\0\0", 14) && !memcmp(p + 28, "PVHB", 4),
	   "%s is where the pointer says, and well-formed", sig);
	return p;
}

static void check_rsdp(const struct region *r)
{
	const uint8_t *p = r->data;

	ok(!memcmp(p, "RSD PTR ", 8) && sums_to_zero(p, 20), "RSDP: ACPI 1.0 part");
	ok(p[15] == 2 && load_le32(p + 20) == 36 && sums_to_zero(p, 36),
	   "RSDP: revision 2");
}

static void check_roots(const struct region *r, uint32_t *fadt, uint32_t *madt)
{
	const uint8_t *rsdt = checked(r, load_le32(r->data + 16), "RSDT", 1);
	const uint8_t *xsdt = checked(r, load_le64(r->data + 24), "XSDT", 1);

	*fadt = load_le32(rsdt + 36);
	*madt = load_le32(rsdt + 40);
	ok(load_le32(rsdt + 4) == 44 && load_le32(xsdt + 4) == 52 &&
	   load_le64(xsdt + 36) == *fadt && load_le64(xsdt + 44) == *madt,
	   "RSDT and XSDT list the same two tables");
}

static void check_facs(const struct region *r, uint32_t gpa)
{
	static const uint8_t zero[31];
	const uint8_t *p = table(r, gpa, "FACS", 64);

	ok(p && load_le32(p + 4) == 64 && p[32] == 1 && !memcmp(p + 8, zero, 24) &&
	   !memcmp(p + 33, zero, 31), "FACS");
}

/* Every field of the FADT that is not 0, by offset. */
static void check_fadt(const struct region *r, uint32_t gpa)
{
	static const struct {
		unsigned int at, size;
		uint64_t value;
	} fields[] = {
		{ 46, 2, 9 },
		{ 56, 4, 0xb000 }, { 64, 4, 0xb004 }, { 88, 1, 4 }, { 89, 1, 2 },
		{ 96, 2, 0xfff }, { 98, 2, 0xfff }, { 109, 2, 0x24 }, { 112, 4, 0x8175 },
		{ 148, 4, 0x2001 }, { 152, 8, 0xb000 },
		{ 172, 4, 0x1001 }, { 176, 8, 0xb004 },
	};
	const uint8_t *p = checked(r, gpa, "FACP", 5);
	uint32_t facs = load_le32(p + 36), dsdt = load_le32(p + 40);
	uint8_t want[268] = { 0 };

	memcpy(want, p, 36);
	store_le32(want + 36, facs);
	store_le32(want + 40, dsdt);
	store_le64(want + 140, dsdt);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		for (unsigned int b = 0; b < fields[i].size; b++)
			want[fields[i].at + b] = (uint8_t)(fields[i].value >> 8 * b);
	ok(load_le32(p + 4) == 268 && !memcmp(p, want, 268), "FADT: every field");
	check_facs(r, facs);
	checked(r, dsdt, "DSDT", 2);
}

static void check_madt(const struct region *r, uint32_t gpa, const struct acpi_spec *spec)
{
	const uint8_t *p = checked(r, gpa, "APIC", 3);
	unsigned int good = 0;

	ok(load_le32(p + 4) == 44 + 8 * spec->max_vcpus &&
	   load_le32(p + 36) == 0xfee00000 && !load_le32(p + 40),
	   "MADT: size, address and no PCAT_COMPAT");
	for (unsigned int i = 0; i < spec->max_vcpus; i++) {
		const uint8_t *e = p + 44 + 8 * i;

		good += e[0] == 0 && e[1] == 8 && e[2] == i && e[3] == 2 * i &&
			load_le32(e + 4) == (i < spec->online_vcpus);
	}
	ok(good == spec->max_vcpus, "MADT: %u vCPUs, %u enabled", good,
	   spec->online_vcpus);
}

static void test_tables(size_t i)
{
	struct acpi_spec spec = spec_of(i);
	uint32_t fadt, madt;
	struct region r;

	ok(emit(&r, &spec, 0), "%u vCPUs, %u online: in 16 KiB", spec.max_vcpus,
	   spec.online_vcpus);
	check_rsdp(&r);
	check_roots(&r, &fadt, &madt);
	check_fadt(&r, fadt);
	check_madt(&r, madt, &spec);
}

static void test_measure(size_t i)
{
	struct sink measured = SINK_MEASURE;
	struct acpi_spec spec = spec_of(i);
	struct region a, b;

	acpi_emit(&spec, &measured);
	emit(&a, &spec, 0x00);
	emit(&b, &spec, 0xff);
	ok(measured.used == a.size && !measured.overflow, "measures %zu bytes", a.size);
	ok(a.size == b.size && !memcmp(a.data, b.data, a.size),
	   "the same bytes again, each of them written");
	ok(b.size == ROOM || b.data[b.size] == 0xff, "and none after them");
}

/* Every size that is too small: reported, and the bytes behind are left alone. */
static void test_overflow(void)
{
	struct acpi_spec spec = SPEC(GPA, 4, 2);
	struct region r;
	size_t size, good = 0;

	emit(&r, &spec, 0);
	size = r.size;
	for (size_t room = 0; room < size; room++) {
		struct sink s = SINK(r.data, room);
		bool untouched = true;

		memset(r.data, 0xee, sizeof(r.data));
		acpi_emit(&spec, &s);
		for (size_t i = room; i < sizeof(r.data); i++)
			untouched = untouched && r.data[i] == 0xee;
		good += s.overflow && untouched;
	}
	ok(good == size, "%zu of %zu sizes are too small and stay inside", good, size);
}

/* The same in allocations of that size, where a sanitizer sees a read beyond as well. */
static void test_exact(void)
{
	struct acpi_spec spec = SPEC(GPA, 1, 1);
	struct sink measured = SINK_MEASURE;
	size_t good = 0;

	acpi_emit(&spec, &measured);
	for (size_t room = 1; room <= measured.used; room++) {
		uint8_t *exact = malloc(room);
		struct sink s = SINK(exact, room);

		acpi_emit(&spec, &s);
		good += exact && s.overflow == (room < measured.used);
		free(exact);
	}
	ok(good == measured.used, "%zu of %zu exact allocations", good, measured.used);
}

/* The whole DSDT of a guest with two vCPUs of which one is online. */
static void test_dsdt(void)
{
	static const char aml[] =
		"\x10\x4f\x06\\_SB_"
		"\x5b\x82\x32" "C000"
		"\x08_HID\x0d" "ACPI0007\0" "\x08_UID\x00" "\x08_STA\x0a\x0f"
		"\x08_MAT\x11\x0b\x0a\x08" "\0\x08\0\0" "\x01\0\0\0"
		"\x5b\x82\x32" "C001"
		"\x08_HID\x0d" "ACPI0007\0" "\x08_UID\x01" "\x08_STA\x0a\x0f"
		"\x08_MAT\x11\x0b\x0a\x08" "\0\x08\x01\x02" "\x01\0\0\0";
	struct acpi_spec spec = SPEC(GPA, 2, 1);
	const uint8_t *p;
	uint32_t fadt, madt;
	struct region r;

	emit(&r, &spec, 0);
	check_roots(&r, &fadt, &madt);
	p = r.data + (load_le32(r.data + (fadt - GPA) + 40) - GPA);
	ok(load_le32(p + 4) == 36 + sizeof(aml) - 1 &&
	   !memcmp(p + 36, aml, sizeof(aml) - 1),
	   "DSDT of two vCPUs");
}

/* The same region elsewhere. */
static void test_place(void)
{
	struct acpi_spec here = SPEC(GPA, 4, 2), there = SPEC(0xfe000000, 4, 2);
	struct region a, b;

	emit(&a, &here, 0);
	emit(&b, &there, 0);
	ok(a.size == b.size &&
	   load_le32(b.data + 16) - load_le32(a.data + 16) == there.gpa - here.gpa,
	   "pointers follow the region");
}

int main(void)
{
	for (size_t i = 0; i < CASES; i++) {
		test_tables(i);
		test_measure(i);
	}
	test_overflow();
	test_exact();
	test_dsdt();
	test_place();
	return done();
}
