/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/record.h"

#include <errno.h>
#include <string.h>

#include "config/vdev.h"
#include "plan/writer.h"

int record_parse(const char *text, json **root, json **create, struct fault *f)
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
					       "channels", "usbctrls", "usbdevs" };

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		json_object_object_del(root, members[i]);
}

/* --- One device --------------------------------------------------------------------------- */

/* The array of that name, which is made if there is none. */
static json *list_of(struct writer *w, json *root, const char *member)
{
	json *list = NULL;

	if (json_object_object_get_ex(root, member, &list) &&
	    json_object_is_type(list, json_type_array))
		return list;
	list = writer_array(w);
	if (json_object_object_add(root, member, list)) {
		json_object_put(list);
		w->ok = false;
		return NULL;
	}
	return list;
}

/* The kernel's or QEMU's. */
static bool is_disk(enum device_kind kind)
{
	return kind == DEVICE_VBD || kind == DEVICE_QDISK;
}

bool record_devid(json *device, enum device_kind kind, unsigned int *devid)
{
	json *member;

	if (is_disk(kind))
		return json_object_object_get_ex(device, "vdev", &member) &&
		       json_object_is_type(member, json_type_string) &&
		       vdev_from_text(json_object_get_string(member), devid);
	if (!json_object_object_get_ex(device, "devid", &member) ||
	    !json_object_is_type(member, json_type_int))
		return false;
	*devid = (unsigned int)json_object_get_int64(member);
	return true;
}

static bool is_device(json *object, const struct device_id *id)
{
	unsigned int devid;

	return record_devid(object, id->kind, &devid) && devid == id->devid;
}

/* libxl leaves one in its list that it has taken away, until there is another of that number. */
static void add_device(struct writer *w, json *list, json *device, enum device_kind kind)
{
	struct device_id id = { .kind = kind };
	bool known = record_devid(device, kind, &id.devid);

	for (size_t i = 0; known && i < json_object_array_length(list); i++) {
		if (!is_device(json_object_array_get_idx(list, i), &id))
			continue;
		if (json_object_array_put_idx(list, i, device)) {
			json_object_put(device);
			w->ok = false;
		}
		return;
	}
	writer_append(w, list, device);
}

static void add_devices(struct writer *w, json *root, const char *text)
{
	json *added = writer_keep(w, json_tokener_parse(text)), *list;
	struct json_object_iter i;

	if (!w->ok)
		return;
	json_object_object_foreachC(added, i) {
		enum device_kind kind = strcmp(i.key, "disks") ? DEVICE_VIF : DEVICE_VBD;

		list = list_of(w, root, i.key);
		for (size_t j = 0; w->ok && j < json_object_array_length(i.val); j++)
			add_device(w, list, json_object_get(json_object_array_get_idx(i.val, j)),
				   kind);
	}
	json_object_put(added);
}

/* Of none there is no array, as libxl has it. */
static void remove_device(json *root, const struct device_id *id)
{
	const char *member = is_disk(id->kind) ? "disks" : "nics";
	json *list = NULL;
	size_t i = 0;

	json_object_object_get_ex(root, member, &list);
	while (json_object_is_type(list, json_type_array) && i < json_object_array_length(list)) {
		if (is_device(json_object_array_get_idx(list, i), id))
			json_object_array_del_idx(list, i, 1);
		else
			i++;
	}
	if (!i)
		json_object_object_del(root, member);
}

/* --- All of it ---------------------------------------------------------------------------- */

int record_change(const char *text, const struct record_change *change, char **changed,
		  struct fault *f)
{
	struct writer w = { .ok = true };
	json *root = NULL, *create = NULL;
	const char *written = NULL;
	int r = record_parse(text, &root, &create, f);

	*changed = NULL;
	if (!r && change->name)
		writer_put_user_text(&w, create, "name", change->name);
	if (!r && change->uuid)
		writer_put_text(&w, create, "uuid", change->uuid);
	if (!r && change->no_devices)
		remove_devices(root);
	if (!r && change->removed)
		remove_device(root, change->removed);
	if (!r && change->added)
		add_devices(&w, root, change->added);
	if (!r && w.ok)
		written = json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY |
								       JSON_C_TO_STRING_NOSLASHESCAPE);
	if (written)
		*changed = strdup(written);
	json_object_put(root);
	return r || *changed ? r : fault_oom(f);
}
