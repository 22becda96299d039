/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ACPI tables that the user gives, one behind the other in a file: who wrote them is not known,
 * so every one is checked before a guest is told that it is there.
 */
#ifndef PVH_PLAN_ACPI_FILE_H
#define PVH_PLAN_ACPI_FILE_H

#include "base/bytes.h"
#include "base/fault.h"

/*
 * The table that starts at *at, into *table; *at is moved behind it. Refused with its offset:
 * -EBADMSG what is not one, -EINVAL one that guests get from us alone (`numa`: SRAT and SLIT
 * too).
 */
int acpi_file_next(struct view file, uint64_t *at, bool numa, struct view *table,
		   struct fault *f);

#endif
