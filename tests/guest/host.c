/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the guest's judges call, over a piece of the host's memory. */
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "facts.h"

static const struct host *host;

const void *view(uint64_t gpa, uint64_t size)
{
	return gpa < GIB(4) && size <= GIB(4) - gpa ? host->memory + gpa : NULL;
}

uint64_t find_dirt(uint64_t gpa, uint64_t end)
{
	for (; gpa < end && view(gpa, 1); gpa++)
		if (host->memory[gpa])
			return gpa;
	return 0;
}

uint32_t sum_of(uint64_t gpa, uint64_t size)
{
	return view(gpa, size) ? cksum(view(gpa, size), (uint32_t)size) : 0;
}

uint32_t length(const char *text)
{
	return (uint32_t)strlen(text);
}

static bool result(bool passed, const char *name, va_list args)
{
	char text[128];

	vsnprintf(text, sizeof(text), name, args);
	host->result(host->data, passed, text);
	return passed;
}

#define RESULT(passed)                       \
	do {                                 \
		va_list args;                \
                                             \
		va_start(args, name);        \
		result(passed, name, args);  \
		va_end(args);                \
	} while (0)

bool check(bool passed, const char *name, ...)
{
	RESULT(passed);
	return passed;
}

bool check_is(uint64_t got, uint64_t wanted, const char *name, ...)
{
	RESULT(got == wanted);
	return got == wanted;
}

bool check_clean(uint64_t at, const char *name, ...)
{
	RESULT(!at);
	return !at;
}

void note(const char *format, ...)
{
	(void)format;
}

void host_judge(const struct host *h)
{
	struct facts facts = { .image = h->image, .image_end = h->image_end };

	host = h;
	facts_read(&facts, h->start_info);
	words_set(facts.cmdline);
	check_start_info(&facts);
	check_memmap(&facts);
	check_layout(&facts);
	check_modules(&facts);
	check_acpi(&facts);
}
