/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-check.h"

#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "config/json-lex.h"
#include "config/json-object.h"
#include "config/utf8.h"

struct checker {
	struct lexer lex;
	struct json_tokener *decoder; /* of keys: two spellings can be one key */
	unsigned int depth;           /* of objects and arrays around what comes next */
};

static int check_value(struct checker *c, const struct pointer *at);

/* The key at the lexer, decoded; NULL: `fault` says why. */
static struct json_object *read_key(struct checker *c)
{
	const char *start = c->lex.at;
	struct json_object *key;

	if (*start != '"') {
		lex_expected(&c->lex, "a key in double quotes");
		return NULL;
	}
	if (lex_string(&c->lex))
		return NULL;
	key = json_tokener_parse_ex(c->decoder, start, (int)(c->lex.at - start));
	if (!key)
		fault_oom(c->lex.fault);
	return key;
}

static int duplicate(struct checker *c, const struct pointer *at, const char *second)
{
	unsigned int line, column;

	lex_position(c->lex.text, second, &line, &column);
	fault_set(c->lex.fault, -EBADMSG, "\"%.*s\" is given twice, again at %u:%u",
		  utf8_cut(at->key, 64), at->key, line, column);
	return pointer_fault(at, c->lex.fault);
}

/* One "key": value; `seen` has the keys before it. */
static int check_member(struct checker *c, const struct pointer *object,
			struct json_object *seen)
{
	const char *start = c->lex.at;
	_cleanup_object_ struct json_object *key = read_key(c);
	struct pointer at = { .parent = object };
	int r;

	if (!key)
		return c->lex.fault->code;
	at.key = json_object_get_string(key);
	if (json_object_object_get_ex(seen, at.key, NULL))
		return duplicate(c, &at, start);
	if (!json_add(seen, at.key, json_object_get(key))) /* which keeps its text */
		return fault_oom(c->lex.fault);
	r = lex_require(&c->lex, ':', "':' after the key");
	return r ? r : check_value(c, &at);
}

static int check_object(struct checker *c, const struct pointer *at)
{
	_cleanup_object_ struct json_object *seen = json_object_new_object();
	int r;

	if (!seen)
		return fault_oom(c->lex.fault);
	if (lex_accept(&c->lex, '}'))
		return 0;
	do {
		r = check_member(c, at, seen);
		if (r)
			return r;
	} while (lex_accept(&c->lex, ','));
	return lex_require(&c->lex, '}', "',' or '}'");
}

static int check_array(struct checker *c, const struct pointer *array)
{
	struct pointer at = { .parent = array };
	int r;

	if (lex_accept(&c->lex, ']'))
		return 0;
	do {
		r = check_value(c, &at);
		if (r)
			return r;
		at.index++;
	} while (lex_accept(&c->lex, ','));
	return lex_require(&c->lex, ']', "',' or ']'");
}

/* Recursion ends at JSON_MAX_DEPTH, long before the stack does. */
static int check_container(struct checker *c, const struct pointer *at)
{
	const char *start = c->lex.at;
	int r;

	if (c->depth == JSON_MAX_DEPTH)
		return lex_fault(&c->lex, start, "more than %d levels of objects and arrays",
				 JSON_MAX_DEPTH);
	c->depth++;
	lex_accept(&c->lex, *start);
	r = *start == '{' ? check_object(c, at) : check_array(c, at);
	c->depth--;
	return r;
}

static int check_number(struct checker *c, const struct pointer *at)
{
	const char *start = c->lex.at;
	bool whole;
	size_t size;
	int r = lex_number(&c->lex, &whole);

	if (r || !whole)
		return r;
	errno = 0;
	strtoll(start, NULL, 10);
	if (errno != ERANGE)
		return 0;
	size = (size_t)(c->lex.at - start);
	fault_set(c->lex.fault, -EINVAL, "the number %.*s%s is out of range",
		  (int)min_u64(size, 40), start, size > 40 ? "..." : "");
	return pointer_fault(at, c->lex.fault);
}

static int check_value(struct checker *c, const struct pointer *at)
{
	char first = *c->lex.at;

	if (first == '{' || first == '[')
		return check_container(c, at);
	if (first == '"')
		return lex_string(&c->lex);
	if (first == '-' || (first >= '0' && first <= '9'))
		return check_number(c, at);
	return lex_literal(&c->lex);
}

static int check_encoding(struct lexer *l, size_t size)
{
	size_t length = strlen(l->text), valid = utf8_valid(l->text, length);

	if (valid < length)
		lex_fault(l, l->text + valid, "the byte 0x%02x here is not UTF-8",
			  (unsigned char)l->text[valid]);
	else if (length < size)
		lex_fault(l, l->text + length, "there is a NUL byte in the text");
	else
		return 0;
	fault_hint(l->fault, "save the text as UTF-8");
	return l->fault->code;
}

/* `at` is NULL or the place of a single value. */
static int check_text(struct checker *c, size_t size, const struct pointer *at)
{
	struct lexer *l = &c->lex;
	int r = check_encoding(l, size);

	if (r)
		return r;
	lex_space(l);
	if (!*l->at)
		return fault_set(l->fault, -EBADMSG, "the text is empty");
	if (!at && *l->at != '{') {
		r = lex_expected(l, "'{'");
		fault_hint(l->fault, "a domain is one JSON object: { \"name\": ... }");
		return r;
	}
	r = check_value(c, at);
	if (r)
		return r;
	lex_space(l);
	if (!*l->at)
		return 0;
	return lex_expected(l, at ? "the end of the text after the value" :
				    "the end of the text after the last '}'");
}

int json_check(const char *text, size_t size, const struct pointer *at, struct fault *f)
{
	struct checker c = { .lex = { text, text, f } };
	int r;

	for (const struct pointer *around = at; around; around = around->parent)
		c.depth++;
	c.decoder = json_tokener_new();
	if (!c.decoder)
		return fault_oom(f);
	r = check_text(&c, size, at);
	json_tokener_free(c.decoder);
	return r;
}
