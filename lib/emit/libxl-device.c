/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emit/libxl-device.h"

#include <string.h>

#include "emit/libxl-value.h"

/* A drive is removable, as xl has it; the script of all disks goes without saying. */
static json *disk(struct writer *w, const struct config_disk *d)
{
	json *object = writer_object(w);

	libxl_put_text(w, object, "backend_domname", d->backend);
	writer_put_user_text(w, object, "pdev_path", d->target);
	writer_put_user_text(w, object, "vdev", d->vdev);
	writer_put_text(w, object, "backend", "phy");
	writer_put_text(w, object, "format", "raw");
	libxl_put_text(w, object, "script", strcmp(d->script, CONFIG_DISK_SCRIPT) ? d->script : NULL);
	libxl_put_number(w, object, "removable", d->cdrom);
	libxl_put_number(w, object, "readwrite", !d->readonly);
	libxl_put_number(w, object, "is_cdrom", d->cdrom);
	if (d->direct_io_safe)
		writer_put(w, object, "direct_io_safe",
			   writer_keep(w, json_object_new_boolean(true)));
	libxl_put_defbool(w, object, "discard_enable", d->discard);
	libxl_put_defbool(w, object, "trusted", d->trusted);
	return object;
}

void libxl_put_disks(struct writer *w, json *root, const struct pvh_config *c)
{
	json *array;

	if (!c->nr_disks)
		return;
	array = writer_array(w);
	for (size_t i = 0; i < c->nr_disks; i++)
		writer_append(w, array, disk(w, &c->disks[i]));
	writer_put(w, root, "disks", array);
}

static json *nic(struct writer *w, const struct config_nic *n)
{
	json *object = writer_object(w);
	char mac[MAC_TEXT + 1];

	mac_to_text(n->mac, mac);
	libxl_put_text(w, object, "backend_domname", n->backend);
	writer_put_number(w, object, "devid", n->devid);
	writer_put_number(w, object, "mtu", n->mtu);
	writer_put_text(w, object, "mac", mac);
	libxl_put_text(w, object, "ip", n->ip);
	libxl_put_text(w, object, "bridge", n->bridge);
	libxl_put_text(w, object, "ifname", n->vifname);
	libxl_put_text(w, object, "script", n->script);
	writer_put_text(w, object, "nictype", "vif");
	libxl_put_number(w, object, "rate_bytes_per_interval", n->rate.bytes);
	libxl_put_number(w, object, "rate_interval_usecs", n->rate.usecs);
	libxl_put_text(w, object, "gatewaydev", n->gatewaydev);
	libxl_put_defbool(w, object, "trusted", n->trusted);
	return object;
}

void libxl_put_nics(struct writer *w, json *root, const struct pvh_config *c)
{
	json *array;

	if (!c->nr_nics)
		return;
	array = writer_array(w);
	for (size_t i = 0; i < c->nr_nics; i++)
		writer_append(w, array, nic(w, &c->nics[i]));
	writer_put(w, root, "nics", array);
}

int emit_libxl_devices(const struct pvh_config *config, char **text, struct fault *f)
{
	struct writer w = { .ok = true };
	json *root = writer_object(&w);
	const char *written;

	libxl_put_disks(&w, root, config);
	libxl_put_nics(&w, root, config);
	written = w.ok ? json_object_to_json_string_ext(root, JSON_C_TO_STRING_NOSLASHESCAPE) : NULL;
	*text = written ? strdup(written) : NULL;
	json_object_put(root);
	return *text ? 0 : fault_oom(f);
}
