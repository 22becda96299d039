/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings that are one value. */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "tools/xlcfg/convert.h"

const char *need_text(struct conversion *c, const struct setting *s)
{
	const char *text = setting_text(s);

	if (!text)
		REFUSE(c, s, "it is a list, and has to be one value");
	return text;
}

bool need_list(struct conversion *c, const struct setting *s)
{
	if (!setting_is_list(s)) {
		REFUSE(c, s, "it is one value, and has to be a list: %s = [ ... ]", s->name);
		return false;
	}
	for (size_t i = 0; i < setting_length(s); i++) {
		if (element_text(s->value, i))
			continue;
		REFUSE(c, s, "its element %zu is a list, and has to be a string", i);
		return false;
	}
	return true;
}

void convert_items(struct conversion *c, const struct row *row, const struct setting *s,
		  convert_item_fn *item)
{
	_cleanup_json_ struct json_object *list = NULL;

	if (!need_list(c, s) || !setting_length(s))
		return;
	list = checked(json_object_new_array());
	for (size_t i = 0; i < setting_length(s); i++)
		item(c, s, i, list);
	if (json_object_array_length(list))
		json_put(c->domain, row->name, json_object_get(list));
}

bool read_number(const char *text, long *number)
{
	char *end;

	errno = 0;
	*number = strtol(text, &end, 0);
	return !errno && end != text && !*end;
}

bool read_digits(const char *text, long *number)
{
	size_t digits = strspn(text, "0123456789");

	*number = strtol(text, NULL, 10);
	return digits && digits < 10 && !text[digits];
}

bool read_range(char *word, long *first, long *last)
{
	char *dash = strchr(word, '-');

	if (dash)
		*dash++ = '\0';
	return read_digits(word, first) && read_digits(dash ? dash : word, last) && *last >= *first;
}

static bool is_octal_by_accident(const char *text)
{
	return *text == '0' && !text[strspn(text, "0123456789")];
}

bool need_number(struct conversion *c, const struct row *row, const struct setting *s,
		 long *number)
{
	const char *text = need_text(c, s);

	if (!text)
		return false;
	if (s->added) {
		REFUSE(c, s, "+= does not go with a number");
	} else if (!read_number(text, number)) {
		REFUSE(c, s, "\"%s\" is no number%s", text,
		       is_octal_by_accident(text) ? ": one that begins with 0 is octal" : "");
	} else if (row->max && (*number < row->min || *number > row->max)) {
		REFUSE(c, s, "it is %ld, and can be %ld to %ld", *number, row->min, row->max);
	} else {
		return true;
	}
	return false;
}

char *absolute(const struct conversion *c, const char *path)
{
	while (strncmp(path, "./", 2) == 0)
		path += 2 + strspn(path + 2, "/");
	return *path == '/' ? text_of("%s", path) :
			      text_of("%s/%s", strcmp(c->cwd, "/") ? c->cwd : "", path);
}

void put_absolute(const struct conversion *c, struct json_object *device)
{
	struct json_object *path;
	_cleanup_free_ char *text = NULL;

	if (json_object_object_get_ex(device, "backend", NULL) ||
	    !json_object_object_get_ex(device, "path", &path))
		return;
	text = absolute(c, json_object_get_string(path));
	json_put(device, "path", json_object_new_string(text));
}

void convert_text(struct conversion *c, const struct row *row, const struct setting *s)
{
	const char *text = need_text(c, s);

	if (text)
		json_put(c->domain, row->name, json_object_new_string(text));
}

void convert_path(struct conversion *c, const struct row *row, const struct setting *s)
{
	const char *text = need_text(c, s);
	_cleanup_free_ char *path = NULL;

	if (!text)
		return;
	if (!*text) {
		REFUSE(c, s, "it is empty, and has to be a path");
		return;
	}
	path = absolute(c, text);
	json_put(c->domain, row->name, json_object_new_string(path));
}

void convert_number(struct conversion *c, const struct row *row, const struct setting *s)
{
	long number;

	if (need_number(c, row, s, &number))
		json_put(c->domain, row->name, json_object_new_int64(number));
}

const char *conf_text(const struct conversion *conf, const char *name)
{
	return json_object_get_string(json_object_object_get(conf->domain, name));
}

void convert_limit(struct conversion *c, const struct row *row, const struct setting *s)
{
	struct json_object *number;

	if (s)
		convert_number(c, row, s);
	else if (json_object_object_get_ex(c->conf->domain, row->name, &number))
		json_put(c->domain, row->name, json_object_get(number));
}

void convert_flag(struct conversion *c, const struct row *row, const struct setting *s)
{
	long number;

	if (need_number(c, row, s, &number))
		json_put(c->domain, row->name, json_object_new_boolean(number != 0));
}

static void refuse_mode(struct conversion *c, const struct row *row, const struct setting *s,
			const char *text)
{
	_cleanup_free_ char *list = text_of("%s", row->modes[0]);

	for (size_t i = 1; row->modes[i]; i++) {
		_cleanup_free_ char *before = list;

		list = text_of("%s, %s", before, row->modes[i]);
	}
	REFUSE(c, s, "\"%s\" is none of %s", text, list);
}

/* A name in either case, or the number that Xen has for it. */
void convert_mode(struct conversion *c, const struct row *row, const struct setting *s)
{
	const char *text = need_text(c, s);
	long number = -1, i = 0;

	if (!text)
		return;
	if (!s->added && !read_number(text, &number))
		number = -1;
	for (; row->modes[i] && i != number && strcasecmp(row->modes[i], text) != 0; i++)
		;
	if (row->modes[i])
		json_put(c->domain, row->name, json_object_new_string(row->modes[i]));
	else
		refuse_mode(c, row, s, text);
}
