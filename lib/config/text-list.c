/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/text-list.h"

#include <string.h>

#include "base/array.h"

int text_list_append(struct text_list *list, const char *text, struct fault *f)
{
	_cleanup_free_ char *copy = strdup(text);
	char **added = copy ? array_append(list->texts, list->nr) : NULL;

	if (!added)
		return fault_oom(f);
	*added = TAKE(copy);
	return 0;
}

int text_list_copy(struct text_list *to, const struct text_list *from, struct fault *f)
{
	int r = 0;

	to->single = from->single;
	for (size_t i = 0; i < from->nr && !r; i++)
		r = text_list_append(to, from->texts[i], f);
	if (r)
		text_list_clear(to);
	return r;
}

void text_list_clear(struct text_list *list)
{
	for (size_t i = 0; i < list->nr; i++)
		free(list->texts[i]);
	free(list->texts);
	*list = (struct text_list){ 0 };
}
