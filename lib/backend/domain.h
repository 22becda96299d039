/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What becomes of a domain after the build, whoever built it. Mechanism again: when a domain
 * has ended, the caller says what is to be done.
 */
#ifndef PVH_BACKEND_DOMAIN_H
#define PVH_BACKEND_DOMAIN_H

#include "backend/backend.h"
#include "plan/device.h"
#include "plan/state.h"

/* Embedded first in a backend's own struct. */
struct pvh_domain {
	const struct domain_ops *ops;
	struct pvh_backend *be; /* a reference, held by the public API */
	unsigned int refs;
	uint32_t domid;
	uint8_t uuid[16]; /* a domid comes back with another domain, but not with this */
};

/*
 * Of backends that make domains. All return 0 or a code with `f` set; but for look() and wait(),
 * -ESRCH when the domain is gone. Timeouts are milliseconds, -1: for ever.
 */
struct domain_ops {
	/*
	 * Which domain has that name, uuid or, in digits, number. -ESRCH: none has it; -EINVAL:
	 * several have.
	 */
	int (*find)(struct pvh_backend *be, const char *name, uint32_t *domid, struct fault *f);
	/* The lowest above `after` that can be opened. -ESRCH: there is none. */
	int (*next)(struct pvh_backend *be, uint32_t after, uint32_t *domid, struct fault *f);
	/* -ESRCH: there is no such domain. `be`, `refs` and `ops` are filled in by the caller. */
	int (*open)(struct pvh_backend *be, uint32_t domid, struct pvh_domain **out,
		    struct fault *f);
	void (*close)(struct pvh_domain *d);

	/* How it ended; PVH_END_NONE: it has not. */
	int (*look)(struct pvh_domain *d, enum pvh_end *end, struct fault *f);
	/* The same, but not before it has ended, unless the timeout is over. */
	int (*wait)(struct pvh_domain *d, int timeout, enum pvh_end *end, struct fault *f);
	/* Readable when it may have ended; stays so until look() or wait(). */
	int (*get_fd)(const struct pvh_domain *d);

	int (*pause)(struct pvh_domain *d, struct fault *f);
	int (*unpause)(struct pvh_domain *d, struct fault *f);
	/* Waits that long until the guest has taken it; 0: does not wait. -ETIMEDOUT. */
	int (*request)(struct pvh_domain *d, enum pvh_request request, int timeout,
		       struct fault *f);
	/* With everything that it has outside of Xen. -EOPNOTSUPP: but for another domain. */
	int (*destroy)(struct pvh_domain *d, struct fault *f);

	/* Allocated. */
	int (*get_name)(struct pvh_domain *d, char **name, struct fault *f);
	/* -EEXIST: another domain has that name. */
	int (*rename)(struct pvh_domain *d, const char *name, struct fault *f);
	/* Gives it another uuid, and its name a suffix, so that both are free. -EEXIST as above. */
	int (*preserve)(struct pvh_domain *d, const char *suffix, struct fault *f);

	/* Into `state`, which has nothing yet and is freed by the caller, also after a failure. */
	int (*get_state)(struct pvh_domain *d, struct domain_state *state, struct fault *f);

	/* The lowest number that no device of that kind has. */
	int (*next_devid)(struct pvh_domain *d, enum device_kind kind, unsigned int *devid,
			  struct fault *f);
	/* `record` is what libxl is to know of the device, for record_change(). */
	int (*attach)(struct pvh_domain *d, const struct plan_device *device, const char *record,
		      struct fault *f);
	/* -ENXIO: it has no such device. -ETIMEDOUT: the guest has not let go, and keeps it. */
	int (*detach)(struct pvh_domain *d, const struct device_id *id, bool force,
		      struct fault *f);

	/* NULL: where xl puts it. */
	int (*dump_core)(struct pvh_domain *d, const char *path, struct fault *f);
	/* -ETIMEDOUT: it has no console as yet. */
	int (*open_console)(struct pvh_domain *d, int timeout, int *fd, struct fault *f);
};

/* Of these, -EINVAL: the backend makes no domains. */
int domain_find(struct pvh_backend *be, const char *name, struct pvh_domain **out,
		struct fault *f);
int domain_next(struct pvh_backend *be, uint32_t after, uint32_t *domid, struct fault *f);
int domain_open(struct pvh_backend *be, uint32_t domid, struct pvh_domain **out, struct fault *f);

/*
 * Carries an action out, whose core goes to `core` (NULL: where xl puts it); *again: whether it
 * is to be built anew. A core that cannot be written is only logged: the domain ended long ago. So
 * is what cannot be taken away of a domain that is gone.
 */
int domain_end(struct pvh_domain *d, enum pvh_action action, const char *core, bool *again,
	       struct fault *f);

#endif
