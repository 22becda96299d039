/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "7,0:ebx=xxx...": the notation of xend, a text a leaf. */
#include <errno.h>
#include <string.h>

#include "config/cpuid.h"
#include "config/utf8.h"

static int wrong(const char *text, const char *why, const struct pointer *at, struct fault *f)
{
	fault_set(f, -EINVAL, "\"%.*s\" %s", utf8_cut(text, 48), text, why);
	fault_hint(f, "write such as \"1:ecx=...\" or \"7,0:ebx=...,edx=...\", with 32 of the "
		   "characters 0, 1, x, k and s for each register");
	return pointer_fault(at, f);
}

/* Decimal, or hexadecimal behind 0x; *text moves behind it. */
static bool read_number(const char **text, uint32_t *number)
{
	bool hex = strncmp(*text, "0x", 2) == 0;
	const char *digits = hex ? *text + 2 : *text;
	size_t n = strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789");
	unsigned long long value = strtoull(digits, NULL, hex ? 16 : 10);

	*text = digits + n;
	*number = (uint32_t)value;
	return n && n <= 10 && value < CPUID_NO_SUBLEAF;
}

/* "ecx=" and 32 characters at *text, which moves behind them. */
static const char *read_register(struct cpuid_leaf *leaf, const char **text)
{
	const char *bits = *text + 4;
	int reg;

	if (strlen(*text) < 4 || (*text)[0] != 'e' || (*text)[1] < 'a' || (*text)[1] > 'd' ||
	    (*text)[2] != 'x' || (*text)[3] != '=')
		return "names no register: eax, ebx, ecx or edx";
	reg = (*text)[1] - 'a';
	if (strspn(bits, "01xks") != 32)
		return "has no 32 bits for a register";
	memcpy(leaf->policy[reg], bits, 32);
	leaf->policy[reg][32] = '\0';
	*text = bits + 32;
	return NULL;
}

int cpuid_read_leaf(struct cpuid_edits *edits, const char *text, const struct pointer *at,
		    struct fault *f)
{
	uint32_t number, subleaf = CPUID_NO_SUBLEAF;
	const char *rest = text, *why = NULL;
	struct cpuid_leaf *leaf;

	if (!read_number(&rest, &number))
		return wrong(text, "does not start with a leaf", at, f);
	if (*rest == ',' && (rest++, !read_number(&rest, &subleaf)))
		return wrong(text, "has no subleaf behind its comma", at, f);
	if (*rest != ':')
		return wrong(text, "has no colon behind its leaf", at, f);
	leaf = cpuid_leaf_of(edits, number, subleaf);
	if (!leaf)
		return fault_oom(f);
	do {
		rest++;
		rest += strspn(rest, " ");
		why = read_register(leaf, &rest);
	} while (!why && *rest == ',');
	if (!why && *rest)
		why = "goes on behind its last register";
	return why ? wrong(text, why, at, f) : 0;
}
