/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pvh-inspect [--records] DOMID [GPA+SIZE...]: prints everything of a paused PVH domain, one fact a
 * line, for comparison with another one. The ranges are checksummed as well; they are
 * hexadecimal. With --records only the records of the HVM context. pvh-inspect host: what of
 * the host's memory is free, instead. Exit status 1 when something could not be read.
 */
#include "inspect.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say_key(const char *key, va_list args)
{
	vprintf(key, args);
	printf(" = ");
}

#define SAY(...)                       \
	do {                           \
		va_list args;          \
                                       \
		va_start(args, key);   \
		say_key(key, args);    \
		va_end(args);          \
		printf(__VA_ARGS__);   \
		putchar('\n');         \
	} while (0)

void say(const char *value, const char *key, ...)
{
	SAY("%s", value);
}

void say_number(uint64_t value, const char *key, ...)
{
	SAY("%" PRIu64, value);
}

void say_hex(uint64_t value, const char *key, ...)
{
	SAY("0x%" PRIx64, value);
}

void say_error(struct inspect *in, const char *key, ...)
{
	const char *error = strerror(errno);

	in->failed = true;
	SAY("error: %s", error);
}

void say_words(const uint8_t *bytes, size_t size, const char *key)
{
	for (size_t i = 0; i < size; i += 4) {
		uint64_t word = load(bytes + i, size - i < 4 ? size - i : 4);

		if (word)
			say_hex(word, "%s.0x%03zx", key, i);
	}
}

void say_text(const uint8_t *bytes, size_t size, const char *key, ...)
{
	char text[8192];
	size_t used = 0;

	while (size && !bytes[size - 1])
		size--;
	text[0] = 0;
	for (size_t i = 0; i < size && used + 5 < sizeof(text); i++)
		used += (size_t)sprintf(text + used, isprint(bytes[i]) ? "%c" : "\\x%02x",
					bytes[i]);
	SAY("\"%s\"", text);
}

uint64_t load(const uint8_t *bytes, size_t size)
{
	uint64_t value = 0;

	for (size_t i = size; i-- > 0;)
		value = value << 8 | bytes[i];
	return value;
}

static bool sum_argument(struct inspect *in, const char *argument)
{
	uint64_t gpa, size;
	char *end;

	gpa = strtoull(argument, &end, 16);
	if (*end != '+')
		return false;
	size = strtoull(end + 1, &end, 16);
	if (*end || !size)
		return false;
	say_sum(in, gpa, size, argument);
	return true;
}

static bool open_all(struct inspect *in, const char *domid)
{
	char *end;

	in->domid = (uint32_t)strtoul(domid, &end, 10);
	if (strcmp(domid, "host") && (!*domid || *end))
		return false;
	in->xch = xc_interface_open(NULL, NULL, 0);
	in->fmem = xenforeignmemory_open(NULL, 0);
	if (in->xch && in->fmem)
		return true;
	perror("pvh-inspect: cannot reach Xen");
	exit(1);
}

static void inspect_all(struct inspect *in)
{
	inspect_domain(in);
	inspect_cpuid(in);
	inspect_records(in);
	inspect_start_info(in);
	inspect_acpi(in);
	inspect_populated(in);
	inspect_special_pages(in);
	inspect_grants(in);
}

int main(int argc, char **argv)
{
	bool only_records = argc > 1 && !strcmp(argv[1], "--records");
	struct inspect in = { .failed = false };

	argc -= only_records;
	argv += only_records;
	if (argc < 2 || !open_all(&in, argv[1])) {
		fprintf(stderr, "usage: pvh-inspect [--records] DOMID [GPA+SIZE...]\n"
				"       pvh-inspect host\n");
		return 64;
	}
	if (!strcmp(argv[1], "host"))
		inspect_host(&in);
	else if (only_records)
		inspect_records(&in);
	else
		inspect_all(&in);
	for (int i = 2; i < argc; i++)
		if (!sum_argument(&in, argv[i]))
			return 64;
	xenforeignmemory_close(in.fmem);
	xc_interface_close(in.xch);
	return in.failed || fflush(stdout) || ferror(stdout);
}
