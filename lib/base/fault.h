/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What went wrong, as a value. A layer that refuses something fills one fault and
 * returns its code; nothing is allocated, so reporting cannot fail. The first cause
 * wins: a fault that is already set is left alone.
 */
#ifndef PVH_BASE_FAULT_H
#define PVH_BASE_FAULT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"

#define FAULT_NOWHERE UINT64_MAX

struct fault {
	int code;                /* -errno; 0 while nothing is wrong */
	int os_error;            /* errno behind it, or 0 */
	char object[96];         /* "kernel", "module 1", "/boot/vmlinuz" (or its end), or "" */
	char pointer[160];       /* JSON pointer into the config, or "" */
	uint64_t offset;         /* byte offset into the object, or FAULT_NOWHERE */
	unsigned int line;       /* of a text, from 1, or 0 */
	unsigned int column;     /* in characters, from 1, or 0 */
	uint64_t expected;       /* the bound or value wanted; 0 with actual 0: none */
	uint64_t actual;         /* the value found */
	char what[320];          /* one clause: what is wrong and why */
	char hint[224];          /* what to do about it, or "" */
};

#define FAULT_NONE ((struct fault){ .offset = FAULT_NOWHERE })

/* All return `code` (a negative errno), so that `return fault_set(...)` reads well. */
int fault_set(struct fault *f, int code, const char *fmt, ...) _printf_(3, 4);
int fault_at(struct fault *f, int code, uint64_t offset, const char *fmt, ...) _printf_(4, 5);
/* A system call failed with errno `err`: its text is appended, and never what is cut off. */
int fault_os(struct fault *f, int code, int err, const char *fmt, ...) _printf_(4, 5);
int fault_oom(struct fault *f);

/* Details of a fault that has just been set; each keeps what is there already. */
void fault_hint(struct fault *f, const char *fmt, ...) _printf_(2, 3);
void fault_object(struct fault *f, const char *fmt, ...) _printf_(2, 3);
/* Where in the config: a JSON pointer. */
void fault_pointer(struct fault *f, const char *fmt, ...) _printf_(2, 3);
void fault_values(struct fault *f, uint64_t expected, uint64_t actual);

#endif
