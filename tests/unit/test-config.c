/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/config.h"

#include <errno.h>
#include <string.h>

#include "base/macro.h"
#include "config/pointer.h"
#include "tap.h"

/* A string of `size` letters, for the limits of lengths. */
static char *letters(size_t size)
{
	char *s = malloc(size + 1);

	if (!s)
		abort();
	memset(s, 'a', size);
	s[size] = '\0';
	return s;
}

static struct pvh_config *new_config(void)
{
	struct fault f = FAULT_NONE;
	struct pvh_config *c;

	if (config_new(&c, &f))
		abort();
	return c;
}

/* Name, memory and kernel: enough to finish. */
static struct pvh_config *small_config(void)
{
	struct pvh_config *c = new_config();
	struct fault f = FAULT_NONE;

	config_set_name(c, "web1", &f);
	config_set_memory(c, MIB(512), &f);
	config_set_kernel(c, "vmlinuz", &f);
	return c;
}

static void refused(int r, const struct fault *f, const char *pointer, const char *word)
{
	ok(r == -EINVAL && f->code == r && strcmp(f->pointer, pointer) == 0 &&
		   strstr(f->what, word),
	   "%s refused: %s (code %d at \"%s\")", pointer, word, r, f->pointer);
}

typedef int set_text_fn(struct pvh_config *, const char *, struct fault *);
typedef int set_number_fn(struct pvh_config *, uint64_t, struct fault *);

static void test_texts_refused(void)
{
	static const struct {
		set_text_fn *set;
		const char *text, *pointer, *word;
	} cases[] = {
		{ config_set_name, "", "/name", "is empty" },
		{ config_set_name, "a/b", "/name", "xenstore" },
		{ config_set_name, "a\nb", "/name", "control character" },
		{ config_set_name, "a\x7f", "/name", "control character" },
		{ config_set_name, "a\xc2\x9b", "/name", "control character" },
		{ config_set_name, "a\xff", "/name", "not UTF-8" },
		{ config_set_name, "a\xc3", "/name", "not UTF-8" },
		{ config_set_name, "a\xc1\xaf", "/name", "not UTF-8" },
		{ config_set_name, "a\xed\xa0\x80", "/name", "not UTF-8" },
		{ config_set_name, "a\xed\xbf\xbf", "/name", "not UTF-8" },
		{ config_set_name, "a\xf4\x90\x80\x80", "/name", "not UTF-8" },
		{ config_set_name, "1234", "/name", "domid" },
		{ config_set_uuid, "", "/uuid", "not a uuid" },
		{ config_set_uuid, "01234567-89ab-cdef-0123-456789abcde", "/uuid", "not a uuid" },
		{ config_set_uuid, "01234567-89ab-cdef-0123-456789abcdef0", "/uuid", "not a uuid" },
		{ config_set_uuid, "01234567-89ab-cdef-0123-456789abcdeg", "/uuid", "not a uuid" },
		{ config_set_uuid, "01234567089ab-cdef-0123-456789abcdef", "/uuid", "not a uuid" },
		{ config_set_uuid, "0123456-789ab-cdef-0123-456789abcdef", "/uuid", "not a uuid" },
		{ config_set_uuid, "00000000-0000-0000-0000-000000000000", "/uuid", "domain 0" },
		{ config_set_kernel, "", "/kernel", "is empty" },
		{ config_set_ramdisk, "", "/ramdisk", "is empty" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(config_unrefp) struct pvh_config *c = new_config();
		struct fault f = FAULT_NONE;

		refused(cases[i].set(c, cases[i].text, &f), &f, cases[i].pointer, cases[i].word);
		ok(!c->name && !c->has_uuid && !c->kernel && !c->ramdisk, "nothing is set");
	}
}

static void test_numbers(void)
{
	static const struct {
		set_number_fn *set;
		uint64_t number;
		const char *pointer, *word; /* NULL: accepted */
	} cases[] = {
		{ config_set_memory, 0, "/memory", "the minimum is 1M" },
		{ config_set_memory, KIB(512), "/memory", "is 512K, but" },
		{ config_set_memory, MIB(1) - KIB(4), "/memory", "the minimum is 1M" },
		{ config_set_memory, MIB(1), NULL, NULL },
		{ config_set_memory, MIB(1) + 1, "/memory", "not a multiple of 4K" },
		{ config_set_memory, MIB(1) + KIB(2), "/memory", "not a multiple of 4K" },
		{ config_set_memory, MIB(1) + KIB(4), NULL, NULL },
		{ config_set_memory, CONFIG_MAX_MEMORY, NULL, NULL },
		{ config_set_memory, CONFIG_MAX_MEMORY + KIB(4), "/memory", "more than 16T" },
		{ config_set_memory, UINT64_MAX, "/memory", "more than 16T" },
		{ config_set_max_memory, 0, "/maxmem", "the minimum is 1M" },
		{ config_set_max_memory, CONFIG_MAX_MEMORY + 1, "/maxmem", "more than 16T" },
		{ config_set_vcpus, 0, "/vcpus", "\"vcpus\" is 0, but a PVH guest has at least 1" },
		{ config_set_vcpus, 1, NULL, NULL },
		{ config_set_vcpus, 128, NULL, NULL },
		{ config_set_vcpus, 129, "/vcpus", "is 129, but a PVH guest has at most 128, Xen's limit" },
		{ config_set_vcpus, (1ull << 32) + 1, "/vcpus", "is 4294967297" },
		{ config_set_max_vcpus, 0, "/maxvcpus", "at least 1" },
		{ config_set_max_vcpus, 128, NULL, NULL },
		{ config_set_max_vcpus, 129, "/maxvcpus", "at most 128" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(config_unrefp) struct pvh_config *c = new_config();
		struct fault f = FAULT_NONE;
		int r = cases[i].set(c, cases[i].number, &f);

		if (cases[i].pointer)
			refused(r, &f, cases[i].pointer, cases[i].word);
		else
			ok(r == 0 && !f.code, "accepted: case %zu (%s)", i, f.what);
	}
}

static int add_module(struct pvh_config *c, const char *path, const char *cmdline,
		      struct fault *f)
{
	const struct module_wish m = { .path = path, .fd = -1, .cmdline = cmdline };

	return config_add_module(c, &m, f);
}

static void test_lengths(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = new_config();
	_cleanup_free_ char *name = letters(CONFIG_MAX_NAME + 1);
	_cleanup_free_ char *cmdline = letters(CONFIG_MAX_CMDLINE);
	struct fault f = FAULT_NONE;

	ok(config_set_name(c, name + 1, &f) == 0, "a name of 128 bytes");
	refused(config_set_name(c, name, &f), &f, "/name", "longer than 128 bytes");
	ok(strlen(c->name) == CONFIG_MAX_NAME, "the old name stays");
	f = FAULT_NONE;
	ok(config_set_cmdline(c, cmdline + 1, &f) == 0, "a command line of 65535 bytes");
	refused(config_set_cmdline(c, cmdline, &f), &f, "/cmdline", "has 65536 bytes");
	f = FAULT_NONE;
	refused(add_module(c, "a", cmdline, &f), &f, "/modules/0/cmdline", "65536");
}

static void test_values(void)
{
	static const uint8_t bytes[16] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
					   0x0f, 0x1e, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78 };
	static const char *const names[] = {
		"web 1", "1a", "d\xc3\xa9j\xc3\xa0", "\xc2\xa0", "\xe0\xa0\x80", "\xed\x9f\xbf",
		"\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
	};
	_cleanup_(config_unrefp) struct pvh_config *c = new_config();
	struct fault f = FAULT_NONE;
	char text[37];

	ok(config_set_uuid(c, "01234567-89AB-cdef-0f1e-2d3c4b5a6978", &f) == 0 && c->has_uuid &&
		   memcmp(c->uuid, bytes, 16) == 0, "a uuid of either case");
	config_uuid_text(c->uuid, text);
	ok(strcmp(text, "01234567-89ab-cdef-0f1e-2d3c4b5a6978") == 0, "its text: %s", text);
	ok(config_set_name(c, "1", &f) == -EINVAL, "a name of one digit");
	f = FAULT_NONE;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		ok(config_set_name(c, names[i], &f) == 0, "the name %s", names[i]);
	ok(config_set_kernel(c, "old", &f) == 0 && config_set_kernel(c, "../new", &f) == 0 &&
		   strcmp(c->kernel, "../new") == 0, "setting again replaces");
	ok(config_set_ramdisk(c, "/boot/initrd", &f) == 0 &&
		   strcmp(c->ramdisk, "/boot/initrd") == 0, "a ramdisk");
	ok(config_set_origin(c, "domain.json", &f) == 0 && !strcmp(c->origin, "domain.json"),
	   "an origin");
	ok(config_set_base_dir(c, "/etc", &f) == 0 && strcmp(c->base_dir, "/etc") == 0 &&
		   config_set_base_dir(c, NULL, &f) == 0 && !c->base_dir, "a base_dir and none");
}

static void test_modules(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = new_config();
	struct fault f = FAULT_NONE;

	ok(add_module(c, "a", "x=1", &f) == 0 && add_module(c, "b", NULL, &f) == 0,
	   "two modules");
	ok(c->nr_modules == 2 && strcmp(c->modules[0].cmdline, "x=1") == 0 &&
		   strcmp(c->modules[1].path, "b") == 0 && !*c->modules[1].cmdline,
	   "in order, without a command line an empty one");
	refused(add_module(c, "", NULL, &f), &f, "/modules/2/path", "is empty");
	f = FAULT_NONE;
	while (c->nr_modules < CONFIG_MAX_MODULES && !f.code)
		add_module(c, "m", "", &f);
	ok(!f.code && c->nr_modules == 64, "64 modules");
	refused(add_module(c, "m", "", &f), &f, "/modules", "more than 64");
	ok(c->nr_modules == 64, "and no more");
}

/* A place has the same limits, whoever wishes for it. */
static void test_places(void)
{
	static const struct {
		struct config_place place;
		const char *pointer, *word; /* NULL: accepted */
	} cases[] = {
		{ { 0 }, NULL, NULL },
		{ { .align = KIB(4), .min = KIB(4), .max = KIB(8) }, NULL, NULL },
		{ { .min = GIB(4), .max = UINT64_MAX - GUEST_PAGE + 1 }, NULL, NULL },
		{ { .align = KIB(12) }, "/modules/0/align", "not a power of two" },
		{ { .min = MIB(2) + 1 }, "/modules/0/min", "is 0x200001, not a multiple of 4K" },
		{ { .max = UINT64_MAX }, "/modules/0/max", "not a multiple of 4K" },
		{ { .min = GIB(4) }, "/modules/0/min", "0x100000000 by default" },
		{ { .max = MIB(1) }, "/modules/0/max", "0x100000 by default" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(config_unrefp) struct pvh_config *c = new_config();
		const struct module_wish m = { .path = "a", .fd = -1, .place = cases[i].place };
		struct fault f = FAULT_NONE;
		int r = config_add_module(c, &m, &f);

		if (cases[i].pointer)
			refused(r, &f, cases[i].pointer, cases[i].word);
		else
			ok(r == 0 && c->nr_modules == 1, "place %zu accepted%s", i, f.what);
	}
}

static void test_defaults(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = small_config();
	_cleanup_(config_unrefp) struct pvh_config *other = small_config();
	struct fault f = FAULT_NONE;
	uint8_t uuid[16];

	ok(!config_is_finished(c), "not finished yet");
	ok(config_finish(c, &f) == 0 && config_is_finished(c), "finished: %s", f.what);
	ok(config_vcpus(c) == 1 && config_max_vcpus(c) == 1, "one vCPU");
	ok(config_max_memory(c) == MIB(512), "maxmem is memory");
	ok(c->cmdline && !*c->cmdline && !c->ramdisk && !c->nr_modules && !c->msr_relaxed,
	   "nothing else");
	ok(c->has_uuid && c->uuid[6] >> 4 == 4 && c->uuid[8] >> 6 == 2, "a version 4 uuid");
	memcpy(uuid, c->uuid, 16);
	ok(config_finish(c, &f) == 0 && memcmp(uuid, c->uuid, 16) == 0, "idempotent");
	config_set_memory(c, MIB(1024), &f);
	ok(config_finish(c, &f) == 0 && config_max_memory(c) == MIB(1024),
	   "more memory later: maxmem follows");
	config_finish(other, &f);
	ok(memcmp(uuid, other->uuid, 16) != 0, "another config, another uuid");
}

static void test_kept(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = small_config();
	struct fault f = FAULT_NONE;
	char text[37];

	config_set_uuid(c, "01234567-89ab-cdef-0f1e-2d3c4b5a6978", &f);
	config_set_max_vcpus(c, 4, &f);
	config_set_max_memory(c, MIB(512), &f);
	config_set_cmdline(c, "quiet", &f);
	ok(config_finish(c, &f) == 0, "finished: %s", f.what);
	config_uuid_text(c->uuid, text);
	ok(strcmp(text, "01234567-89ab-cdef-0f1e-2d3c4b5a6978") == 0, "the uuid stays");
	ok(config_vcpus(c) == 1 && config_max_vcpus(c) == 4, "maxvcpus alone leaves one vCPU online");
	ok(strcmp(c->cmdline, "quiet") == 0, "the command line stays");
}

static void test_finish_refused(void)
{
	static const struct {
		bool name;
		uint64_t memory, max_memory, vcpus, max_vcpus;
		const char *pointer, *word;
	} cases[] = {
		{ false, MIB(8), 0, 0, 0, "/name", "is missing" },
		{ true, 0, MIB(8), 0, 0, "/memory", "is missing" },
		{ true, MIB(8), MIB(8) - KIB(4), 0, 0, "/maxmem", "is 8188K, less than" },
		{ true, MIB(8), 0, 3, 2, "/maxvcpus", "is 2, less than \"vcpus\", which is 3" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(config_unrefp) struct pvh_config *c = new_config();
		struct fault f = FAULT_NONE;

		if (cases[i].name)
			config_set_name(c, "web1", &f);
		c->memory = cases[i].memory;
		c->max_memory = cases[i].max_memory;
		c->vcpus = (unsigned int)cases[i].vcpus;
		c->max_vcpus = (unsigned int)cases[i].max_vcpus;
		refused(config_finish(c, &f), &f, cases[i].pointer, cases[i].word);
		ok(!c->has_uuid && !config_is_finished(c), "and nothing filled in");
	}
}

static void test_kernel(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = new_config();
	struct fault f = FAULT_NONE;

	config_set_name(c, "web1", &f);
	config_set_memory(c, MIB(8), &f);
	ok(config_finish(c, &f) == 0, "finished without a kernel: %s", f.what);
	refused(config_require_kernel(c, &f), &f, "/kernel", "is missing");
	f = FAULT_NONE;
	config_set_kernel(c, "vmlinuz", &f);
	ok(config_require_kernel(c, &f) == 0, "with one it is there");
}

static void test_pointer(void)
{
	struct fault f = FAULT_NONE;

	fault_set(&f, -EINVAL, "wrong");
	ok(pointer_fault_key("vcpus", &f) == -EINVAL && pointer_fault_key("name", &f) == -EINVAL &&
		   !strcmp(f.pointer, "/vcpus"), "the first place stays: %s", f.pointer);
}

static void test_refs(void)
{
	struct pvh_config *c = small_config(), *same = config_ref(c);

	ok(same == c && config_unref(c) == NULL && strcmp(same->name, "web1") == 0,
	   "a reference keeps it");
	ok(config_unref(same) == NULL && config_unref(NULL) == NULL, "unref gives NULL");
}

int main(void)
{
	test_texts_refused();
	test_numbers();
	test_lengths();
	test_values();
	test_modules();
	test_places();
	test_defaults();
	test_kept();
	test_finish_refused();
	test_kernel();
	test_pointer();
	test_refs();
	return done();
}
