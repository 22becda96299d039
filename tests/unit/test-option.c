/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options: what rows of every kind accept and refuse. */
#include "config/option.h"

#include <errno.h>
#include <string.h>

#include "config/json-option.h"
#include "tap.h"

/* Rows of our own, on members that options have and others that are of the type. */
static const char *const choices[] = { "one", "two", NULL };

static const struct option number = {
	"number", OPTION_NUMBER, .offset = offsetof(struct pvh_config, memory),
	.min = -3, .max = 40
};
static const struct option size = {
	"size", OPTION_SIZE, .offset = offsetof(struct pvh_config, memory),
	.min = KIB(8), .max = MIB(4), .step = KIB(4)
};
static const struct option choice = {
	"choice", OPTION_CHOICE, .offset = offsetof(struct pvh_config, memory), .choices = choices
};
static const struct option text = {
	"text", OPTION_TEXT, .offset = offsetof(struct pvh_config, ramdisk), .max = 5
};

static const struct {
	const struct option *option;
	const char *json; /* the value */
	int64_t value;    /* NULL `what`: as it is stored then */
	const char *what, *hint;
} cases[] = {
	{ &number, "-3", -3, NULL, NULL },
	{ &number, "40", 40, NULL, NULL },
	{ &number, "-4", 0, "\"number\" is -4, but the minimum is -3", "" },
	{ &number, "41", 0, "\"number\" is 41, but the maximum is 40", "" },
	{ &number, "\"4\"", 0, "has to be a whole number", "without quotes" },
	{ &size, "\"8K\"", KIB(8), NULL, NULL },
	{ &size, "4", MIB(4), NULL, NULL },
	{ &size, "\"4K\"", 0, "\"size\" is 4K, but the minimum is 8K", "" },
	{ &size, "5", 0, "\"size\" is 5M, but the maximum is 4M", "" },
	{ &size, "\"9K\"", 0, "\"size\" is 9K, not a multiple of 4K", "" },
	{ &size, "17592186044415", 0, "but the maximum is 4M", "" },
	{ &size, "-1", 0, "cannot be negative", "" },
	{ &choice, "\"two\"", 1, NULL, NULL },
	{ &choice, "\"three\"", 0, "\"choice\" is \"three\", which it cannot be",
	  "it can be \"one\", \"two\"" },
	{ &choice, "1", 0, "is a number, but has to be a string", "" },
	{ &text, "\"\"", 0, "has 0 bytes, but needs 1 to 5", "" },
	{ &text, "\"123456\"", 0, "has 6 bytes, but needs 1 to 5", "" },
};

static void check(size_t i, struct pvh_config *c)
{
	const struct option *o = cases[i].option;
	const struct pointer at = { .key = o->name };
	struct json_object *v = json_tokener_parse(cases[i].json);
	struct fault f = FAULT_NONE;
	int r;

	if (o->kind != OPTION_TEXT)
		c->memory = 7;
	r = json_read_option(o, v, &at, c, &f);
	json_object_put(v);
	if (cases[i].what)
		ok(r == -EINVAL && strstr(f.what, cases[i].what) && strstr(f.hint, cases[i].hint) &&
			   f.pointer[0] == '/' && !strcmp(f.pointer + 1, o->name) &&
			   (o->kind == OPTION_TEXT ? !c->ramdisk : c->memory == 7),
		   "refused: %s (%s)", f.what, f.hint);
	else
		ok(r == 0 && option_get(c, o) == cases[i].value, "%s: %s", o->name,
		   cases[i].json);
}

static void check_text(struct pvh_config *c)
{
	struct fault f = FAULT_NONE;

	ok(!option_is_set(c, &text), "a text is unset");
	ok(!option_set_text(c, &text, "12345", &f) && !option_set_text(c, &text, "1", &f) &&
		   option_is_set(c, &text) && !strcmp(option_get_text(c, &text), "1"),
	   "... until it is set, again");
}

/* What holds of every row. */
static void check_rows(const struct pvh_config *c)
{
	const struct option *o;
	size_t odd = 0;

	for (size_t i = 0; (o = option_at(i)); i++) {
		odd += option_find(o->name) != o; /* named twice */
		odd += o->kind == OPTION_TEXT && (option_is_set(c, o) || o->max < 1);
		odd += (o->kind == OPTION_CHOICE) != (o->choices != NULL);
		odd += (o->kind == OPTION_NUMBER || o->kind == OPTION_SIZE) && o->min >= o->max;
		odd += o->kind != OPTION_TEXT && option_get(c, o) != o->preset;
	}
	ok(odd == 0, "every row makes sense");
	ok(!option_find("number") && option_find("msr_relaxed"), "options are found by name");
}

int main(void)
{
	struct fault f = FAULT_NONE;
	struct pvh_config *c;

	if (config_new(&c, &f))
		return 1;
	check_rows(c);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(i, c);
	check_text(c);
	config_unref(c);
	return done();
}
