/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/mac.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

static uint8_t nibble(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

static bool is_form(const char *text)
{
	for (size_t i = 0; i < MAC_TEXT; i++)
		if (i % 3 == 2 ? text[i] != ':' : !isxdigit((unsigned char)text[i]))
			return false;
	return !text[MAC_TEXT];
}

const char *mac_from_text(const char *text, uint8_t mac[MAC_SIZE])
{
	static const uint8_t none[MAC_SIZE];
	uint8_t bytes[MAC_SIZE];

	if (!is_form(text))
		return "is not six pairs of hexadecimal digits with colons between them";
	for (size_t i = 0; i < MAC_SIZE; i++)
		bytes[i] = (uint8_t)(nibble(text[3 * i]) << 4 | nibble(text[3 * i + 1]));
	if (bytes[0] & 1)
		return "is a multicast address, which no interface can have";
	if (!memcmp(bytes, none, MAC_SIZE))
		return "is all zeros, which stands for none";
	memcpy(mac, bytes, MAC_SIZE);
	return NULL;
}

void mac_to_text(const uint8_t mac[MAC_SIZE], char text[MAC_TEXT + 1])
{
	snprintf(text, MAC_TEXT + 1, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5]);
}

int mac_random(uint8_t mac[MAC_SIZE], struct fault *f)
{
	static const uint8_t xen[] = { 0x00, 0x16, 0x3e };
	ssize_t got;

	do
		got = getrandom(mac + sizeof(xen), MAC_SIZE - sizeof(xen), 0);
	while (got < 0 && errno == EINTR);
	if (got != MAC_SIZE - sizeof(xen))
		return fault_os(f, -EIO, got < 0 ? errno : EIO, "no random MAC address");
	memcpy(mac, xen, sizeof(xen));
	mac[3] &= 0x7f;
	return 0;
}
