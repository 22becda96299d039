/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GUEST_FORMAT_H
#define GUEST_FORMAT_H

#include <stdarg.h>

#include "guest.h"

/* How much was written to `text`; what does not fit is cut, and there is no NUL. */
uint32_t format_line(char *text, uint32_t size, const char *format, va_list args);

#endif
