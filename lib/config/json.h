/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* domain.json <-> struct pvh_config, by json-c. */
#ifndef PVH_CONFIG_JSON_H
#define PVH_CONFIG_JSON_H

#include "config/config.h"

/*
 * Parses the `size` bytes at `text` into a new, not yet finished config. A text that is
 * not strictly JSON is refused with the line:column where it goes wrong, an unknown or
 * duplicate key or a wrong value with a JSON pointer to it. -EBADMSG not JSON, or a key
 * that is unknown or there twice; -EINVAL a value of the wrong type or that cannot be;
 * -EFBIG, -ENOMEM.
 */
int config_from_json(const char *text, size_t size, struct pvh_config **out,
		     struct fault *f);

/*
 * Sets the wish `key` to the JSON text of its value, as if it stood in a domain.json; what it
 * was before is replaced. The same codes; the config is unchanged then.
 */
int config_set_json(struct pvh_config *c, const char *key, const char *json, struct fault *f);

/*
 * The same for a single device of a domain that is there, `key` "disk" or "vif" and `json` the
 * object that would stand in its array: it becomes the only one of its kind. -EINVAL also for other
 * keys.
 */
int config_set_device(struct pvh_config *c, const char *key, const char *json, struct fault *f);

/*
 * A finished config as JSON text, every default spelled out and relative paths as they
 * were given; freed by the caller. Read again, it gives the same config, apart from
 * base_dir. -EINVAL not finished, or a path that is not UTF-8; -ENOMEM.
 */
int config_to_json(const struct pvh_config *c, char **text, struct fault *f);
/* The same for the object of a single device, by config_set_device(), when that is finished. */
int config_device_to_json(const struct pvh_config *c, char **text, struct fault *f);

#endif
