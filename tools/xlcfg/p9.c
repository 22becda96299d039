/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* p9 = [ "tag=home,path=/srv/home,security_model=none", ... ]: directories that QEMU shares. */
#include <string.h>

#include "tools/xlcfg/convert.h"
#include "tools/xlcfg/words.h"

/* In the order of domain.json.md. */
static const char *const keys[] = { "tag", "path", "security_model", "backend", NULL };

/* Why the option cannot be, or NULL. Blanks behind a value are the value's. */
static const char *put_option(struct json_object *share, const char *key, const char *value)
{
	if (!word_is_among(key, keys))
		return "is no option of a share";
	if (json_object_object_get_ex(share, key, NULL))
		return "is given twice";
	if (!*value)
		return "is empty";
	json_put(share, key, json_object_new_string(value));
	return NULL;
}

/* xl ends with the first word that is no KEY=VALUE, and says nothing. */
static void drop_rest(struct conversion *c, const struct setting *s, size_t index,
		      const char *word, const char *rest)
{
	if (word[strspn(word, " ")] || (rest && rest[strspn(rest, " ,")]))
		DROP(c, s, "share %zu: \"%s\" and what follows: xl stops at what is no KEY=VALUE",
		     index, word);
}

static void read_options(struct conversion *c, const struct setting *s, size_t index,
			 struct json_object *share)
{
	_cleanup_free_ char *text = text_of("%s", element_text(s->value, index));
	char *rest = text, *word;

	while ((word = strsep(&rest, ","))) {
		char *key = word + strspn(word, " "), *value = strchr(key, '=');
		const char *why;

		if (!*word)
			continue;
		if (!value) {
			drop_rest(c, s, index, word, rest);
			return;
		}
		*value++ = '\0';
		why = put_option(share, key, value);
		if (why)
			REFUSE(c, s, "share %zu: \"%s\" %s", index, key, why);
	}
}

/* What a share does not say is that of the one before: xl keeps it. */
static void inherit(struct conversion *c, const struct setting *s, size_t index,
		    struct json_object *share, struct json_object *before)
{
	for (size_t i = 0; keys[i]; i++) {
		struct json_object *value;

		if (json_object_object_get_ex(share, keys[i], NULL))
			continue;
		if (json_object_object_get_ex(before, keys[i], &value)) {
			json_put(share, keys[i], json_object_get(value));
			CHANGE(c, s, "share %zu: %s is that of the share before, as it is for xl",
			       index, keys[i]);
		} else if (strcmp(keys[i], "backend") != 0) {
			REFUSE(c, s, "share %zu: it needs %s=", index, keys[i]);
		}
	}
}

static void read_share(struct conversion *c, const struct setting *s, size_t index,
		       struct json_object *list)
{
	struct json_object *before = index ? json_object_array_get_idx(list, index - 1) : NULL;
	struct json_object *share = checked(json_object_new_object());
	size_t refused = c->notes.count[NOTE_REFUSED];

	read_options(c, s, index, share);
	if (c->notes.count[NOTE_REFUSED] == refused)
		inherit(c, s, index, share, before);
	json_push(list, json_sorted(share, keys));
}

/* Only when all are read: a share without a path has the words of the one before. */
static void make_paths_absolute(const struct conversion *c, struct json_object *list)
{
	for (size_t i = 0; i < json_object_array_length(list); i++)
		put_absolute(c, json_object_array_get_idx(list, i));
}

void convert_shares(struct conversion *c, const struct row *row, const struct setting *s)
{
	struct json_object *list;

	convert_items(c, row, s, read_share);
	if (json_object_object_get_ex(c->domain, row->name, &list))
		make_paths_absolute(c, list);
}
