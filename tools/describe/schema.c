/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A domain.json as JSON Schema (json-schema.org, draft 2020-12). Whatever the reader takes is
 * valid by it; what several keys have to do with each other, and what is in a text beyond its
 * pattern, it does not say.
 */
#include <inttypes.h>
#include <string.h>

#include "tools/describe/describe.h"
#include "tools/json.h"

#define SIZE "[0-9]+(\\.[0-9]+)?[KkMmGgTt]([Ii]?[Bb])?"
#define ADDRESS "0x0*[0-9A-Fa-f]{1,16}|" SIZE

struct writer {
	FILE *out;
	int depth;
	bool first; /* of its object or array */
	bool whole; /* every row is as it has to be */
};

/* Of a member; NULL: of an element. */
static void begin(struct writer *w, const char *key)
{
	fprintf(w->out, "%s\n%*s", w->first ? "" : ",", 2 * w->depth, "");
	w->first = false;
	if (!key)
		return;
	json_string(w->out, key);
	fputs(": ", w->out);
}

static void nest(struct writer *w, const char *key, char bracket)
{
	begin(w, key);
	fputc(bracket, w->out);
	w->depth++;
	w->first = true;
}

static void unnest(struct writer *w, char bracket)
{
	w->depth--;
	fprintf(w->out, "\n%*s%c", 2 * w->depth, "", bracket);
	w->first = false;
}

static void text(struct writer *w, const char *key, const char *value)
{
	begin(w, key);
	json_string(w->out, value);
}

static void number(struct writer *w, const char *key, int64_t value)
{
	begin(w, key);
	fprintf(w->out, "%" PRId64, value);
}

static void raw(struct writer *w, const char *key, const char *json)
{
	begin(w, key);
	fputs(json, w->out);
}

static void integer(struct writer *w, int64_t min, int64_t max)
{
	text(w, "type", "integer");
	number(w, "minimum", min);
	number(w, "maximum", max);
}

static void array(struct writer *w, const struct wish *wish)
{
	if (wish->form == FORM_NUMBERS)
		number(w, "minItems", 1);
	if (wish->about->most)
		number(w, "maxItems", (int64_t)wish->about->most);
	nest(w, "items", '{');
}

/* Bounds of a number hold for numbers alone, patterns for texts, so that both can stand here. */
static void size(struct writer *w, const struct wish *wish)
{
	const int64_t mib = (int64_t)MIB(1);

	raw(w, "type", "[\"integer\", \"string\"]");
	number(w, "minimum", (wish->min + mib - 1) / mib);
	if (wish->max)
		number(w, "maximum", wish->max / mib);
	if (wish->step > mib)
		number(w, "multipleOf", wish->step / mib);
	text(w, "pattern", "^" SIZE "$");
}

/* A character has at least one byte. */
static void bounded_text(struct writer *w, const struct wish *wish)
{
	text(w, "type", "string");
	if (wish->min)
		number(w, "minLength", wish->min == wish->max ? wish->min : 1);
	if (wish->max)
		number(w, "maxLength", wish->max);
	if (wish->about->pattern)
		text(w, "pattern", wish->about->pattern);
}

static void words(struct writer *w, const struct wish *wish)
{
	text(w, "type", "string");
	nest(w, "enum", '[');
	for (size_t i = 0; wish->words[i]; i++)
		text(w, NULL, wish->words[i]);
	unnest(w, ']');
}

static void texts_or(struct writer *w, const struct wish *wish)
{
	raw(w, "type", "[\"string\", \"array\"]");
	if (wish->about->pattern)
		text(w, "pattern", wish->about->pattern);
	array(w, wish);
	if (wish->form == FORM_CPUS)
		integer(w, wish->min, wish->max);
	else
		bounded_text(w, wish);
	unnest(w, '}');
}

static void members(struct writer *w, const char *of);

static void value(struct writer *w, const struct wish *wish)
{
	switch (wish->form) {
	case FORM_FLAG:
		text(w, "type", "boolean");
		break;
	case FORM_NUMBER:
		integer(w, wish->min, wish->max);
		break;
	case FORM_SIZE:
		size(w, wish);
		break;
	case FORM_ADDRESS:
		text(w, "type", "string");
		text(w, "pattern", "^(" ADDRESS ")$");
		break;
	case FORM_TEXT:
		bounded_text(w, wish);
		break;
	case FORM_WORD:
		words(w, wish);
		break;
	case FORM_TEXTS:
	case FORM_CPUS:
		texts_or(w, wish);
		break;
	case FORM_NUMBERS:
		text(w, "type", "array");
		array(w, wish);
		integer(w, wish->min, wish->max);
		unnest(w, '}');
		break;
	case FORM_OBJECT:
		members(w, wish->about->key);
		break;
	case FORM_OBJECTS:
		text(w, "type", "array");
		array(w, wish);
		members(w, wish->about->key);
		unnest(w, '}');
		break;
	case FORM_OPTION:
		break;
	}
}

static void property(struct writer *w, const struct group *g, const struct about *a)
{
	struct wish wish;

	if (!wish_of(&wish, g, a)) {
		fprintf(stderr, "describe: %s: the row of \"%s\" is not what the reader knows\n",
			g->name, a->key);
		w->whole = false;
		return;
	}
	nest(w, a->key, '{');
	text(w, "description", a->text);
	value(w, &wish);
	if (*wish.preset)
		raw(w, "default", wish.preset);
	unnest(w, '}');
}

/* The groups of an object are one for it. */
static bool same(const char *a, const char *b)
{
	return !a == !b && (!a || strcmp(a, b) == 0);
}

typedef void row_fn(struct writer *w, const struct group *g, const struct about *a);
typedef bool pick_fn(const struct about *a);

/* Of the keys that objects of `of` have; false: there is none of that kind. */
static bool each_row(struct writer *w, const char *of, pick_fn *pick, row_fn *fn)
{
	const struct group *g;
	bool any = false;

	for (size_t i = 0; (g = group_at(i)); i++) {
		for (size_t k = 0; same(g->of, of) && k < g->nr; k++) {
			if (!pick(&g->rows[k]))
				continue;
			any = true;
			if (fn)
				fn(w, g, &g->rows[k]);
		}
	}
	return any;
}

/* A member `key` with something for each row of that kind, if there is one. */
static void list(struct writer *w, const char *key, const char brackets[2], const char *of,
		 pick_fn *pick, row_fn *fn)
{
	if (!each_row(w, of, pick, NULL))
		return;
	nest(w, key, brackets[0]);
	each_row(w, of, pick, fn);
	unnest(w, brackets[1]);
}

static bool is_any(const struct about *a)
{
	return a->key;
}

static bool is_mandatory(const struct about *a)
{
	return a->mandatory;
}

static void name(struct writer *w, const struct group *g, const struct about *a)
{
	(void)g;
	text(w, NULL, a->key);
}

static bool is_either(const struct about *a)
{
	return a->either;
}

static void alternative(struct writer *w, const struct group *g, const struct about *a)
{
	nest(w, NULL, '{');
	nest(w, "required", '[');
	name(w, g, a);
	unnest(w, ']');
	unnest(w, '}');
}

static bool is_dependent(const struct about *a)
{
	return a->needs;
}

static void dependence(struct writer *w, const struct group *g, const struct about *a)
{
	(void)g;
	nest(w, a->key, '[');
	text(w, NULL, a->needs);
	unnest(w, ']');
}

static void members(struct writer *w, const char *of)
{
	text(w, "type", "object");
	raw(w, "additionalProperties", "false");
	list(w, "required", "[]", of, is_mandatory, name);
	list(w, "oneOf", "[]", of, is_either, alternative);
	list(w, "dependentRequired", "{}", of, is_dependent, dependence);
	list(w, "properties", "{}", of, is_any, property);
}

bool describe_schema(FILE *out)
{
	struct writer w = { .out = out, .first = true, .whole = true, .depth = 1 };

	fputc('{', out);
	text(&w, "$schema", "https://json-schema.org/draft/2020-12/schema");
	text(&w, "$id", "urn:pvh-build:domain.schema.json");
	text(&w, "title", "domain.json: a Xen PVH domain");
	text(&w, "description", "What pvh-build builds a domain from: see domain.json(5).");
	members(&w, NULL);
	unnest(&w, '}');
	fputc('\n', out);
	return w.whole;
}
