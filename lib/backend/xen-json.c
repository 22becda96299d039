/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The domain's record where libxl looks for it: userdata-d.DOMID.UUID.libxl-json. A domain that has
 * none can be listed and destroyed by xl, but not changed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "backend/xen.h"
#include "base/source.h"

#define USER "libxl-json"

/* --- Writing ------------------------------------------------------------------------------ */

static int write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t n = write(fd, data, size);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0) {
			data += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

static int write_file(const char *path, const char *data, size_t size, struct fault *f)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return xen_userdata_failed("make", path, f);
	if (write_all(fd, data, size) || close(take_fd(&fd)))
		return xen_userdata_failed("write", path, f);
	return 0;
}

/* A reader finds the old one or the new one, whole. The NUL at its end is part of it. */
static int replace(struct xen_backend *xen, uint32_t domid, const uint8_t uuid[16],
		   const char *text, struct fault *f)
{
	char made[XEN_MAX_PATH], path[XEN_MAX_PATH];
	int r;

	xen_userdata_path(made, xen, 'n', domid, uuid, USER);
	xen_userdata_path(path, xen, 'd', domid, uuid, USER);
	r = write_file(made, text, strlen(text) + 1, f);
	if (!r && rename(made, path))
		r = xen_userdata_failed("make", path, f);
	if (r)
		unlink(made);
	return r;
}

int xen_json_store(struct xen_backend *xen, struct fault *f)
{
	const uint8_t *uuid = xen->plan->domain.uuid;
	_cleanup_(xen_unlock) struct xen_lock lock = { .fd = -1 };
	_cleanup_free_ char *text = NULL;
	int r = host_record(xen->plan, &xen->host, &text, f);

	if (!r)
		r = xen_userdata_lock(&lock, xen, xen->domid, uuid, f);
	if (!r)
		r = replace(xen, xen->domid, uuid, text, f);
	xen->recorded = !r;
	return r;
}

/* --- Changing ----------------------------------------------------------------------------- */

static int read_text(const char *path, char **text, struct fault *f)
{
	_cleanup_(source_unrefp) struct pvh_source *file = NULL;
	uint64_t size;
	int r = source_open(path, NULL, &file, f);

	if (r)
		return r;
	size = source_size(file);
	*text = calloc(1, size + 1);
	return *text ? source_read(file, 0, *text, size, f) : fault_oom(f);
}

int xen_json_open(struct xen_json *json, struct fault *f)
{
	char path[XEN_MAX_PATH];
	int r;

	xen_userdata_path(path, json->xen, 'd', json->domid, json->uuid, USER);
	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	r = xen_userdata_lock(&json->lock, json->xen, json->domid, json->uuid, f);
	return r ? r : read_text(path, &json->text, f);
}

void xen_json_close(struct xen_json *json)
{
	xen_unlock(&json->lock);
	free(json->text);
}

static int write_text(struct xen_json *json, const char *text, struct fault *f)
{
	return replace(json->xen, json->domid, json->uuid, text, f);
}

int xen_json_change(struct xen_json *json, const struct record_change *change, struct fault *f)
{
	_cleanup_free_ char *changed = NULL;
	char path[XEN_MAX_PATH];
	int r = json->text ? record_change(json->text, change, &changed, f) : 0;

	xen_userdata_path(path, json->xen, 'd', json->domid, json->uuid, USER);
	if (r)
		fault_object(f, "%s", path);
	return r || !changed ? r : write_text(json, changed, f);
}

void xen_json_restore(struct xen_json *json)
{
	struct fault f = FAULT_NONE;

	if (json->text && write_text(json, json->text, &f))
		ctx_log_fault(json->xen->be.ctx, PVH_LOG_ERROR, &f);
}
