/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which domains there are on a Xen of a few functions, and which of them is meant. */
#include <errno.h>
#include <string.h>
#include <xenctrl.h>

#include "backend/xen.h"
#include "config/uuid.h"
#include "fake-life.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

#define OTHER_UUID "aabbccdd-0000-4000-8000-000000000001"
#define NAMED_UUID "aabbccdd-0000-4000-8000-000000000002"

static struct pvh_plan *plan;
static struct pvh_backend *backend;

static const char *sentence(void)
{
	return pvh_get_error(plan->ctx)->sentence;
}

/* Domain 9, "guest", that has just been built, and domain 12, "other". */
static void start(void)
{
	fake_reset();
	fx_must(pvh_backend_new_xen(plan->ctx, &backend), "backend");
	fx_must(pvh_build(plan, backend, 0, NULL), "build");
	fake_life.neighbour.domid = 12;
	fx_must(!uuid_from_text(OTHER_UUID, fake_life.neighbour.uuid), "uuid");
	fx_must(!fake_write("/local/domain/12/name", "other"), "name");
	fx_must(!fake_write("/local/domain/0/name", "Domain-0"), "name");
}

static void stop(void)
{
	backend = pvh_backend_unref(backend);
	if (fake.handles)
		ok(false, "%u handles are left", fake.handles);
}

/* The domid of the one that is found, or the code. */
static int find(const char *name)
{
	struct pvh_domain *domain = (void *)plan;
	int r = pvh_domain_find(backend, name, &domain);

	if (!r)
		r = (int)pvh_domain_get_domid(domain);
	else if (domain)
		ok(false, "a domain with %d", r);
	if (r > 0)
		pvh_domain_unref(domain);
	return r;
}

/* --- One -------------------------------------------------------------------------------- */

static void test_one(void)
{
	static const struct {
		const char *name;
		int found;
	} cases[] = {
		{ "guest", 9 },      { "other", 12 },     { FX_UUID, 9 },  { OTHER_UUID, 12 },
		{ "9", 9 },          { "12", 12 },
		{ "AABBCCDD-0000-4000-8000-000000000001", 12 },
		{ "gues", -ESRCH }, { "guest2", -ESRCH }, { "", -ESRCH },
		{ "7", -ESRCH },    { "4294967305", -ESRCH }, { "65545", -ESRCH },
		{ NAMED_UUID, -ESRCH }, { "0", -EINVAL }, { "Domain-0", -EINVAL },
	};

	start();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ok(find(cases[i].name) == cases[i].found, "\"%s\": %s", cases[i].name,
		   cases[i].found > 0 ? "found" : sentence());
	fx_must(!fake_write("/local/domain/12/name", NAMED_UUID), "name");
	ok(find(NAMED_UUID) == 12, "a name that looks like a uuid");
	fx_must(!fake_write("/local/domain/12/name", FX_UUID), "name");
	ok(find(FX_UUID) == 9, "... which a uuid goes before");
	stop();
}

static void test_several(void)
{
	start();
	fx_must(!fake_write("/local/domain/12/name", "guest"), "name");
	ok(find("guest") == -EINVAL && strstr(sentence(), "both called \"guest\""),
	   "two of that name: %s", sentence());
	fx_must(!uuid_from_text(FX_UUID, fake_life.neighbour.uuid), "uuid");
	ok(find(FX_UUID) == -EINVAL && strstr(sentence(), "domains 9 and 12 have the same uuid"),
	   "two of that uuid: %s", sentence());
	fake_life.neighbour.flags = XEN_DOMINF_dying;
	ok(find(FX_UUID) == 9, "... but one that is dying does not count");
	fake.exists = false;
	ok(find(FX_UUID) == -ESRCH && find("12") == -ESRCH, "... nor be found: %s", sentence());
	stop();
}

/* --- All -------------------------------------------------------------------------------- */

/* Their domids, each with a blank; then the code. */
static int list(char text[64])
{
	uint32_t domid = 0;
	int r;

	text[0] = '\0';
	while (!(r = pvh_backend_next_domid(backend, domid, &domid)))
		snprintf(text + strlen(text), 16, "%u ", domid);
	return r;
}

static void test_all(void)
{
	const uint32_t beyond[] = { 12, 0x7fef, 0x7ff0, 0xffff, 0x10000, UINT32_MAX };
	char text[64];
	uint32_t domid = 77;

	start();
	ok(list(text) == -ESRCH && !strcmp(text, "9 12 "), "all domains: %s", text);
	fake_life.neighbour.domid = 3;
	ok(list(text) == -ESRCH && !strcmp(text, "3 9 "), "... by their numbers: %s", text);
	fake_life.neighbour.flags = XEN_DOMINF_dying;
	ok(list(text) == -ESRCH && !strcmp(text, "9 "), "... those that are dying not: %s", text);
	to_xen(backend)->toolstack = 9;
	ok(list(text) == -ESRCH && !*text, "... nor our own: %s", sentence());
	to_xen(backend)->toolstack = 0;
	for (size_t i = 0; i < ARRAY_SIZE(beyond); i++)
		ok(pvh_backend_next_domid(backend, beyond[i], &domid) == -ESRCH && domid == 77,
		   "none above %u", beyond[i]);
	stop();
}

static void test_failures(void)
{
	char text[64];

	start();
	fake.fail_at = fake.calls + 2;
	fake.fail_errno = EIO;
	ok(list(text) == -EIO && !strcmp(text, "9 "), "a call that fails ends a list: %s",
	   sentence());
	fake.fail_at = fake.calls + 1;
	ok(find(FX_UUID) == -EIO, "... and a search");
	fake.fail_at = fake.calls + 2;
	ok(find(FX_UUID) == -EIO, "... that has found one, because there could be another");
	stop();
}

int main(void)
{
	static const struct fx_guest guest = { .memory = MIB(64) };

	plan = fx_sealed(&guest, NULL);
	test_one();
	test_several();
	test_all();
	test_failures();
	pvh_plan_unref(plan);
	return done();
}
