/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Domids that were in use a moment ago, as libxl keeps them: who still means the domain that had
 * one must not reach another. A line "SECONDS DOMID" for each, by the monotonic clock, in
 * domid-history of Xen's run directory, which is emptied when the host starts.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "backend/xen.h"

#define REUSE_TIMEOUT 60 /* seconds: libxl's LIBXL_DOMID_REUSE_TIMEOUT */

struct history {
	char path[XEN_MAX_PATH];
	unsigned long now, timeout;
	FILE *in; /* NULL: nobody was ever retired */
};

static void history_close(struct history *h)
{
	if (h->in)
		fclose(h->in);
}

static void filep_close(FILE **file)
{
	if (*file)
		fclose(*file);
}

/* libxl's variable: it and we have to leave out the same lines. */
static unsigned long reuse_timeout(void)
{
	const char *wish = secure_getenv("LIBXL_DOMID_REUSE_TIMEOUT");

	return wish ? (unsigned long)strtol(wish, NULL, 0) : REUSE_TIMEOUT;
}

static int history_failed(const char *verb, const char *path, struct fault *f)
{
	bool denied = errno == EACCES || errno == EPERM;

	fault_os(f, denied ? -EPERM : -EIO, errno, "cannot %s %s", verb, path);
	if (denied)
		fault_hint(f, "run it as root");
	return f->code;
}

static int history_open(struct history *h, const struct xen_backend *xen, struct fault *f)
{
	struct timespec now;

	h->in = NULL;
	snprintf(h->path, sizeof(h->path), "%s/domid-history", xen->run_dir);
	h->timeout = reuse_timeout();
	if (clock_gettime(CLOCK_MONOTONIC, &now))
		return fault_os(f, -EIO, errno, "there is no monotonic clock");
	h->now = (unsigned long)now.tv_sec;
	h->in = fopen(h->path, "re");
	return h->in || errno == ENOENT ? 0 : history_failed("open", h->path, f);
}

static bool is_guest(unsigned int domid)
{
	return domid > 0 && domid < DOMID_FIRST_RESERVED;
}

/* The next line that still counts. 0: there is none left. A time to come is of another clock. */
static int history_next(struct history *h, unsigned long *sec, unsigned int *domid, struct fault *f)
{
	char line[64];

	while (h->in && fgets(line, sizeof(line), h->in))
		if (sscanf(line, "%lu %u", sec, domid) == 2 && is_guest(*domid) &&
		    h->now - *sec <= h->timeout)
			return 1;
	return h->in && ferror(h->in) ? history_failed("read", h->path, f) : 0;
}

int xen_domid_is_recent(struct xen_backend *xen, uint32_t domid, struct fault *f)
{
	_cleanup_(history_close) struct history h = { 0 };
	unsigned long sec;
	unsigned int other;
	int r = history_open(&h, xen, f);

	if (r)
		return r;
	while ((r = history_next(&h, &sec, &other, f)) > 0 && other != domid)
		;
	return r;
}

/* What still counts of the old file, and `domid`. */
static int copy_history(struct history *h, FILE *out, uint32_t domid, const char *path,
			struct fault *f)
{
	unsigned long sec;
	unsigned int other;
	int r;

	while ((r = history_next(h, &sec, &other, f)) > 0)
		fprintf(out, "%lu %u\n", sec, other);
	fprintf(out, "%lu %u\n", h->now, (unsigned int)domid);
	if (!r && (fflush(out) || ferror(out)))
		r = history_failed("write", path, f);
	return r;
}

static int retire(struct xen_backend *xen, uint32_t domid, struct fault *f)
{
	_cleanup_(history_close) struct history h = { 0 };
	_cleanup_(xen_unlock) struct xen_lock lock = { .fd = -1 };
	_cleanup_(filep_close) FILE *out = NULL;
	char path[XEN_MAX_PATH];
	int r;

	snprintf(lock.path, sizeof(lock.path), "%s/domid-history.lock", xen->run_dir);
	snprintf(path, sizeof(path), "%s/domid-history.new", xen->run_dir);
	r = xen_lock(&lock, xen, f);
	if (!r)
		r = history_open(&h, xen, f);
	if (r)
		return r;
	out = fopen(path, "we");
	if (!out)
		return history_failed("write", path, f);
	r = copy_history(&h, out, domid, path, f);
	if (!r && rename(path, h.path))
		r = history_failed("replace", h.path, f);
	if (r)
		unlink(path);
	return r;
}

void xen_domid_retire(struct xen_backend *xen, uint32_t domid)
{
	struct fault f = FAULT_NONE;

	if (retire(xen, domid, &f))
		ctx_log(xen->be.ctx, PVH_LOG_ERROR,
			"domid %u may be given to another domain at once: %s", domid, f.what);
}
