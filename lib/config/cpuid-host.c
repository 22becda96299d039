/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "host,family=6,sse3=0": libxl's notation. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config/cpuid.h"
#include "config/utf8.h"

#define MAX_PAIR 64 /* more than any name and value */

static void put(char *policy, size_t top, unsigned int bit, const char *bits, unsigned int nr)
{
	memcpy(policy + top - bit - nr + 1, bits, nr);
}

/* `value` as the bits of a field, the highest first. */
static void to_bits(uint64_t value, unsigned int length, char bits[32])
{
	for (unsigned int i = 0; i < length; i++)
		bits[length - 1 - i] = (value >> i & 1) ? '1' : '0';
}

/*
 * Family and model have a second part, in bits 27..20 and 19..16 of the register: a family
 * beyond 15 is 15 and the rest of it, and the upper half of the model is all its second part.
 */
static void put_signature(char *policy, const struct cpuid_field *field, char letter,
			  uint64_t value)
{
	char bits[32];

	memset(bits, letter, sizeof(bits));
	if (strcmp(field->name, "family") == 0) {
		if (!letter)
			to_bits(min_u64(value, 15), 4, bits);
		put(policy, 31, 8, bits, 4);
		if (!letter)
			to_bits(value > 15 ? value - 15 : 0, 8, bits);
		put(policy, 31, 20, bits, 8);
		return;
	}
	if (!letter)
		to_bits(value, 8, bits);
	put(policy, 31, 16, bits, 4);
	put(policy, 31, 4, bits + 4, 4);
}

static bool is_split(const struct cpuid_field *field)
{
	return strcmp(field->name, "family") == 0 || strcmp(field->name, "model") == 0;
}

static uint64_t highest(const struct cpuid_field *field)
{
	return strcmp(field->name, "family") == 0 ? 15 + 255 : (UINT64_C(1) << field->length) - 1;
}

static int put_leaf(struct cpuid_edits *edits, const struct cpuid_field *field, char letter,
		    uint64_t value, struct fault *f)
{
	struct cpuid_leaf *leaf = cpuid_leaf_of(edits, field->leaf, field->subleaf);
	char bits[32], *policy;

	if (!leaf)
		return fault_oom(f);
	policy = leaf->policy[field->reg];
	if (!*policy)
		memset(policy, 'x', 32);
	if (is_split(field)) {
		put_signature(policy, field, letter, value);
		return 0;
	}
	memset(bits, letter, sizeof(bits));
	if (!letter)
		to_bits(value, field->length, bits);
	put(policy, 31, field->bit, bits, field->length);
	return 0;
}

static int put_msr(struct cpuid_edits *edits, const struct cpuid_field *field, char letter,
		   uint64_t value, struct fault *f)
{
	struct msr_edit *msr = cpuid_msr_of(edits, field->leaf);
	unsigned int bit = field->bit + (field->reg == CPUID_MSR_HIGH ? 32 : 0);
	char c = letter ? letter : value ? '1' : '0';

	if (!msr)
		return fault_oom(f);
	put(msr->policy, 63, bit, c == 's' ? "k" : &c, 1); /* libxenctrl has no s for MSRs */
	return 0;
}

/* Decimal, or hexadecimal behind 0x. */
static bool read_value(const char *text, uint64_t *value)
{
	bool hex = strncmp(text, "0x", 2) == 0;
	const char *digits = hex ? text + 2 : text;
	size_t n = strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789");

	if (!n || digits[n] || n > 10)
		return false;
	*value = strtoull(digits, NULL, hex ? 16 : 10);
	return true;
}

static int wrong_value(const struct cpuid_field *field, const char *value,
		       const struct pointer *at, struct fault *f)
{
	fault_set(f, -EINVAL, "the value of %s is \"%.*s\"", field->name, utf8_cut(value, 32), value);
	fault_hint(f, "it can be 0 to %llu, x (as in the default policy) or k (as on the host)",
		   (unsigned long long)highest(field));
	return pointer_fault(at, f);
}

static int read_pair(struct cpuid_edits *edits, char *pair, const struct pointer *at,
		     struct fault *f)
{
	char *equals = strchr(pair, '='), letter = 0;
	struct cpuid_field field;
	uint64_t value = 0;

	if (!equals) {
		fault_set(f, -EINVAL, "\"%.*s\" has no value", utf8_cut(pair, MAX_PAIR), pair);
		fault_hint(f, "write name=value after \"host\", such as \"host,sse3=0\"");
		return pointer_fault(at, f);
	}
	*equals = '\0';
	if (!cpuid_find_field(pair, &field)) {
		fault_set(f, -EINVAL, "\"%.*s\" is no part of CPUID that has a name",
			  utf8_cut(pair, MAX_PAIR), pair);
		fault_hint(f, "names are those of Xen's cpufeatureset.h, in lower case, with - for _");
		return pointer_fault(at, f);
	}
	if (strlen(equals + 1) == 1 && strchr("xks", equals[1]))
		letter = equals[1];
	else if (!read_value(equals + 1, &value) || value > highest(&field))
		return wrong_value(&field, equals + 1, at, f);
	return (field.reg < CPUID_MSR_LOW ? put_leaf : put_msr)(edits, &field, letter, value, f);
}

int cpuid_read_host(struct cpuid_edits *edits, const char *text, const struct pointer *at,
		    struct fault *f)
{
	const char *rest = text;
	char pair[MAX_PAIR + 1];
	int r = 0;

	if (strncmp(text, "host", 4) != 0 || (text[4] && text[4] != ',')) {
		fault_set(f, -EINVAL, "\"cpuid\" does not start with \"host\"");
		fault_hint(f, "write such as \"host,sse3=0\", or a list such as "
			   "[\"1:ecx=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx0\"]");
		return pointer_fault(at, f);
	}
	for (rest += 4; *rest == ',' && !r;) {
		size_t size = strcspn(++rest, ",");

		snprintf(pair, sizeof(pair), "%.*s", (int)min_u64(size, MAX_PAIR), rest);
		r = read_pair(edits, pair, at, f);
		rest += size;
	}
	return r;
}
