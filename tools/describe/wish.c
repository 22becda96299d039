/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the reader's tables say of a key, and what is said of it here, put together. */
#include <inttypes.h>
#include <string.h>

#include "config/json-device.h"
#include "config/option.h"
#include "config/units.h"
#include "tools/describe/describe.h"

static const struct group *const groups[] = {
	&about_domain,	   &about_modules,    &about_shim,   &about_reserved, &about_vnuma,
	&about_disk,	   &about_vif,	      &about_p9,     &about_channel,  &about_start_info,
	&about_processors, &about_time,	      &about_scheduling,
	&about_rights,	   &about_end,
};

const struct group *group_at(size_t i)
{
	return i < ARRAY_SIZE(groups) ? groups[i] : NULL;
}

const struct group *group_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		if (strcmp(groups[i]->name, name) == 0)
			return groups[i];
	return NULL;
}

static const struct key *key_find(const struct key_table *table, const char *name)
{
	for (size_t i = 0; table && i < table->nr; i++)
		if (strcmp(table->keys[i].name, name) == 0)
			return &table->keys[i];
	return NULL;
}

static bool add_word(struct wish *w, const char *word)
{
	size_t nr = 0;

	while (w->words[nr])
		nr++;
	if (nr == MAX_WORDS)
		return false;
	w->words[nr] = word;
	return true;
}

/* A default that is JSON is the one in `code`. */
static void preset_of_row(struct wish *w, const char *preset)
{
	size_t size = preset ? strlen(preset) : 0;

	if (size > 2 && size - 2 < sizeof(w->preset) && preset[0] == '`' &&
	    strchr(preset + 1, '`') == preset + size - 1 && strchr("\"0123456789tf{[", preset[1]))
		snprintf(w->preset, sizeof(w->preset), "%.*s", (int)size - 2, preset + 1);
}

static bool wish_of_key(struct wish *w, const struct key *k, const struct about *a)
{
	bool whole = k && a->form != FORM_OPTION && !k->words == (a->form != FORM_WORD) &&
		     !k->members == (a->form != FORM_OBJECT && a->form != FORM_OBJECTS);

	if (!whole)
		return false;
	w->members = k->members;
	preset_of_row(w, a->preset);
	for (const struct json_word *word = k->words; whole && word && word->word; word++)
		whole = word->refused || add_word(w, word->word);
	return whole;
}

static void preset_of_option(struct wish *w, const struct option *o)
{
	if (o->kind == OPTION_TEXT || o->preset == OPTION_UNSET)
		return;
	if (o->kind == OPTION_FLAG)
		snprintf(w->preset, sizeof(w->preset), "%s", o->preset ? "true" : "false");
	else if (o->kind == OPTION_CHOICE)
		snprintf(w->preset, sizeof(w->preset), "\"%s\"", o->choices[o->preset]);
	else
		snprintf(w->preset, sizeof(w->preset), "%" PRId64,
			 o->kind == OPTION_SIZE ? o->preset / (int64_t)MIB(1) : o->preset);
}

static bool wish_of_option(struct wish *w, const struct option *o, const struct about *a)
{
	static const enum form forms[] = {
		[OPTION_FLAG] = FORM_FLAG, [OPTION_NUMBER] = FORM_NUMBER, [OPTION_SIZE] = FORM_SIZE,
		[OPTION_CHOICE] = FORM_WORD, [OPTION_TEXT] = FORM_TEXT,
	};
	bool whole = a->form == FORM_OPTION && !a->min && !a->max;

	w->form = forms[o->kind];
	w->min = o->kind == OPTION_TEXT ? 1 : o->min;
	w->max = o->max;
	w->step = o->step;
	preset_of_option(w, o);
	for (size_t i = 0; whole && o->choices && o->choices[i]; i++)
		whole = add_word(w, o->choices[i]);
	return whole;
}

bool wish_of(struct wish *w, const struct group *g, const struct about *a)
{
	const struct option *o = g->of ? NULL : option_find(a->key);
	const struct key *holder = g->of ? key_find(&json_domain_keys, g->of) : NULL;

	*w = (struct wish){ .group = g, .about = a, .form = a->form, .min = a->min, .max = a->max };
	if (!a->text || !*a->text)
		return false;
	if (o)
		return wish_of_option(w, o, a);
	return wish_of_key(w, key_find(g->of ? holder ? holder->members : NULL : &json_domain_keys,
				       a->key), a);
}
