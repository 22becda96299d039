/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/device.h"

#include <errno.h>
#include <string.h>

#include "config/pointer.h"
#include "config/utf8.h"

static bool is_plain(const char *text, size_t size)
{
	uint32_t code;
	size_t bytes;

	for (size_t at = 0; at < size; at += bytes) {
		bytes = utf8_char(text + at, size - at, &code);
		if (!bytes || code < 0x20 || (code >= 0x7f && code < 0xa0))
			return false;
	}
	return true;
}

int device_check_text(const char *text, size_t max, const struct pointer *at, struct fault *f)
{
	size_t size = strlen(text);

	if (!size || size > max)
		fault_set(f, -EINVAL, "\"%s\" has %zu bytes, but needs 1 to %zu", at->key, size,
			  max);
	else if (!is_plain(text, size))
		fault_set(f, -EINVAL, "\"%s\" has a control character in it, or is not UTF-8",
			  at->key);
	else
		return 0;
	return pointer_fault(at, f);
}
