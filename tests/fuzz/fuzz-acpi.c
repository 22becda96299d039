/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The input is a file of ACPI tables. It is tried as it is, and with checksums that are right:
 * a fuzzer does not find these. What is accepted is in the guest's memory, byte for byte.
 */
#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "fixture.h"
#include "fuzz.h"
#include "plan/acpi-file.h"

enum { HEADER = 36, LENGTH = 4, CHECKSUM = 9 };

static const int refusals[] = { -EBADMSG, -EINVAL, -EFBIG, 0 };

static void mend(uint8_t *data, size_t size)
{
	for (size_t at = 0; size - at >= HEADER;) {
		uint32_t length = load_le32(data + at + LENGTH);
		uint8_t sum = 0;

		if (length < HEADER || length > size - at)
			return;
		data[at + CHECKSUM] = 0;
		for (uint32_t i = 0; i < length; i++)
			sum = (uint8_t)(sum + data[at + i]);
		data[at + CHECKSUM] = (uint8_t)-sum;
		at += length;
	}
}

/* The tables are those that the walk over the file sees. */
static void check_tables(const struct pvh_plan *plan, struct view file)
{
	const struct plan_domain *d = &plan->domain;
	struct view table = { 0 };
	struct fault f = FAULT_NONE;
	uint64_t at = 0;
	size_t nr = 0;

	for (; at < file.size; nr++) {
		fuzz_require(!acpi_file_next(file, &at, d->vnuma.nr_nodes, &table, &f), "%s",
			     f.what);
		fuzz_require(nr < d->nr_tables && d->tables[nr].size == table.size &&
				     !memcmp(d->tables[nr].bytes, table.data, table.size),
			     "table %zu is another one", nr);
	}
	fuzz_require(nr == d->nr_tables, "%zu tables of %zu", d->nr_tables, nr);
}

/* ... and as they are in the guest, which finds them by the RSDT. */
static void check_region(struct pvh_plan *plan)
{
	const struct plan_domain *d = &plan->domain;
	uint32_t nr = d->vnuma.nr_nodes ? 4 : 2;
	uint8_t rsdp[36], rsdt[36 + 4 * 68];

	fuzz_require(!pvh_plan_emit_acpi(plan), "%s", pvh_get_error(plan->ctx)->sentence);
	fuzz_require(!pvh_plan_read(plan, 0xfc000000, rsdp, sizeof(rsdp)) &&
		     !pvh_plan_read(plan, load_le32(rsdp + 16), rsdt, HEADER + 4 * (nr + d->nr_tables)),
		     "no RSDT");
	for (size_t i = 0; i < d->nr_tables; i++) {
		uint32_t gpa = load_le32(rsdt + HEADER + 4 * (nr + i));
		_cleanup_free_ uint8_t *found = malloc(d->tables[i].size);

		fuzz_require(!pvh_plan_read(plan, gpa, found, d->tables[i].size) &&
				     !memcmp(found, d->tables[i].bytes, d->tables[i].size),
			     "table %zu is not where the RSDT says", i);
	}
}

static void try_out(const struct fx_guest *guest, const uint8_t *data, size_t size)
{
	struct pvh_plan *plan = fx_physmap(guest);
	struct pvh_source *source = fuzz_source(data, size);
	int r = pvh_plan_add_acpi_table(plan, source);

	if (r) {
		fuzz_error(plan->ctx, r, refusals);
	} else {
		check_tables(plan, (struct view){ data, size });
		check_region(plan);
		fuzz_accepted++;
	}
	pvh_source_unref(source);
	pvh_plan_unref(plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct fx_guest plain = { .vcpus = 1 };
	const struct fx_guest numa = {
		.wishes = WISHES("vnuma", "[{\"pnode\": 0, \"size\": 64, \"vcpus\": \"0\"}]")
	};
	int lowest = fuzz_begin();
	_cleanup_free_ uint8_t *mended = malloc(size + 1);

	if (size)
		memcpy(mended, data, size);
	mend(mended, size);
	try_out(&plain, data, size);
	try_out(&plain, mended, size);
	try_out(&numa, mended, size);
	fuzz_end(lowest);
	return 0;
}
