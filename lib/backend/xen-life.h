/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The Xen backend's part in what becomes of a domain. */
#ifndef PVH_BACKEND_XEN_LIFE_H
#define PVH_BACKEND_XEN_LIFE_H

#include "backend/domain.h"
#include "backend/xen.h"

struct xen_domain {
	struct pvh_domain domain;
	struct xen_watch released; /* fires when some domain has ended or is gone */
};

static inline struct xen_domain *to_xen_domain(struct pvh_domain *d)
{
	return container_of(d, struct xen_domain, domain);
}

static inline struct xen_backend *xen_of(const struct pvh_domain *d)
{
	return to_xen(d->be);
}

/* xen-life.c */
extern const struct domain_ops xen_domain_ops;
int xen_look(struct pvh_domain *d, enum pvh_end *end, struct fault *f);
/* -ESRCH when the domain is gone; whether it has ended does not matter. */
int xen_require(struct pvh_domain *d, struct fault *f);
/* The same, when a call for the domain has failed: what Xen says then depends on its release. */
int xen_domain_failed(struct pvh_domain *d, int err, const char *what, struct fault *f);
/* Pauses it for what is easier then, and is done all the same if it cannot be. */
bool xen_hold(struct pvh_domain *d);

/* xen-find.c */
int xen_find(struct pvh_backend *be, const char *name, uint32_t *domid, struct fault *f);
int xen_next_domid(struct pvh_backend *be, uint32_t after, uint32_t *domid, struct fault *f);

/* xen-wait.c */
int xen_wait(struct pvh_domain *d, int timeout, enum pvh_end *end, struct fault *f);

/* xen-request.c */
int xen_request(struct pvh_domain *d, enum pvh_request request, int timeout, struct fault *f);

/* xen-destroy.c */
int xen_destroy(struct pvh_domain *d, struct fault *f);

/* xen-rename.c */
int xen_get_name(struct pvh_domain *d, char **name, struct fault *f);
int xen_rename(struct pvh_domain *d, const char *name, struct fault *f);
int xen_preserve(struct pvh_domain *d, const char *suffix, struct fault *f);

/* xen-state.c */
int xen_get_state(struct pvh_domain *d, struct domain_state *s, struct fault *f);

/* xen-attach.c */
int xen_next_devid(struct pvh_domain *d, enum device_kind kind, unsigned int *devid,
		   struct fault *f);
int xen_attach_live(struct pvh_domain *d, const struct plan_device *device, const char *record,
		    struct fault *f);
int xen_detach_live(struct pvh_domain *d, const struct device_id *id, bool force,
		    struct fault *f);

/* xen-core.c */
int xen_dump_core(struct pvh_domain *d, const char *path, struct fault *f);

/* xen-console.c */
int xen_open_console(struct pvh_domain *d, int timeout, int *fd, struct fault *f);

#endif
