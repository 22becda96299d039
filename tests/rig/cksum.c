/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pvh-cksum: the checksum of standard input as POSIX's cksum has it, and nothing else: Debian's
 * busybox has no cksum.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

static uint32_t add_byte(uint32_t crc, uint8_t byte)
{
	crc ^= (uint32_t)byte << 24;
	for (int i = 0; i < 8; i++)
		crc = crc & 1u << 31 ? crc << 1 ^ 0x04c11db7 : crc << 1;
	return crc;
}

int main(void)
{
	uint64_t size = 0;
	uint32_t crc = 0;
	int c;

	for (; (c = getchar_unlocked()) != EOF; size++)
		crc = add_byte(crc, (uint8_t)c);
	for (; size; size >>= 8)
		crc = add_byte(crc, (uint8_t)size);
	printf("%" PRIu32 "\n", ~crc);
	return ferror(stdin) || fflush(stdout);
}
