/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The DSDT: a walker for as much of AML (ACPI 6.5 chapter 20) as declares things, which counts
 * processor devices and compares what they say with the MADT.
 */
#include "acpi.h"

enum {
	ZERO = 0x00, ONE = 0x01, NAME = 0x08, BYTE = 0x0a, WORD = 0x0b, DWORD = 0x0c, STRING = 0x0d,
	QWORD = 0x0e, ADD = 0x72, SCOPE = 0x10, BUFFER = 0x11, LIST = 0x12, METHOD = 0x14, ROOT = '\\',
	DUAL = 0x2e, MULTI = 0x2f, PARENT = '^', EXT = 0x5b, ONES = 0xff,
	EXT_REGION = 0x80, EXT_FIELD = 0x81, EXT_DEVICE = 0x82, EXT_PROCESSOR = 0x83,
};

struct aml {
	const uint8_t *at, *end;
	bool bad;
};

struct device {
	bool is_processor;
	uint32_t uid;
	const struct lapic_entry *mat;
};

struct count {
	const struct lapic_entry *madt[MAX_LAPICS];
	uint32_t nr_madt;
	uint32_t processors, uids, mats;
};

static void walk(struct aml *aml, struct count *count, struct device *device);

static uint8_t next(struct aml *aml)
{
	if (aml->at < aml->end)
		return *aml->at++;
	aml->bad = true;
	return 0;
}

static void skip_bytes(struct aml *aml, uint32_t n)
{
	if (n > (uint32_t)(aml->end - aml->at))
		aml->bad = true;
	else
		aml->at += n;
}

static uint64_t number(struct aml *aml, uint32_t size)
{
	uint64_t value = 0;

	for (uint32_t i = 0; i < size; i++)
		value |= (uint64_t)next(aml) << 8 * i;
	return value;
}

/* Section 20.2.4: the length counts itself. What it covers is returned and left behind. */
static struct aml package(struct aml *aml)
{
	const uint8_t *start = aml->at;
	uint32_t lead = next(aml), more = lead >> 6, size = more ? lead & 15 : lead & 63;
	struct aml inner = { aml->end, aml->end, true };

	for (uint32_t i = 0; i < more; i++)
		size |= (uint32_t)next(aml) << (4 + 8 * i);
	if (aml->bad || size > (uint32_t)(aml->end - start) || aml->at > start + size)
		aml->bad = true;
	else
		inner = (struct aml){ aml->at, start + size, false };
	aml->at = inner.end;
	return inner;
}

/* Section 20.2.2; the last four characters are returned. */
static const uint8_t *name_string(struct aml *aml)
{
	uint8_t lead = next(aml);
	uint32_t segments = 1;

	while (lead == ROOT || lead == PARENT)
		lead = next(aml);
	if (lead == 0)
		return aml->at;
	if (lead == DUAL)
		segments = 2;
	else if (lead == MULTI)
		segments = next(aml);
	else
		aml->at--;
	skip_bytes(aml, 4 * segments);
	return aml->bad ? aml->end : aml->at - 4;
}

struct value {
	uint64_t number;
	struct aml bytes; /* of a string or buffer */
};

static bool starts_name(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || c == '_' || c == ROOT || c == PARENT || c == DUAL ||
	       c == MULTI;
}

/*
 * Section 20.2.3: constants, strings and buffers of constant size; and of expressions, which
 * then have the value 0, those that are met.
 */
static struct value data(struct aml *aml)
{
	struct value v = { .bytes = { .bad = true } };
	uint8_t op = next(aml);

	switch (op) {
	case ZERO: case ONE: v.number = op; break;
	case ONES: v.number = ~0ull; break;
	case BYTE: v.number = number(aml, 1); break;
	case WORD: v.number = number(aml, 2); break;
	case DWORD: v.number = number(aml, 4); break;
	case QWORD: v.number = number(aml, 8); break;
	case STRING:
		v.bytes = (struct aml){ aml->at, aml->end, false };
		while (next(aml) && !aml->bad)
			;
		break;
	case BUFFER:
		v.bytes = package(aml);
		data(&v.bytes); /* its size, which the length has, too */
		break;
	case LIST: package(aml); break;
	case ADD: data(aml); data(aml); data(aml); break;
	default:
		aml->at--;
		if (starts_name(op))
			name_string(aml);
		else
			aml->bad = true;
	}
	return v;
}

static bool is(const uint8_t *name, const char *wanted, const struct aml *aml)
{
	return !aml->bad && !memcmp(name, wanted, 4);
}

static void name(struct aml *aml, struct device *d)
{
	const uint8_t *id = name_string(aml);
	struct value v = data(aml);

	if (is(id, "_HID", aml) && !v.bytes.bad && v.bytes.end - v.bytes.at >= 9)
		d->is_processor = !memcmp(v.bytes.at, "ACPI0007", 9);
	else if (is(id, "_UID", aml))
		d->uid = (uint32_t)v.number;
	else if (is(id, "_MAT", aml) && !v.bytes.bad &&
		 v.bytes.end - v.bytes.at == sizeof(struct lapic_entry))
		d->mat = (const struct lapic_entry *)(const void *)v.bytes.at;
}

/* Processor devices come in the order of the MADT, which has their ids as well. */
static void count_device(struct count *count, const struct device *d)
{
	uint32_t i = count->processors;
	const struct lapic_entry *madt;

	if (!d->is_processor)
		return;
	count->processors++;
	if (i >= count->nr_madt)
		return;
	madt = count->madt[i];
	count->uids += d->uid == madt->uid;
	count->mats += d->mat && d->mat->type == LAPIC_ENTRY && d->mat->length == sizeof(*madt) &&
		       d->mat->uid == madt->uid && d->mat->apic_id == madt->apic_id &&
		       d->mat->flags == LAPIC_ENABLED;
}

static void extended(struct aml *aml, struct count *count)
{
	struct device device = { false, 0, NULL };
	uint8_t op = next(aml);
	struct aml inner;

	switch (op) {
	case EXT_REGION:
		name_string(aml);
		next(aml);
		data(aml);
		data(aml);
		return;
	case EXT_FIELD: package(aml); return;
	case EXT_DEVICE: case EXT_PROCESSOR: break;
	default: aml->bad = true; return;
	}
	inner = package(aml);
	name_string(&inner);
	if (op == EXT_PROCESSOR)
		skip_bytes(&inner, 6);
	walk(&inner, count, &device);
	aml->bad |= inner.bad;
	count_device(count, &device);
}

static void walk(struct aml *aml, struct count *count, struct device *device)
{
	while (aml->at < aml->end && !aml->bad) {
		struct aml inner;

		switch (next(aml)) {
		case NAME: name(aml, device); break;
		case METHOD: package(aml); break;
		case SCOPE:
			inner = package(aml);
			name_string(&inner);
			walk(&inner, count, device);
			aml->bad |= inner.bad;
			break;
		case EXT: extended(aml, count); break;
		default: aml->bad = true;
		}
	}
}

void check_dsdt(const struct facts *f, const struct sdt *t)
{
	struct aml aml = { (const uint8_t *)(t + 1), (const uint8_t *)t + t->length, false };
	struct count count = { .nr_madt = 0 };
	struct device none = { false, 0, NULL };

	count.nr_madt = acpi_lapics(f, count.madt);
	check(t->revision >= 2, "acpi.dsdt.revision"); /* integers have 64 bits */
	walk(&aml, &count, &none);
	if (!check(!aml.bad, "acpi.dsdt.aml"))
		note("what is at offset %x is not understood",
		     (uint32_t)(aml.at - (const uint8_t *)t));
	check_is(count.processors, count.nr_madt, "acpi.dsdt.processors");
	check_is(count.uids, count.nr_madt, "acpi.dsdt.uids");
	check_is(count.mats, count.nr_madt, "acpi.dsdt.mats");
}
