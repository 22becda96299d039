/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The Xen backend: opening, the order of a build, and undoing it. */
#include "backend/xen-device.h"
#include "backend/xen-life.h"
#include "backend/xen-qemu.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#define LOCK_PATIENCE_MS 30000 /* libxl has a lock for moments */
#define NO_XEN_HINT                                                                    \
	"--dry-run shows the plan without Xen, and ./bootstrap demo in the source tree " \
	"boots a real Xen in QEMU"

/*
 * As libxl's: LIBXL_INIT_TIMEOUT, LIBXL_DESTROY_TIMEOUT, LIBXL_HOTPLUG_TIMEOUT,
 * LIBXL_DEVICE_MODEL_START_TIMEOUT.
 */
static const struct xen_timeouts timeouts = { .serve = 10000, .close = 10000, .hotplug = 40000,
					      .qemu = 60000 };

/* --- Xen's own log -------------------------------------------------------------------- */

static _printf_(5, 0) void log_message(xentoollog_logger *logger, xentoollog_level level,
				       int err, const char *context, const char *fmt,
				       va_list args)
{
	struct pvh_ctx *ctx = container_of(logger, struct xen_logger, vtable)->ctx;
	char text[512];

	vsnprintf(text, sizeof(text), fmt, args);
	ctx_debug(ctx, "%s: %s%s%s", context ? context : "xen", text, err >= 0 ? ": " : "",
		  err >= 0 ? strerrordesc_np(err) : "");
	(void)level;
}

static void log_progress(xentoollog_logger *logger, const char *context, const char *what,
			 int percent, unsigned long done, unsigned long total)
{
	(void)logger, (void)context, (void)what, (void)percent, (void)done, (void)total;
}

static void log_destroy(xentoollog_logger *logger)
{
	(void)logger; /* a member of the backend */
}

/* --- A build -------------------------------------------------------------------------- */

static void set_start_time(struct slots *slots)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	snprintf(slots->text[SLOT_START_TIME], sizeof(slots->text[SLOT_START_TIME]), "%lld.%02d",
		 (long long)now.tv_sec, (int)(now.tv_usec / 10000));
}

static int begin(struct pvh_backend *be, const struct pvh_plan *plan, struct slots *slots,
		 struct fault *f)
{
	struct xen_backend *xen = to_xen(be);
	int r;

	xen->plan = plan;
	xen->slots = slots;
	set_start_time(slots);
	r = xen_store_slots(xen, f);
	if (!r)
		r = xen_check_devices(xen, f);
	if (!r)
		r = xen_create_domain(xen, f);
	if (!r)
		r = xen_store_create(xen, f);
	if (!r)
		ctx_info(be->ctx, "xen: created domain %u \"%s\"", xen->domid, plan->domain.name);
	return r;
}

static int introduce(struct pvh_backend *be, struct fault *f)
{
	return xen_store_start(to_xen(be), f);
}

static void forget(struct xen_backend *xen)
{
	xen->plan = NULL;
	xen->slots = NULL;
	xen->domid = DOMID_INVALID;
	xen->registered = xen->recorded = xen->has_qemu = false;
}

static int commit(struct pvh_backend *be, bool paused, struct fault *f)
{
	struct xen_backend *xen = to_xen(be);
	int r = xen_relabel(xen, f);

	if (!r)
		r = xen_json_store(xen, f);
	if (r)
		return r;
	if (!paused && xc_domain_unpause(xen->xch, xen->domid))
		return xen_failed(f, errno, "unpause the domain");
	ctx_info(be->ctx, "xen: domain %u is %s", xen->domid, paused ? "ready, paused" : "running");
	forget(xen);
	return 0;
}

static void undo(struct pvh_backend *be)
{
	struct xen_backend *xen = to_xen(be);
	struct fault f = FAULT_NONE;

	if (xen->domid != DOMID_INVALID) {
		if (xen->registered) {
			if (xen_detach_all(xen, xen->domid, &f))
				ctx_log_fault(be->ctx, PVH_LOG_ERROR, &f);
			if (xen->has_qemu)
				xen_qemu_remove_sockets(xen);
			xen_store_remove(xen);
		}
		if (xen->recorded)
			xen_userdata_remove(xen, xen->domid, xen->plan->domain.uuid);
		xen_domid_retire(xen, xen->domid);
		if (xc_domain_destroy(xen->xch, xen->domid))
			ctx_log(be->ctx, PVH_LOG_ERROR,
				"domain %u could not be destroyed (%s): run xl destroy %u",
				xen->domid, strerrordesc_np(errno), xen->domid);
	}
	forget(xen);
}

static void xen_free(struct pvh_backend *be)
{
	struct xen_backend *xen = to_xen(be);

	xen_forget_pools(xen);
	free(xen->nodes);
	free(xen->free_memory);
	if (xen->xs)
		xs_close(xen->xs);
	if (xen->fmem)
		xenforeignmemory_close(xen->fmem);
	if (xen->xch)
		xc_interface_close(xen->xch);
	free(xen);
}

static const struct backend_ops xen_ops = {
	.name = "xen",
	.domains = &xen_domain_ops,
	.describe = xen_describe,
	.begin = begin,
	.set_vnuma = xen_set_vnuma,
	.populate = xen_populate,
	.write = xen_write,
	.set_param = xen_set_param,
	.set_vcpus = xen_set_vcpus,
	.grant = xen_grant,
	.introduce = introduce,
	.start_qemu = xen_start_qemu,
	.attach = xen_attach,
	.commit = commit,
	.abort = undo,
	.free = xen_free,
};

/* --- Opening --------------------------------------------------------------------------- */

static int no_xen(struct fault *f)
{
	int err = errno;

	if (err == EACCES || err == EPERM) {
		fault_os(f, -EPERM, err, "cannot open Xen's devices");
		fault_hint(f, "run it as root");
	} else {
		fault_set(f, -ENODEV, "this machine is not running as the control domain of a Xen "
			  "host");
		f->os_error = err;
		fault_hint(f, "%s", NO_XEN_HINT);
	}
	return f->code;
}

static int open_handles(struct xen_backend *xen, struct fault *f)
{
	xentoollog_logger *logger = &xen->logger.vtable;

	xen->xch = xc_interface_open(logger, logger, 0);
	if (xen->xch)
		xen->fmem = xenforeignmemory_open(logger, 0);
	if (!xen->fmem)
		return no_xen(f);
	xen->xs = xs_open(0);
	if (!xen->xs) {
		fault_os(f, -ENODEV, errno, "cannot reach xenstored");
		fault_hint(f, "start xenstored, for instance by systemctl start xenstored");
		return f->code;
	}
	return xen_read_domid(xen, "domid", &xen->toolstack, f);
}

int backend_new_xen(struct pvh_ctx *ctx, struct pvh_backend **out, struct fault *f)
{
	struct xen_backend *xen = calloc(1, sizeof(*xen));
	int r;

	if (!xen)
		return fault_oom(f);
	xen->be.ops = &xen_ops;
	xen->be.ctx = ctx;
	xen->logger.ctx = ctx;
	xen->logger.vtable.vmessage = log_message;
	xen->logger.vtable.progress = log_progress;
	xen->logger.vtable.destroy = log_destroy;
	xen->domid = DOMID_INVALID;
	xen->lib_dir = XEN_LIB_DIR;
	xen->run_dir = XEN_RUN_DIR;
	xen->log_dir = XEN_LOG_DIR;
	xen->patience_ms = LOCK_PATIENCE_MS;
	xen->timeouts = timeouts;
	r = open_handles(xen, f);
	if (r) {
		xen_free(&xen->be);
		return r;
	}
	*out = &xen->be;
	return 0;
}
