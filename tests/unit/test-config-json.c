/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json.h"

#include <limits.h>

#include "config/json-key.h"
#include "config/option.h"
#include "config/utf8.h"
#include "test-config-json.h"

static const char full[] =
	"{\n"
	"\t\"name\": \"web\\u00e9\\ud83d\\ude00\",\n"
	"\t\"uuid\": \"01234567-89AB-cdef-0123-456789abcdef\",\n"
	"\t\"memory\": 512, \"maxmem\": \"1.5G\",\n"
	"\t\"vcpus\": 2, \"maxvcpus\": 4, \"msr_relaxed\": true,\n"
	"\t\"kernel\": \"..\\/vmlinuz\", \"ramdisk\": \"initrd.img\",\n"
	"\t\"start_info\": { \"version\": 0, \"flags\": 3 },\n"
	"\t\"cmdline\": \"console=hvc0 x=\\\"\\n\\\"\",\n"
	"\t\"modules\": [ { \"path\": \"a\", \"cmdline\": \"b\" },\r\n"
	"\t\t{ \"path\": \"c\" },\n"
	"\t\t{ \"fd\": 2147483647, \"align\": 2, \"min\": \"1.5M\", \"max\": \"4G\" } ]\n"
	"}";

/* What the strict checks must let through; the name comes out as it should. */
static void test_accepted(void)
{
	static const struct { const char *text, *name; } cases[] = {
		{ "{" MINIMAL "}", "web1" },
		{ "\r\n\t {" MINIMAL "\n}\n", "web1" },
		{ "{\"memory\":1,\"kernel\":\"k\",\"name\":\"\\ud800\\udc00\\uDBFF\\uDFFF\"}",
		  "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf" },
		{ "{\"memory\":1,\"kernel\":\"k\",\"name\":\"\\ue000\\ud7ff\"}",
		  "\xee\x80\x80\xed\x9f\xbf" },
		{ "{\"memory\":1,\"kernel\":\"\\b\\f\\n\\r\\t\",\"n\\u0061me\":\"\\\"\\\\\"}",
		  "\"\\" },
		{ "{" MINIMAL ", \"modules\": []}", "web1" },
		{ "{" MINIMAL ", \"modules\": [{\"fd\": 3, \"min\": \"4194300K\"}]}", "web1" },
		{ "{" MINIMAL ", \"modules\": [{\"fd\": 3, \"max\": \"1028K\"}]}", "web1" },
		{ "{" MINIMAL ", \"modules\": [{\"fd\": 3, \"min\": \"4K\", \"max\": \"8K\"}]}",
		  "web1" },
		{ "{" MINIMAL ", \"vcpus\": 128, \"maxmem\": \"16T\"}", "web1" },
		{ "{" MINIMAL ", \"maxmem\": 16777216}", "web1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(config_unrefp) struct pvh_config *c = NULL;
		struct fault f = FAULT_NONE;
		int r = load(cases[i].text, strlen(cases[i].text), &c, &f);

		ok(r == 0 && !f.code && !strcmp(c->name, cases[i].name), "accepted %zu: %s", i,
		   f.what);
	}
}

static void test_sizes(void)
{
	static const char minimal[] = "{" MINIMAL "}";
	_cleanup_free_ char *big = malloc(CONFIG_MAX_JSON + 1);
	_cleanup_(config_unrefp) struct pvh_config *config = NULL, *none = NULL;
	struct fault f = FAULT_NONE;

	if (!big)
		abort();
	memset(big, ' ', CONFIG_MAX_JSON + 1);
	memcpy(big, minimal, strlen(minimal));
	ok(load(big, CONFIG_MAX_JSON, &config, &f) == 0, "1 MiB of text: %s", f.what);
	ok(load(big, CONFIG_MAX_JSON + 1, &none, &f) == -EFBIG && !none &&
		   strstr(f.what, "more than 1M"), "and a byte more: %s", f.what);
	f = FAULT_NONE;
	ok(config_from_json(NULL, 0, &none, &f) == -EBADMSG, "no text: %s", f.what);
	f = FAULT_NONE;
	ok(load("{}\0", 3, &none, &f) == -EBADMSG && says(&f, "1:3: there is a NUL byte"),
	   "a NUL byte: %s", f.what);
}

static void test_long_key(void)
{
	_cleanup_free_ char *text = malloc(4096);
	struct pvh_config *config;
	struct fault f = FAULT_NONE;
	size_t at = 0;

	if (!text)
		abort();
	at += (size_t)sprintf(text, "{\"x");
	while (at < 2000)
		at += (size_t)sprintf(text + at, "\xf0\x9f\x98\x80");
	sprintf(text + at, "\": 1}");
	ok(load(text, strlen(text), &config, &f) == -EBADMSG && strlen(f.pointer) == 158 &&
		   utf8_valid(f.what, strlen(f.what)) == strlen(f.what) &&
		   strlen(f.what) == strlen("unknown key \"\"") + 61, "a long key is cut between characters: %s", f.pointer);
}

static void check_full(const struct pvh_config *c, const char *from)
{
	char uuid[37];

	config_uuid_text(c->uuid, uuid);
	ok(!strcmp(c->name, "web\xc3\xa9\xf0\x9f\x98\x80"), "%s: name", from);
	ok(!strcmp(uuid, "01234567-89ab-cdef-0123-456789abcdef"), "%s: uuid", from);
	ok(c->memory == MIB(512) && c->max_memory == MIB(1536), "%s: memory", from);
	ok(c->vcpus == 2 && c->max_vcpus == 4, "%s: vcpus", from);
	ok(c->msr_relaxed, "%s: msr_relaxed", from);
	ok(c->start_info.version == 0 && !c->start_info.memmap && c->start_info.flags == 3,
	   "%s: start_info", from);
	ok(!strcmp(c->kernel, "../vmlinuz") && !strcmp(c->ramdisk, "initrd.img"), "%s: paths",
	   from);
	ok(!strcmp(c->cmdline, "console=hvc0 x=\"\n\""), "%s: cmdline", from);
	ok(c->nr_modules == 3 && !strcmp(c->modules[0].path, "a") &&
		   !strcmp(c->modules[0].cmdline, "b") && !strcmp(c->modules[1].path, "c") &&
		   !strcmp(c->modules[1].cmdline, "") && c->modules[1].place.max == 0,
	   "%s: modules", from);
	ok(!c->modules[2].path && c->modules[2].fd == INT_MAX &&
		   c->modules[2].place.align == MIB(2) &&
		   c->modules[2].place.min == KIB(1536) && c->modules[2].place.max == GIB(4),
	   "%s: a descriptor, and where it goes", from);
}

static void test_round_trip(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL, *again = NULL;
	_cleanup_free_ char *text = NULL, *second = NULL;
	struct fault f = FAULT_NONE;

	if (!ok(load(full, strlen(full), &c, &f) == 0, "a full config: %s", f.what))
		return;
	check_full(c, "read");
	ok(config_to_json(c, &text, &f) == 0 && load(text, strlen(text), &again, &f) == 0,
	   "written and read again: %s", f.what);
	check_full(again, "read again");
	ok(config_to_json(again, &second, &f) == 0 && !strcmp(text, second), "the same text");
}

/* Two letters too many, and it is still known what was meant. */
static bool suggested(const char *key)
{
	char slip[128];

	snprintf(slip, sizeof(slip), "%szz", key);
	return key_resembles(slip, key);
}

/* No key is too long for that: no option, and none of the others, which are all written. */
static void test_suggestions(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	_cleanup_free_ char *text = NULL;
	struct fault f = FAULT_NONE;
	const struct option *o;
	size_t nr = 0, known = 0;

	for (size_t i = 0; (o = option_at(i)); i++)
		ok(suggested(o->name), "%s is suggested", o->name);
	if (load(full, strlen(full), &c, &f) || config_set_json(c, "cpus", "\"all\"", &f) ||
	    config_set_json(c, "cpus_soft", "\"all\"", &f) ||
	    config_set_json(c, "cpuid", "\"host,lm=1\"", &f) || config_to_json(c, &text, &f))
		abort();
	for (char *key = strtok(text, "\""), *next; key; key = next) {
		next = strtok(NULL, "\"");
		if (!next || next[0] != ':')
			continue;
		nr++;
		known += suggested(key);
	}
	ok(nr > 20 && known == nr, "%zu of %zu keys that are written are suggested", known, nr);
}

/* json-c's releases differ in how they lay out an empty array. */
static void remove_space(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++)
		if (*from != ' ' && *from != '\n')
			*to++ = *from;
	*to = '\0';
}

static void test_written(void)
{
	static const char expected[] =
		"{\"name\":\"web1\",\"uuid\":\"01234567-89ab-cdef-0123-456789abcdef\","
		"\"memory\":\"2052K\",\"maxmem\":4,\"vcpus\":1,\"maxvcpus\":1,"
		"\"kernel\":\"/boot/vmlinuz\",\"cmdline\":\"\",\"modules\":[],"
		"\"start_info\":{\"version\":1,\"memmap\":true,\"flags\":0},"
		"\"reserved\":[],\"vnuma\":[],\"disk\":[],\"vif\":[],\"p9\":[],"
		"\"channel\":[],"
		"\"mmio_hole\":64,\"msr_relaxed\":false,\"pvshim\":false,"
		"\"on_poweroff\":\"destroy\",\"on_reboot\":\"restart\",\"on_crash\":\"destroy\","
		"\"on_watchdog\":\"destroy\",\"on_soft_reset\":\"destroy\","
		"\"hap\":true,\"oos\":true,\"nestedhvm\":false,"
		"\"altp2m\":\"disabled\",\"vpmu\":false,\"vmtrace_buf_kb\":0,"
		"\"passthrough\":\"disabled\",\"nomigrate\":false,\"tsc_mode\":\"default\","
		"\"timer_mode\":\"no_delay_for_missed_ticks\",\"rtc_timeoffset\":0,"
		"\"localtime\":false,\"extratime\":true,\"max_event_channels\":1023,"
		"\"driver_domain\":false,\"xend_suspend_evtchn_compat\":false}";
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	_cleanup_free_ char *written = NULL;
	struct fault f = FAULT_NONE;

	if (config_new(&c, &f))
		abort();
	config_set_name(c, "web1", &f);
	config_set_uuid(c, "01234567-89ab-cdef-0123-456789abcdef", &f);
	config_set_memory(c, KIB(2052), &f);
	config_set_max_memory(c, MIB(4), &f);
	config_set_kernel(c, "/boot/vmlinuz", &f);
	ok(config_to_json(c, &written, &f) == -EINVAL && !written, "not finished: %s", f.what);
	f = FAULT_NONE;
	ok(config_finish(c, &f) == 0 && config_to_json(c, &written, &f) == 0, "written: %s",
	   f.what);
	if (!written)
		return;
	remove_space(written);
	ok(strcmp(written, expected) == 0, "every default is there: %s", written);
}

static void test_not_utf8(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	_cleanup_free_ char *written = NULL;
	struct fault f = FAULT_NONE;

	if (load("{" MINIMAL "}", strlen("{" MINIMAL "}"), &c, &f))
		abort();
	config_set_ramdisk(c, "\xff.img", &f);
	ok(config_to_json(c, &written, &f) == -EINVAL && !written && strstr(f.what, "UTF-8"),
	   "a path that JSON cannot hold: %s", f.what);
}

static void test_truncated(void)
{
	size_t refused = 0;

	for (size_t size = 0; size < strlen(full); size++) {
		struct pvh_config *c;
		struct fault f = FAULT_NONE;

		refused += load(full, size, &c, &f) == -EBADMSG && !c && f.what[0];
		config_unref(c);
	}
	ok(refused == strlen(full), "every prefix is refused: %zu of %zu", refused, strlen(full));
}

/* Whatever one byte becomes: a config, or a refusal that says why; every config is sound. */
static void test_mutated(void)
{
	static const char bytes[] = "\0\x01\t\n \"'\\/{}[]:,.-+019eEuntAaz~\x7f\x80\xc3\xe2\xf0\xff";
	char text[sizeof(full)];
	size_t wrong = 0;

	for (size_t i = 0; i < strlen(full) * (sizeof(bytes) - 1); i++) {
		_cleanup_(config_unrefp) struct pvh_config *c = NULL;
		struct fault f = FAULT_NONE;
		int r;

		memcpy(text, full, sizeof(full));
		text[i / (sizeof(bytes) - 1)] = bytes[i % (sizeof(bytes) - 1)];
		r = load(text, strlen(full), &c, &f);
		wrong += r ? c || f.code != r || !f.what[0] : !c || !config_is_finished(c) || f.code;
	}
	ok(!wrong, "every mutated byte gives a config or a reason: %zu do not", wrong);
}

/* One wish at a time, by the JSON text of its value. */
static void test_set(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	struct fault f = FAULT_NONE;

	if (load("{" MINIMAL ", \"modules\": [{ \"path\": \"a\" }] }",
		 strlen("{" MINIMAL ", \"modules\": [{ \"path\": \"a\" }] }"), &c, &f))
		abort();
	ok(!config_set_json(c, "vcpus", " 3\n", &f) && c->vcpus == 3, "a number: %s", f.what);
	ok(!config_set_json(c, "msr_relaxed", "true", &f) && c->msr_relaxed, "an option: %s",
	   f.what);
	ok(!config_set_json(c, "name", "\"web2\"", &f) && !strcmp(c->name, "web2"),
	   "a string: %s", f.what);
	ok(!config_set_json(c, "modules", "[{ \"path\": \"b\" }, { \"path\": \"c\" }]", &f) &&
		   c->nr_modules == 2 && !strcmp(c->modules[0].path, "b"),
	   "a list replaces the one before: %s", f.what);
	f = FAULT_NONE;
	ok(config_set_json(c, "vcpu", "1", &f) == -EBADMSG && strstr(f.hint, "\"vcpus\""),
	   "an unknown key: %s (%s)", f.what, f.hint);
	f = FAULT_NONE;
	ok(config_set_json(c, "msr_relax", "true", &f) == -EBADMSG, "... of an option: %s (%s)",
	   f.what, f.hint);
}

/* What is said of it is said of that text, and of the place that the wish has in a config. */
static void test_set_refused(void)
{
	static const struct {
		const char *key, *text;
		int code;
		const char *pointer, *what;
	} cases[] = {
		{ "vcpus", "", -EBADMSG, "/vcpus", "the text is empty" },
		{ "vcpus", "x", -EBADMSG, "/vcpus", "1:1: expected a value, found 'x'" },
		{ "vcpus", "1 2", -EBADMSG, "/vcpus",
		  "1:3: expected the end of the text after the value, found '2'" },
		{ "vcpus", "\n01", -EBADMSG, "/vcpus", "2:1: \"01\" is not a number" },
		{ "vcpus", "1, \"vcpus\": 2", -EBADMSG, "/vcpus", "1:2: expected the end" },
		{ "vcpus", "1\n}", -EBADMSG, "/vcpus", "2:1: expected the end" },
		{ "vcpus", "129", -EINVAL, "/vcpus", "at most 128" },
		{ "vcpus", " 1.50", -EINVAL, "/vcpus", "\"vcpus\" is 1.50, but" },
		{ "vcpus", " null", -EINVAL, "/vcpus", "\"vcpus\" is null, but" },
		{ "vcpus", "99999999999999999999", -EINVAL, "/vcpus",
		  "the number 99999999999999999999 is out of range" },
		{ "start_info", "{\"version\":1,\"version\":1}", -EBADMSG, "/start_info/version",
		  "\"version\" is given twice, again at 1:14" },
		{ "modules", "[{},{\"path\":\"a\",\n\"path\":\"b\"}]", -EBADMSG, "/modules/1/path",
		  "\"path\" is given twice, again at 2:1" },
		{ "modules", "[[[[[[[1]]]]]]]", -EINVAL, "/modules/0", "has to be an object" },
		{ "modules", "[[[[[[[[1]]]]]]]]", -EBADMSG, "/modules", "1:8: more than 8 levels" },
	};
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	struct fault f = FAULT_NONE;

	if (load("{" MINIMAL "}", strlen("{" MINIMAL "}"), &c, &f))
		abort();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int r;

		f = FAULT_NONE;
		r = config_set_json(c, cases[i].key, cases[i].text, &f);
		ok(r == cases[i].code && !strcmp(f.pointer, cases[i].pointer) &&
			   says(&f, cases[i].what) && !f.hint[0] && config_vcpus(c) == 1,
		   "set refused %zu: %s: %u:%u %s", i, f.pointer, f.line, f.column, f.what);
	}
}

/* Whichever element is wrong, the list that there was is all there. */
static void test_set_list_kept(void)
{
	static const char *const wrong[] = {
		"{}", "[1]", "[{ \"path\": \"\" }]", "[{ \"path\": \"c\" }, { \"path\": \"\" }]",
		"[{ \"path\": \"c\" }, { \"path\": \"d\" }, { \"path\": \"e\", \"min\": 0 }]",
	};
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	struct fault f = FAULT_NONE;

	if (config_new(&c, &f) ||
	    config_set_json(c, "modules", "[{ \"path\": \"a\" }, { \"path\": \"b\" }]", &f))
		abort();
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		f = FAULT_NONE;
		ok(config_set_json(c, "modules", wrong[i], &f) == -EINVAL && c->nr_modules == 2 &&
			   !strcmp(c->modules[0].path, "a") && !strcmp(c->modules[1].path, "b"),
		   "a list that is wrong changes nothing: %s: %s", f.pointer, f.what);
	}
	f = FAULT_NONE;
	ok(!config_set_json(c, "modules", "[]", &f) && !c->nr_modules, "an empty one does: %s",
	   f.what);
}

int main(void)
{
	test_set();
	test_set_refused();
	test_set_list_kept();
	test_accepted();
	test_sizes();
	test_long_key();
	test_round_trip();
	test_suggestions();
	test_written();
	test_not_utf8();
	test_truncated();
	test_mutated();
	return done();
}
