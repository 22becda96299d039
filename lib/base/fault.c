/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/fault.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Formats into `buf` unless something is there; control bytes of untrusted strings become '?'. */
static _printf_(3, 0) void format_once(char *buf, size_t size, const char *fmt, va_list args)
{
	if (buf[0])
		return;
	vsnprintf(buf, size, fmt, args);
	for (char *c = buf; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
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
	va_list args;
	size_t used;

	if (!fault_begin(f, code, FAULT_NOWHERE))
		return f->code;
	f->os_error = err;
	va_start(args, fmt);
	format_once(f->what, sizeof(f->what), fmt, args);
	va_end(args);
	used = strlen(f->what);
	snprintf(f->what + used, sizeof(f->what) - used, ": %s", strerrordesc_np(err));
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
	va_list args;

	va_start(args, fmt);
	format_once(f->object, sizeof(f->object), fmt, args);
	va_end(args);
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
