/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pvh-cksum: the checksum of standard input as POSIX's cksum has it, and nothing else: Debian's
 * busybox has no cksum.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

static void fill_table(uint32_t table[256])
{
	for (uint32_t byte = 0; byte < 256; byte++) {
		uint32_t crc = byte << 24;

		for (int i = 0; i < 8; i++)
			crc = crc & 1u << 31 ? crc << 1 ^ 0x04c11db7 : crc << 1;
		table[byte] = crc;
	}
}

int main(void)
{
	uint32_t table[256], crc = 0;
	uint64_t size = 0;
	int c;

	fill_table(table);
	for (; (c = getchar_unlocked()) != EOF; size++)
		crc = crc << 8 ^ table[crc >> 24 ^ (uint8_t)c];
	for (; size; size >>= 8)
		crc = crc << 8 ^ table[crc >> 24 ^ (uint8_t)size];
	printf("%" PRIu32 "\n", ~crc);
	return ferror(stdin) || fflush(stdout);
}
