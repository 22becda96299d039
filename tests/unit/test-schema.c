/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * docs/domain.schema.json and the reader are of one mind about each key, at its bounds and beyond
 * them; and each key is described.
 */
#include <inttypes.h>
#include <stdarg.h>

#include "config/option.h"
#include "config/units.h"
#include "test-schema.h"
#include "tools/describe/describe.h"

/* --- Rows ------------------------------------------------------------------------------------ */

/* How many rows a key has. */
static size_t rows_of(const char *of, const char *key)
{
	const struct group *g;
	size_t nr = 0;

	for (size_t i = 0; (g = group_at(i)); i++)
		for (size_t k = 0; k < g->nr; k++)
			nr += !g->of == !of && (!of || !strcmp(g->of, of)) &&
			      !strcmp(g->rows[k].key, key);
	return nr;
}

static void test_table(const char *of, const struct key_table *table)
{
	for (size_t i = 0; i < table->nr; i++) {
		const struct key *k = &table->keys[i];

		ok(rows_of(of, k->name) == 1, "%s/%s is described once", of ? of : "", k->name);
		if (k->members)
			test_table(k->name, k->members);
	}
}

static void test_rows(void)
{
	const struct option *o;

	test_table(NULL, &json_domain_keys);
	for (size_t i = 0; (o = option_at(i)); i++)
		ok(rows_of(NULL, o->name) == 1, "/%s is described once", o->name);
}

/* What a row can lack. */
static void test_bad_rows(void)
{
	static const struct about bad[] = {
		{ .key = "vcpus", .form = FORM_NUMBER },
		{ .key = "vcpus", .form = FORM_NUMBER, .text = "" },
		{ .key = "vcpus", .text = "of what form?" },
		{ .key = "vcpus", .form = FORM_WORD, .text = "of which words?" },
		{ .key = "vcpus", .form = FORM_OBJECT, .text = "of what members?" },
		{ .key = "disk", .form = FORM_TEXT, .text = "which has members" },
		{ .key = "hap", .form = FORM_FLAG, .text = "which the option says" },
		{ .key = "cap", .max = 5, .text = "which the option says" },
		{ .key = "vcpuss", .form = FORM_NUMBER, .text = "which is unknown" },
		{ .key = "path", .form = FORM_TEXT, .text = "which is a module's" },
	};
	struct wish w;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ok(!wish_of(&w, &about_domain, &bad[i]), "a row that is not right: %s %s",
		   bad[i].key, bad[i].text ? bad[i].text : "");
}

/* --- One value ------------------------------------------------------------------------------- */

/* What else has to be there for a value of a key to be read; `value`: for this one. */
static const struct companion {
	const char *of, *key, *text, *value;
} companions[] = {
	{ "channel", "connection", "\"name\": \"a\", \"path\": \"a\", ", "\"socket\"" },
	{ "modules", "path", "", NULL },
	{ "modules", "fd", "", NULL },
	{ "modules", "max", "\"path\": \"a\", \"min\": \"4K\", ", NULL },
	{ "modules", NULL, "\"path\": \"a\", ", NULL },
	{ "reserved", "start", "\"size\": 1, ", NULL },
	{ "reserved", "size", "\"start\": \"0x0\", ", NULL },
	{ "vnuma", "pnode", "\"size\": 512, ", NULL },
	{ "vnuma", "size", "\"pnode\": 0, ", NULL },
	{ "vnuma", NULL, "\"pnode\": 0, \"size\": 512, ", NULL },
	{ "disk", "target", "\"vdev\": \"xvda\", ", NULL },
	{ "disk", "vdev", "\"target\": \"a\", ", NULL },
	{ "disk", NULL, "\"target\": \"a\", \"vdev\": \"xvda\", ", NULL },
	{ "p9", "tag", "\"path\": \"a\", ", NULL },
	{ "p9", "path", "\"tag\": \"a\", ", NULL },
	{ "p9", NULL, "\"tag\": \"a\", \"path\": \"a\", ", NULL },
	{ "channel", "name", "\"connection\": \"pty\", ", NULL },
	{ "channel", "connection", "\"name\": \"a\", ", NULL },
	{ "channel", "path", "\"name\": \"a\", \"connection\": \"socket\", ", NULL },
	{ "channel", NULL, "\"name\": \"a\", \"connection\": \"pty\", ", NULL },
	{ NULL, "name", "\"memory\": 512, \"kernel\": \"k\", ", NULL },
	{ NULL, "memory", "\"name\": \"a\", \"kernel\": \"k\", ", NULL },
	{ NULL, "kernel", "\"name\": \"a\", \"memory\": 512, ", NULL },
	{ NULL, "period", MINIMAL ", \"budget\": 10, ", NULL },
	{ NULL, "budget", MINIMAL ", \"period\": 2147483647, ", NULL },
	{ NULL, "init_seclabel", MINIMAL ", \"seclabel\": \"x\", ", NULL },
	{ NULL, "pvshim_path", MINIMAL ", \"pvshim\": true, ", NULL },
	{ NULL, "pvshim_cmdline", MINIMAL ", \"pvshim\": true, ", NULL },
	{ NULL, "pvshim_extra", MINIMAL ", \"pvshim\": true, ", NULL },
	{ NULL, NULL, MINIMAL ", ", NULL },
};

static const char *companions_of(const char *of, const char *key, const char *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(companions); i++)
		if (!companions[i].of == !of && (!of || !strcmp(companions[i].of, of)) &&
		    (!companions[i].key || !strcmp(companions[i].key, key)) &&
		    (!companions[i].value || !strcmp(companions[i].value, value)))
			return companions[i].text;
	return "";
}

/* Is the key whose objects have these ones an array? */
static bool is_array(const struct group *g)
{
	for (size_t i = 0; g->of && i < about_domain.nr; i++)
		if (!strcmp(about_domain.rows[i].key, g->of))
			return about_domain.rows[i].form == FORM_OBJECTS;
	return false;
}

/* A domain where that key has that value. */
static char *domain_with(const struct group *g, const char *key, const char *value)
{
	bool array = is_array(g);
	char *text;
	int n;

	if (g->of)
		n = asprintf(&text, "{" MINIMAL ", \"%s\": %s{%s\"%s\": %s}%s}", g->of,
			     array ? "[" : "", companions_of(g->of, key, value), key, value,
			     array ? "]" : "");
	else
		n = asprintf(&text, "{%s\"%s\": %s}", companions_of(NULL, key, value), key, value);
	if (n < 0)
		exit(99);
	return text;
}

enum expect { ACCEPTED, REFUSED, SOUND };

/* SOUND: they need not agree, but what the reader takes is valid. */
static void expect_value(const struct group *g, const struct wish *w, enum expect what,
			 const char *value)
{
	_cleanup_free_ char *text = domain_with(g, w->about->key, value);
	struct verdict v = judge(text);
	bool fine = what == ACCEPTED ? v.read && v.valid :
		    what == REFUSED ? !v.read && !v.valid : !v.whole || v.valid;

	ok(fine, "%s/%s: %.60s: %s, %s", g->of ? g->of : "", w->about->key, value,
	   v.read ? "read" : "refused", v.valid ? "valid" : "invalid");
}

__attribute__((format(printf, 4, 5)))
static void expect(const struct group *g, const struct wish *w, enum expect what,
		   const char *format, ...)
{
	_cleanup_free_ char *value = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&value, format, args) < 0)
		exit(99);
	va_end(args);
	expect_value(g, w, what, value);
}

/* --- Values of each form --------------------------------------------------------------------- */

/* Of what types its values are. */
static const struct {
	const char *value;
	unsigned int forms; /* in which it is of the right type */
} types[] = {
	{ "null", 0 },
	{ "1.5", 0 },
	{ "true", 1 << FORM_FLAG },
	{ "1", 1 << FORM_NUMBER | 1 << FORM_SIZE },
	{ "\"1\"", 1 << FORM_TEXT | 1 << FORM_TEXTS | 1 << FORM_CPUS | 1 << FORM_WORD |
		   1 << FORM_SIZE | 1 << FORM_ADDRESS },
	{ "[null]", 0 },
	{ "[{}]", 1 << FORM_OBJECTS },
	{ "[[]]", 0 },
	{ "[1]", 1 << FORM_NUMBERS | 1 << FORM_CPUS },
	{ "[\"1\"]", 1 << FORM_TEXTS },
	{ "{\"x\": 1}", 0 },
};

static void test_types(const struct group *g, const struct wish *w)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		expect_value(g, w, types[i].forms & 1U << w->form ? SOUND : REFUSED,
			     types[i].value);
}

static void test_number(const struct group *g, const struct wish *w)
{
	expect(g, w, ACCEPTED, "%" PRId64, w->min);
	expect(g, w, ACCEPTED, "%" PRId64, w->max);
	expect(g, w, REFUSED, "%" PRId64, w->min - 1);
	expect(g, w, REFUSED, "%" PRId64, w->max + 1);
	expect(g, w, REFUSED, "%" PRId64, INT64_MAX);
}

static void expect_size(const struct group *g, const struct wish *w, enum expect what,
			uint64_t bytes)
{
	char text[32];

	size_to_text(bytes, text);
	expect(g, w, what, "\"%s\"", text);
}

static void test_size(const struct group *g, const struct wish *w)
{
	static const char *const bad[] = { "", "512", "M", "1.M", ".5M", "1 M", "-1M", "1MM", "1P",
					   "0x1M", "1KiBB", "1,5G" };
	const int64_t mib = (int64_t)MIB(1), step = w->step ? w->step : (int64_t)GUEST_PAGE;

	expect_size(g, w, ACCEPTED, (uint64_t)w->min);
	expect_size(g, w, SOUND, (uint64_t)(w->min - step));
	expect(g, w, REFUSED, "%" PRId64, (w->min + mib - 1) / mib - 1);
	expect(g, w, REFUSED, "-1");
	expect(g, w, SOUND, "\"4kib\"");
	expect(g, w, SOUND, "\"1.5GB\"");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		expect(g, w, REFUSED, "\"%s\"", bad[i]);
	if (step > mib)
		expect(g, w, REFUSED, "%" PRId64, w->min / mib + 1);
	if (!w->max)
		return;
	expect_size(g, w, ACCEPTED, (uint64_t)w->max);
	expect_size(g, w, SOUND, (uint64_t)(w->max + step));
	expect(g, w, ACCEPTED, "%" PRId64, w->max / mib);
	expect(g, w, REFUSED, "%" PRId64, w->max / mib + step / mib + 1);
}

static void expect_long(const struct group *g, const struct wish *w, enum expect what, int64_t size)
{
	_cleanup_free_ char *text = malloc((size_t)size + 1);

	if (!text)
		exit(99);
	memset(text, 'a', (size_t)size);
	text[size] = '\0';
	expect(g, w, what, "\"%s\"", text);
}

/* Of those with a pattern and one length, another test. */
static void test_text(const struct group *g, const struct wish *w)
{
	expect_long(g, w, w->min ? REFUSED : ACCEPTED, 0);
	if (w->max && w->min != w->max) {
		expect_long(g, w, ACCEPTED, w->max);
		expect_long(g, w, REFUSED, w->max + 1);
	}
	expect(g, w, SOUND, "\"\xc3\xa9\"");
	if (w->about->pattern)
		expect(g, w, REFUSED, "\"a\\u0001\"");
}

static void test_words(const struct group *g, const struct wish *w)
{
	for (size_t i = 0; w->words[i]; i++) {
		expect(g, w, ACCEPTED, "\"%s\"", w->words[i]);
		expect(g, w, REFUSED, "\"%sx\"", w->words[i]);
	}
}

/* The i-th of several that go together. */
static void print_element(FILE *out, const char *of, size_t i)
{
	fputs(i ? ", {" : "{", out);
	if (!strcmp(of, "modules"))
		fputs("\"path\": \"a\"", out);
	else if (!strcmp(of, "reserved"))
		fputs("\"start\": \"1G\", \"size\": 1", out);
	else if (!strcmp(of, "vnuma"))
		fputs("\"pnode\": 1, \"size\": 1", out);
	else if (!strcmp(of, "disk"))
		fprintf(out, "\"target\": \"a\", \"vdev\": \"d%zu\"", i);
	else if (!strcmp(of, "p9"))
		fprintf(out, "\"tag\": \"t%zu\", \"path\": \"a\"", i);
	else if (!strcmp(of, "channel"))
		fprintf(out, "\"name\": \"n%zu\", \"connection\": \"pty\"", i);
	fputs("}", out);
}

static void expect_elements(const struct group *g, const struct wish *w, enum expect what,
			    size_t nr)
{
	_cleanup_free_ char *array = NULL;
	size_t size;
	FILE *out = open_memstream(&array, &size);

	if (!out)
		exit(99);
	fputc('[', out);
	for (size_t i = 0; i < nr; i++)
		print_element(out, w->about->key, i);
	fputc(']', out);
	fclose(out);
	expect_value(g, w, what, array);
}

static void test_objects(const struct group *g, const struct wish *w)
{
	expect_elements(g, w, ACCEPTED, 0);
	expect_elements(g, w, ACCEPTED, w->about->most);
	expect_elements(g, w, REFUSED, w->about->most + 1);
}

static void test_wish(const struct group *g, const struct wish *w)
{
	test_types(g, w);
	if (w->form == FORM_NUMBER)
		test_number(g, w);
	else if (w->form == FORM_SIZE)
		test_size(g, w);
	else if (w->form == FORM_TEXT)
		test_text(g, w);
	else if (w->form == FORM_WORD)
		test_words(g, w);
	else if (w->form == FORM_OBJECTS)
		test_objects(g, w);
	else if (w->form == FORM_FLAG)
		expect(g, w, ACCEPTED, "false");
	/* What is said to be the default can be written. */
	if (*w->preset)
		expect_value(g, w, ACCEPTED, w->preset);
}

static void test_wishes(void)
{
	const struct group *g;
	struct wish w;

	for (size_t i = 0; (g = group_at(i)); i++)
		for (size_t k = 0; k < g->nr; k++)
			if (ok(wish_of(&w, g, &g->rows[k]), "%s: %s", g->name, g->rows[k].key))
				test_wish(g, &w);
}

int main(void)
{
	if (!read_schema())
		return done();
	test_rows();
	test_bad_rows();
	test_wishes();
	json_object_put(schema);
	return done();
}
