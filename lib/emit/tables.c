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
		.vnuma = plan->domain.vnuma.nr_nodes ? &plan->domain.vnuma : NULL,
		.tables = plan->domain.tables,
		.nr_tables = plan->domain.nr_tables,
	};
	struct sink measure = SINK_MEASURE, s;
	uint8_t *bytes;
	int r = plan_require(plan, STAGE_PHYSMAP, STAGE_ACPI, f);

	if (r)
		return r;
	acpi_emit(&spec, &measure);
	r = plan_set_aside_acpi(plan, measure.used, f);
	if (r)
		return r;
	bytes = malloc(measure.used);
	if (!bytes)
		return fault_oom(f);
	s = SINK(bytes, measure.used);
	acpi_emit(&spec, &s);
	if (s.overflow || s.used != measure.used) {
		free(bytes);
		return fault_set(f, -ENOTRECOVERABLE, "the ACPI tables are not as long as measured");
	}
	plan->stages |= STAGE_ACPI;
	return plan_add_fixed(plan, PVH_PLACED_ACPI, LAYOUT_ACPI_START, bytes, measure.used, f);
}
