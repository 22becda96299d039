/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Gives a domain that runs a disk or a network interface, waits for a line on standard input, and
 * takes the device away again: first the guest is asked, and if it does not let go, it is forced.
 *
 *	devices DOMID KEY DEVICE NAME
 *	devices DOMAIN.JSON KEY DEVICE NAME
 *
 *	devices 7 disk '{ "target": "/var/lib/data.img", "vdev": "xvdb" }' xvdb
 *	devices 7 vif '{ "bridge": "xenbr1", "devid": 1 }' 1
 *
 * A domain that is there is known by its number. One that is described by a file is built, and
 * destroyed in the end.
 *
 *	cc devices.c $(pkg-config --cflags --libs libpvh)
 */
#include <pvh.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker.h"

struct wish {
	const char *domain, *key, *device, *name;
};

static void wait_for_line(void)
{
	int c;

	do
		c = getchar();
	while (c != EOF && c != '\n');
}

/* What the guest has not written yet is lost when it is forced: somebody has to want that. */
static int take_away(struct pvh_domain *domain, const struct wish *w)
{
	int r = pvh_domain_detach(domain, w->key, w->name, 0);

	if (r != -ETIMEDOUT)
		return r;
	printf("the guest does not let %s go\n", w->name);
	return pvh_domain_detach(domain, w->key, w->name, PVH_DETACH_FORCE);
}

static int lend(struct pvh_domain *domain, const struct wish *w)
{
	int r = pvh_domain_attach(domain, w->key, w->device);

	if (r)
		return r;
	printf("domain %u has %s\n", (unsigned int)pvh_domain_get_domid(domain), w->name);
	fflush(stdout);
	wait_for_line();
	r = take_away(domain, w);
	if (!r)
		printf("domain %u has no %s any more\n",
		       (unsigned int)pvh_domain_get_domid(domain), w->name);
	return r;
}

static int build(struct pvh_ctx *ctx, struct pvh_backend *backend, const char *path,
		 uint32_t *domid)
{
	struct pvh_config *config = NULL;
	struct pvh_plan *plan = NULL;
	int r = pvh_config_from_file(ctx, path, &config);

	if (!r)
		r = pvh_plan_from_config(config, &plan);
	if (!r)
		r = pvh_build(plan, backend, 0, domid);
	pvh_plan_unref(plan);
	pvh_config_unref(config);
	return r;
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static int run(struct pvh_ctx *ctx, const struct wish *w)
{
	uint32_t domid = (uint32_t)strtoul(w->domain, NULL, 10);
	struct pvh_backend *backend = NULL;
	struct pvh_domain *domain = NULL;
	bool own = !is_number(w->domain);
	int r = pvh_backend_new_xen(ctx, &backend);

	if (!r && own)
		r = build(ctx, backend, w->domain, &domid);
	if (!r)
		r = pvh_domain_open(backend, domid, &domain);
	if (!r)
		r = lend(domain, w);
	if (r)
		fprintf(stderr, "%s\n", pvh_get_error(ctx)->sentence);
	if (domain && own && pvh_domain_destroy(domain))
		fprintf(stderr, "%s\n", pvh_get_error(ctx)->sentence);
	pvh_domain_unref(domain);
	pvh_backend_unref(backend);
	return r;
}

int main(int argc, char **argv)
{
	struct pvh_ctx *ctx;
	int r;

	if (argc != 5) {
		fprintf(stderr, "usage: devices DOMID|DOMAIN.JSON KEY DEVICE NAME\n");
		return 64;
	}
	if (pvh_new(&ctx))
		return 1;
	r = choose_worker(ctx);
	if (!r)
		r = run(ctx, &(struct wish){ argv[1], argv[2], argv[3], argv[4] });
	pvh_unref(ctx);
	return r != 0;
}
