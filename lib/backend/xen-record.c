/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What devices a domain has, and how far each is. Only the toolstack writes below /libxl, so only
 * that is believed: a guest, or who serves it, could have us remove or run anything (XSA-175,
 * XSA-178).
 */
#include <stdio.h>
#include <string.h>

#include "backend/xen-device.h"
#include "base/array.h"

void xen_devices_fini(struct xen_devices *devices)
{
	for (size_t i = 0; i < devices->nr; i++)
		free(devices->list[i].script);
	free(devices->list);
}

/* Consoles that xenconsoled serves are elsewhere. */
static void set_frontend(struct xen_device *d, const char *kind)
{
	if (!strcmp(kind, "console") && !d->devid)
		snprintf(d->frontend, sizeof(d->frontend), "/local/domain/%u/console", d->domid);
	else
		snprintf(d->frontend, sizeof(d->frontend), "/local/domain/%u/device/%s/%u",
			 d->domid, kind, d->devid);
}

/* False unless `path` is how a backend of this domain is called, to the last character. */
static bool parse_served(struct xen_device *d, const char *path)
{
	unsigned int domid, devid;

	if (sscanf(path, "/local/domain/%u/backend/%15[^/]/%u/%u", &d->backend, d->kind, &domid,
		   &devid) != 4 || domid != d->domid)
		return false;
	snprintf(d->served, sizeof(d->served), "/local/domain/%u/backend/%s/%u/%u", d->backend,
		 d->kind, domid, devid);
	return !strcmp(path, d->served);
}

static int read_key(struct xen_backend *xen, xs_transaction_t t, const struct xen_device *d,
		    const char *key, char **value, struct fault *f)
{
	char path[XEN_DEVICE_PATH + 16];

	snprintf(path, sizeof(path), "%s/%s", d->record, key);
	return xen_read_node(xen, t, path, value, f);
}

/* Scripts are for disks and interfaces only; other domains run their own. */
static int read_script(struct xen_backend *xen, xs_transaction_t t, struct xen_device *d,
		       struct fault *f)
{
	if (d->backend != xen->toolstack ||
	    (strcmp(d->kind, "vbd") && strcmp(d->kind, "vif")))
		return 0;
	return read_key(xen, t, d, "script", &d->script, f);
}

/* Ours and libxl's are all like that. What is not is no name of a device. */
static bool is_device(const char *kind, const char *devid)
{
	return strlen(kind) < sizeof(((struct xen_device *)0)->kind) && *devid &&
	       strspn(devid, "0123456789") == strlen(devid) && strlen(devid) <= 10;
}

/* What has no backend goes with the domain's other nodes. */
static int add_device(struct xen_backend *xen, xs_transaction_t t, struct xen_devices *devices,
		      uint32_t domid, const char *kind, const char *devid, struct fault *f)
{
	struct xen_device d = { .domid = domid, .devid = (unsigned int)strtoul(devid, NULL, 10) };
	_cleanup_free_ char *served = NULL;
	struct xen_device *added;
	int r;

	if (!is_device(kind, devid))
		return 0;
	snprintf(d.record, sizeof(d.record), "/libxl/%u/device/%s/%s", domid, kind, devid);
	set_frontend(&d, kind);
	r = read_key(xen, t, &d, "backend", &served, f);
	if (r || !served || !parse_served(&d, served))
		return r;
	r = read_script(xen, t, &d, f);
	if (r)
		return r;
	added = array_append(devices->list, devices->nr);
	if (added)
		*added = d;
	else
		free(d.script);
	return added ? 0 : fault_oom(f);
}

static int add_kind(struct xen_backend *xen, xs_transaction_t t, struct xen_devices *devices,
		    uint32_t domid, const char *kind, struct fault *f)
{
	char path[XEN_MAX_PATH];
	_cleanup_free_ char **names = NULL;
	unsigned int nr;
	int r;

	snprintf(path, sizeof(path), "/libxl/%u/device/%s", domid, kind);
	r = xen_list_nodes(xen, t, path, &names, &nr, f);
	for (unsigned int i = 0; i < nr && !r; i++)
		r = add_device(xen, t, devices, domid, kind, names[i], f);
	return r;
}

int xen_find_devices(struct xen_backend *xen, xs_transaction_t t, uint32_t domid,
		     struct xen_devices *devices, struct fault *f)
{
	char path[XEN_DEVICE_PATH];
	_cleanup_free_ char **kinds = NULL;
	unsigned int nr;
	int r;

	snprintf(path, sizeof(path), "/libxl/%u/device", domid);
	r = xen_list_nodes(xen, t, path, &kinds, &nr, f);
	for (unsigned int i = 0; i < nr && !r; i++)
		r = add_kind(xen, t, devices, domid, kinds[i], f);
	return r;
}

/* Those that our domains have, and what xl may have given others besides. */
bool xen_device_is_qemu(const struct xen_device *d)
{
	static const char *const kinds[] = { "qdisk", "9pfs", "vfb", "vkbd", "qusb" };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(d->kind, kinds[i]))
			return true;
	return !strcmp(d->kind, "console") && d->devid;
}

bool xen_device_has_qemu(struct xen_backend *xen, const struct xen_device *d)
{
	return xen_device_is_qemu(d) && d->backend == xen->toolstack;
}

int xen_device_state(struct xen_backend *xen, xs_transaction_t t, const struct xen_device *d,
		     unsigned int *state, struct fault *f)
{
	char path[XEN_DEVICE_PATH + 8];
	_cleanup_free_ char *text = NULL;
	int r;

	snprintf(path, sizeof(path), "%s/state", d->served);
	r = xen_read_node(xen, t, path, &text, f);
	*state = text ? (unsigned int)strtoul(text, NULL, 10) : XEN_DEVICE_GONE;
	return r;
}
