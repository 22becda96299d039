/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names for places in the guest's memory, found as a guest finds them. */
#include "damage.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <xen/arch-x86/hvm/start_info.h>

/* Offsets of pointers in ACPI's tables (ACPI 6.5 sections 5.2.5.3, 5.2.6 and 5.2.9). */
enum {
	RSDP_RSDT = 16,
	RSDP_XSDT = 24,
	SDT_LENGTH = 4,
	SDT_SIZE = 36,
	FADT_FACS = 36,
	FADT_DSDT = 40,
};
/* Offsets of what the guest's image says of itself (tests/guest/entry.S). */
enum { IMAGE_EARLY = 12, IMAGE_END = 16 };

static uint64_t pointer(struct damage *d, size_t offset)
{
	return guest_number(d, d->start_info + offset, 8);
}

#define START_INFO(field) pointer(d, offsetof(struct hvm_start_info, field))

static uint64_t find_table(struct damage *d, const char *signature)
{
	uint64_t xsdt = guest_number(d, START_INFO(rsdp_paddr) + RSDP_XSDT, 8);
	uint64_t end = xsdt + guest_number(d, xsdt + SDT_LENGTH, 4);

	for (uint64_t at = xsdt + SDT_SIZE; at < end; at += 8) {
		uint64_t table = guest_number(d, at, 8);
		char is[4];

		guest_copy(d, table, is, sizeof(is), false);
		if (!memcmp(is, signature, sizeof(is)))
			return table;
	}
	errno = ENOENT;
	fail("the guest has no table %s", signature);
}

/* "module.1": its bytes; "line.1": its command line. */
static bool find_module(struct damage *d, const char *name, uint64_t *gpa)
{
	unsigned int i;
	char kind[8];
	uint64_t entry;

	if (sscanf(name, "%6[a-z].%u", kind, &i) != 2)
		return false;
	entry = START_INFO(modlist_paddr) + i * sizeof(struct hvm_modlist_entry);
	if (!strcmp(kind, "module"))
		*gpa = guest_number(d, entry + offsetof(struct hvm_modlist_entry, paddr), 8);
	else if (!strcmp(kind, "line"))
		*gpa = guest_number(d, entry + offsetof(struct hvm_modlist_entry, cmdline_paddr), 8);
	else if (!strcmp(kind, "end"))
		*gpa = guest_number(d, entry + offsetof(struct hvm_modlist_entry, paddr), 8) +
		       guest_number(d, entry + offsetof(struct hvm_modlist_entry, size), 8);
	else
		return false;
	return true;
}

static bool find_acpi(struct damage *d, const char *name, uint64_t *gpa)
{
	if (!strcmp(name, "rsdp"))
		*gpa = START_INFO(rsdp_paddr);
	else if (!strcmp(name, "rsdt"))
		*gpa = guest_number(d, START_INFO(rsdp_paddr) + RSDP_RSDT, 4);
	else if (!strcmp(name, "xsdt"))
		*gpa = guest_number(d, START_INFO(rsdp_paddr) + RSDP_XSDT, 8);
	else if (!strcmp(name, "facs"))
		*gpa = guest_number(d, find_table(d, "FACP") + FADT_FACS, 4);
	else if (!strcmp(name, "dsdt"))
		*gpa = guest_number(d, find_table(d, "FACP") + FADT_DSDT, 4);
	else if (strlen(name) == 4 && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 4)
		*gpa = find_table(d, name);
	else
		return false;
	return true;
}

uint64_t find_place(struct damage *d, const char *name)
{
	uint64_t gpa;

	if (!strcmp(name, "start_info"))
		return d->start_info;
	if (!strcmp(name, "cmdline"))
		return START_INFO(cmdline_paddr);
	if (!strcmp(name, "memmap"))
		return START_INFO(memmap_paddr);
	if (!strcmp(name, "modlist"))
		return START_INFO(modlist_paddr);
	if (!strcmp(name, "image"))
		return d->kernel;
	if (!strcmp(name, "early"))
		return d->kernel + guest_number(d, d->kernel + IMAGE_EARLY, 4);
	if (!strcmp(name, "image_end"))
		return d->kernel + guest_number(d, d->kernel + IMAGE_END, 4);
	if (find_module(d, name, &gpa) || find_acpi(d, name, &gpa))
		return gpa;
	return parse(name);
}
