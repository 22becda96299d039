/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/uuid.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "config/config.h"

static bool is_dash(size_t at)
{
	return at == 8 || at == 13 || at == 18 || at == 23;
}

static uint8_t nibble(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

bool uuid_from_text(const char *text, uint8_t uuid[16])
{
	uint8_t bytes[16] = { 0 };
	size_t digits = 0;

	for (size_t i = 0; i < UUID_TEXT; i++) {
		if (is_dash(i) ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
			return false;
		if (is_dash(i))
			continue;
		bytes[digits / 2] = (uint8_t)(bytes[digits / 2] << 4 | nibble(text[i]));
		digits++;
	}
	if (text[UUID_TEXT])
		return false;
	memcpy(uuid, bytes, sizeof(bytes));
	return true;
}

bool uuid_is_nil(const uint8_t uuid[16])
{
	static const uint8_t nil[16];

	return memcmp(uuid, nil, sizeof(nil)) == 0;
}

int uuid_random(uint8_t uuid[16], struct fault *f)
{
	ssize_t got;

	do
		got = getrandom(uuid, 16, 0);
	while (got < 0 && errno == EINTR);
	if (got != 16)
		return fault_os(f, -EIO, got < 0 ? errno : EIO, "no random uuid");
	uuid[6] = (uint8_t)((uuid[6] & 0x0f) | 0x40);
	uuid[8] = (uint8_t)((uuid[8] & 0x3f) | 0x80);
	return 0;
}

void config_uuid_text(const uint8_t uuid[16], char text[37])
{
	char *to = text;

	for (size_t i = 0; i < 16; i++) {
		if (is_dash((size_t)(to - text)))
			*to++ = '-';
		to += snprintf(to, 3, "%02x", uuid[i]);
	}
}
