/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Room for the ACPI tables, and those that the user adds to ours. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
#include "plan/acpi-file.h"
#include "plan/layout.h"
#include "plan/map.h"

static int check_size(uint64_t size, struct fault *f)
{
	if (size && size <= LAYOUT_MAX_ACPI_FILE)
		return 0;
	fault_set(f, size ? -EFBIG : -EBADMSG, "a file of ACPI tables has 1 to %llu bytes, but it "
		  "has %" PRIu64, (unsigned long long)LAYOUT_MAX_ACPI_FILE, size);
	fault_values(f, LAYOUT_MAX_ACPI_FILE, size);
	return f->code;
}

static int add_table(struct plan_domain *d, struct view table, uint64_t at, struct fault *f)
{
	struct plan_table *added;
	uint8_t *bytes;

	if (d->nr_tables == LAYOUT_MAX_ACPI_TABLES)
		return fault_at(f, -EFBIG, at, "there are more than %d ACPI tables",
				LAYOUT_MAX_ACPI_TABLES);
	bytes = malloc(table.size);
	added = bytes ? array_append(d->tables, d->nr_tables) : NULL;
	if (!added) {
		free(bytes);
		return fault_oom(f);
	}
	memcpy(bytes, table.data, table.size);
	*added = (struct plan_table){ bytes, table.size };
	return 0;
}

int plan_add_tables(struct pvh_plan *plan, const struct pvh_source *source, struct fault *f)
{
	struct plan_domain *d = &plan->domain;
	_cleanup_free_ uint8_t *bytes = NULL;
	struct view file, table;
	uint64_t at = 0;
	int r = plan_require(plan, 0, STAGE_ACPI, f);

	if (!r)
		r = check_size(source_size(source), f);
	if (r)
		return r;
	file = (struct view){ bytes = malloc(source_size(source)), source_size(source) };
	if (!bytes)
		return fault_oom(f);
	r = source_read(source, 0, bytes, file.size, f);
	while (!r && at < file.size) {
		uint64_t start = at;

		r = acpi_file_next(file, &at, d->vnuma.nr_nodes, &table, f);
		if (!r)
			r = add_table(d, table, start, f);
	}
	return r;
}

int plan_set_aside_acpi(struct pvh_plan *plan, uint64_t size, struct fault *f)
{
	const uint64_t room = LAYOUT_ACPI_END - LAYOUT_ACPI_START;
	struct plan_domain *d = &plan->domain;

	if (size > room) {
		fault_set(f, -ENOSPC, "the ACPI tables take %" PRIu64 " bytes, but only %" PRIu64
			  " fit in between 0x%llx and the local APIC at 0x%llx", size, room,
			  LAYOUT_ACPI_START, LAYOUT_ACPI_END);
		fault_values(f, room, size);
		return f->code;
	}
	d->acpi_size = align_up(size, GUEST_PAGE);
	d->max_mem = d->memory + max_u64(LAYOUT_MAXMEM_SLACK, LAYOUT_SPECIAL_SIZE + d->acpi_size);
	/* NVS, not ACPI data: kernels must not reuse it, AML may refer to tables at run time. */
	return map_insert(d, LAYOUT_ACPI_START, d->acpi_size, PVH_MEMORY_NVS, f);
}
