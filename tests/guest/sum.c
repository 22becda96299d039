/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* POSIX's cksum: the CRC of Ethernet, most significant bit first, over bytes and length. */
#include "guest.h"

static uint32_t add_byte(uint32_t crc, uint8_t byte)
{
	static const uint32_t step[16] = {
		0x00000000, 0x04c11db7, 0x09823b6e, 0x0d4326d9,
		0x130476dc, 0x17c56b6b, 0x1a864db2, 0x1e475005,
		0x2608edb8, 0x22c9f00f, 0x2f8ad6d6, 0x2b4bcb61,
		0x350c9b64, 0x31cd86d3, 0x3c8ea00a, 0x384fbdbd,
	};

	crc = crc << 4 ^ step[crc >> 28 ^ byte >> 4];
	return crc << 4 ^ step[crc >> 28 ^ (byte & 15)];
}

void sum_add(struct sum *sum, const uint8_t *bytes, uint32_t size)
{
	uint32_t crc = sum->crc;

	for (uint32_t i = 0; i < size; i++)
		crc = add_byte(crc, bytes[i]);
	sum->crc = crc;
	sum->size += size;
}

uint32_t sum_end(struct sum sum)
{
	for (uint64_t left = sum.size; left; left >>= 8)
		sum.crc = add_byte(sum.crc, (uint8_t)left);
	return ~sum.crc;
}

uint32_t cksum(const uint8_t *bytes, uint32_t size)
{
	struct sum sum = { 0, 0 };

	sum_add(&sum, bytes, size);
	return sum_end(sum);
}
