/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/record.h"

#include <errno.h>
#include <string.h>

#include "plan/writer.h"

static int parse(const char *text, json **root, json **create, struct fault *f)
{
	enum json_tokener_error error = json_tokener_success;

	*root = json_tokener_parse_verbose(text, &error);
	if (json_object_object_get_ex(*root, "c_info", create) &&
	    json_object_is_type(*create, json_type_object))
		return 0;
	fault_set(f, -EIO, "what libxl knows of the domain is no libxl_domain_config: %s",
		  error == json_tokener_success ? "it has no \"c_info\"" :
						  json_tokener_error_desc(error));
	fault_hint(f, "if xl list -l cannot read it either, remove the file: without it xl can "
		      "still show and destroy the domain");
	return f->code;
}

/* Members for what xenstore has in /libxl/DOMID/device, of Xen 4.17 to 4.22. */
static void remove_devices(json *root)
{
	static const char *const members[] = { "disks", "nics", "pcidevs", "vfbs", "vkbs", "virtios",
					       "vtpms", "p9s", "pvcallsifs", "vdispls", "vsnds",
					       "usbctrls", "usbdevs" };

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		json_object_object_del(root, members[i]);
}

int record_change(const char *text, const struct record_change *change, char **changed,
		  struct fault *f)
{
	struct writer w = { .ok = true };
	json *root = NULL, *create = NULL;
	const char *written = NULL;
	int r = parse(text, &root, &create, f);

	*changed = NULL;
	if (!r && change->name)
		writer_put_user_text(&w, create, "name", change->name);
	if (!r && change->uuid)
		writer_put_text(&w, create, "uuid", change->uuid);
	if (!r && change->no_devices)
		remove_devices(root);
	if (!r && w.ok)
		written = json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY |
								       JSON_C_TO_STRING_NOSLASHESCAPE);
	if (written)
		*changed = strdup(written);
	json_object_put(root);
	return r || *changed ? r : fault_oom(f);
}
