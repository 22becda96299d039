/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Mechanism only: a backend carries out what a plan says and never chooses an address.
 * To add one, fill in every operation; none but `domains` is optional.
 */
#ifndef PVH_BACKEND_BACKEND_H
#define PVH_BACKEND_BACKEND_H

#include "base/ctx.h"
#include "plan/device.h"
#include "plan/host.h"
#include "plan/plan.h"

struct domain_ops; /* domain.h */

/*
 * Called in this order, each once unless said otherwise. All return 0 or a code with `f`
 * set. After a failure of begin() or of any that follows it comes exactly one abort().
 */
struct backend_ops {
	const char *name;
	const struct domain_ops *domains; /* NULL: what it makes is no domain */

	/* What the host can do. Makes nothing, so that nothing is undone when it fails. */
	int (*describe)(struct pvh_backend *be, struct host *host, struct fault *f);
	/*
	 * Makes the (paused, empty) domain that plan->domain describes, writes
	 * registration.create, and fills every slot but SLOT_BACKEND_DOMID. Refuses, before it
	 * makes anything, devices that cannot be served. `plan` and `slots` outlive the build.
	 */
	int (*begin)(struct pvh_backend *be, const struct pvh_plan *plan, struct slots *slots,
		     struct fault *f);
	/* Only for a guest with NUMA nodes: tells which of them has what, and where they are. */
	int (*set_vnuma)(struct pvh_backend *be, const struct plan_vnuma *vnuma, struct fault *f);
	/*
	 * Backs every entry of the memory map with memory, of its node's place in the host, and
	 * publishes the map.
	 */
	int (*populate)(struct pvh_backend *be, const struct plan_region *map, size_t nr,
			struct fault *f);
	/* Any number of times; all of the piece is inside populated memory. */
	int (*write)(struct pvh_backend *be, const struct piece *piece, struct fault *f);
	/* Any number of times. */
	int (*set_param)(struct pvh_backend *be, uint32_t index, uint64_t value, struct fault *f);
	/* The records of all vCPUs, in this order. */
	int (*set_vcpus)(struct pvh_backend *be, const struct vcpu_record *records, size_t nr,
			 struct fault *f);
	/* Seeds the grant table: domain `backend` may map the page at `gpa`. Any number of times. */
	int (*grant)(struct pvh_backend *be, uint32_t ref, uint32_t backend, uint64_t gpa,
		     struct fault *f);
	/* Writes registration.start and introduces the domain to xenstored. */
	int (*introduce)(struct pvh_backend *be, struct fault *f);
	/*
	 * At most once: starts the process that serves those devices of QEMU's that no other domain
	 * does, and waits until it runs. If there are none, does nothing.
	 */
	int (*start_qemu)(struct pvh_backend *be, const struct plan_qemu *qemu, struct fault *f);
	/*
	 * Any number of times: writes a device's nodes, and waits until it is served. The last one
	 * to fail undoes itself; abort() undoes those before it.
	 */
	int (*attach)(struct pvh_backend *be, const struct plan_device *device, struct fault *f);
	/* Makes the result visible; unpauses the domain unless `paused`. */
	int (*commit)(struct pvh_backend *be, bool paused, struct fault *f);

	/* Undoes everything since begin(), which may have failed half-way. Cannot fail. */
	void (*abort)(struct pvh_backend *be);
	/* Frees the backend; no build is under way. */
	void (*free)(struct pvh_backend *be);
};

/* Embedded first in every backend. */
struct pvh_backend {
	const struct backend_ops *ops;
	struct pvh_ctx *ctx; /* a reference, held by the public API */
	unsigned int refs;
};

/* All or nothing; *domid is set on success. */
int backend_build(struct pvh_backend *be, const struct pvh_plan *plan, bool paused,
		  uint32_t *domid, struct fault *f);

/* The backends. `be->ctx` and `refs` are filled in by the caller. */
int backend_new_file(const char *path, struct pvh_backend **out, struct fault *f);
int backend_new_xen(struct pvh_ctx *ctx, struct pvh_backend **out, struct fault *f);

#endif
