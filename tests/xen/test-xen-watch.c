/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for what others do in xenstore: how often one looks, and until when. */
#include <errno.h>
#include <string.h>

#include "backend/xen.h"
#include "fake-life.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

#define NODE "/local/domain/9/node"

/* Who waits, for the `at`-th look to answer something, or for a time. */
struct waiter {
	unsigned int looks, at;
	int answer;
	int64_t begun, until, last;
};

static int look(void *data, struct fault *f)
{
	struct waiter *w = data;

	w->looks++;
	w->last = xen_now();
	if (w->until && w->last - w->begun >= w->until)
		return 1;
	if (w->looks != w->at)
		return 0;
	return w->answer < 0 ? fault_set(f, w->answer, "enough") : w->answer;
}

static int await_look(struct xen_backend *xen, void *data, struct fault *f)
{
	(void)xen;
	return look(data, f);
}

static int wait_for(struct waiter *waiter, int timeout, int tick, struct fault *f)
{
	struct xen_watch w = { 0 };
	int r;

	*f = FAULT_NONE;
	fx_must(xen_watch_open(&w, f) || xen_watch_add(&w, NODE, f), "watch");
	waiter->begun = xen_now();
	r = xen_watch_until(&w, timeout, tick, look, waiter, f);
	xen_watch_close(&w);
	return r;
}

static void test_once(void)
{
	struct waiter there = { .at = 1, .answer = 1 }, not_yet = { 0 };
	struct fault f;

	fake_reset();
	ok(!wait_for(&there, 0, -1, &f) && there.looks == 1, "one look is enough");
	ok(wait_for(&not_yet, 0, -1, &f) == -ETIMEDOUT && !f.code && not_yet.looks == 1,
	   "without a timeout there is no other, nor a word");
}

static void test_time(void)
{
	struct waiter w = { 0 }, late = { .until = 60 };
	struct fault f;

	ok(wait_for(&w, 60, -1, &f) == -ETIMEDOUT && !f.code && w.looks == 2,
	   "nothing happens: one look before, and one after");
	ok(w.last - w.begun >= 60, "... when the time is over");
	ok(!wait_for(&late, 60, -1, &f), "what comes at the last moment is seen");
}

static void test_ticks(void)
{
	struct waiter code = { .at = 3, .answer = -ECANCELED };
	struct waiter w = { 0 }, third = { .at = 3, .answer = 1 };
	struct fault f;

	ok(wait_for(&w, 200, 20, &f) == -ETIMEDOUT && w.looks > 4 && w.looks <= 12 &&
		   w.last - w.begun >= 200,
	   "with a tick one looks now and then: %u times", w.looks);
	ok(!wait_for(&third, -1, 1, &f) && third.looks == 3, "... for ever");
	ok(wait_for(&code, -1, 1, &f) == -ECANCELED && !strcmp(f.what, "enough"),
	   "... unless one has enough of it");
}

static void write_node(int number)
{
	(void)number;
	fake_write(NODE, "");
}

static void test_events(void)
{
	struct waiter w = { .at = 2, .answer = 1 }, deaf = { 0 };
	struct fault f;

	fake_later(20, write_node);
	ok(!wait_for(&w, -1, -1, &f) && w.looks == 2, "a node that changes is a reason");
	fake_life.deaf = true;
	ok(wait_for(&deaf, -1, -1, &f) == -EIO && !deaf.looks, "xenstored is gone: %s", f.what);
}

/* --- The backend's connection -------------------------------------------------------------- */

static int await(struct xen_backend *xen, struct waiter *waiter, struct fault *f)
{
	const char *const paths[] = { NODE, "@releaseDomain" };
	const struct xen_await wait = { .paths = paths, .nr_paths = 2, .timeout = 5000,
				       .look = await_look, .data = waiter };

	*f = FAULT_NONE;
	return xen_await(xen, &wait, f);
}

static void test_await(void)
{
	struct waiter w = { .at = 2, .answer = 1 }, none = { 0 };
	struct pvh_backend *be;
	struct pvh_ctx *ctx;
	struct fault f;

	fx_must(pvh_new(&ctx), "context");
	fake_reset();
	fx_must(pvh_backend_new_xen(ctx, &be), "backend");
	ok(!await(to_xen(be), &w, &f) && w.looks == 2 && !fake.watches, "the backend waits, too");
	fake.fail_at = fake.calls + 2;
	fake.fail_errno = EIO;
	ok(await(to_xen(be), &none, &f) == -EIO && !none.looks && !fake.watches &&
		   strstr(f.what, "cannot watch @releaseDomain"),
	   "it takes back what it has watched: %s", f.what);
	fake_life.deaf = true;
	ok(await(to_xen(be), &none, &f) == -EIO && !none.looks && !fake.watches,
	   "it does not wait for an xenstored that is gone: %s", f.what);
	pvh_backend_unref(be);
	pvh_unref(ctx);
}

int main(void)
{
	test_once();
	test_time();
	test_ticks();
	test_events();
	test_await();
	return done();
}
