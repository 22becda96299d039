/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/option.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "config/choice.h"
#include "config/pointer.h"
#include "config/units.h"

static void *value_of(struct pvh_config *c, const struct option *o)
{
	return (char *)c + o->offset;
}

static const void *value_in(const struct pvh_config *c, const struct option *o)
{
	return (const char *)c + o->offset;
}

static void store(struct pvh_config *c, const struct option *o, int64_t value)
{
	if (o->kind == OPTION_FLAG)
		*(bool *)value_of(c, o) = value;
	else
		*(int64_t *)value_of(c, o) = value;
}

void options_init(struct pvh_config *c)
{
	const struct option *o;

	for (size_t i = 0; (o = option_at(i)); i++)
		if (o->kind != OPTION_TEXT)
			store(c, o, o->preset);
}

void options_fini(struct pvh_config *c)
{
	const struct option *o;

	for (size_t i = 0; (o = option_at(i)); i++)
		if (o->kind == OPTION_TEXT)
			free(*(char **)value_of(c, o));
}

bool option_is_set(const struct pvh_config *c, const struct option *o)
{
	return o->kind == OPTION_TEXT ? option_get_text(c, o) != NULL :
					option_get(c, o) != OPTION_UNSET;
}

int64_t option_get(const struct pvh_config *c, const struct option *o)
{
	const void *value = value_in(c, o);

	return o->kind == OPTION_FLAG ? *(const bool *)value : *(const int64_t *)value;
}

const char *option_get_text(const struct pvh_config *c, const struct option *o)
{
	return *(char *const *)value_in(c, o);
}

int option_set_flag(struct pvh_config *c, const struct option *o, bool value, struct fault *f)
{
	(void)f;
	store(c, o, value);
	return 0;
}

/* A bound or a value as its kind is written. */
static const char *number_text(const struct option *o, int64_t value, char text[32])
{
	if (o->kind == OPTION_SIZE)
		size_to_text((uint64_t)value, text);
	else
		snprintf(text, 32, "%" PRId64, value);
	return text;
}

int option_set_number(struct pvh_config *c, const struct option *o, int64_t value,
		      struct fault *f)
{
	char text[32], bound[32];

	if (value < o->min || value > o->max) {
		fault_set(f, -EINVAL, "\"%s\" is %s, but the %s is %s", o->name,
			  number_text(o, value, text), value < o->min ? "minimum" : "maximum",
			  number_text(o, value < o->min ? o->min : o->max, bound));
		return pointer_fault_key(o->name, f);
	}
	if (o->step && value % o->step) {
		fault_set(f, -EINVAL, "\"%s\" is %s, not a multiple of %s", o->name,
			  number_text(o, value, text), number_text(o, o->step, bound));
		return pointer_fault_key(o->name, f);
	}
	store(c, o, value);
	return 0;
}

int option_set_choice(struct pvh_config *c, const struct option *o, const char *value,
		      struct fault *f)
{
	int index;
	int r = choice_find(o->choices, value, &(struct pointer){ .key = o->name }, &index, f);

	if (!r)
		store(c, o, index);
	return r;
}

int option_set_text(struct pvh_config *c, const struct option *o, const char *value,
		    struct fault *f)
{
	char **text = value_of(c, o), *copy;
	size_t size = strlen(value);

	if (!size || size > (size_t)o->max) {
		fault_set(f, -EINVAL, "\"%s\" has %zu bytes, but needs 1 to %" PRId64, o->name,
			  size, o->max);
		return pointer_fault_key(o->name, f);
	}
	copy = strdup(value);
	if (!copy)
		return fault_oom(f);
	free(*text);
	*text = copy;
	return 0;
}
