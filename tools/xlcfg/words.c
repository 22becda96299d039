/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/xlcfg/words.h"

#include <string.h>

#define BLANKS " \t\n\v\f\r"

/* Without blanks around it. */
static char *trim(char *text)
{
	size_t size;

	text += strspn(text, BLANKS);
	size = strlen(text);
	while (size && strchr(BLANKS, text[size - 1]))
		size--;
	text[size] = '\0';
	return text;
}

struct words words_of(const char *text, char separator)
{
	struct words words = { .text = text_of("%s", text) };
	const char separators[] = { separator, '\0' };
	char *state = NULL, *word = strtok_r(words.text, separators, &state);

	for (; word; word = strtok_r(NULL, separators, &state)) {
		word = trim(word);
		if (!*word)
			continue;
		words.at = grown(words.at, words.nr, sizeof(*words.at));
		words.at[words.nr++] = word;
	}
	return words;
}

void words_clear(struct words *words)
{
	free(words->at);
	free(words->text);
	*words = (struct words){ 0 };
}

bool word_is_among(const char *word, const char *const *list)
{
	while (*list && strcmp(*list, word) != 0)
		list++;
	return *list;
}

char *word_value(char *word)
{
	char *value = strchr(word, '=');
	size_t size;

	if (!value)
		return NULL;
	*value = '\0';
	size = strlen(word);
	while (size && strchr(BLANKS, word[size - 1]))
		word[--size] = '\0';
	return trim(value + 1);
}
