/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libxl knows of a domain that is there, its record: a libxl_domain_config as JSON, changed. */
#ifndef PVH_PLAN_RECORD_H
#define PVH_PLAN_RECORD_H

#include <stdbool.h>

#include "plan/device.h"

struct record_change {
	const char *name; /* NULL: stays */
	const char *uuid; /* likewise */
	bool no_devices;  /* of those that others serve; only the first console stays */
	const char *added; /* JSON: an object of arrays, whose devices come to those there; or NULL */
	const struct device_id *removed; /* by its devid; NULL: none */
};

/* Into *changed, allocated. All else stays, also what we know nothing of. */
int record_change(const char *text, const struct record_change *change, char **changed,
		  struct fault *f);

#endif
