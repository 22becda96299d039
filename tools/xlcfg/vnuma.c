/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vnuma = [ [ "pnode=0", "size=512", "vcpus=0-1", "vdistances=10,20" ], ... ] */
#include <string.h>

#include "tools/xlcfg/convert.h"
#include "tools/xlcfg/words.h"

#define MAX_NODES 32
#define MAX_VCPU 4096 /* more than there can be, and few enough to add up */

/* "0-3" or "5": how many that are; 0: it is neither. Cuts the word. */
static long count_range(char *word)
{
	long first, last;

	return read_range(word, &first, &last) && last <= MAX_VCPU ? last - first + 1 : 0;
}

static const char *put_number(struct json_object *node, const char *key, const char *value,
			      long *number)
{
	if (!read_digits(value, number))
		return "is no number";
	json_put(node, key, json_object_new_int64(*number));
	return NULL;
}

/* "0-3,5", without the blanks that xl overlooks. */
static const char *put_vcpus(struct conversion *c, struct json_object *node, const char *value)
{
	_cleanup_(words_clear) struct words words = words_of(value, ',');
	_cleanup_free_ char *list = text_of("%s", "");

	for (size_t i = 0; i < words.nr; i++) {
		_cleanup_free_ char *before = list;
		long count;

		list = text_of("%s%s%s", before, i ? "," : "", words.at[i]);
		count = count_range(words.at[i]);
		if (!count)
			return "is no list of vCPUs such as 0-3,5";
		c->vnuma.vcpus += count;
	}
	json_put(node, "vcpus", json_object_new_string(list));
	return NULL;
}

static const char *put_distances(struct json_object *node, const char *value)
{
	_cleanup_(words_clear) struct words words = words_of(value, ',');
	struct json_object *list = checked(json_object_new_array());
	long number;

	json_put(node, "vdistances", list);
	for (size_t i = 0; i < words.nr; i++) {
		if (!read_digits(words.at[i], &number))
			return "is no list of numbers";
		json_push(list, json_object_new_int64(number));
	}
	return NULL;
}

/* Why the option cannot be, or NULL. */
static const char *put_option(struct conversion *c, struct json_object *node, const char *key,
			      const char *value)
{
	const char *why;
	long number;

	if (json_object_object_get_ex(node, key, NULL))
		return "is given twice";
	if (strcmp(key, "pnode") == 0)
		return put_number(node, key, value, &number);
	if (strcmp(key, "vcpus") == 0)
		return put_vcpus(c, node, value);
	if (strcmp(key, "vdistances") == 0)
		return put_distances(node, value);
	if (strcmp(key, "size") != 0)
		return "is no option of a node";
	why = put_number(node, key, value, &number);
	if (!why)
		c->vnuma.memory += number;
	return why;
}

static bool read_option(struct conversion *c, const struct setting *s, size_t i,
			struct json_object *node, const char *text)
{
	_cleanup_free_ char *copy = text_of("%s", text ? text : "");
	char *value = word_value(copy);
	const char *why = text && value ? put_option(c, node, copy, value) : "is no KEY=VALUE";

	if (why)
		REFUSE(c, s, "node %zu: \"%s\" %s", i, text ? text : "[", why);
	return !why;
}

static struct json_object *read_node(struct conversion *c, const struct setting *s, size_t i)
{
	static const char *const order[] = { "pnode", "size", "vcpus", "vdistances", NULL };
	struct json_object *options = json_object_array_get_idx(s->value, i), *node;
	bool good = json_object_is_type(options, json_type_array);

	if (!good)
		REFUSE(c, s, "node %zu is no list of options", i);
	node = checked(json_object_new_object());
	for (size_t j = 0; good && j < json_object_array_length(options); j++)
		good = read_option(c, s, i, node, element_text(options, j));
	if (good && (!json_object_object_get_ex(node, "pnode", NULL) ||
		     !json_object_object_get_ex(node, "size", NULL)))
		REFUSE(c, s, "node %zu needs pnode and size", i);
	return json_sorted(node, order);
}

void vnuma_read(struct conversion *c)
{
	const struct setting *s = cfg_find(&c->cfg, "vnuma");

	if (!s)
		return;
	if (!setting_is_list(s) || setting_length(s) > MAX_NODES) {
		REFUSE(c, s, "it has to be a list of at most %d nodes, which are lists", MAX_NODES);
		return;
	}
	if (!setting_length(s))
		return;
	c->vnuma.nodes = checked(json_object_new_array());
	for (size_t i = 0; i < setting_length(s); i++)
		json_push(c->vnuma.nodes, read_node(c, s, i));
}

void convert_vnuma(struct conversion *c, const struct row *row, const struct setting *s)
{
	(void)s;
	if (c->vnuma.nodes)
		json_put(c->domain, row->name, json_object_get(c->vnuma.nodes));
}
