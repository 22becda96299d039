/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The judge judged: what the tests of its rules have in common. */
#ifndef TEST_RECORDER_H
#define TEST_RECORDER_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "recorder.h"
#include "tap.h"

/* To break a plan: the node at `path`, and another text in place of one. */
static inline struct node *node_at(struct nodes *nodes, const char *path)
{
	for (size_t i = 0; i < nodes->nr; i++)
		if (!strcmp(nodes->list[i].path, path))
			return &nodes->list[i];
	fx_must(1, path);
	return NULL;
}

static inline void set_text(char **to, const char *text)
{
	free(*to);
	*to = text ? strdup(text) : NULL;
}

/* The recorder is the caller's: recorder_fini() it. */
static inline int build(struct recorder *r, struct pvh_plan *plan, struct fault *f)
{
	uint32_t domid;
	int code;

	recorder_init(r, plan->ctx);
	r->host.nr_nodes = 0; /* of what a host has, the judge is asked, not the library */
	code = backend_build(&r->be, plan, false, &domid, f);
	pvh_backend_unref(&r->be);
	return code;
}

/* Of call `nr`, when it fails: -EIO, nothing left behind, and whose fault it is. */
static inline void test_pointer(struct pvh_plan *plan, unsigned int nr, const char *pointer)
{
	struct fault f = FAULT_NONE;
	struct recorder r;
	uint32_t domid;

	recorder_init(&r, plan->ctx);
	r.fail_at = nr;
	r.fail_code = -EIO;
	ok(backend_build(&r.be, plan, false, &domid, &f) == -EIO && r.aborts == 1 &&
		   !strcmp(f.pointer, pointer),
	   "a call that fails: %s: %s", f.pointer, f.what);
	pvh_backend_unref(&r.be);
	recorder_fini(&r);
}

/* A broken plan is refused; `refused` is part of the reason. */
static inline void test_refused(struct pvh_plan *plan, const char *name, const char *refused)
{
	struct fault f = FAULT_NONE;
	struct recorder r;
	int code = build(&r, plan, &f);
	const char *broken = recorder_broken(&r);

	if (!ok(code == -EPROTO && broken && strstr(broken, refused), "%s: %s", name,
		broken ? broken : "accepted"))
		printf("# wanted: %s\n", refused);
	recorder_fini(&r);
}

#endif
