/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What files look like that are no kernels. */
#include <string.h>

#include "base/bytes.h"
#include "base/macro.h"
#include "image/guess.h"
#include "tap.h"

/* Bytes at a place in a file of otherwise ones, which are neither text nor any magic. */
struct patch {
	uint64_t at;
	const char *bytes;
	uint64_t size;
};

#define P(at, bytes) { at, bytes, sizeof(bytes) - 1 }
#define AT_END(bytes) { AT_TAIL, bytes, sizeof(bytes) - 1 }
#define AT_TAIL UINT64_MAX /* the last 16 bytes */
#define MAX_PATCHES 4
#define SMALL 1100
#define LARGE KIB(64)

struct row {
	const char *looks_like;
	uint64_t size;
	struct patch patches[MAX_PATCHES];
};

#define PE_AT "\x80\0\0\0"
#define MB1 "\x02\xb0\xad\x1b\x01\0\0\0\xfd\x4f\x52\xe4"
#define MB2 "\xd6\x50\x52\xe8\0\0\0\0\x18\0\0\0\x12\xaf\xad\x17"

/* The last byte of the last patch decides. */
static const struct row rows[] = {
	{ "a cpio archive, which is what an initramfs is", SMALL, { P(0, "07070") } },
	{ "a Debian package", SMALL, { P(0, "!<arch>\ndebian-binary") } },
	{ "an archive (a static library)", SMALL, { P(0, "!<arch>\n") } },
	{ "an RPM package", SMALL, { P(0, "\xed\xab\xee\xdb") } },
	{ "a ZIP archive", SMALL, { P(0, "PK\3\4") } },
	{ "a PDF document", SMALL, { P(0, "%PDF-") } },
	{ "a tar archive", SMALL, { P(0, "etc/"), P(257, "ustar") } },
	{ "a U-Boot image", SMALL, { P(0, "\x27\x05\x19\x56") } },
	{ "an Android boot image", SMALL, { P(0, "ANDROID!") } },
	{ "a flattened device tree", SMALL, { P(0, "\xd0\x0d\xfe\xed") } },
	{ "an ACPI table", SMALL, { P(0, "DSDT") } },
	{ "an ACPI table", SMALL, { P(0, "SSDT") } },
	{ "a qcow2 disk image", SMALL, { P(0, "QFI\xfb") } },
	{ "a VMDK disk image", SMALL, { P(0, "KDMV") } },
	{ "a VHDX disk image", SMALL, { P(0, "vhdxfile") } },
	{ "an encrypted (LUKS) volume", SMALL, { P(0, "LUKS\xba\xbe") } },
	{ "a squashfs file system", SMALL, { P(0, "hsqs") } },
	{ "an XFS file system", SMALL, { P(0, "XFSB") } },
	{ "an EROFS file system", SMALL, { P(1024, "\xe2\xe1\xf5\xe0") } },
	{ "an ext2, ext3 or ext4 file system", SMALL, { P(1080, "\x53\xef") } },
	{ "an ISO 9660 image", LARGE, { P(32769, "CD001") } },
	{ "an ISO 9660 image", LARGE, { P(510, "\x55\xaa"), P(32769, "CD001") } },
	{ "a script", SMALL, { P(0, "#!") } },
	{ "a compressed EFI kernel (zboot)", SMALL,
	  { P(56, "\xcd\x23\x82\x81"), P(0, "MZ\0\0zimg") } },
	{ "an ARM kernel zImage", SMALL, { P(36, "\x18\x28\x6f\x01") } },
	{ "an arm64 kernel Image", SMALL,
	  { P(0, "MZ"), P(60, PE_AT), P(0x80, "PE\0\0"), P(56, "ARMd") } },
	{ "a RISC-V kernel Image", SMALL, { P(0, "MZ"), P(56, "RSC\x05") } },
	{ "a LoongArch kernel Image", SMALL, { P(0, "MZ"), P(56, "\xcd\x23\x82\x81") } },
	{ "a UEFI firmware volume", SMALL, { P(40, "_FVH") } },
	{ "an EFI program", SMALL,
	  { P(0, "MZ"), P(60, PE_AT), P(0x80, "PE\0\0"), P(0xdc, "\x0a\0") } },
	{ "an EFI program", SMALL,
	  { P(0, "MZ"), P(60, PE_AT), P(0x80, "PE\0\0"), P(0xdc, "\x0d\0") } },
	{ "a unified kernel image (the kernel is its section .linux)", SMALL,
	  { P(0, "MZ"), P(60, PE_AT), P(0x80, "PE\0\0\x64\x86\2\0........\0\0\0\0\x70\0"),
	    P(0x80 + 24 + 0x70 + 40, ".linux\0\0") } },
	{ "an option ROM", SMALL, { P(0, "\x55\xaa") } },
	{ "a disk image with a GPT", SMALL, { P(510, "\x55\xaa"), P(512, "EFI PART") } },
	{ "a boot sector or a disk image", SMALL, { P(510, "\x55\xaa") } },
	{ "a multiboot kernel", SMALL, { P(0, MB1) } },
	{ "a multiboot kernel", LARGE, { P(8188, MB1) } },
	{ "a multiboot kernel", LARGE, { P(32764, MB2) } },
	{ "x86 firmware (a BIOS)", LARGE, { AT_END("\xea\x5b\xe0\0\xf0") } },
	{ "x86 firmware (a BIOS)", LARGE, { AT_END("\xfa\xfc\xe9") } },
	{ "x86 firmware (a BIOS)", 2 * LARGE, { AT_END("\x90\x90\xe9") } },
};

/* Nothing in them is decisive alone. */
static const struct row others[] = {
	{ "a Windows program", SMALL,
	  { P(0, "MZ"), P(60, PE_AT), P(0x80, "PE\0\0"), P(0xdc, "\x0e\0") } },
	{ "a DOS program", SMALL, { P(0, "MZ"), P(60, PE_AT), P(0x80, "NE\0\0") } },
	{ "a DOS program", SMALL, { P(0, "MZ"), P(60, PE_AT), P(0x80, "PE\0\1") } },
	{ "a DOS program", SMALL, { P(0, "MZ"), P(60, "\xff\xff\xff\xff") } },
	{ NULL, LARGE, { P(8192, MB1) } },
	{ NULL, LARGE, { P(32768, MB2) } },
	{ "x86 firmware (a BIOS)", LARGE, { AT_END("\xe9\x8d\xff") } },
	{ "x86 firmware (a BIOS)", LARGE, { P(64, MB1), AT_END("\xe9\x8d\xff") } },
	{ NULL, LARGE - 1, { AT_END("\xe9\x8d\xff") } },
	{ NULL, LARGE, { AT_END("\x01\x5b\xe0\0\xf0") } },
	{ "a script", LARGE, { P(0, "#!"), AT_END("\xe9\x8d\xff") } },
	{ NULL, SMALL, { P(0, "MY") } },
};

static uint8_t file[2 * LARGE];

static void fill(const struct row *row)
{
	memset(file, 1, sizeof(file));
	for (size_t i = 0; i < MAX_PATCHES && row->patches[i].size; i++) {
		const struct patch *p = &row->patches[i];
		uint64_t at = p->at == AT_TAIL ? row->size - 16 : p->at;

		memcpy(file + at, p->bytes, p->size);
	}
}

static const char *guess(uint64_t size)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	struct fault f = FAULT_NONE;

	if (source_from_memory(file, size, "test", &source, &f))
		return "nothing that can be read";
	return guess_format(source);
}

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void check_row(const struct row *row)
{
	const char *what;

	fill(row);
	what = guess(row->size);
	ok(same(what, row->looks_like), "looks like %s", what ? what : "nothing");
}

/* Without that byte it must not look like that any more. */
static void check_near_miss(const struct row *row)
{
	const struct patch *last = row->patches;
	const char *what;
	uint64_t at;

	while (last + 1 < row->patches + MAX_PATCHES && last[1].size)
		last++;
	at = (last->at == AT_TAIL ? row->size - 16 : last->at) + last->size - 1;
	fill(row);
	file[at] ^= 0x40;
	what = guess(row->size);
	ok(!same(what, row->looks_like), "... not quite %s: %s", row->looks_like,
	   what ? what : "nothing");
	fill(row);
	what = guess(at);
	ok(!same(what, row->looks_like), "... cut short: %s", what ? what : "nothing");
}

static void check_text(void)
{
	memset(file, 'a', sizeof(file));
	ok(same(guess(KIB(2)), "a text file"), "text");
	file[KIB(1) - 1] = 1;
	ok(guess(KIB(2)) == NULL, "... with a control byte at the end of its first KiB");
	file[KIB(1) - 1] = '\n';
	file[KIB(1)] = 1;
	ok(same(guess(KIB(2)), "a text file"), "... behind it");
	memcpy(file, "caf\xc3\xa9\t\r\n\f", 9);
	ok(same(guess(9), "a text file"), "nine bytes of UTF-8");
	memset(file, '\n', KIB(2));
	ok(same(guess(KIB(2)), "a text file"), "empty lines");
	memset(file, 0, KIB(2));
	ok(guess(9) == NULL, "a NUL is not text");
	ok(guess(KIB(2)) == NULL, "zeros, whose sum is zero, are no multiboot header");
	ok(guess(1) == NULL, "nor is a file of one");
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		check_row(&rows[i]);
		check_near_miss(&rows[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		check_row(&others[i]);
	check_text();
	return done();
}
