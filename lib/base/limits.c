/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/limits.h"

static const struct row {
	const char *name, *unit;
	uint64_t initial, max;
} rows[] = {
	[PVH_LIMIT_FILE_SIZE] = { "file_size", "bytes", MIB(512), GIB(4) - 1 },
	/* cf. XSA-25; a size word has 32 bits */
	[PVH_LIMIT_DECODED_SIZE] = { "decoded_size", "bytes", GIB(1), GIB(4) - 1 },
	/* lz4 cannot do better than 255, and no kernel is near it */
	[PVH_LIMIT_RATIO] = { "ratio", "times its size", 256, 1 << 20 },
	/* Linux's xz and zstd use 128 MiB since 6.12 */
	[PVH_LIMIT_DECODER_MEMORY] = { "decoder_memory", "bytes of memory", MIB(256), GIB(4) - 1 },
	[PVH_LIMIT_SECONDS] = { "seconds", "seconds", 60, 3600 },
	/* The facts have room for so many and no more. */
	[PVH_LIMIT_SEGMENTS] = { "segments", "program headers", 2048, 2048 },
	/* More would be other than plain numbers: see SHN_LORESERVE. */
	[PVH_LIMIT_SECTIONS] = { "sections", "section headers", 4096, 0xfeff },
	[PVH_LIMIT_NOTES] = { "notes", "notes", 512, 512 },
	[PVH_LIMIT_NOTE_BYTES] = { "note_bytes", "bytes of notes", MIB(1), MIB(16) },
	[PVH_LIMIT_STRING] = { "string", "characters", 1024, 4096 },
};

_Static_assert(ARRAY_SIZE(rows) == LIMITS_NR, "a row for each limit");

struct limits limits_default(void)
{
	struct limits limits;

	for (size_t i = 0; i < LIMITS_NR; i++)
		limits.of[i] = rows[i].initial;
	return limits;
}

const char *limits_name(enum pvh_limit which)
{
	return (unsigned int)which < LIMITS_NR ? rows[which].name : NULL;
}

const char *limits_unit(enum pvh_limit which)
{
	return rows[which].unit;
}

uint64_t limits_max(enum pvh_limit which)
{
	return rows[which].max;
}

bool limits_sound(const struct limits *limits)
{
	for (size_t i = 0; i < LIMITS_NR; i++)
		if (!limits->of[i] || limits->of[i] > rows[i].max)
			return false;
	return true;
}
