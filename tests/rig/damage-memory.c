/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "damage.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE 4096u

static void copy_in_page(struct damage *d, uint64_t gpa, uint8_t *bytes, size_t size, bool write)
{
	xen_pfn_t pfn = gpa / PAGE;
	uint8_t *page = xenforeignmemory_map(d->fmem, d->domid, PROT_READ | PROT_WRITE, 1, &pfn,
					     NULL);

	if (!page)
		fail("the guest has no page at 0x%" PRIx64, gpa);
	if (write)
		memcpy(page + gpa % PAGE, bytes, size);
	else
		memcpy(bytes, page + gpa % PAGE, size);
	xenforeignmemory_unmap(d->fmem, page, 1);
}

void guest_copy(struct damage *d, uint64_t gpa, void *bytes, size_t size, bool write)
{
	uint8_t *at = bytes;

	while (size) {
		size_t n = PAGE - gpa % PAGE;

		if (n > size)
			n = size;
		copy_in_page(d, gpa, at, n, write);
		gpa += n;
		at += n;
		size -= n;
	}
}

uint64_t guest_number(struct damage *d, uint64_t gpa, size_t size)
{
	uint64_t value = 0;

	guest_copy(d, gpa, &value, size, false);
	return value;
}

static uint8_t parse_byte(const char *digits)
{
	char text[5] = { '0', 'x', digits[0], digits[1], 0 };

	return (uint8_t)parse(text);
}

void damage_memory(struct damage *d, const char *place, uint64_t offset, bool xor,
		   const char *bytes)
{
	uint64_t gpa = find_place(d, place) + offset;

	if (!*bytes || strlen(bytes) % 2) {
		errno = EINVAL;
		fail("\"%s\" is no whole number of bytes", bytes);
	}
	for (; *bytes; bytes += 2, gpa++) {
		uint8_t byte = 0;

		if (xor)
			guest_copy(d, gpa, &byte, 1, false);
		byte ^= parse_byte(bytes);
		guest_copy(d, gpa, &byte, 1, true);
	}
}
