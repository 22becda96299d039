/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/writer.h"

#include <string.h>

#include "base/macro.h"
#include "config/utf8.h"

json *writer_keep(struct writer *w, json *value)
{
	if (!value)
		w->ok = false;
	return value;
}

json *writer_object(struct writer *w)
{
	return writer_keep(w, json_object_new_object());
}

json *writer_array(struct writer *w)
{
	return writer_keep(w, json_object_new_array());
}

void writer_put(struct writer *w, json *object, const char *key, json *value)
{
	if (!w->ok ||
	    json_object_object_add_ex(object, key, value, JSON_C_OBJECT_KEY_IS_CONSTANT)) {
		w->ok = false;
		json_object_put(value);
	}
}

void writer_append(struct writer *w, json *array, json *value)
{
	if (!w->ok || json_object_array_add(array, value)) {
		w->ok = false;
		json_object_put(value);
	}
}

void writer_put_number(struct writer *w, json *object, const char *key, uint64_t value)
{
	writer_put(w, object, key, writer_keep(w, json_object_new_uint64(value)));
}

void writer_put_text(struct writer *w, json *object, const char *key, const char *value)
{
	writer_put(w, object, key, writer_keep(w, json_object_new_string(value)));
}

json *writer_text(struct writer *w, const char *value)
{
	static const char replacement[] = "\xef\xbf\xbd";
	size_t left = strlen(value), used = 0, n;
	_cleanup_free_ char *text = malloc(left * strlen(replacement) + 1);

	if (!text)
		return writer_keep(w, NULL);
	for (; left; value += n, left -= n) {
		n = utf8_valid(value, left);
		memcpy(text + used, value, n);
		used += n;
		if (n)
			continue;
		memcpy(text + used, replacement, strlen(replacement));
		used += strlen(replacement);
		n = 1;
	}
	text[used] = '\0';
	return writer_keep(w, json_object_new_string(text));
}

void writer_put_user_text(struct writer *w, json *object, const char *key, const char *value)
{
	writer_put(w, object, key, writer_text(w, value));
}

void writer_put_hex(struct writer *w, json *object, const uint8_t *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	_cleanup_free_ char *hex = NULL;

	while (size && !bytes[size - 1])
		size--;
	hex = malloc(size * 2 + 1);
	if (!hex) {
		w->ok = false;
		return;
	}
	for (size_t i = 0; i < size; i++) {
		hex[i * 2] = digits[bytes[i] >> 4];
		hex[i * 2 + 1] = digits[bytes[i] & 15];
	}
	hex[size * 2] = '\0';
	writer_put_text(w, object, "hex", hex);
}
