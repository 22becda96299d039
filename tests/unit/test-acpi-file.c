/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of ACPI tables: what is taken from them, and what is said of the others. */
#include "plan/acpi-file.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "fixture.h"
#include "plan/layout.h"
#include "tap.h"

#define FIRST 52 /* bytes of the first table of two */
#define SECOND 36

static uint8_t file[FIRST + SECOND];

static void make_file(const char *second)
{
	fx_make_table(file, "SSDT", FIRST);
	fx_make_table(file + FIRST, second, SECOND);
}

/* Walks the whole file; *at is how far that went. */
static int walk(uint64_t size, bool numa, uint64_t *at, struct fault *f)
{
	/* Of that size, so that a sanitizer sees what is read behind it. */
	_cleanup_free_ uint8_t *exact = malloc(size ? size : 1);
	struct view view = { exact, size }, table;
	int r = 0;

	memcpy(exact, file, size);
	*f = FAULT_NONE;
	*at = 0;
	while (!r && *at < size)
		r = acpi_file_next(view, at, numa, &table, f);
	return r;
}

static void test_sound(void)
{
	struct view view = { file, sizeof(file) }, table;
	struct fault f = FAULT_NONE;
	uint64_t at = 0;

	make_file("OEM1");
	ok(!acpi_file_next(view, &at, true, &table, &f) && at == FIRST && table.data == file &&
		   table.size == FIRST, "the first table");
	ok(!acpi_file_next(view, &at, true, &table, &f) && at == sizeof(file) &&
		   table.data == file + FIRST && table.size == SECOND, "... and the second");
}

static const struct {
	const char *signature;
	bool numa;
	int code;
	const char *what;
} signatures[] = {
	{ "SSDT", true, 0, NULL },       { "PSDT", true, 0, NULL },
	{ "!~09", true, 0, NULL },       { "SRAT", false, 0, NULL },
	{ "SLIT", false, 0, NULL },      { "SRAT", true, -EINVAL, "from \"vnuma\"" },
	{ "SLIT", true, -EINVAL, "from \"vnuma\"" },
	{ "RSD ", false, -EINVAL, "\"RSD \" cannot be added: it leads to the others" },
	{ "RSDT", false, -EINVAL, "leads to the others" },
	{ "XSDT", false, -EINVAL, "leads to the others" },
	{ "FACP", false, -EINVAL, "fixed hardware" },
	{ "FACS", false, -EINVAL, "belongs to the FACP" },
	{ "DSDT", false, -EINVAL, "make it a SSDT" },
	{ "APIC", false, -EINVAL, "describes the vCPUs" },
	{ "SS T", false, -EBADMSG, "0x54205353 is no signature" },
	{ "SSD\x7f", false, -EBADMSG, "no signature of four letters" },
	{ "\x1fSDT", false, -EBADMSG, "no signature of four letters" },
	{ "SS\xc3\xbc", false, -EBADMSG, "no signature of four letters" },
};

static void test_signature(size_t i)
{
	struct fault f;
	uint64_t at;
	int r;

	make_file(signatures[i].signature);
	r = walk(sizeof(file), signatures[i].numa, &at, &f);
	if (signatures[i].what)
		ok(r == signatures[i].code && f.offset == FIRST && strstr(f.what, signatures[i].what),
		   "refused: %s", f.what);
	else
		ok(!r, "\"%s\" is taken%s", signatures[i].signature, f.what);
}

static void test_length(uint32_t length, bool good)
{
	struct fault f;
	uint64_t at;
	int r;

	make_file("OEM1");
	file[FIRST + 9] = (uint8_t)(file[FIRST + 9] + SECOND - length); /* sums up all the same */
	store_le32(file + FIRST + 4, length);
	r = walk(sizeof(file), true, &at, &f);
	if (good)
		ok(!r, "a length of %" PRIu32, length);
	else
		ok(r == -EBADMSG && f.offset == FIRST + 4 && f.expected == SECOND &&
			   f.actual == length && strstr(f.what, "but 36 to 36 can be"),
		   "refused: %s", f.what);
}

/* A byte of one of the two is another one, or missing. */
static void test_damage(void)
{
	unsigned int caught = 0;
	struct fault f;
	uint64_t at;

	for (size_t i = 0; i < sizeof(file); i++) {
		make_file("OEM1");
		file[i] ^= 0x20;
		caught += walk(sizeof(file), true, &at, &f) != 0;
	}
	ok(caught == sizeof(file), "%u of %zu bytes that differ are noticed", caught, sizeof(file));
	make_file("OEM1");
	file[9]++;
	ok(walk(sizeof(file), true, &at, &f) == -EBADMSG && f.offset == 9 &&
		   f.actual == f.expected + 1 && strstr(f.what, "its 52 bytes do not add up to 0"),
	   "%s", f.what);
	caught = 0;
	make_file("OEM1");
	for (size_t size = 1; size < sizeof(file); size++)
		caught += (walk(size, true, &at, &f) != 0) == (size != FIRST);
	ok(caught == sizeof(file) - 1, "a file that is cut off is noticed, unless between two");
	ok(walk(FIRST + 35, true, &at, &f) == -EBADMSG && f.offset == FIRST &&
		   strstr(f.what, "35 bytes are left"), "%s", f.what);
}

/* --- As a stage of a plan ----------------------------------------------------------- */

static int add(struct pvh_plan *plan, const void *bytes, uint64_t size)
{
	struct pvh_source *source;
	int r;

	fx_must(pvh_source_from_memory(plan->ctx, bytes, size, "tables", &source), "source");
	r = pvh_plan_add_acpi_table(plan, source);
	pvh_source_unref(source);
	return r;
}

static void test_stage(void)
{
	static const struct fx_guest guest = { .memory = MIB(64) };
	struct pvh_plan *plan = fx_plan(&guest);
	const struct pvh_error *e = pvh_get_error(plan->ctx);
	uint8_t found[KIB(8)];
	unsigned int bad = 0;

	make_file("OEM1");
	ok(add(plan, file, 0) == -EBADMSG && strstr(e->what, "but it has 0"), "%s", e->sentence);
	for (unsigned int i = 0; i < LAYOUT_MAX_ACPI_TABLES / 2; i++)
		bad += add(plan, file, sizeof(file)) != 0;
	ok(!bad && plan->domain.nr_tables == 64, "64 tables, two in each of 32 files");
	ok(add(plan, file, sizeof(file)) == -EFBIG && strstr(e->sentence, "more than 64") &&
		   !strcmp(e->object, "tables"), "and no more: %s", e->sentence);
	fx_must(pvh_plan_alloc_physmap(plan) || pvh_plan_emit_acpi(plan), "stages");
	ok(plan->domain.acpi_size == KIB(8), "the region is as large as they need: %u KiB",
	   (unsigned int)(plan->domain.acpi_size / KIB(1)));
	fx_must(pvh_plan_read(plan, 0xfc000000, found, sizeof(found)), "read");
	ok(memmem(found, sizeof(found), file, FIRST), "the first is in it, unmodified");
	ok(add(plan, file, sizeof(file)) == -EINVAL && strstr(e->what, "emit_acpi has been done"),
	   "too late: %s", e->sentence);
	pvh_plan_unref(plan);
}

/* Three files of 16 MiB are more than fit below the local APIC. */
static void test_too_large(void)
{
	static const struct fx_guest guest = { .memory = MIB(64) };
	struct pvh_plan *plan = fx_physmap(&guest);
	const struct pvh_error *e = pvh_get_error(plan->ctx);
	_cleanup_free_ uint8_t *large = malloc(MIB(16) + 1);

	fx_make_table(large, "OEM1", MIB(16));
	ok(!add(plan, large, MIB(16)) && !add(plan, large, MIB(16)) && !add(plan, large, MIB(16)),
	   "files of 16 MiB");
	ok(add(plan, large, MIB(16) + 1) == -EFBIG && e->expected == MIB(16) &&
		   e->actual == MIB(16) + 1, "%s", e->sentence);
	ok(pvh_plan_emit_acpi(plan) == -ENOSPC && e->expected == 48234496 &&
		   e->actual > MIB(48) &&
		   strstr(e->what, "take 50332348 bytes, but only 48234496 fit"),
	   "together: %s", e->sentence);
	pvh_plan_unref(plan);
}

int main(void)
{
	static const uint32_t lengths[] = { 0, 35, SECOND + 1, UINT32_MAX, 0x80000000 };

	test_sound();
	for (size_t i = 0; i < ARRAY_SIZE(signatures); i++)
		test_signature(i);
	test_length(SECOND, true);
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++)
		test_length(lengths[i], false);
	test_damage();
	test_stage();
	test_too_large();
	return done();
}
