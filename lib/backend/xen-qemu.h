/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* QEMU beside a domain, as a process of our own domain: how it starts, is found again, and ends. */
#ifndef PVH_BACKEND_XEN_QEMU_H
#define PVH_BACKEND_XEN_QEMU_H

#include "backend/xen-device.h"

struct xen_qemu {
	pid_t pid;
	int pidfd; /* -1: there is none */
};

#define XEN_QEMU_NONE ((struct xen_qemu){ .pid = -1, .pidfd = -1 })

/* xen-qemu-find.c: the process that xenstore names, as libxl has it. Of none there is no error. */
int xen_qemu_find(struct xen_backend *xen, uint32_t domid, struct xen_qemu *q, struct fault *f);
/* The process `pid`, if it is QEMU beside this domain, or about to become it. */
int xen_qemu_watch(struct xen_qemu *q, pid_t pid, uint32_t domid, struct fault *f);
/* Waits so many milliseconds for that. */
bool xen_qemu_has_ended(const struct xen_qemu *q, int ms);
void xen_qemu_fini(struct xen_qemu *q);
void xen_qemu_pid_path(uint32_t domid, char path[XEN_DEVICE_PATH]);
/* True also when nobody can say so. */
bool xen_qemu_runs(struct xen_backend *xen, uint32_t domid);
/* -EOPNOTSUPP unless it runs: who is given a device while there cannot be given QEMU as well. */
int xen_qemu_require(struct xen_backend *xen, uint32_t domid, struct fault *f);

/* xen-qemu-command.c: what it is told. */
struct xen_qemu_command {
	char **argv; /* the program first, NULL last; owned */
	char **env;  /* NULL last; the first of it owned, and then ours */
	size_t nr_owned;
};

int xen_qemu_command_new(const struct plan_qemu *plan, const struct slots *slots,
			 struct xen_qemu_command *command, struct fault *f);
void xen_qemu_command_fini(struct xen_qemu_command *command);

/* xen-qemu-log.c: what it says. The last such file is kept beside the new one. */
int xen_qemu_open_log(struct xen_backend *xen, const struct plan_qemu *plan, int *fd,
		      struct fault *f);
/* -EIO: "QEMU `how`", with the last that it said. */
int xen_qemu_failed(struct xen_backend *xen, const char *how, struct fault *f);
/* Where more of it is. */
void xen_qemu_hint(struct xen_backend *xen, struct fault *f);

/* xen-qemu.c */
/* Does our own domain serve any device that needs it? */
int xen_qemu_is_needed(struct xen_backend *xen, bool *needed, struct fault *f);
void xen_qemu_directory(struct xen_backend *xen, uint32_t domid, char path[XEN_DEVICE_PATH]);

/*
 * xen-qemu-end.c: ends it, and removes what it has in xenstore and in files: the sockets of
 * consoles among `devices`, too. It is killed if it does not end; what goes wrong keeps nothing
 * else from being done, as with xen_detach().
 */
void xen_qemu_end(struct xen_backend *xen, uint32_t domid, const struct xen_devices *devices,
		  struct fault *f);
/* At once: one that serves nobody yet. */
void xen_qemu_kill(struct xen_backend *xen, struct xen_qemu *q);
/* The sockets of the plan's consoles, of which xenstore may not know yet. */
void xen_qemu_remove_sockets(struct xen_backend *xen);

#endif
