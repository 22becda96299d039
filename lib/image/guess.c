/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/guess.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/macro.h"

#define HEAD KIB(36) /* covers the last magic looked for: that of ISO 9660, at 32 KiB */
#define TEXT KIB(1)  /* what of it must be text in a text file */
#define TAIL 16      /* where x86 starts in firmware, which ends at 4 GiB */

struct guess {
	uint64_t at;
	const char *magic;
	uint64_t size;
	const char *looks_like;
};

#define GUESS(at, magic, looks_like) { at, magic, sizeof(magic) - 1, looks_like }

static const struct guess magics[] = {
	GUESS(0, "07070", "a cpio archive, which is what an initramfs is"),
	GUESS(0, "!<arch>\ndebian-binary", "a Debian package"),
	GUESS(0, "!<arch>\n", "an archive (a static library)"),
	GUESS(0, "\xed\xab\xee\xdb", "an RPM package"),
	GUESS(0, "PK\3\4", "a ZIP archive"),
	GUESS(0, "%PDF-", "a PDF document"),
	GUESS(257, "ustar", "a tar archive"),
	GUESS(0, "\x27\x05\x19\x56", "a U-Boot image"),
	GUESS(0, "ANDROID!", "an Android boot image"),
	GUESS(0, "\xd0\x0d\xfe\xed", "a flattened device tree"),
	GUESS(0, "DSDT", "an ACPI table"),
	GUESS(0, "SSDT", "an ACPI table"),
	GUESS(0, "QFI\xfb", "a qcow2 disk image"),
	GUESS(0, "KDMV", "a VMDK disk image"),
	GUESS(0, "vhdxfile", "a VHDX disk image"),
	GUESS(0, "LUKS\xba\xbe", "an encrypted (LUKS) volume"),
	GUESS(0, "hsqs", "a squashfs file system"),
	GUESS(0, "XFSB", "an XFS file system"),
	GUESS(1024, "\xe2\xe1\xf5\xe0", "an EROFS file system"),
	GUESS(1080, "\x53\xef", "an ext2, ext3 or ext4 file system"),
	GUESS(32769, "CD001", "an ISO 9660 image"),
	GUESS(0, "#!", "a script"),
	GUESS(0, "MZ\0\0zimg", "a compressed EFI kernel (zboot)"),
	GUESS(36, "\x18\x28\x6f\x01", "an ARM kernel zImage"),
	GUESS(56, "ARMd", "an arm64 kernel Image"),
	GUESS(56, "RSC\x05", "a RISC-V kernel Image"),
	GUESS(56, "\xcd\x23\x82\x81", "a LoongArch kernel Image"),
	GUESS(40, "_FVH", "a UEFI firmware volume"),
};

/* Two bytes prove little: what else is known comes first. */
static const struct guess boot_sectors[] = {
	GUESS(0, "\x55\xaa", "an option ROM"),
	GUESS(512, "EFI PART", "a disk image with a GPT"),
	GUESS(510, "\x55\xaa", "a boot sector or a disk image"),
};

static bool has(struct view v, uint64_t at, const char *magic, uint64_t size)
{
	struct view bytes;

	return view_sub(v, at, size, &bytes) && memcmp(bytes.data, magic, size) == 0;
}

static const char *guess_magic(struct view head, const struct guess *table, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (has(head, table[i].at, table[i].magic, table[i].size))
			return table[i].looks_like;
	return NULL;
}

/* A unified kernel image: systemd-stub with a kernel, its initrd and more as sections. */
static bool has_linux_section(struct view head, uint64_t sections, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		if (has(head, sections + i * 40ull, ".linux\0\0", 8))
			return true;
	return false;
}

static const char *guess_pe(struct view head)
{
	struct view dos, pe;
	uint64_t at;

	if (!view_sub(head, 0, 64, &dos) || memcmp(dos.data, "MZ", 2))
		return NULL;
	at = load_le32(dos.data + 60);
	if (!view_sub(head, at, 96, &pe) || memcmp(pe.data, "PE\0\0", 4))
		return "a DOS program";
	if (has_linux_section(head, at + 24 + load_le16(pe.data + 20),
			      load_le16(pe.data + 6)))
		return "a unified kernel image (the kernel is its section .linux)";
	switch (load_le16(pe.data + 92)) {
	case 10: /* application, boot service driver, runtime driver, ROM */
	case 11:
	case 12:
	case 13:
		return "an EFI program";
	default:
		return "a Windows program";
	}
}

/* `magic` in the first `end` bytes, with words behind it that make a sum of zero. */
static bool has_header(struct view head, uint64_t end, uint32_t magic, unsigned int words)
{
	struct view header;

	for (uint64_t at = 0; at < end && view_sub(head, at, words * 4, &header);
	     at += 4) {
		uint32_t sum = 0;

		for (unsigned int i = 0; i < words; i++)
			sum += load_le32(header.data + i * 4);
		if (load_le32(header.data) == magic && sum == 0)
			return true;
	}
	return false;
}

static const char *guess_multiboot(struct view head)
{
	if (has_header(head, KIB(8), 0x1badb002, 3) ||
	    has_header(head, KIB(32), 0xe85250d6, 4))
		return "a multiboot kernel";
	return NULL;
}

/* The jumps that SeaBIOS, qboot, U-Boot and EDK2 have there. */
static bool is_firmware(struct view tail, uint64_t size)
{
	if (size % KIB(64) != 0)
		return false;
	return (has(tail, 0, "\xea", 1) && has(tail, 3, "\0\xf0", 2)) ||
	       has(tail, 0, "\xe9", 1) || has(tail, 0, "\xfa\xfc\xe9", 3) ||
	       has(tail, 0, "\x90\x90\xe9", 3);
}

static bool is_text(struct view head)
{
	for (uint64_t i = 0; i < head.size && i < TEXT; i++)
		if (head.data[i] < 0x20 && !memchr("\t\n\f\r", head.data[i], 4))
			return false;
	return true;
}

static bool is_object(struct view text)
{
	for (uint64_t i = 0; i < text.size; i++)
		if (!memchr(" \t\n\r", text.data[i], 4))
			return text.data[i] == '{';
	return false;
}

static const char *guess_bytes(struct view head, struct view tail, uint64_t size)
{
	const char *what = guess_magic(head, magics, ARRAY_SIZE(magics));

	if (!what)
		what = guess_pe(head);
	if (!what)
		what = guess_magic(head, boot_sectors, ARRAY_SIZE(boot_sectors));
	if (!what && is_firmware(tail, size))
		what = "x86 firmware (a BIOS)";
	if (!what)
		what = guess_multiboot(head);
	if (!what && is_text(head))
		what = is_object(head) ? GUESS_JSON : "a text file";
	return what;
}

/* A file that cannot be read looks like nothing: that error is for others to report. */
const char *guess_format(const struct pvh_source *file)
{
	_cleanup_free_ uint8_t *bytes = malloc(HEAD + TAIL);
	uint64_t size = source_size(file);
	struct view head = { bytes, min_u64(size, HEAD) };
	struct view tail = { bytes + HEAD, min_u64(size, TAIL) };
	struct fault ignored = FAULT_NONE;

	if (!bytes || source_read(file, 0, bytes, head.size, &ignored) ||
	    source_read(file, size - tail.size, bytes + HEAD, tail.size, &ignored))
		return NULL;
	return guess_bytes(head, tail, size);
}
