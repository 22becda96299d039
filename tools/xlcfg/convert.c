/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/xlcfg/convert.h"

static void refuse(struct conversion *c, const struct row *row, const struct setting *s)
{
	if (setting_is_list(s) && !setting_length(s))
		DROP(c, s, "it is an empty list");
	else if (row->convert)
		row->convert(c, row, s);
	else
		REFUSE(c, s, "%s; --drop %s does without it", row->reason, row->name);
}

static void drop(struct conversion *c, const struct row *row, const struct setting *s)
{
	if (row->convert)
		row->convert(c, row, s);
	else
		DROP(c, s, "%s", row->reason);
}

static void convert_row(struct conversion *c, const struct row *row, const struct setting *s)
{
	switch (row->kind) {
	case ROW_CONVERTED:
		row->convert(c, row, s);
		break;
	case ROW_DROPPED:
		drop(c, row, s);
		break;
	case ROW_REFUSED:
		refuse(c, row, s);
		break;
	case ROW_PART:
	case ROW_TYPE:
	case ROW_KINDS:
		break;
	}
}

/* JSON is UTF-8. */
static void check_utf8(struct conversion *c)
{
	for (size_t i = 0; i < c->cfg.nr; i++) {
		const struct setting *s = &c->cfg.at[i];
		const struct row *row = row_find(s->name);

		if (!s->gone && !s->utf8 && row && row->kind != ROW_DROPPED)
			REFUSE(c, s, "it is not UTF-8, which a domain.json is");
	}
}

/* xl ignores such a setting without a word, so it may well be a misspelt one. */
static void drop_unknown(struct conversion *c)
{
	for (size_t i = 0; i < c->cfg.nr; i++) {
		const struct setting *s = &c->cfg.at[i];

		if (!s->gone && !row_find(s->name))
			DROP(c, s, "it is unknown, as it is to the xl of Xen 4.17");
	}
}

void convert(struct conversion *c)
{
	const struct row *row;

	c->domain = checked(json_object_new_object());
	check_type(c);
	if (c->notes.count[NOTE_REFUSED])
		return; /* all else means something else */
	vnuma_read(c);
	for (size_t i = 0; (row = row_at(i)); i++) {
		const struct setting *s = cfg_find(&c->cfg, row->name);

		if (s || row->always)
			convert_row(c, row, s);
	}
	drop_unknown(c);
	check_utf8(c);
}

void conversion_clear(struct conversion *c)
{
	cfg_clear(&c->cfg);
	notes_clear(&c->notes);
	json_object_put(c->domain);
	json_object_put(c->vnuma.nodes);
}
