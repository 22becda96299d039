/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* channel = [ "name=org.example.agent,connection=socket,path=/run/agent", ... ] */
#include <string.h>

#include "tools/xlcfg/convert.h"
#include "tools/xlcfg/words.h"

/* In the order of domain.json.md. */
static const char *const keys[] = { "name", "connection", "path", "backend", NULL };

static void read_pair(struct conversion *c, const struct setting *s, size_t index, char *word,
		      struct json_object *channel)
{
	const char *value = word_value(word);

	if (!value || !*word || !*value)
		REFUSE(c, s, "channel %zu: \"%s\" is no KEY=VALUE", index, word);
	else if (strchr(value, '='))
		REFUSE(c, s, "channel %zu: %s has a = in its value, where xl cuts it", index, word);
	else if (!word_is_among(word, keys))
		DROP(c, s, "channel %zu: %s, which is unknown, as it is to xl", index, word);
	else if (json_object_object_get_ex(channel, word, NULL))
		REFUSE(c, s, "channel %zu: \"%s\" is given twice", index, word);
	else
		json_put(channel, word, json_object_new_string(value));
}

static const char *text_in(struct json_object *channel, const char *key)
{
	return json_object_get_string(json_object_object_get(channel, key));
}

/* Only a socket has a path. */
static void check_path(struct conversion *c, const struct setting *s, size_t index,
		       struct json_object *channel)
{
	const char *connection = text_in(channel, "connection"), *path = text_in(channel, "path");

	if (strcmp(connection, "socket") == 0) {
		if (!path)
			REFUSE(c, s, "channel %zu: a socket needs path=", index);
	} else if (strcmp(connection, "pty") == 0) {
		if (path)
			DROP(c, s, "channel %zu: path, which a pty does not have", index);
		json_object_object_del(channel, "path");
	} else {
		REFUSE(c, s, "channel %zu: connection=%s is neither pty nor socket", index,
		       connection);
	}
}

static void check_channel(struct conversion *c, const struct setting *s, size_t index,
			  struct json_object *channel)
{
	if (!text_in(channel, "name"))
		REFUSE(c, s, "channel %zu: it needs name=, by which the guest finds it", index);
	if (text_in(channel, "connection"))
		check_path(c, s, index, channel);
	else
		REFUSE(c, s, "channel %zu: it needs connection=pty or connection=socket", index);
}

static void read_channel(struct conversion *c, const struct setting *s, size_t index,
			 struct json_object *list)
{
	_cleanup_(words_clear) struct words words = words_of(element_text(s->value, index), ',');
	struct json_object *channel = checked(json_object_new_object());
	size_t refused = c->notes.count[NOTE_REFUSED];

	for (size_t i = 0; i < words.nr; i++)
		read_pair(c, s, index, words.at[i], channel);
	if (c->notes.count[NOTE_REFUSED] == refused)
		check_channel(c, s, index, channel);
	put_absolute(c, channel);
	json_push(list, json_sorted(channel, keys));
}

void convert_channels(struct conversion *c, const struct row *row, const struct setting *s)
{
	convert_items(c, row, s, read_channel);
}
