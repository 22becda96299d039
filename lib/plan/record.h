/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libxl knows of a domain that is there, its record: a libxl_domain_config as JSON, changed. */
#ifndef PVH_PLAN_RECORD_H
#define PVH_PLAN_RECORD_H

#include <stdbool.h>

#include "plan/device.h"

struct json_object; /* json-c's */

struct record_change {
	const char *name; /* NULL: stays */
	const char *uuid; /* likewise */
	bool no_devices;  /* of those that others serve; only the first console stays */
	const char *added; /* JSON: an object of arrays, whose devices come to those there, or in
			    * place of one with the same number; or NULL */
	const struct device_id *removed; /* by its devid; NULL: none */
};

/*
 * *root, which the caller puts back even if this fails, and in it *create, what libxl knows of the
 * domain's creation. -EIO: it is no libxl_domain_config.
 */
int record_parse(const char *text, struct json_object **root, struct json_object **create,
		 struct fault *f);
/*
 * The number of a disk or interface among those of a record, if it has one. libxl has a disk by its
 * name only, and "xvda" is the same as "d0".
 */
bool record_devid(struct json_object *device, enum device_kind kind, unsigned int *devid);

/* Into *changed, allocated. All else stays, also what we know nothing of. */
int record_change(const char *text, const struct record_change *change, char **changed,
		  struct fault *f);

#endif
