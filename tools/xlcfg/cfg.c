/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/xlcfg/cfg.h"

#include <string.h>

#include "tools/json.h"
#include "tools/xlcfg/scan.h"
#include "tools/xlcfg/xlu.h"

static bool is_utf8(const char *text)
{
	const unsigned char *c = (const unsigned char *)text;
	size_t size = 1;

	while (*c && size) {
		size = json_character_size(c);
		c += size;
	}
	return size;
}

static struct json_object *take_text(const char *text, bool *utf8)
{
	*utf8 &= is_utf8(text);
	return checked(json_object_new_string(text));
}

/* As deep as the scanner allows. */
static struct json_object *take_list(const XLU_Config *x, const XLU_ConfigList *list, bool *utf8)
{
	struct json_object *array = checked(json_object_new_array_ext(1));
	XLU_ConfigValue *value;

	for (int i = 0; (value = xlu_cfg_get_listitem2(list, i)); i++) {
		XLU_ConfigList *inner;
		char *text;

		if (xlu_cfg_value_type(value) == XLU_LIST) {
			xlu_cfg_value_get_list(x, value, &inner, 1);
			json_push(array, take_list(x, inner, utf8));
		} else {
			xlu_cfg_value_get_string(x, value, &text, 1);
			json_push(array, take_text(text, utf8));
		}
	}
	return array;
}

static struct json_object *take_value(const XLU_Config *x, const char *name, bool *utf8)
{
	XLU_ConfigList *list;
	const char *text;

	*utf8 = true;
	if (!xlu_cfg_get_list(x, name, &list, NULL, 1))
		return take_list(x, list, utf8);
	if (!xlu_cfg_get_string(x, name, &text, 1))
		return take_text(text, utf8);
	return NULL;
}

/* Of settings of one name the last one counts; those that it adds to are in it. */
static void note_given_again(struct cfg *cfg, struct notes *notes)
{
	for (size_t i = 0; i < cfg->nr; i++) {
		struct setting *s = &cfg->at[i];

		for (size_t j = i + 1; j < cfg->nr && !s->gone; j++) {
			if (strcmp(cfg->at[j].name, s->name) != 0)
				continue;
			s->gone = true;
			if (!cfg->at[j].added)
				note(notes, NOTE_DROPPED, s->line, s->name,
				     "it is given again in line %u, which counts", cfg->at[j].line);
		}
	}
}

static void take_names(struct cfg *cfg, struct names *names)
{
	cfg->at = checked(calloc(names->nr + 1, sizeof(*cfg->at)));
	cfg->nr = names->nr;
	for (size_t i = 0; i < names->nr; i++) {
		cfg->at[i] = (struct setting){ names->at[i].text, names->at[i].line,
					       .added = names->at[i].added };
		names->at[i].text = NULL;
	}
}

/* False: libxlutil does not know a name that was found. */
static bool take_values(struct cfg *cfg, const XLU_Config *x, struct notes *notes)
{
	for (size_t i = 0; i < cfg->nr; i++) {
		struct setting *s = &cfg->at[i];

		if (s->gone)
			continue;
		s->value = take_value(x, s->name, &s->utf8);
		if (s->value)
			continue;
		note(notes, NOTE_REFUSED, s->line, s->name, "libxlutil does not find it");
		return false;
	}
	return true;
}

/* ":LINE: config parsing error near ...": what the grammar is, only libxlutil says. */
static bool parse(struct xlu *x, const char *text, size_t size, struct notes *notes)
{
	const char *said;
	char *rest;
	unsigned long line;

	if (!xlu_cfg_readdata(x->cfg, text, (int)size))
		return true;
	said = xlu_said(x, ":");
	line = strtoul(said, &rest, 10);
	rest += strspn(rest, ": ");
	note(notes, NOTE_REFUSED, (unsigned int)line, NULL, "%s", rest);
	return false;
}

static bool read_names(struct cfg *cfg, const char *text, size_t size, struct notes *notes)
{
	_cleanup_(names_clear) struct names names = { 0 };
	_cleanup_xlu_ struct xlu x;
	struct scan_error error;
	bool scanned = scan_names(text, size, &names, &error);

	xlu_open(&x);
	if (!scanned && !error.syntax) {
		note(notes, NOTE_REFUSED, error.line, NULL, "%s", error.why);
		return false;
	}
	if (!parse(&x, text, size, notes))
		return false;
	if (!scanned)
		note(notes, NOTE_REFUSED, error.line, NULL, "%s", error.why);
	if (!scanned)
		return false;
	take_names(cfg, &names);
	note_given_again(cfg, notes);
	return take_values(cfg, x.cfg, notes);
}

bool cfg_read(struct cfg *cfg, const char *text, size_t size, struct notes *notes)
{
	*cfg = (struct cfg){ 0 };
	if (read_names(cfg, text, size, notes))
		return true;
	cfg_clear(cfg);
	return false;
}

void cfg_clear(struct cfg *cfg)
{
	for (size_t i = 0; i < cfg->nr; i++) {
		free(cfg->at[i].name);
		json_object_put(cfg->at[i].value);
	}
	free(cfg->at);
	*cfg = (struct cfg){ 0 };
}

struct setting *cfg_find(const struct cfg *cfg, const char *name)
{
	for (size_t i = 0; i < cfg->nr; i++)
		if (!cfg->at[i].gone && strcmp(cfg->at[i].name, name) == 0)
			return &cfg->at[i];
	return NULL;
}

bool setting_is_list(const struct setting *s)
{
	return json_object_is_type(s->value, json_type_array);
}

const char *setting_text(const struct setting *s)
{
	return setting_is_list(s) ? NULL : json_object_get_string(s->value);
}

size_t setting_length(const struct setting *s)
{
	return setting_is_list(s) ? json_object_array_length(s->value) : 0;
}

const char *element_text(struct json_object *list, size_t i)
{
	struct json_object *element = json_object_array_get_idx(list, i);

	return json_object_is_type(element, json_type_string) ? json_object_get_string(element) :
								NULL;
}
