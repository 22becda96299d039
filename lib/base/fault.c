/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/fault.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define CUT "..."
#define MAX_CONTINUATION 3 /* bytes of a character of UTF-8 behind its first */

static bool continues(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Of a text that has as many, or more, at most `max` bytes, and no half of a character. */
static void cut(char *text, size_t max)
{
	char *end = text + max - strlen(CUT);

	for (int i = 0; i < MAX_CONTINUATION && continues(*end); i++)
		end--;
	memcpy(end, CUT, sizeof(CUT));
}

/* Of the character in UTF-8; 0: it is none, or has a shorter form. */
static size_t character_size(const unsigned char *c)
{
	size_t size = *c < 0x80 ? 1 : *c < 0xc2 ? 0 : *c < 0xe0 ? 2 : *c < 0xf0 ? 3 : *c < 0xf5 ? 4 : 0;

	for (size_t i = 1; i < size; i++)
		if (!continues((char)c[i]))
			return 0;
	return (*c == 0xe0 && c[1] < 0xa0) || (*c == 0xf0 && c[1] < 0x90) ? 0 : size;
}

/* Those of U+0080 to U+009F too, also as terminals take them that are not for UTF-8. */
static bool is_control(const unsigned char *c, size_t size)
{
	if (!size)
		return *c < 0xa0;
	return *c < 0x20 || *c == 0x7f || (*c == 0xc2 && c[1] < 0xa0);
}

static void replace_controls(char *text)
{
	size_t size, step;

	for (char *c = text; *c; c += step) {
		size = character_size((const unsigned char *)c);
		step = size ? size : 1;
		if (is_control((const unsigned char *)c, size))
			memset(c, '?', step);
	}
}

/* Formats into `buf` unless something is there; control bytes of untrusted strings become '?'. */
static _printf_(3, 0) void format_once(char *buf, size_t size, const char *fmt, va_list args)
{
	int n;

	if (buf[0])
		return;
	n = vsnprintf(buf, size, fmt, args);
	replace_controls(buf);
	if (n >= (int)size)
		cut(buf, size - 1);
}

/* The end of a path says more than its beginning. */
static void copy_end(char *to, size_t size, const char *text)
{
	size_t n = strlen(text);
	const char *end = text, *slash;

	if (n >= size) {
		end += n - (size - sizeof(CUT));
		for (int i = 0; i < MAX_CONTINUATION && continues(*end); i++)
			end++;
		slash = strchr(end, '/');
		end = slash ? slash : end;
		memcpy(to, CUT, strlen(CUT));
		to += strlen(CUT);
	}
	memcpy(to, end, strlen(end) + 1);
}

static bool fault_begin(struct fault *f, int code, uint64_t offset)
{
	if (f->code)
		return false;
	f->code = code;
	f->offset = offset;
	return true;
}

int fault_set(struct fault *f, int code, const char *fmt, ...)
{
	va_list args;

	if (!fault_begin(f, code, FAULT_NOWHERE))
		return f->code;
	va_start(args, fmt);
	format_once(f->what, sizeof(f->what), fmt, args);
	va_end(args);
	return code;
}

int fault_at(struct fault *f, int code, uint64_t offset, const char *fmt, ...)
{
	va_list args;

	if (!fault_begin(f, code, offset))
		return f->code;
	va_start(args, fmt);
	format_once(f->what, sizeof(f->what), fmt, args);
	va_end(args);
	return code;
}

int fault_os(struct fault *f, int code, int err, const char *fmt, ...)
{
	const char *why = strerrordesc_np(err);
	va_list args;
	size_t used, room;

	if (!fault_begin(f, code, FAULT_NOWHERE))
		return f->code;
	f->os_error = err;
	why = why ? why : "unknown error";
	va_start(args, fmt);
	format_once(f->what, sizeof(f->what), fmt, args);
	va_end(args);
	room = sizeof(f->what) - sizeof(": ") - strlen(why);
	if (strlen(f->what) > room)
		cut(f->what, room);
	used = strlen(f->what);
	snprintf(f->what + used, sizeof(f->what) - used, ": %s", why);
	return code;
}

int fault_oom(struct fault *f)
{
	return fault_set(f, -ENOMEM, "out of memory");
}

void fault_hint(struct fault *f, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	format_once(f->hint, sizeof(f->hint), fmt, args);
	va_end(args);
}

void fault_object(struct fault *f, const char *fmt, ...)
{
	char whole[8192] = "";
	va_list args;

	if (f->object[0])
		return;
	va_start(args, fmt);
	format_once(whole, sizeof(whole), fmt, args);
	va_end(args);
	copy_end(f->object, sizeof(f->object), whole);
}

void fault_pointer(struct fault *f, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	format_once(f->pointer, sizeof(f->pointer), fmt, args);
	va_end(args);
}

void fault_values(struct fault *f, uint64_t expected, uint64_t actual)
{
	if (f->expected || f->actual)
		return;
	f->expected = expected;
	f->actual = actual;
}
