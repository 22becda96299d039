/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-key.h"

#include <string.h>
#include <strings.h>

#include "base/macro.h"

#define MAX_KEY 64 /* longer than any known key and two letters more */

static size_t min3(size_t a, size_t b, size_t c)
{
	return min_u64(a, min_u64(b, c));
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Letters to change, insert or remove to get from `a` to `b` (Levenshtein), any case. */
static size_t distance(const char *a, const char *b)
{
	size_t row[MAX_KEY + 1], size = strlen(b), diagonal, above;

	for (size_t j = 0; j <= size; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= size; j++) {
			above = row[j];
			row[j] = min3(above + 1, row[j - 1] + 1,
				      diagonal + (lower(a[i - 1]) != lower(b[j - 1])));
			diagonal = above;
		}
	}
	return row[size];
}

bool key_resembles(const char *key, const char *known)
{
	size_t size = strlen(key);

	if (size > MAX_KEY || strlen(known) > MAX_KEY)
		return false;
	/* Two changes make anything of three letters. */
	return distance(key, known) <= (size < 4 ? 1 : 2);
}

const char *key_advice(const char *key)
{
	static const struct { const char *key, *hint; } keys[] = {
		{ "extra", "the command line goes into \"cmdline\"" },
		{ "root", "write root=... into \"cmdline\"" },
		{ "type", "leave it out: every domain is a PVH guest" },
		{ "builder", "leave it out: every domain is a PVH guest" },
		{ "initrd", "the initial ramdisk goes into \"ramdisk\"" },
		{ "bootloader", "give the kernel itself in \"kernel\"" },
		{ "vfb", "" },
		{ "cdrom", "write \"devtype\": \"cdrom\"" },
		{ "netdev", "its newer name is \"gatewaydev\"" },
		{ "untrusted", "write \"trusted\": false" },
		{ "no-discard", "write \"discard\": false" },
		{ "direct-io-safe", "write \"direct_io_safe\": true" },
		{ "altp2mhvm", "the mode goes into \"altp2m\"" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (strcasecmp(key, keys[i].key) == 0)
			return keys[i].hint;
	return NULL;
}
