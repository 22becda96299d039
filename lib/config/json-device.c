/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-device.h"

#include <errno.h>
#include <string.h>

#include "config/choice.h"
#include "config/json-object.h"
#include "config/json-value.h"

enum { MAX_WORDS = 8 };

/* Those that are not refused are what it can be. */
static int no_such_word(const struct json_word *words, const char *value, const struct pointer *at,
			struct fault *f)
{
	const char *choices[MAX_WORDS + 1] = { NULL };
	size_t nr = 0;
	int index;

	for (; words->word && nr < MAX_WORDS; words++)
		if (!words->refused)
			choices[nr++] = words->word;
	return choice_find(choices, value, at, &index, f);
}

int json_read_word(const struct json_word *words, struct json_object *v, const struct pointer *at,
		   size_t *index, struct fault *f)
{
	const char *value = NULL;
	int r = value_text(v, &value, at, f);

	if (r)
		return r;
	*index = 0;
	while (words[*index].word && strcmp(words[*index].word, value))
		(*index)++;
	if (!words[*index].word)
		return no_such_word(words, value, at, f);
	if (!words[*index].refused)
		return 0;
	fault_set(f, -EINVAL, "\"%s\" is \"%s\", which %s", at->key, value, words[*index].refused);
	fault_hint(f, "%s", words[*index].hint);
	return pointer_fault(at, f);
}

int json_key_word(const struct key *k, struct json_object *v, const struct pointer *at, void *to,
		  struct fault *f)
{
	size_t index;

	(void)to;
	return json_read_word(k->words, v, at, &index, f);
}

bool json_add_text(struct json_object *o, const char *key, const char *text)
{
	return !text || json_add(o, key, json_object_new_string(text));
}
