/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A backend that builds nothing: it holds every call against Xen's rules, writes it down
 * as a line of text, and can fail the n-th one.
 */
#ifndef RECORDER_H
#define RECORDER_H

#include <stdio.h>

#include "backend/backend.h"
#include "rules.h"

struct recorder {
	struct pvh_backend be;
	struct rules rules;
	struct host host;     /* what it says that it runs on; at first, one that can do all */
	uint64_t written;     /* bytes, by all writes */
	char *trace;          /* a line a call; complete once the build is over */
	size_t trace_size;
	FILE *out;
	unsigned int calls;   /* so far, in this build; abort and free do not count */
	unsigned int fail_at; /* this call fails, counted from 1; 0: none */
	int fail_code;
	bool failed;          /* a call has failed, so nothing but an abort may follow */
	unsigned int aborts;
	bool paused;          /* as commit was told */
	bool freed;
};

/* What `begin` fills the slots with: all different, so that no one passes for another. */
enum { RECORDER_DOMID = 7, RECORDER_STORE_PORT = 3, RECORDER_CONSOLE_PORT = 4,
       RECORDER_STORE_DOMID = 1, RECORDER_CONSOLE_DOMID = 2 };

/* `r` is the caller's; `be` is a backend with one reference to it. */
void recorder_init(struct recorder *r, struct pvh_ctx *ctx);
/* Frees what it wrote down, after the last unref of `be`. */
void recorder_fini(struct recorder *r);

/* The first rule that was broken, or NULL. */
const char *recorder_broken(const struct recorder *r);

#endif
