/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/guess.h"

#include <stddef.h>
#include <string.h>

#include "base/macro.h"

struct guess {
	uint64_t at;
	const char *magic;
	uint64_t size;
	const char *looks_like;
};

#define GUESS(at, magic, looks_like) { at, magic, sizeof(magic) - 1, looks_like }

/* The first that fits wins: the ambiguous ones come last. */
static const struct guess guesses[] = {
	GUESS(0, "07070", "a cpio archive, which is what an initramfs is"),
	GUESS(0, "!<arch>\n", "an archive (a static library or a Debian package)"),
	GUESS(0, "\x27\x05\x19\x56", "a U-Boot image"),
	GUESS(0, "\xd0\x0d\xfe\xed", "a flattened device tree"),
	GUESS(0, "QFI\xfb", "a qcow2 disk image"),
	GUESS(0, "#!", "a script"),
	GUESS(56, "ARMd", "an arm64 kernel Image"),
	GUESS(56, "RSC\x05", "a RISC-V kernel Image"),
	GUESS(0x28, "_FVH", "a UEFI firmware volume"),
	GUESS(0, "MZ", "a PE image (an EFI program)"),
	GUESS(0, "\x55\xaa", "an option ROM"),
	GUESS(510, "\x55\xaa", "a boot sector or a disk image"),
};

static bool is_text(struct view head)
{
	for (uint64_t i = 0; i < head.size; i++)
		if (head.data[i] < 0x20 && !memchr("\t\n\f\r", head.data[i], 4))
			return false;
	return true;
}

const char *guess_format(struct view head)
{
	struct view magic;

	for (size_t i = 0; i < ARRAY_SIZE(guesses); i++)
		if (view_sub(head, guesses[i].at, guesses[i].size, &magic) &&
		    memcmp(magic.data, guesses[i].magic, magic.size) == 0)
			return guesses[i].looks_like;
	return is_text(head) ? "a text file" : NULL;
}
