/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line of QEMU, every word of it; when there is one; and where it is shown. */
#include "plan/qemu.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "tap.h"

#define P9 "p9", "[{\"tag\": \"home\", \"path\": \"/home\"}]"
#define SOCKETS "channel", "[{\"name\": \"pty\", \"connection\": \"pty\"}," \
	" {\"name\": \"a\", \"connection\": \"socket\", \"path\": \"/run/a,b{domid}\"}," \
	" {\"name\": \"b\", \"connection\": \"socket\", \"path\": \"b\", \"backend\": \"0\"}]"

static struct pvh_config *make_config(const struct fx_guest *guest, const char *name,
				      const char *dir)
{
	struct pvh_config *config = fx_config(guest);
	struct fault f = FAULT_NONE;

	fx_must(pvh_config_set_name(config, name), name);
	fx_must(config_set_base_dir(config, dir, &f), "base_dir");
	return config;
}

static struct pvh_plan *make_plan(const struct fx_guest *guest, const char *name)
{
	struct pvh_config *config = make_config(guest, name, "/conf");
	struct pvh_plan *plan;

	fx_must(pvh_plan_new(config, &plan), "pvh_plan_new");
	pvh_config_unref(config);
	return plan;
}

/* --- Every word ------------------------------------------------------------------------------- */

static const struct qemu_word minimal[] = {
	{ (char[]){ "-xen-domid" }, false },
	{ (char[]){ "{domid}" }, false },
	{ (char[]){ "-no-shutdown" }, false },
	{ (char[]){ "-chardev" }, false },
	{ (char[]){ "socket,id=libxl-cmd,path=" XEN_RUN_DIR "/qmp-libxl-{domid},server=on,wait=off" },
	  false },
	{ (char[]){ "-mon" }, false },
	{ (char[]){ "chardev=libxl-cmd,mode=control" }, false },
	{ (char[]){ "-chardev" }, false },
	{ (char[]){ "socket,id=libxenstat-cmd,path=" XEN_RUN_DIR "/qmp-libxenstat-{domid},server=on,"
		    "wait=off" }, false },
	{ (char[]){ "-mon" }, false },
	{ (char[]){ "chardev=libxenstat-cmd,mode=control" }, false },
	/* here come the sockets */
	{ (char[]){ "-nodefaults" }, false },
	{ (char[]){ "-no-user-config" }, false },
	{ (char[]){ "-xen-attach" }, false },
	{ (char[]){ "-name" }, false },
	{ (char[]){ "guest=a,,b=,,{domid}" }, true },
	{ (char[]){ "-display" }, false },
	{ (char[]){ "none" }, false },
	{ (char[]){ "-machine" }, false },
	{ (char[]){ "xenpv" }, false },
	{ (char[]){ "-m" }, false },
	{ (char[]){ "65" }, false },
};

enum { BEFORE_SOCKETS = 11 };

static const struct qemu_word sockets[] = {
	{ (char[]){ "-chardev" }, false },
	{ (char[]){ "socket,id=libxl-channel2,path=/run/a,,b{domid},server=on,wait=off" }, true },
	{ (char[]){ "-chardev" }, false },
	{ (char[]){ "socket,id=libxl-channel3,path=b,server=on,wait=off" }, true },
};

static bool same(const struct qemu_word *a, const struct qemu_word *b, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		if (!strcmp(a[i].text, b[i].text) && a[i].verbatim == b[i].verbatim)
			continue;
		printf("# %zu: %s, wanted %s\n", i, a[i].text, b[i].text);
		return false;
	}
	return true;
}

/* A page more than 64 MiB is 65, as with libxl. */
static void test_words(void)
{
	const struct fx_guest plain = { .max_memory = MIB(64) + KIB(4), .wishes = WISHES(P9) };
	const struct fx_guest talks = { .max_memory = MIB(64) + KIB(4),
					.wishes = WISHES(P9, SOCKETS) };
	struct pvh_plan *plan = make_plan(&plain, "a,b=,{domid}");
	const struct plan_qemu *q = &plan->registration.qemu;
	size_t rest = ARRAY_SIZE(minimal) - BEFORE_SOCKETS, nr = ARRAY_SIZE(sockets);

	ok(q->nr_args == ARRAY_SIZE(minimal) && same(q->args, minimal, q->nr_args),
	   "for a share: %zu words", q->nr_args);
	ok(q->nr_env == 1 && !strcmp(q->env[0].text, "XEN_QEMU_CONSOLE_LIMIT=1048576") &&
		   !q->env[0].verbatim,
	   "its environment");
	ok(!strcmp(q->path, XEN_QEMU) && !strcmp(q->log, "qemu-dm-a,b=,{domid}.log") &&
		   !strcmp(q->pointer, "/p9/0"),
	   "its program, its log, and what it is for");
	pvh_plan_unref(plan);
	plan = make_plan(&talks, "a,b=,{domid}");
	q = &plan->registration.qemu;
	ok(q->nr_args == ARRAY_SIZE(minimal) + nr && same(q->args, minimal, BEFORE_SOCKETS) &&
		   same(q->args + BEFORE_SOCKETS, sockets, nr) &&
		   same(q->args + BEFORE_SOCKETS + nr, minimal + BEFORE_SOCKETS, rest),
	   "with sockets: %zu words", q->nr_args);
	ok(!strcmp(q->pointer, "/channel/0"), "... for the first of its devices");
	pvh_plan_unref(plan);
}

/* --- When, and which -------------------------------------------------------------------------- */

static const struct {
	const char *key, *json, *pointer; /* NULL: there is none */
} needs[] = {
	{ "disk", "[{\"vdev\": \"xvda\", \"target\": \"/a\"}]", NULL },
	{ "disk", "[{\"vdev\": \"xvda\", \"target\": \"/a\"},"
		  " {\"vdev\": \"xvdb\", \"target\": \"/b\", \"backendtype\": \"qdisk\"}]", "/disk/1" },
	{ "disk", "[{\"vdev\": \"xvda\", \"target\": \"/b\", \"format\": \"vhd\","
		  " \"backend\": \"5\"}]", "/disk/0" },
	{ "vif", "[{}]", NULL },
	{ "channel", "[{\"name\": \"pty\", \"connection\": \"pty\"}]", "/channel/0" },
	{ "p9", "[{\"tag\": \"home\", \"path\": \"/home\"}]", "/p9/0" },
};

static void test_need(size_t i)
{
	const struct fx_guest guest = { .wishes = WISHES(needs[i].key, needs[i].json) };
	struct pvh_plan *plan = make_plan(&guest, "guest");
	const struct plan_qemu *q = &plan->registration.qemu;

	if (needs[i].pointer)
		ok(q->path && !strcmp(q->pointer, needs[i].pointer), "%s: %s", needs[i].json,
		   q->pointer ? q->pointer : "none");
	else
		ok(!q->path && !q->pointer && !q->nr_args && !q->nr_env && !q->log, "%s: none",
		   needs[i].json);
	pvh_plan_unref(plan);
}

static void test_program(void)
{
	const struct fx_guest there = { .wishes = WISHES(P9, "device_model_override", "\"/opt/{domid}\"") };
	const struct fx_guest near = { .wishes = WISHES(P9, "device_model_override", "\"bin/qemu\"") };
	struct pvh_plan *plan = make_plan(&there, "guest");
	struct pvh_config *config;
	char dir[64];

	ok(!strcmp(plan->registration.qemu.path, "/opt/{domid}"), "another program");
	pvh_plan_unref(plan);
	plan = make_plan(&near, "guest");
	ok(!strcmp(plan->registration.qemu.path, "/conf/bin/qemu"), "... beside the domain.json");
	pvh_plan_unref(plan);
	config = make_config(&near, "guest", NULL);
	fx_make_dir(dir);
	fx_must(chdir(dir) || rmdir(dir), "rmdir");
	ok(pvh_plan_new(config, &plan) == -ENOENT && !plan &&
		   !strcmp(pvh_get_error(config->ctx)->pointer, "/device_model_override"),
	   "... in a directory that is gone: %s", pvh_get_error(config->ctx)->sentence);
	pvh_config_unref(config);
}

/* --- Where it is shown ------------------------------------------------------------------------ */

static const char *const shown[] = {
	"\n  channel a, device/console/2, served by QEMU of the domain that builds\n"
	"    target /run/a,b{domid}\n",
	"\n  channel b, device/console/3, served by QEMU of 0\n",
	"\n  p9 home, device/9pfs/0, served by QEMU of the domain that builds\n    target /home\n",
	"\n  disk xvda, device/vbd/51712, served by QEMU of the domain that builds\n    target /a\n",
	"\n\nQEMU\n  program " XEN_QEMU "\n    -xen-domid\n    {domid}\n    -no-shutdown\n",
	"\n    guest=guest\n",
	"\n  environment XEN_QEMU_CONSOLE_LIMIT=1048576\n  log qemu-dm-guest.log\n\n",
};

static const char *const listed[] = {
	"\"kind\": \"vbd\",\n      \"devid\": 51712,\n      \"name\": \"disk xvda\",\n"
	"      \"target\": \"/a\",\n      \"readonly\": false,\n      \"qemu\": true,\n",
	"\"kind\": \"9pfs\",",
	"\"qemu\": {\n    \"path\": \"" XEN_QEMU "\",\n    \"args\": [\n      \"-xen-domid\",\n",
	"\"socket,id=libxl-channel2,path=/run/a,,b{domid},server=on,wait=off\",\n",
	"\"env\": [\n      \"XEN_QEMU_CONSOLE_LIMIT=1048576\"\n    ],\n"
	"    \"log\": \"qemu-dm-guest.log\"\n  },",
};

static void test_shown(void)
{
	const struct fx_guest guest = {
		.wishes = WISHES(P9, SOCKETS, "disk", "[{\"vdev\": \"xvda\", \"target\": \"/a\","
						      " \"format\": \"qcow2\"}]")
	};
	struct pvh_plan *plan = fx_sealed(&guest, NULL);
	_cleanup_free_ char *text = NULL, *json = NULL;

	fx_must(pvh_plan_dump(plan, PVH_FORMAT_TEXT, &text), "dump");
	fx_must(pvh_plan_dump(plan, PVH_FORMAT_JSON, &json), "manifest");
	for (size_t i = 0; i < ARRAY_SIZE(shown); i++)
		if (!ok(strstr(text, shown[i]) != NULL, "the dump has it: %zu", i))
			printf("# %s\n# %s\n", shown[i], text);
	for (size_t i = 0; i < ARRAY_SIZE(listed); i++)
		if (!ok(strstr(json, listed[i]) != NULL, "so does the manifest: %zu", i))
			printf("# %s\n", listed[i]);
	pvh_plan_unref(plan);
}

int main(void)
{
	test_words();
	for (size_t i = 0; i < ARRAY_SIZE(needs); i++)
		test_need(i);
	test_shown();
	test_program();
	return done();
}
