/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * docs/domain.schema.json and the reader are of one mind about whole texts: those that the tree
 * has, those that other tests see refused, and those that show what a pattern takes.
 */
#include <dirent.h>

#include "config-refusals.h"
#include "golden-cases.h"
#include "test-schema.h"

/* --- Texts that mean something --------------------------------------------------------------- */

/* Words that stand between `before` and `after`: what is right there, and what is not. */
static const struct pattern {
	const char *before, *after;
	const char *good[13], *bad[17];
} patterns[] = {
	{ "{" MINIMAL ", \"uuid\": ", "}", { "00112233-4455-6677-8899-aabbccDDEEFF" },
	  { "00112233-4455-6677-8899-aabbccddeef", "00112233-4455-6677-8899aabbccddeeff0",
	    "0011223g-4455-6677-8899-aabbccddeeff" } },
	{ "{\"memory\": 1, \"kernel\": \"k\", \"name\": ", "}",
	  { "a", "1a", "a1", "\xc3\xa9", "-1", " " }, { "", "1", "12", "a/b", "/", "a\\u0007" } },
	{ "{" MINIMAL ", \"reserved\": [{\"size\": \"4K\", \"start\": ", "}]}",
	  { "0x1000", "0x0", "0x00000000000000000001000", "1M", "0.5M" },
	  { "0x", "1000", "0x10000000000000000", "0X1000", "0x1000 ", "x" } },
	{ "{" MINIMAL ", \"vnuma\": [{\"pnode\": 0, \"size\": 512, \"vcpus\": ", "}]}",
	  { "0", "", "0-3,5" }, { "0,", ",0", "0-", "a", "0 ", "-1", "0,,1" } },
	{ "{" MINIMAL ", \"cpus\": ", "}",
	  { "0", "0-3,^1", "node:1,^6", "nodes:0-1", "all,^7", " 1 , 2 ", "nodes:all",
	    "1,^node:2" },
	  { "", " ", "x", "1,", ",1", "1 2", "^all,1", "1-", "-1", "123456", "node:", "1,^" } },
	{ "{" MINIMAL ", \"cpus_soft\": [", "]}", { "0", "all" }, { "", "0;1" } },
	{ "{" MINIMAL ", \"disk\": [{\"target\": \"a\", \"vdev\": ", "}]}",
	  { "xvda", "xvdb2", "d16p2", "d1", "hda", "hdd63", "sdp15", "51712", "0xca00",
	    "xvdaa255", "d0x1p0" },
	  { "", "xvd", "xvda0", "xvda01", "hde", "sdq", "a", "xvda1p", "-1", " 1", "d", "dp1" } },
	{ "{" MINIMAL ", \"p9\": [{\"path\": \"a\", \"tag\": ", "}]}",
	  { "home", "a b", "a.b/c" }, { "", "a,b", "a=b", "a\\\"b", "a\\tb" } },
	{ "{" MINIMAL ", \"vif\": [{\"mac\": ", "}]}",
	  { "00:16:3e:12:34:56", "0A:00:00:00:00:01" },
	  { "", "01:16:3e:12:34:56", "00:16:3e:12:34", "00:16:3e:12:34:5g", "00-16-3e-12-34-56",
	    "00:16:3e:12:34:56:" } },
	{ "{" MINIMAL ", \"vif\": [{\"rate\": ", "}]}",
	  { "10Mb/s", "250KB/s", "1MB/s@20ms", "1GB/s@1s", "1MB/s@1", "1MB/s@200m",
	    "100B/s@999999us" },
	  { "", "10", "10M", "10Mb", "10mb/s", "010Mb/s", "10Mb/s@", "10Mb/s@1h", "1.5Mb/s",
	    "b/s" } },
};

static void try_word(const struct pattern *p, const char *word, bool good)
{
	_cleanup_free_ char *text = NULL;
	struct verdict v;

	if (asprintf(&text, "%s\"%s\"%s", p->before, word, p->after) < 0)
		exit(99);
	v = judge(text);
	ok(v.read == good && v.valid == good, "%s: %s, %s", text, v.read ? "read" : "refused",
	   v.valid ? "valid" : "invalid");
}

static void test_patterns(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		for (size_t k = 0; patterns[i].good[k]; k++)
			try_word(&patterns[i], patterns[i].good[k], true);
		for (size_t k = 0; patterns[i].bad[k]; k++)
			try_word(&patterns[i], patterns[i].bad[k], false);
	}
}

/* --- What belongs together ------------------------------------------------------------------- */

static const struct {
	const char *text;
	bool good;
} together[] = {
	{ "{" MINIMAL "}", true },
	{ "{}", false },
	{ "{\"memory\": 512, \"kernel\": \"k\"}", false },
	{ "{\"name\": \"a\", \"kernel\": \"k\"}", false },
	{ "{\"name\": \"a\", \"memory\": 512}", false },
	{ "{" MINIMAL ", \"modules\": [{}]}", false },
	{ "{" MINIMAL ", \"modules\": [{\"path\": \"a\", \"fd\": 3}]}", false },
	{ "{" MINIMAL ", \"reserved\": [{\"start\": \"1M\"}]}", false },
	{ "{" MINIMAL ", \"reserved\": [{\"size\": \"1M\"}]}", false },
	{ "{" MINIMAL ", \"vnuma\": [{\"pnode\": 0}]}", false },
	{ "{" MINIMAL ", \"vnuma\": [{\"size\": 512}]}", false },
	{ "{" MINIMAL ", \"vnuma\": [{\"pnode\": 0, \"size\": 512, \"vcpus\": [0],"
	  " \"vdistances\": [10]}]}", true },
	{ "{" MINIMAL ", \"vnuma\": [{\"pnode\": 0, \"size\": 512, \"vcpus\": [0, 128]}]}", false },
	{ "{" MINIMAL ", \"vnuma\": [{\"pnode\": 0, \"size\": 512, \"vcpus\": [0],"
	  " \"vdistances\": [9]}]}", false },
	{ "{" MINIMAL ", \"vnuma\": [{\"pnode\": 0, \"size\": 512, \"vcpus\": [0],"
	  " \"vdistances\": [256]}]}", false },
	{ "{" MINIMAL ", \"vnuma\": [{\"pnode\": 0, \"size\": 512, \"vdistances\": []}]}", false },
	{ "{" MINIMAL ", \"disk\": [{\"target\": \"a\"}]}", false },
	{ "{" MINIMAL ", \"disk\": [{\"vdev\": \"xvda\", \"devtype\": \"cdrom\"}]}", false },
	{ "{" MINIMAL ", \"p9\": [{\"tag\": \"a\"}]}", false },
	{ "{" MINIMAL ", \"p9\": [{\"path\": \"a\"}]}", false },
	{ "{" MINIMAL ", \"channel\": [{\"name\": \"a\"}]}", false },
	{ "{" MINIMAL ", \"channel\": [{\"connection\": \"pty\"}]}", false },
	{ "{" MINIMAL ", \"vif\": [{}]}", true },
	{ "{" MINIMAL ", \"vif\": [{\"macs\": \"a\"}]}", false },
	{ "{" MINIMAL ", \"start_info\": {}}", true },
	{ "{" MINIMAL ", \"pvshim_path\": \"a\"}", false },
	{ "{" MINIMAL ", \"pvshim_cmdline\": \"a\"}", false },
	{ "{" MINIMAL ", \"pvshim_extra\": \"a\"}", false },
	{ "{" MINIMAL ", \"pvshim_extra\": \"a\", \"pvshim\": true}", true },
	{ "{" MINIMAL ", \"period\": 10}", false },
	{ "{" MINIMAL ", \"budget\": 10}", false },
	{ "{" MINIMAL ", \"budget\": 10, \"period\": 10}", true },
	{ "{" MINIMAL ", \"init_seclabel\": \"a\"}", false },
	{ "{" MINIMAL ", \"init_seclabel\": \"a\", \"seclabel\": \"a\"}", true },
	{ "{" MINIMAL ", \"cpus\": []}", true },
	{ "{" MINIMAL ", \"cpuid\": \"host,sse3=0\"}", true },
	{ "{" MINIMAL ", \"unknown\": 1}", false },
};

static void test_together(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(together); i++) {
		struct verdict v = judge(together[i].text);

		ok(v.whole == together[i].good && v.valid == together[i].good, "%s: %s, %s",
		   together[i].text, v.whole ? "accepted" : "refused",
		   v.valid ? "valid" : "invalid");
	}
}

/* --- What other tests see refused ------------------------------------------------------------- */

/* Reasons that a schema does not know: parts of the sentences. */
static const char *const beyond[] = {
	"is 1e2, but", "is 1E+2, but", /* a number, whole as any other */
	"not a multiple of", "which is not a whole", "not a power of two", "0x800",
	"\"min\" is 0,", "version 0 has no \"memmap\"", "not above", "not below", "less than",
	"the channel has no \"path\"",
};

static bool is_beyond(const char *what)
{
	for (size_t i = 0; i < ARRAY_SIZE(beyond); i++)
		if (strstr(what, beyond[i]))
			return true;
	return false;
}

/* What is mandatory, unless it is there: most of them refuse before it would be missed. */
static void add_missing(struct json_object *o, const struct refusal *c)
{
	static const struct { const char *key, *value; } missing[] = {
		{ "name", "\"a\"" }, { "memory", "512" }, { "kernel", "\"a\"" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(missing) && !strstr(c->what, "is missing"); i++)
		if (!json_object_object_get_ex(o, missing[i].key, NULL))
			json_object_object_add(o, missing[i].key,
					       json_tokener_parse(missing[i].value));
}

static void test_refusals(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		const struct refusal *c = &refusals[i];
		_cleanup_object_ struct json_object *value = NULL;

		/* What is no JSON, or has a key twice, of which json-c keeps the last. */
		if (!*c->pointer || strstr(c->what, "given twice"))
			continue;
		value = json_tokener_parse(c->text);
		add_missing(value, c);
		ok(schema_allows(schema, value) == is_beyond(c->what), "%zu, %s: %s%s", i, c->pointer,
		   c->what, is_beyond(c->what) ? ", which the schema does not know" : "");
	}
}

/* --- Files ------------------------------------------------------------------------------------ */

static size_t test_file(const char *dir, const char *name)
{
	size_t size;
	_cleanup_free_ char *text = fx_read_file(dir, name, &size);
	struct verdict v;

	if (!text || strlen(text) != size)
		return 0;
	v = judge(text);
	if (v.whole)
		ok(v.valid && v.again, "%s/%s is valid", dir, name);
	else if (!v.why.line)
		ok(!v.valid || is_beyond(v.why.what), "%s/%s: %s", dir, name, v.why.what);
	return v.whole;
}

/* What is accepted in a folder of the source, `least` files, is valid, and what is refused is not. */
static void test_files(const char *folder, size_t least)
{
	const char *top = getenv("top_srcdir");
	char path[512];
	struct dirent *entry;
	size_t accepted = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%s", top ? top : ".", folder);
	dir = opendir(path);
	if (!ok(dir != NULL, "%s is there", folder))
		return;
	while ((entry = readdir(dir)))
		if (*entry->d_name != '.')
			accepted += test_file(path, entry->d_name);
	closedir(dir);
	ok(accepted >= least, "%s: %zu files are accepted", folder, accepted);
}

static void test_golden(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(golden_cases); i++) {
		struct verdict v = judge(golden_cases[i].text);

		ok(v.whole && v.valid && v.again, "the golden plan \"%s\" is of a valid text",
		   golden_cases[i].name);
	}
}

int main(void)
{
	if (!read_schema())
		return done();
	test_patterns();
	test_together();
	test_refusals();
	test_golden();
	test_files("examples", 1);
	test_files("tests/xlcfg/cases", 20);
	test_files("tests/fuzz/corpus/json", 5);
	json_object_put(schema);
	return done();
}
