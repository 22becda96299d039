/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The parts of the Xen backend. These files alone include Xen's headers, and here alone
 * guest addresses become frame numbers.
 */
#ifndef PVH_BACKEND_XEN_H
#define PVH_BACKEND_XEN_H

#include <xenctrl.h>
#include <xenforeignmemory.h>
#include <xenstore.h>
#include <xentoollog.h>

#include "backend/backend.h"
#include "backend/xen-watch.h"
#include "plan/record.h"

/* xentoollog's logger, made to feed the context's log function. */
struct xen_logger {
	xentoollog_logger vtable; /* first */
	struct pvh_ctx *ctx;
};

/* How long others may take, in milliseconds. */
struct xen_timeouts {
	int serve;   /* a backend to take up a device */
	int close;   /* ... and to let it go */
	int hotplug; /* a hotplug script */
	int qemu;    /* QEMU to be ready */
};

struct xen_backend {
	struct pvh_backend be;
	struct xen_logger logger;
	xc_interface *xch;
	xenforeignmemory_handle *fmem;
	struct xs_handle *xs;
	uint32_t toolstack; /* the domain that we are in */
	struct xen_timeouts timeouts;
	struct host host; /* as described last; what it borrows is the next ones */
	uint32_t *nodes;
	uint64_t *free_memory;
	struct host_pool *pools;
	size_t nr_pools;

	/* Where Xen's tools have their files, and how long somebody else may have one locked. */
	const char *lib_dir, *run_dir, *log_dir;
	unsigned int patience_ms;

	/* The build under way. */
	const struct pvh_plan *plan;
	struct slots *slots;
	uint32_t domid;  /* DOMID_INVALID: none yet */
	uint32_t run_sid; /* the security label that it is to have in the end, if another */
	bool registered; /* its xenstore nodes are ours to remove */
	bool recorded;   /* so is what libxl knows of it */
	bool has_qemu;   /* ... and the sockets of its consoles, which QEMU makes */
};

#define XEN_MAX_PATH 512 /* of xenstore's nodes, and of libxl's files */

/* One of libxl's locks. */
struct xen_lock {
	int fd; /* -1: not locked */
	char path[XEN_MAX_PATH];
};

static inline struct xen_backend *to_xen(struct pvh_backend *be)
{
	return container_of(be, struct xen_backend, be);
}

static inline xen_pfn_t to_pfn(uint64_t gpa)
{
	return gpa >> XC_PAGE_SHIFT;
}

/* xen-fault.c */
/* What Xen answered: EPERM and ENOMEM are told apart, anything else is -EIO. */
int xen_failed(struct fault *f, int err, const char *what);
/* Free memory of the host against what the plan needs, as a hint. */
void xen_hint_memory(struct xen_backend *xen, struct fault *f);
/* Of several faults the first becomes `f`, whose code is returned; others are logged as errors. */
int xen_note_fault(struct xen_backend *xen, const struct fault *one, struct fault *f);

/* xen-host.c */
int xen_describe(struct pvh_backend *be, struct host *host, struct fault *f);

/* xen-pool.c: the host's CPUs, and its pools with the CPUs in each. */
int xen_find_cpus(struct xen_backend *xen, struct fault *f);
int xen_find_pools(struct xen_backend *xen, struct fault *f);
void xen_forget_pools(struct xen_backend *xen);

/* xen-policy.c: how the domain is created, its time, CPUID, label. */
int xen_fill_creation(struct xen_backend *xen, struct xen_domctl_createdomain *config,
		      struct fault *f);
int xen_set_time(struct xen_backend *xen, struct fault *f);
int xen_set_cpuid(struct xen_backend *xen, struct fault *f);
int xen_relabel(struct xen_backend *xen, struct fault *f);

/* xen-sched.c */
int xen_set_affinity(struct xen_backend *xen, struct fault *f);
int xen_set_scheduling(struct xen_backend *xen, struct fault *f);

/* xen-domain.c */
int xen_create_domain(struct xen_backend *xen, struct fault *f);
int xen_set_vcpus(struct pvh_backend *be, const struct vcpu_record *records, size_t nr,
		  struct fault *f);
int xen_set_param(struct pvh_backend *be, uint32_t index, uint64_t value, struct fault *f);

/* xen-memory.c */
int xen_set_vnuma(struct pvh_backend *be, const struct plan_vnuma *vnuma, struct fault *f);
int xen_populate(struct pvh_backend *be, const struct plan_region *map, size_t nr,
		 struct fault *f);
int xen_write(struct pvh_backend *be, const struct piece *piece, struct fault *f);
int xen_grant(struct pvh_backend *be, uint32_t ref, uint32_t backend, uint64_t gpa,
	      struct fault *f);

/* xen-node.c */
typedef int transaction_fn(struct xen_backend *xen, xs_transaction_t t, void *data,
			       struct fault *f);
/* All that `body` does, or nothing; it may be called more than once. */
int xen_transact(struct xen_backend *xen, transaction_fn *body, void *data, struct fault *f);
/* NULL into *value, or *names, when there is no such node. Both are freed by free(). */
int xen_read_node(struct xen_backend *xen, xs_transaction_t t, const char *path, char **value,
		  struct fault *f);
int xen_list_nodes(struct xen_backend *xen, xs_transaction_t t, const char *path, char ***names,
		   unsigned int *nr, struct fault *f);
int xen_write_nodes(struct xen_backend *xen, xs_transaction_t t, const struct slots *slots,
		    const struct nodes *nodes, struct fault *f);
/* With all below it. One that is not there is no error. */
int xen_remove_node(struct xen_backend *xen, xs_transaction_t t, const char *path,
		    struct fault *f);
/* ... and then the directories above it that are empty. */
int xen_clean_up_node(struct xen_backend *xen, xs_transaction_t t, const char *path,
		      struct fault *f);
/* "xenstored cannot `verb` `path`", by errno. */
int xen_store_failed(struct fault *f, const char *verb, const char *path);

/* xen-domid.c */
/* The domain called `name`, or of that number; NULL: our own. */
int xen_find_domain(struct xen_backend *xen, const char *name, uint32_t *domid, struct fault *f);
/* A node that is missing means domain 0, as it does for libxl. */
int xen_read_domid(struct xen_backend *xen, const char *path, uint32_t *domid, struct fault *f);
/* Whether the domain has this value under this key: 1, 0, or a code. */
int xen_domain_has(struct xen_backend *xen, xs_transaction_t t, const char *domid,
		   const char *key, const char *value, struct fault *f);

/* xen-await.c */
/* As xen_look_fn. */
typedef int xen_await_fn(struct xen_backend *xen, void *data, struct fault *f);

struct xen_await {
	const char *const *paths; /* nodes: a change of them, or below, is a reason to look again */
	size_t nr_paths;
	int timeout;              /* as xen_watch_until() has it */
	xen_await_fn *look;       /* called now and then without a reason, too */
	void *data;
};

/* 0; -ETIMEDOUT, without `f` set; or what look() returns. */
int xen_await(struct xen_backend *xen, const struct xen_await *wait, struct fault *f);

/* xen-store.c */
int xen_store_slots(struct xen_backend *xen, struct fault *f);
int xen_store_create(struct xen_backend *xen, struct fault *f);
int xen_store_start(struct xen_backend *xen, struct fault *f);
void xen_store_remove(struct xen_backend *xen);
/* -EEXIST when a domain other than `own` has the name. */
int xen_check_name(struct xen_backend *xen, xs_transaction_t t, const char *name, uint32_t own,
		   struct fault *f);

/* xen-lock.c: `path` is set by the caller. */
int xen_lock(struct xen_lock *lock, const struct xen_backend *xen, struct fault *f);
void xen_unlock(struct xen_lock *lock);

/* xen-userdata.c: the files that libxl has of domains. */
/* `kind` is d for data, n for new data, l for a lock. */
void xen_userdata_path(char path[XEN_MAX_PATH], const struct xen_backend *xen, char kind,
		       uint32_t domid, const uint8_t uuid[16], const char *user);
int xen_userdata_lock(struct xen_lock *lock, struct xen_backend *xen, uint32_t domid,
		      const uint8_t uuid[16], struct fault *f);
/* "cannot `verb` `path`", by errno. */
int xen_userdata_failed(const char *verb, const char *path, struct fault *f);
/* What earlier domains of this domid have left. */
int xen_userdata_forget_stale(struct xen_backend *xen, struct fault *f);
/* All of a domain, when it ends; what cannot be removed is logged. */
void xen_userdata_remove(struct xen_backend *xen, uint32_t domid, const uint8_t uuid[16]);
/* All of a domain whose uuid was another until now; what stays under that one is logged. */
void xen_userdata_move(struct xen_backend *xen, uint32_t domid, const uint8_t from[16],
		       const uint8_t to[16]);

/* xen-json.c: what libxl knows of domains. Of the one that is built: */
int xen_json_store(struct xen_backend *xen, struct fault *f);

/* Of one that is there, while nobody else may change it. */
struct xen_json {
	struct xen_backend *xen;
	uint32_t domid;
	const uint8_t *uuid;
	struct xen_lock lock;
	char *text; /* as it was found; NULL: there is none, and no lock */
};

#define XEN_JSON(xen_, domid_, uuid_) \
	{ .xen = (xen_), .domid = (domid_), .uuid = (uuid_), .lock = { .fd = -1 } }

/* A domain without such a file is no error. */
int xen_json_open(struct xen_json *json, struct fault *f);
void xen_json_close(struct xen_json *json);
/* Nothing is done where there is none. */
int xen_json_change(struct xen_json *json, const struct record_change *change, struct fault *f);
/* As it was found; a failure is logged. */
void xen_json_restore(struct xen_json *json);

/* xen-quarantine.c: domids that were just in use. */
/* 1: a domain has had this domid so shortly ago that no other may have it; 0: none has. */
int xen_domid_is_recent(struct xen_backend *xen, uint32_t domid, struct fault *f);
/* Before the domain is destroyed; a failure is logged. */
void xen_domid_retire(struct xen_backend *xen, uint32_t domid);

/* xen-target.c: before anything is made, what our own domain must have to serve the devices. */
int xen_check_devices(struct xen_backend *xen, struct fault *f);
int xen_check_device(struct xen_backend *xen, const struct plan_device *device, struct fault *f);

/* xen-qemu.c */
int xen_start_qemu(struct pvh_backend *be, const struct plan_qemu *qemu, struct fault *f);

/* xen-device.c */
int xen_attach(struct pvh_backend *be, const struct plan_device *device, struct fault *f);

#endif
