/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * QEMU as a process beside a PVH guest: its machine "xenpv" has no processors and no memory, but the
 * backends of some devices. It is one for each domain.
 */
#ifndef PVH_PLAN_QEMU_H
#define PVH_PLAN_QEMU_H

#include <stdbool.h>
#include <stddef.h>

struct qemu_word {
	char *text;
	bool verbatim; /* the user's: no slots are expanded in it */
};

struct plan_qemu {
	char *path; /* of the program; NULL: no device needs it */
	char *pointer; /* JSON pointer of the first device that does */
	struct qemu_word *args; /* without the program's own name */
	size_t nr_args;
	struct qemu_word *env; /* "NAME=value", unless the builder's environment has NAME */
	size_t nr_env;
	char *log;  /* name of the file in Xen's log directory that has what it says */
};

void qemu_fini(struct plan_qemu *q);

#endif
