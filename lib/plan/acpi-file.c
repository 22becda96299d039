/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/acpi-file.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* The common header (ACPI 6.5 section 5.2.6). */
enum {
	HEADER_SIZE = 36,
	HEADER_LENGTH = 4,
	HEADER_CHECKSUM = 9,
};

/* Tables that every guest has from us, and one that has no such header. */
static const struct {
	const char *signature;
	bool numa; /* only if the guest has nodes */
	const char *why;
} taken[] = {
	{ "RSD ", false, "leads to the others, and is made for each guest" },
	{ "RSDT", false, "leads to the others, and is made for each guest" },
	{ "XSDT", false, "leads to the others, and is made for each guest" },
	{ "FACP", false, "describes the fixed hardware, and every guest has one" },
	{ "FACS", false, "belongs to the FACP, and every guest has one" },
	{ "DSDT", false, "belongs to the FACP, and every guest has one: make it a SSDT" },
	{ "APIC", false, "describes the vCPUs, and every guest has one" },
	{ "SRAT", true, "is made from \"vnuma\"" },
	{ "SLIT", true, "is made from \"vnuma\"" },
};

static int check_signature(const uint8_t *p, uint64_t at, bool numa, struct fault *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
		if (!memcmp(p, taken[i].signature, 4) && (numa || !taken[i].numa))
			return fault_at(f, -EINVAL, at, "a table \"%.4s\" cannot be added: it %s",
					taken[i].signature, taken[i].why);
	for (unsigned int i = 0; i < 4; i++)
		if (p[i] <= 0x20 || p[i] >= 0x7f)
			return fault_at(f, -EBADMSG, at, "there is no ACPI table: 0x%08" PRIx32
					" is no signature of four letters", load_le32(p));
	return 0;
}

static int check_sum(struct view table, uint64_t at, struct fault *f)
{
	uint8_t sum = 0, found = table.data[HEADER_CHECKSUM];

	for (uint64_t i = 0; i < table.size; i++)
		sum = (uint8_t)(sum + table.data[i]);
	if (!sum)
		return 0;
	fault_at(f, -EBADMSG, at + HEADER_CHECKSUM,
		 "the checksum of table \"%.4s\" is 0x%02x, but has to be 0x%02x: its %" PRIu64
		 " bytes do not add up to 0", (const char *)table.data, found,
		 (uint8_t)(found - sum), table.size);
	fault_values(f, (uint8_t)(found - sum), found);
	return f->code;
}

int acpi_file_next(struct view file, uint64_t *at, bool numa, struct view *table,
		   struct fault *f)
{
	struct view header;
	uint32_t length;
	int r;

	if (!view_sub(file, *at, HEADER_SIZE, &header))
		return fault_at(f, -EBADMSG, *at, "there is no ACPI table: %" PRIu64 " bytes are "
				"left, and a header has %d", file.size - *at, HEADER_SIZE);
	r = check_signature(header.data, *at, numa, f);
	if (r)
		return r;
	length = load_le32(header.data + HEADER_LENGTH);
	if (length < HEADER_SIZE || !view_sub(file, *at, length, table)) {
		fault_at(f, -EBADMSG, *at + HEADER_LENGTH,
			 "table \"%.4s\" says that it has %" PRIu32 " bytes, but %d to %" PRIu64
			 " can be", (const char *)header.data, length, HEADER_SIZE,
			 file.size - *at);
		fault_values(f, file.size - *at, length);
		return f->code;
	}
	r = check_sum(*table, *at, f);
	if (!r)
		*at += length;
	return r;
}
