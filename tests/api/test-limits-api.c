/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits of what is read, and who reads it, as users of the public API choose them. */
#include "api.h"

#include <inttypes.h>

/* --- Limits ------------------------------------------------------------------------------- */

static void test_limit(enum pvh_limit limit)
{
	const char *name = pvh_limit_get_name(limit);
	const struct pvh_error *e = pvh_get_error(ctx);
	uint64_t initial = pvh_get_limit(ctx, limit);

	ok(initial && !pvh_set_limit(ctx, limit, initial - 1) &&
	   pvh_get_limit(ctx, limit) == initial - 1, "the limit %s, %" PRIu64 ", can be set", name,
	   initial);
	ok(pvh_set_limit(ctx, limit, 0) == -EINVAL && e->code == -EINVAL && strstr(e->what, name),
	   "... not to 0: %s", e->sentence);
	ok(pvh_set_limit(ctx, limit, UINT64_MAX) == -EINVAL && strstr(e->what, name),
	   "... nor to infinity");
	ok(pvh_get_limit(ctx, limit) == initial - 1, "... and stays what it was");
	must(pvh_set_limit(ctx, limit, initial));
}

static void test_no_limit(enum pvh_limit limit)
{
	ok(!pvh_limit_get_name(limit) && !pvh_get_limit(ctx, limit) &&
	   pvh_set_limit(ctx, limit, 1) == -EINVAL && pvh_get_error(ctx)->code == -EINVAL,
	   "there is no limit %d: %s", (int)limit, pvh_get_error(ctx)->sentence);
}

static void test_limits(void)
{
	const struct pvh_error *e = pvh_get_error(ctx);
	struct pvh_ctx *own, *saved = ctx;
	struct pvh_image *image;
	struct kernel kernel;

	for (int i = 0; i <= PVH_LIMIT_STRING; i++)
		test_limit((enum pvh_limit)i);
	test_no_limit((enum pvh_limit)(PVH_LIMIT_STRING + 1));
	test_no_limit((enum pvh_limit)-1);
	test_no_limit(PVH_LIMIT_PAD_);
	kernel_make(&kernel);
	must(pvh_new(&own));
	must(choose_worker(own));
	must(pvh_set_limit(ctx, PVH_LIMIT_FILE_SIZE, sizeof(kernel) - 1));
	ok(inspect(&kernel, sizeof(kernel), &image) == -EFBIG && !pvh_image_is_bootable(image) &&
		   e->expected == sizeof(kernel) - 1 && e->actual == sizeof(kernel),
	   "a file beyond a limit: %s", e->sentence);
	pvh_image_unref(image);
	ctx = own;
	ok(!inspect(&kernel, sizeof(kernel), &image), "... which another context does not have");
	pvh_image_unref(image);
	ctx = saved;
	pvh_unref(own);
	must(pvh_set_limit(ctx, PVH_LIMIT_FILE_SIZE, sizeof(kernel)));
	ok(!inspect(&kernel, sizeof(kernel), &image), "... and one just within");
	pvh_image_unref(image);
}

/* --- The worker -------------------------------------------------------------------------- */

static int try_kernel(void)
{
	struct pvh_image *image;
	int r = inspect_kernel(&image);

	pvh_image_unref(image);
	return r;
}

/* Nobody gets out of confinement by mistake. */
static void test_in_process(void)
{
	static const char *const usual = INSTALLED_WORKER;
	const char *installed = usual ? usual : "";
	const struct pvh_error *e;
	struct pvh_ctx *own, *saved = ctx;

	must(pvh_new(&own));
	ctx = own;
	e = pvh_get_error(ctx);
	must(pvh_set_image_worker(ctx, "/nowhere/worker"));
	ok(try_kernel() == -EIO && strstr(e->sentence, "/nowhere/worker"),
	   "a worker that is not there: %s", e->sentence);
	pvh_set_in_process(ctx, true);
	ok(!try_kernel(), "... is not needed in this process");
	pvh_set_in_process(ctx, false);
	ok(try_kernel() == -EIO, "... but again afterwards");
	must(pvh_set_image_worker(ctx, NULL));
	if (!*installed)
		ok(!try_kernel(), "a library without a worker needs none");
	else if (access(installed, X_OK))
		ok(try_kernel() == -EIO && strstr(e->sentence, installed),
		   "NULL is the one installed: %s", e->sentence);
	ctx = saved;
	pvh_unref(own);
}

int main(void)
{
	must(pvh_new(&ctx));
	must(choose_worker(ctx));
	test_limits();
	test_in_process();
	pvh_unref(ctx);
	return done();
}
