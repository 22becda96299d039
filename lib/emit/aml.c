/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emit/aml.h"

#include <string.h>

enum {
	AML_ZERO = 0x00,
	AML_ONE = 0x01,
	AML_NAME = 0x08,
	AML_BYTE = 0x0a,
	AML_WORD = 0x0b,
	AML_DWORD = 0x0c,
	AML_STRING = 0x0d,
	AML_SCOPE = 0x10,
	AML_BUFFER = 0x11,
	AML_EXT = 0x5b,        /* the opcode is in the next byte */
	AML_EXT_DEVICE = 0x82,
};

/*
 * A PkgLength of one byte has 6 bits for the length. A longer one has 4 in its lead byte,
 * below the number of bytes that follow, and 8 in each of these (ACPI 6.5, 20.2.4).
 */
enum {
	PKG_SHORT_BITS = 6,
	PKG_LEAD_BITS = 4,
	PKG_FOLLOW_SHIFT = 6,
	PKG_MAX_FOLLOW = 3,
};

static unsigned int pkg_bits(unsigned int follow)
{
	return follow ? PKG_LEAD_BITS + 8 * follow : PKG_SHORT_BITS;
}

/* The length counts its own bytes too, but not the opcode before it. */
static void emit_pkg_length(struct sink *s, size_t content)
{
	unsigned int follow = 0;
	size_t length;

	while (follow < PKG_MAX_FOLLOW && (content + 1 + follow) >> pkg_bits(follow))
		follow++;
	length = content + 1 + follow;
	if (length >> pkg_bits(follow)) {
		s->overflow = true;
		return;
	}
	if (!follow) {
		sink_u8(s, (uint8_t)length);
		return;
	}
	sink_u8(s, (uint8_t)(follow << PKG_FOLLOW_SHIFT | (length & 0xf)));
	for (length >>= PKG_LEAD_BITS; follow; follow--, length >>= 8)
		sink_u8(s, (uint8_t)length);
}

static void emit_text(struct sink *s, const char *text)
{
	sink_bytes(s, text, strlen(text));
}

static void emit_block(struct sink *s, const char *name, aml_content *content,
		       const void *arg)
{
	struct sink measured = SINK_MEASURE;

	emit_text(&measured, name);
	content(&measured, arg);
	emit_pkg_length(s, measured.used);
	emit_text(s, name);
	content(s, arg);
}

void aml_scope(struct sink *s, const char *name, aml_content *content, const void *arg)
{
	sink_u8(s, AML_SCOPE);
	emit_block(s, name, content, arg);
}

void aml_device(struct sink *s, const char *name, aml_content *content, const void *arg)
{
	sink_u8(s, AML_EXT);
	sink_u8(s, AML_EXT_DEVICE);
	emit_block(s, name, content, arg);
}

void aml_name(struct sink *s, const char *name)
{
	sink_u8(s, AML_NAME);
	emit_text(s, name);
}

void aml_integer(struct sink *s, uint32_t value)
{
	if (value <= 1) {
		sink_u8(s, value ? AML_ONE : AML_ZERO);
	} else if (value <= UINT8_MAX) {
		sink_u8(s, AML_BYTE);
		sink_u8(s, (uint8_t)value);
	} else if (value <= UINT16_MAX) {
		sink_u8(s, AML_WORD);
		sink_u16(s, (uint16_t)value);
	} else {
		sink_u8(s, AML_DWORD);
		sink_u32(s, value);
	}
}

void aml_string(struct sink *s, const char *text)
{
	sink_u8(s, AML_STRING);
	emit_text(s, text);
	sink_u8(s, 0);
}

/* Buffer (size) { content }: the length covers the size, an integer, and the content. */
void aml_buffer(struct sink *s, aml_content *content, const void *arg)
{
	struct sink size = SINK_MEASURE, measured = SINK_MEASURE;

	content(&size, arg);
	aml_integer(&measured, (uint32_t)size.used);
	content(&measured, arg);
	sink_u8(s, AML_BUFFER);
	emit_pkg_length(s, measured.used);
	aml_integer(s, (uint32_t)size.used);
	content(s, arg);
}
