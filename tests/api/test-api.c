/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public API as its users have it: <pvh.h>, libpvh.so, and nothing else of ours. */
#include "api.h"

/* --- Errors as data ----------------------------------------------------------------- */

#define HEAD "\"name\": \"x\", \"memory\": 16"

static const struct {
	const char *text;
	enum pvh_stage stage;
	int code;
	const char *object, *pointer;
} errors[] = {
	{ "{ " HEAD ", }", PVH_STAGE_CONFIG, -EBADMSG, "domain.json", "" },
	{ "{ " HEAD ", \"kernal\": \"x\" }", PVH_STAGE_CONFIG, -EBADMSG, "domain.json", "/kernal" },
	{ "{ " HEAD ", \"kernel\": 7 }", PVH_STAGE_CONFIG, -EINVAL, "domain.json", "/kernel" },
	{ "{ " HEAD ", \"kernel\": \"x\", \"maxmem\": 1 }", PVH_STAGE_CONFIG, -EINVAL, "domain.json",
	  "/maxmem" },
	{ "{ " HEAD ", \"kernel\": \"x\", \"modules\": [ { \"fd\": 3, \"max\": \"512K\" } ] }",
	  PVH_STAGE_CONFIG, -EINVAL, "domain.json", "/modules/0/max" },
	{ "{ " HEAD " }", PVH_STAGE_CONFIG, -EINVAL, "domain.json", "/kernel" },
	{ "{ " HEAD ", \"kernel\": \"missing\" }", PVH_STAGE_IMAGE, -ENOENT, "/missing", "/kernel" },
	{ "{ " HEAD ", \"kernel\": \".\" }", PVH_STAGE_IMAGE, -EISDIR, "/.", "/kernel" },
	{ "{ " HEAD ", \"kernel\": \"initrd\" }", PVH_STAGE_IMAGE, -ENOEXEC, "initrd", NULL },
	{ "{ " HEAD ", \"kernel\": \"vmlinux\", \"ramdisk\": \"missing\" }", PVH_STAGE_IMAGE, -ENOENT,
	  "/missing", "/ramdisk" },
	{ "{ " HEAD ", \"kernel\": \"vmlinux\", \"modules\": [ { \"path\": \"initrd\" }, "
	  "{ \"path\": \"missing\" } ] }", PVH_STAGE_IMAGE, -ENOENT, "/missing",
	  "/modules/1/path" },
	{ "{ " HEAD ", \"kernel\": \"vmlinux\", \"pvshim_path\": \"vmlinux\" }", PVH_STAGE_CONFIG,
	  -EINVAL, "domain.json", "/pvshim_path" },
	{ "{ " HEAD ", \"kernel\": \"vmlinux\", \"pvshim\": true, \"pvshim_path\": \"missing\" }",
	  PVH_STAGE_IMAGE, -ENOENT, "/missing", "/pvshim_path" },
	{ "{ " HEAD ", \"kernel\": \"vmlinux\", \"pvshim\": true, \"pvshim_path\": \"vmlinux\" }",
	  PVH_STAGE_IMAGE, -ENOEXEC, "vmlinux", "/kernel" },
	{ "{ " HEAD ", \"kernel\": \"vmlinux\", \"ramdisk\": \"large\" }", PVH_STAGE_PLAN, -ENOSPC,
	  "large", NULL },
	{ "{ " HEAD ", \"kernel\": \"vmlinux\", \"ramdisk\": \"empty\" }", PVH_STAGE_PLAN, -EINVAL,
	  "empty", NULL },
};

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

static void test_error(size_t i)
{
	const struct pvh_error *e = pvh_get_error(ctx);
	struct pvh_config *config = (void *)dir;
	struct pvh_plan *plan = NULL;
	const char *text = errors[i].text;
	int r, in_config;

	in_config = r = pvh_config_from_json(ctx, text, strlen(text), "domain.json", dir, &config);
	if (!r) {
		plan = (void *)dir;
		r = pvh_plan_from_config(config, &plan);
	}
	ok(r == errors[i].code && e->code == r && e->stage == errors[i].stage && !plan &&
	   ends_with(e->object, errors[i].object) &&
	   (!errors[i].pointer || !strcmp(e->pointer, errors[i].pointer)) && *e->what &&
	   strstr(e->sentence, e->what) && !strchr(e->sentence, '\n'), "error: %d, %s", r,
	   e->sentence);
	ok(!config == !!in_config, "... and no object");
	pvh_config_unref(config);
}

static void test_setters(void)
{
	struct pvh_config *config = make_config();
	const struct pvh_error *e = pvh_get_error(ctx);
	char *text;

	ok(pvh_config_set_memory(config, 1) == -EINVAL && !strcmp(e->pointer, "/memory"),
	   "set_memory: %s", sentence());
	ok(pvh_config_set_name(config, "") == -EINVAL && !strcmp(e->pointer, "/name"),
	   "set_name: %s", sentence());
	ok(pvh_config_set_uuid(config, "x") == -EINVAL && !strcmp(e->pointer, "/uuid"),
	   "set_uuid: %s", sentence());
	ok(pvh_config_set_vcpus(config, 129) == -EINVAL && !strcmp(e->pointer, "/vcpus"),
	   "set_vcpus: %s", sentence());
	ok(!pvh_config_to_json(config, &text) && text && strstr(text, UUID),
	   "to_json, with what the refused ones have left alone");
	free(text);
	pvh_config_unref(config);
}

/* Whoever drives the stages himself, or sets it later, has no kernel in the text. */
static void test_no_kernel(void)
{
	static const char text[] = "{ " HEAD " }";
	struct pvh_config *config;
	struct pvh_plan *plan;

	if (!ok(!pvh_config_from_json(ctx, text, strlen(text), "domain.json", dir, &config),
		"a text without a kernel"))
		return;
	ok(!pvh_plan_new(config, &plan), "... is enough for a plan");
	pvh_plan_unref(plan);
	ok(!pvh_config_set_kernel(config, "vmlinux") && !pvh_plan_from_config(config, &plan),
	   "... and with one that is set later for all stages: %s", sentence());
	pvh_plan_unref(plan);
	pvh_config_unref(config);
}

/* Of one wish: where in a config it is wrong, and where in the text that was given. */
static void test_set_sentences(void)
{
	static const struct { const char *key, *json, *sentence; } cases[] = {
		{ "vcpus", "x", "1:1: /vcpus: expected a value, found 'x'" },
		{ "vcpus", "99999999999999999999999",
		  "/vcpus: the number 99999999999999999999999 is out of range" },
		{ "vcpus", "\"2\"", "/vcpus: \"vcpus\" is a string, but has to be a whole number; "
		  "write the number without quotes" },
		{ "start_info", "{\"version\":1,\"version\":1}",
		  "/start_info/version: \"version\" is given twice, again at 1:14" },
		{ "modules", "[{\"path\":\"a\",\"path\":\"b\"}]",
		  "/modules/0/path: \"path\" is given twice, again at 1:14" },
		{ "", "1", "/: unknown key \"\"" },
	};
	struct pvh_config *config = make_config();

	for (size_t i = 0; i < NR(cases); i++)
		ok(pvh_config_set(config, cases[i].key, cases[i].json) &&
			   !strcmp(sentence(), cases[i].sentence), "set: %s", sentence());
	pvh_config_unref(config);
}

/* --- Logs, Xen, texts --------------------------------------------------------------- */

static void count_lines(void *data, int priority, const char *line)
{
	*(unsigned int *)data += priority <= PVH_LOG_DEBUG && *line;
}

/* Each object keeps its context. */
static void test_context(void)
{
	struct pvh_ctx *own, *saved = ctx;
	struct pvh_config *config;
	unsigned int lines = 0;

	must(pvh_new(&own));
	must(choose_worker(own));
	ctx = own;
	config = make_config();
	pvh_set_log(own, count_lines, &lines, PVH_LOG_DEBUG);
	pvh_image_unref(make_image());
	ok(lines > 0, "a log function gets lines");
	ok(!pvh_unref(own), "the context goes first");
	ok(pvh_config_set_memory(config, 0) == -EINVAL &&
	   pvh_get_error(own)->code == -EINVAL, "... the config still has it");
	pvh_config_unref(config);
	ctx = saved;
}

static void test_xen(void)
{
	struct pvh_backend *backend = (void *)dir;
	int r = pvh_backend_new_xen(ctx, &backend);

	if (r == 0)
		ok(backend != NULL, "this is a Xen host");
	else if (r == -EPERM)
		ok(!backend && *pvh_get_error(ctx)->hint, "Xen refuses: %s", sentence());
	else
		ok((r == -ENODEV || r == -EOPNOTSUPP) && !backend &&
		   pvh_get_error(ctx)->stage == PVH_STAGE_BACKEND &&
		   strstr(sentence(), "--dry-run") &&
		   (r == -EOPNOTSUPP || strstr(sentence(), "demo")),
		   "no Xen here: %s", sentence());
	pvh_backend_unref(r ? NULL : backend);
}

/* A text that is not followed by a NUL is read to its end and no further. */
static void test_exact_text(void)
{
	size_t size = strlen(json);
	char *copy = malloc(size);
	struct pvh_config *config;

	memcpy(copy, json, size);
	ok(!pvh_config_from_json(ctx, copy, size, "x", dir, &config),
	   "a text without a NUL");
	pvh_config_unref(config);
	ok(pvh_config_from_json(ctx, copy, size - 1, "x", dir, &config) == -EBADMSG &&
		   !config,
	   "... a byte shorter: %s", sentence());
	ok(pvh_config_from_json(ctx, copy, 0, "x", dir, &config) == -EBADMSG && !config,
	   "... and none at all: %s", sentence());
	free(copy);
}

int main(void)
{
	char version[32];

	begin();
	snprintf(version, sizeof(version), "%d.%d.%d", PVH_VERSION_MAJOR, PVH_VERSION_MINOR,
		 PVH_VERSION_MICRO);
	ok(!strcmp(pvh_version(), version), "version %s, and %s of the header", pvh_version(),
	   version);
	for (size_t i = 0; i < NR(errors); i++)
		test_error(i);
	test_setters();
	test_no_kernel();
	test_set_sentences();
	test_context();
	test_xen();
	test_exact_text();
	return end();
}
