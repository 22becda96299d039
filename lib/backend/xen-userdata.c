/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files that libxl has of a domain, in Xen's library directory: userdata-d.DOMID.UUID.WHAT. The uuid
 * is the one that the domain has in Xen.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen.h"

#define LOCK "domain-userdata-lock"
#define HINT                                                                               \
	"libxl keeps its files there: make the directory, or configure --with-xen-lib-dir as " \
	"Xen's tools were"

int xen_userdata_failed(const char *verb, const char *path, struct fault *f)
{
	bool denied = errno == EACCES || errno == EPERM, missing = errno == ENOENT;

	fault_os(f, denied ? -EPERM : -EIO, errno, "cannot %s %s", verb, path);
	if (denied || missing)
		fault_hint(f, "%s", denied ? "run it as root" : HINT);
	return f->code;
}

void xen_userdata_path(char path[XEN_MAX_PATH], const struct xen_backend *xen, char kind,
		       uint32_t domid, const uint8_t uuid[16], const char *user)
{
	char text[37];

	config_uuid_text(uuid, text);
	snprintf(path, XEN_MAX_PATH, "%s/userdata-%c.%u.%s.%s", xen->lib_dir, kind,
		 (unsigned int)domid, text, user);
}

int xen_userdata_lock(struct xen_lock *lock, struct xen_backend *xen, uint32_t domid,
		      const uint8_t uuid[16], struct fault *f)
{
	xen_userdata_path(lock->path, xen, 'l', domid, uuid, LOCK);
	return xen_lock(lock, xen, f);
}

/* --- All of a domain ----------------------------------------------------------------------- */

static void dirp_close(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* Is it userdata of this domid, and of no other uuid (NULL: any)? */
static bool is_of(const char *name, uint32_t domid, const uint8_t uuid[16])
{
	char start[64], text[37] = "";
	size_t size;

	if (uuid)
		config_uuid_text(uuid, text);
	size = (size_t)snprintf(start, sizeof(start), ".%u.%s", (unsigned int)domid, text);
	return strncmp(name, "userdata-", 9) == 0 && name[9] &&
	       strncmp(name + 10, start, size) == 0 && (!uuid || name[10 + size] == '.');
}

/* What is done with one file of a domain. */
typedef int userdata_fn(struct xen_backend *xen, const char *name, const uint8_t uuid[16],
			struct fault *f);

/* With all userdata of the domid but for locks, which are removed by who has them. */
static int for_each(struct xen_backend *xen, uint32_t domid, const uint8_t uuid[16],
		    userdata_fn *fn, const uint8_t other[16], struct fault *f)
{
	_cleanup_(dirp_close) DIR *dir = opendir(xen->lib_dir);
	struct dirent *entry;
	int r = 0;

	if (!dir)
		return xen_userdata_failed("open", xen->lib_dir, f);
	for (errno = 0; !r && (entry = readdir(dir)); errno = 0)
		if (is_of(entry->d_name, domid, uuid) && !strstr(entry->d_name, LOCK))
			r = fn(xen, entry->d_name, other, f);
	return r || !errno ? r : xen_userdata_failed("read", xen->lib_dir, f);
}

static int remove_one(struct xen_backend *xen, const char *name, const uint8_t uuid[16],
		      struct fault *f)
{
	char path[XEN_MAX_PATH];

	(void)uuid;
	snprintf(path, sizeof(path), "%s/%s", xen->lib_dir, name);
	return unlink(path) && errno != ENOENT ? xen_userdata_failed("remove", path, f) : 0;
}

/* Only the uuid in its name becomes another. */
static int move_one(struct xen_backend *xen, const char *name, const uint8_t uuid[16],
		    struct fault *f)
{
	const char *domid = strchr(name, '.') + 1, *user = strchr(strchr(domid, '.') + 1, '.') + 1;
	char path[XEN_MAX_PATH], moved[XEN_MAX_PATH];

	snprintf(path, sizeof(path), "%s/%s", xen->lib_dir, name);
	xen_userdata_path(moved, xen, name[9], (uint32_t)strtoul(domid, NULL, 10), uuid, user);
	return rename(path, moved) ? xen_userdata_failed("rename", path, f) : 0;
}

static void change(struct xen_backend *xen, uint32_t domid, const uint8_t uuid[16],
		   userdata_fn *fn, const uint8_t other[16])
{
	_cleanup_(xen_unlock) struct xen_lock lock = { .fd = -1 };
	struct fault f = FAULT_NONE;
	int r = xen_userdata_lock(&lock, xen, domid, uuid, &f);

	if (!r)
		r = for_each(xen, domid, uuid, fn, other, &f);
	if (r)
		ctx_log(xen->be.ctx, PVH_LOG_ERROR, "what libxl knew of domain %u is left: %s",
			domid, f.what);
}

void xen_userdata_remove(struct xen_backend *xen, uint32_t domid, const uint8_t uuid[16])
{
	change(xen, domid, uuid, remove_one, NULL);
}

void xen_userdata_move(struct xen_backend *xen, uint32_t domid, const uint8_t from[16],
		       const uint8_t to[16])
{
	change(xen, domid, from, move_one, to);
}

/* The domid is ours: those that had it are gone. */
int xen_userdata_forget_stale(struct xen_backend *xen, struct fault *f)
{
	return for_each(xen, xen->domid, NULL, remove_one, NULL, f);
}
