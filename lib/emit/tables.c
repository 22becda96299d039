/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emit/tables.h"

#include <errno.h>

#include "emit/acpi.h"
#include "plan/layout.h"

int emit_acpi(struct pvh_plan *plan, struct fault *f)
{
	const struct acpi_spec spec = {
		.gpa = LAYOUT_ACPI_START,
		.max_vcpus = plan->domain.max_vcpus,
		.online_vcpus = plan->domain.vcpus,
	};
	uint8_t *bytes;
	struct sink s;
	int r = plan_require(plan, STAGE_PHYSMAP, STAGE_ACPI, f);

	if (r)
		return r;
	bytes = calloc(1, LAYOUT_ACPI_SIZE); /* what no table covers must be zero too */
	if (!bytes)
		return fault_oom(f);
	s = SINK(bytes, LAYOUT_ACPI_SIZE);
	acpi_emit(&spec, &s);
	if (s.overflow) {
		free(bytes);
		return fault_set(f, -ENOTRECOVERABLE, "the ACPI tables do not fit their region");
	}
	plan->stages |= STAGE_ACPI;
	return plan_add_fixed(plan, PLACED_ACPI, LAYOUT_ACPI_START, bytes, LAYOUT_ACPI_SIZE, f);
}
