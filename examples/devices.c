/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Gives a domain that runs a disk or a network interface, waits for a line on standard input, and
 * takes the device away again: first the guest is asked, and if it does not let go, it is forced.
 *
 *	devices DOMAIN KEY DEVICE
 *	devices DOMAIN.JSON KEY DEVICE
 *
 *	devices 7 disk '{ "target": "/var/lib/data.img", "vdev": "xvdb" }'
 *	devices 7 vif '{ "bridge": "xenbr1" }'
 *
 * A domain that is there is known by its number, name or uuid. One that is described by a file is
 * built, and destroyed in the end.
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
	const char *domain, *key, *device;
};

static void wait_for_line(void)
{
	int c;

	do
		c = getchar();
	while (c != EOF && c != '\n');
}

/*
 * What the device was called, by the library if not by the user: a disk's "vdev", an interface's
 * "devid". Neither has anything in it that JSON would escape.
 */
static void find_name(const char *made, const char *key, char name[32])
{
	const char *member = strcmp(key, "disk") ? "\"devid\":" : "\"vdev\":";
	const char *at = strstr(made, member);

	at = at ? at + strlen(member) : "";
	at += strspn(at, " \"");
	snprintf(name, 32, "%.*s", (int)strcspn(at, "\", }\n"), at);
}

/* What the guest has not written yet is lost when it is forced: somebody has to want that. */
static int take_away(struct pvh_domain *domain, const char *key, const char *name)
{
	int r = pvh_domain_detach(domain, key, name, 0);

	if (r != -ETIMEDOUT)
		return r;
	printf("the guest does not let %s go\n", name);
	return pvh_domain_detach(domain, key, name, PVH_DETACH_FORCE);
}

static int lend(struct pvh_domain *domain, const struct wish *w)
{
	unsigned int domid = pvh_domain_get_domid(domain);
	char name[32], *made;
	int r = pvh_domain_attach(domain, w->key, w->device, &made);

	if (r)
		return r;
	find_name(made, w->key, name);
	free(made);
	printf("domain %u has %s\n", domid, name);
	fflush(stdout);
	wait_for_line();
	r = take_away(domain, w->key, name);
	if (!r)
		printf("domain %u has no %s any more\n", domid, name);
	return r;
}

static int build(struct pvh_ctx *ctx, struct pvh_backend *backend, const char *path,
		 struct pvh_domain **domain)
{
	struct pvh_config *config = NULL;
	struct pvh_plan *plan = NULL;
	uint32_t domid;
	int r = pvh_config_from_file(ctx, path, &config);

	if (!r)
		r = pvh_plan_from_config(config, &plan);
	if (!r)
		r = pvh_build(plan, backend, 0, &domid);
	if (!r)
		r = pvh_domain_open(backend, domid, domain);
	pvh_plan_unref(plan);
	pvh_config_unref(config);
	return r;
}

static bool is_file(const char *text)
{
	size_t size = strlen(text);

	return size > 5 && !strcmp(text + size - 5, ".json");
}

static int run(struct pvh_ctx *ctx, const struct wish *w)
{
	struct pvh_backend *backend = NULL;
	struct pvh_domain *domain = NULL;
	bool own = is_file(w->domain);
	int r = pvh_backend_new_xen(ctx, &backend);

	if (!r)
		r = own ? build(ctx, backend, w->domain, &domain) :
			  pvh_domain_find(backend, w->domain, &domain);
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

	if (argc != 4) {
		fprintf(stderr, "usage: devices DOMAIN|DOMAIN.JSON KEY DEVICE\n");
		return 64;
	}
	if (pvh_new(&ctx))
		return 1;
	r = choose_worker(ctx);
	if (!r)
		r = run(ctx, &(struct wish){ argv[1], argv[2], argv[3] });
	pvh_unref(ctx);
	return r != 0;
}
