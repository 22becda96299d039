/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emit/libxl-device.h"

#include <string.h>

#include "emit/libxl-value.h"

static const char *const formats[] = {
	[DISK_RAW] = "raw", [DISK_QCOW] = "qcow", [DISK_QCOW2] = "qcow2",
	[DISK_VHD] = "vhd", [DISK_QED] = "qed",
};

/* The one of all disks goes without saying. */
static const char *script(const struct config_disk *d)
{
	return d->script && strcmp(d->script, CONFIG_DISK_SCRIPT) ? d->script : NULL;
}

/* A drive is removable, as xl has it. */
static json *disk(struct writer *w, const struct config_disk *d)
{
	json *object = writer_object(w);

	libxl_put_text(w, object, "backend_domname", d->backend);
	writer_put_user_text(w, object, "pdev_path", d->target);
	writer_put_user_text(w, object, "vdev", d->vdev);
	writer_put_text(w, object, "backend", d->qdisk ? "qdisk" : "phy");
	writer_put_text(w, object, "format", formats[d->format]);
	libxl_put_text(w, object, "script", script(d));
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

static json *p9(struct writer *w, const struct config_p9 *p, size_t devid)
{
	json *object = writer_object(w);

	libxl_put_text(w, object, "backend_domname", p->backend);
	writer_put_user_text(w, object, "tag", p->tag);
	writer_put_user_text(w, object, "path", p->path);
	writer_put_text(w, object, "security_model", "none");
	writer_put_number(w, object, "devid", devid);
	return object;
}

void libxl_put_p9s(struct writer *w, json *root, const struct pvh_config *c)
{
	json *array;

	if (!c->nr_p9s)
		return;
	array = writer_array(w);
	for (size_t i = 0; i < c->nr_p9s; i++)
		writer_append(w, array, p9(w, &c->p9s[i], i));
	writer_put(w, root, "p9s", array);
}

/* What kind of connection it is, libxl has in the name of the member that says more of it. */
static json *channel(struct writer *w, const struct config_channel *c, size_t devid)
{
	json *object = writer_object(w), *connection = writer_object(w);

	libxl_put_text(w, object, "backend_domname", c->backend);
	writer_put_number(w, object, "devid", devid);
	writer_put_user_text(w, object, "name", c->name);
	libxl_put_text(w, connection, "path", c->path);
	writer_put(w, object, c->path ? "connection.socket" : "connection.pty", connection);
	return object;
}

void libxl_put_channels(struct writer *w, json *root, const struct pvh_config *c)
{
	json *array;

	if (!c->nr_channels)
		return;
	array = writer_array(w);
	for (size_t i = 0; i < c->nr_channels; i++)
		writer_append(w, array, channel(w, &c->channels[i], i + 1));
	writer_put(w, root, "channels", array);
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
