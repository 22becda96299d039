/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Faults, and the sentences, errors and log lines that a context makes of them. */
#include <errno.h>
#include <string.h>

#include "base/ctx.h"
#include "tap.h"

static void test_first_cause(void)
{
	struct fault f = FAULT_NONE;

	ok(fault_set(&f, -EINVAL, "first %d", 1) == -EINVAL, "a fault returns its code");
	ok(fault_at(&f, -EIO, 7, "second") == -EINVAL &&
	   fault_os(&f, -EIO, ENOENT, "third") == -EINVAL && fault_oom(&f) == -EINVAL,
	   "... which later ones do not change");
	ok(f.code == -EINVAL && f.offset == FAULT_NOWHERE && !f.os_error &&
	   !strcmp(f.what, "first 1"), "... nor anything else of it");
	fault_hint(&f, "hint");
	fault_hint(&f, "another");
	fault_object(&f, "object");
	fault_object(&f, "another");
	fault_pointer(&f, "/a");
	fault_pointer(&f, "/b");
	fault_values(&f, 1, 2);
	fault_values(&f, 3, 4);
	ok(!strcmp(f.hint, "hint") && !strcmp(f.object, "object") &&
		   !strcmp(f.pointer, "/a") && f.expected == 1 && f.actual == 2,
	   "the first details stay as well");
}

static void test_kinds(void)
{
	struct fault f = FAULT_NONE;

	ok(fault_at(&f, -EBADMSG, 0, "x") == -EBADMSG && f.offset == 0, "at offset 0");
	f = FAULT_NONE;
	ok(fault_os(&f, -EIO, ENOENT, "cannot open %s", "it") == -EIO &&
		   f.os_error == ENOENT &&
		   !strcmp(f.what, "cannot open it: No such file or directory"),
	   "errno: %s", f.what);
	f = FAULT_NONE;
	ok(fault_oom(&f) == -ENOMEM && !strcmp(f.what, "out of memory"), "out of memory");
}

static bool is_printable(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	return true;
}

/* Names come from files that anybody wrote: a terminal must not obey them. */
static void test_control(void)
{
	struct fault f = FAULT_NONE;

	fault_set(&f, -EIO, "%s", "a\033[2Jb\nc\x7f""d\xc3\xa9");
	fault_object(&f, "\r\n%s", "x");
	fault_hint(&f, "%s", "\t");
	fault_pointer(&f, "/%s", "\b");
	ok(is_printable(f.what) && is_printable(f.object) && is_printable(f.hint) &&
	   is_printable(f.pointer), "control characters are replaced");
	ok(!strcmp(f.what, "a?[2Jb?c?d\xc3\xa9"), "... and UTF-8 is not: %s", f.what);
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

/* U+009B alone begins a sequence, as "\033[" does. */
static void test_second_control(void)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{ "a\xc2\x9b""2Jb", "a??2Jb" },
		{ "\xc2\x80\xc2\x9f\xc2\xa0", "????\xc2\xa0" },
		{ "a\x9b""2J\x80\xa0\xe9", "a?2J?\xa0\xe9" },
		{ "\xe2\x82\x9b\xc3\x9b\xf0\x9f\x98\x80", "\xe2\x82\x9b\xc3\x9b\xf0\x9f\x98\x80" },
		{ "\xe0\x82\x9b\xf0\x80\x82\x9b\xc1\x9b", "\xe0??\xf0???\xc1?" },
		{ "\xe2\x82", "\xe2?" },
		{ "\xc2", "\xc2" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fault f = FAULT_NONE;

		fault_set(&f, -EIO, "%s", cases[i].from);
		ok(!strcmp(f.what, cases[i].to), "%s", f.what);
	}
}

static void test_long(void)
{
	static char text[4096];
	struct fault f = FAULT_NONE;

	memset(text, 'x', sizeof(text) - 1);
	fault_os(&f, -EIO, ENOENT, "%s", text);
	fault_hint(&f, "%s", text);
	fault_object(&f, "%s", text);
	fault_pointer(&f, "%s", text);
	ok(strlen(f.what) == sizeof(f.what) - 1 && strlen(f.hint) == sizeof(f.hint) - 1 &&
		   strlen(f.object) == sizeof(f.object) - 1 &&
		   strlen(f.pointer) == sizeof(f.pointer) - 1,
	   "what is too long is cut off");
	ok(ends_with(f.hint, "xxx...") && ends_with(f.pointer, "xxx..."), "... which is seen");
}

/* Which of many kernels it was, is at the end. */
static void test_long_path(void)
{
	static char text[5000];
	struct fault f = FAULT_NONE;

	memset(text, 'x', sizeof(text) - 1);
	for (size_t i = 0; i < sizeof(text) - 1; i += 50)
		text[i] = '/';
	memcpy(text + sizeof(text) - 13, "/dir/vmlinuz", 13);
	fault_object(&f, "%s", text);
	ok(!strncmp(f.object, ".../xxx", 7) && ends_with(f.object, "/dir/vmlinuz"),
	   "the end of a path: %s", f.object);
	f = FAULT_NONE;
	fault_object(&f, "%.*s", (int)sizeof(f.object) - 1, text);
	ok(!strncmp(f.object, "/xxx", 4) && strlen(f.object) == sizeof(f.object) - 1,
	   "one that just fits is whole");
}

/* "a" or nothing, and then as many characters of two bytes as there are. */
static void test_halves(const char *first)
{
	static char text[1024];
	struct fault f = FAULT_NONE;
	size_t n = strlen(first);

	snprintf(text, sizeof(text), "%s", first);
	for (; n + 2 < sizeof(text); n += 2)
		memcpy(text + n, "\xc3\xa9", 3);
	fault_os(&f, -EIO, ENOENT, "%s", text);
	fault_hint(&f, "%s", text);
	fault_object(&f, "%s", text);
	ok(ends_with(f.what, "\xc3\xa9...: No such file or directory") &&
		   strlen(f.what) >= sizeof(f.what) - 2,
	   "errno has room, and no character is cut in two: %s", f.what);
	ok(ends_with(f.hint, "\xc3\xa9...") && strlen(f.hint) >= sizeof(f.hint) - 2,
	   "... nor in a hint");
	ok(!strncmp(f.object, "...\xc3\xa9", 5) && strlen(f.object) >= sizeof(f.object) - 2,
	   "... nor in an object");
}

static void test_no_errno(void)
{
	struct fault f = FAULT_NONE;

	fault_os(&f, -EIO, 4095, "x");
	ok(!strcmp(f.what, "x: unknown error") && f.os_error == 4095, "an errno without a text");
}

/* --- Contexts ----------------------------------------------------------------------- */

static const struct {
	enum pvh_stage stage;
	const char *object, *pointer, *what, *hint;
	uint64_t offset;
	const char *sentence;
} cases[] = {
	{ PVH_STAGE_CONFIG, "", "", "what", "", FAULT_NOWHERE, "what" },
	{ PVH_STAGE_CONFIG, "a.json", "", "what", "", FAULT_NOWHERE, "a.json: what" },
	{ PVH_STAGE_CONFIG, "a.json", "/kernel", "what", "hint", FAULT_NOWHERE,
	  "a.json: /kernel: what; hint" },
	{ PVH_STAGE_CONFIG, "", "/kernel", "what", "", FAULT_NOWHERE, "/kernel: what" },
	{ PVH_STAGE_IMAGE, "vmlinuz", "/kernel", "what", "", 0x20,
	  "vmlinuz: what (at offset 0x20)" },
	{ PVH_STAGE_IMAGE, "vmlinuz", "/kernel", "what", "hint", 0,
	  "vmlinuz: what (at offset 0x0); hint" },
	{ PVH_STAGE_PLAN, "", "", "what", "hint", FAULT_NOWHERE, "what; hint" },
};

/* As compilers say it, so that editors find the place. */
static void test_line(struct pvh_ctx *ctx)
{
	const struct pvh_error *e = pvh_get_error(ctx);
	struct fault f = FAULT_NONE;

	fault_set(&f, -EBADMSG, "what");
	fault_object(&f, "a.json");
	f.line = 3;
	f.column = 14;
	ctx_fail(ctx, PVH_STAGE_CONFIG, &f);
	ok(!strcmp(e->sentence, "a.json:3:14: what"), "\"%s\"", e->sentence);
	ok(e->line == 3 && e->column == 14, "line and column are data too");
	f.object[0] = '\0';
	fault_pointer(&f, "/kernel");
	ctx_fail(ctx, PVH_STAGE_CONFIG, &f);
	ok(!strcmp(e->sentence, "3:14: /kernel: what"), "\"%s\"", e->sentence);
}

static void test_sentence(struct pvh_ctx *ctx, size_t i)
{
	const struct pvh_error *e = pvh_get_error(ctx);
	struct fault f = FAULT_NONE;

	fault_at(&f, -EIO, cases[i].offset, "%s", cases[i].what);
	fault_object(&f, "%s", cases[i].object);
	fault_pointer(&f, "%s", cases[i].pointer);
	fault_hint(&f, "%s", cases[i].hint);
	ok(ctx_fail(ctx, cases[i].stage, &f) == -EIO &&
		   !strcmp(e->sentence, cases[i].sentence),
	   "\"%s\"", e->sentence);
	ok(e->code == -EIO && e->stage == cases[i].stage &&
		   e->offset == cases[i].offset && !strcmp(e->object, cases[i].object) &&
		   !strcmp(e->pointer, cases[i].pointer) &&
		   !strcmp(e->what, cases[i].what) && !strcmp(e->hint, cases[i].hint),
	   "... and its parts");
}

static void test_longest(struct pvh_ctx *ctx)
{
	static char text[1024];
	struct fault f = FAULT_NONE;
	const char *sentence;

	memset(text, 'x', sizeof(text) - 1);
	fault_at(&f, -EIO, UINT64_MAX - 1, "%s", text);
	fault_object(&f, "%s", text);
	fault_pointer(&f, "%s", text);
	fault_hint(&f, "%s", text);
	ctx_fail(ctx, PVH_STAGE_CONFIG, &f);
	sentence = pvh_get_error(ctx)->sentence;
	ok(strlen(sentence) == strlen(f.object) + strlen(f.pointer) + strlen(f.what) +
	   strlen(f.hint) + strlen(": : ; ") + strlen(" (at offset 0xfffffffffffffffe)"),
	   "the longest sentence is complete, %zu bytes", strlen(sentence));
}

struct lines {
	unsigned int nr;
	int priority;
	char last[1400];
};

static void keep_line(void *data, int priority, const char *line)
{
	struct lines *lines = data;

	lines->nr++;
	lines->priority = priority;
	snprintf(lines->last, sizeof(lines->last), "%s", line);
}

static int count(int *calls)
{
	return ++*calls;
}

static void test_log(struct pvh_ctx *ctx)
{
	struct lines lines = { 0 };
	int calls = 0;

	ctx_info(ctx, "%d", count(&calls));
	ok(!calls, "nobody listens: nothing is evaluated");
	pvh_set_log(ctx, keep_line, &lines, PVH_LOG_INFO);
	ctx_debug(ctx, "%d", count(&calls));
	ok(!calls && !lines.nr, "a line above the priority: likewise");
	ctx_info(ctx, "line %d", count(&calls));
	ok(lines.nr == 1 && lines.priority == PVH_LOG_INFO &&
		   !strcmp(lines.last, "line 1"),
	   "a line that is wanted");
	pvh_set_log(ctx, NULL, NULL, PVH_LOG_DEBUG);
	ctx_debug(ctx, "%d", count(&calls));
	ok(lines.nr == 1 && calls == 1, "silent again");
}

static int answer(void *data, const char *what, uint64_t done_bytes, uint64_t total)
{
	(void)what, (void)done_bytes, (void)total;
	return *(int *)data;
}

static void test_progress(struct pvh_ctx *ctx)
{
	struct fault f = FAULT_NONE;
	int value = 0;

	ok(!ctx_progress(ctx, "write", 1, 2, &f), "nobody watches");
	pvh_set_progress(ctx, answer, &value);
	ok(!ctx_progress(ctx, "write", 1, 2, &f) && !f.code, "somebody lets it go on");
	value = -1;
	ok(ctx_progress(ctx, "write", 1, 2, &f) == -ECANCELED && f.code == -ECANCELED &&
		   !strcmp(f.what, "it was cancelled"),
	   "any other value cancels, whatever it is");
	pvh_set_progress(ctx, NULL, NULL);
}

int main(void)
{
	struct pvh_ctx *ctx;

	test_first_cause();
	test_kinds();
	test_control();
	test_second_control();
	test_long();
	test_long_path();
	test_halves("");
	test_halves("a");
	test_no_errno();
	if (!ok(!pvh_new(&ctx), "a context"))
		return done();
	ok(pvh_get_error(ctx)->code == 0 && pvh_get_error(ctx)->stage == PVH_STAGE_NONE &&
		   !*pvh_get_error(ctx)->sentence && !*pvh_get_error(ctx)->object &&
		   pvh_get_error(ctx)->offset == PVH_NO_OFFSET,
	   "... without an error, and without NULLs");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test_sentence(ctx, i);
	test_line(ctx);
	test_longest(ctx);
	test_log(ctx);
	test_progress(ctx);
	ok(pvh_ref(ctx) == ctx && !pvh_unref(ctx) && !pvh_unref(ctx) && !pvh_unref(NULL),
	   "references");
	return done();
}
