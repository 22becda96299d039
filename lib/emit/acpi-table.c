/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emit/acpi-table.h"

enum {
	HEADER_LENGTH = 4,
	HEADER_CHECKSUM = 9,
};

size_t acpi_table_begin(struct sink *s, const char *signature, uint8_t revision)
{
	size_t start;

	sink_align(s, ACPI_ALIGN);
	start = s->used;
	sink_bytes(s, signature, 4);
	sink_u32(s, 0); /* length */
	sink_u8(s, revision);
	sink_u8(s, 0); /* checksum */
	sink_bytes(s, ACPI_OEM_ID, 6);
	sink_bytes(s, ACPI_OEM_TABLE_ID, 8);
	sink_u32(s, ACPI_OEM_REVISION);
	sink_bytes(s, ACPI_CREATOR_ID, 4);
	sink_u32(s, ACPI_CREATOR_REVISION);
	return start;
}

void acpi_table_end(struct sink *s, size_t start)
{
	size_t size = s->used - start;

	sink_patch_u32(s, start + HEADER_LENGTH, (uint32_t)size);
	sink_patch_u8(s, start + HEADER_CHECKSUM, acpi_checksum(s, start, size));
}

uint8_t acpi_checksum(const struct sink *s, size_t start, size_t size)
{
	unsigned int sum = 0;

	if (!s->data || s->overflow)
		return 0;
	for (size_t i = 0; i < size; i++)
		sum += s->data[start + i];
	return (uint8_t)-sum;
}
