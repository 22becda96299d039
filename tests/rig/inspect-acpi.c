/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ACPI tables, from the RSDP on; offsets are those of ACPI 6.5, chapter 5. */
#include "inspect.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TABLE (1u << 20)
#define HEADER 36u

static uint8_t byte_sum(const uint8_t *bytes, size_t size)
{
	uint8_t sum = 0;

	while (size--)
		sum = (uint8_t)(sum + *bytes++);
	return sum;
}

static void say_checksum(const uint8_t *bytes, size_t size, const char *key)
{
	say(byte_sum(bytes, size) ? "wrong" : "right", "%s.checksum", key);
}

static void say_header(const uint8_t *t, uint32_t length, const char *key)
{
	say_number(length, "%s.length", key);
	say_number(t[8], "%s.revision", key);
	say_checksum(t, length, key);
	say_text(t + 10, 6, "%s.oem_id", key);
	say_text(t + 16, 8, "%s.oem_table_id", key);
	say_hex(load(t + 24, 4), "%s.oem_revision", key);
	say_text(t + 28, 4, "%s.creator_id", key);
	say_hex(load(t + 32, 4), "%s.creator_revision", key);
}

/* A whole table, to be freed; NULL after an error. */
static uint8_t *read_table(struct inspect *in, uint64_t gpa, uint32_t *length,
			   const char *key)
{
	uint8_t header[8], *table;

	if (!gpa || !guest_read(in, gpa, header, sizeof(header)))
		goto failed;
	*length = (uint32_t)load(header + 4, 4);
	if (*length < HEADER || *length > MAX_TABLE) {
		errno = EPROTO;
		goto failed;
	}
	table = malloc(*length);
	if (table && guest_read(in, gpa, table, *length))
		return table;
	free(table);
failed:
	say_error(in, "%s", key);
	return NULL;
}

/* --- FADT ------------------------------------------------------------------------ */

static const struct {
	const char *name;
	unsigned int offset, size; /* 12: a generic address */
} fadt_fields[] = {
	{ "preferred_pm_profile", 45, 1 }, { "sci_int", 46, 2 }, { "smi_cmd", 48, 4 },
	{ "acpi_enable", 52, 1 }, { "acpi_disable", 53, 1 }, { "s4bios_req", 54, 1 },
	{ "pstate_cnt", 55, 1 }, { "pm1a_evt_blk", 56, 4 }, { "pm1b_evt_blk", 60, 4 },
	{ "pm1a_cnt_blk", 64, 4 }, { "pm1b_cnt_blk", 68, 4 }, { "pm2_cnt_blk", 72, 4 },
	{ "pm_tmr_blk", 76, 4 }, { "gpe0_blk", 80, 4 }, { "gpe1_blk", 84, 4 },
	{ "pm1_evt_len", 88, 1 }, { "pm1_cnt_len", 89, 1 }, { "pm2_cnt_len", 90, 1 },
	{ "pm_tmr_len", 91, 1 }, { "gpe0_blk_len", 92, 1 }, { "gpe1_blk_len", 93, 1 },
	{ "gpe1_base", 94, 1 }, { "cst_cnt", 95, 1 }, { "p_lvl2_lat", 96, 2 },
	{ "p_lvl3_lat", 98, 2 }, { "flush_size", 100, 2 }, { "flush_stride", 102, 2 },
	{ "duty_offset", 104, 1 }, { "duty_width", 105, 1 }, { "day_alrm", 106, 1 },
	{ "mon_alrm", 107, 1 }, { "century", 108, 1 }, { "iapc_boot_arch", 109, 2 },
	{ "flags", 112, 4 }, { "reset_reg", 116, 12 }, { "reset_value", 128, 1 },
	{ "arm_boot_arch", 129, 2 }, { "minor_version", 131, 1 },
	{ "x_pm1a_evt_blk", 148, 12 }, { "x_pm1b_evt_blk", 160, 12 },
	{ "x_pm1a_cnt_blk", 172, 12 }, { "x_pm1b_cnt_blk", 184, 12 },
	{ "x_pm2_cnt_blk", 196, 12 }, { "x_pm_tmr_blk", 208, 12 },
	{ "x_gpe0_blk", 220, 12 }, { "x_gpe1_blk", 232, 12 },
	{ "sleep_control_reg", 244, 12 }, { "sleep_status_reg", 256, 12 },
};

static void say_generic_address(const uint8_t *a, const char *key, const char *name)
{
	char text[80];

	snprintf(text, sizeof(text),
		 "space %u width %u offset %u access %u address 0x%" PRIx64, a[0], a[1],
		 a[2], a[3], load(a + 4, 8));
	say(text, "%s.%s", key, name);
}

static void say_fadt(const uint8_t *t, uint32_t length, const char *key)
{
	for (size_t i = 0; i < sizeof(fadt_fields) / sizeof(fadt_fields[0]); i++) {
		unsigned int offset = fadt_fields[i].offset, size = fadt_fields[i].size;
		const char *name = fadt_fields[i].name;

		if (offset + size > length)
			break;
		if (size == 12)
			say_generic_address(t + offset, key, name);
		else
			say_hex(load(t + offset, size), "%s.%s", key, name);
	}
}

static unsigned int count(const uint8_t *bytes, size_t size, const char *what,
			  size_t length)
{
	unsigned int found = 0;

	for (size_t i = 0; i + length <= size; i++)
		found += !memcmp(bytes + i, what, length);
	return found;
}

/* AML is the builder's own: what counts is how many processors it declares. */
static void inspect_dsdt(struct inspect *in, uint64_t gpa, const char *key)
{
	uint32_t length;
	uint8_t *t = read_table(in, gpa, &length, key);

	if (!t)
		return;
	say_header(t, length, key);
	say_number(count(t, length, "ACPI0007", 8), "%s.processor_hids", key);
	say_number(count(t, length, "\x5b\x83", 2), "%s.processor_ops", key);
	say_number(count(t, length, "\x5b\x80", 2), "%s.operation_regions", key);
	free(t);
}

static void inspect_facs(struct inspect *in, uint64_t gpa, const char *key)
{
	uint8_t facs[64];

	if (!gpa || !guest_read(in, gpa, facs, sizeof(facs))) {
		say_error(in, "%s", key);
		return;
	}
	say_text(facs, 4, "%s.signature", key);
	say(gpa % 64 ? "misaligned" : "aligned", "%s.address", key);
	say_words(facs + 4, sizeof(facs) - 4, key);
}

/* 32-bit and 64-bit address of a table, of which one may be 0. */
static uint64_t say_addresses(const uint8_t *t, uint32_t length, unsigned int low,
			      unsigned int high, const char *key, const char *name)
{
	uint64_t a = load(t + low, 4), x = high + 8 <= length ? load(t + high, 8) : 0;
	const char *text = a && x ? (a == x ? "both, equal" : "both, not equal")
				  : a ? "32-bit" : x ? "64-bit" : "none";

	say(text, "%s.%s", key, name);
	return x ? x : a;
}

static void inspect_fadt(struct inspect *in, const uint8_t *t, uint32_t length,
			 const char *key)
{
	char name[64];
	uint64_t facs, dsdt;

	if (length < 116) {
		errno = EPROTO;
		say_error(in, "%s", key);
		return;
	}
	say_fadt(t, length, key);
	facs = say_addresses(t, length, 36, 132, key, "firmware_ctrl");
	dsdt = say_addresses(t, length, 40, 140, key, "dsdt");
	snprintf(name, sizeof(name), "%s.FACS", key);
	inspect_facs(in, facs, name);
	snprintf(name, sizeof(name), "%s.DSDT", key);
	inspect_dsdt(in, dsdt, name);
}

/* --- MADT ------------------------------------------------------------------------ */

static void say_madt(const uint8_t *t, uint32_t length, const char *key)
{
	unsigned int i = 0;

	if (length < 44)
		return;
	say_hex(load(t + 36, 4), "%s.lapic_address", key);
	say_hex(load(t + 40, 4), "%s.flags", key);
	for (uint32_t at = 44; at + 2 <= length && t[at + 1] >= 2; at += t[at + 1]) {
		const uint8_t *e = t + at;

		printf("%s.entry%u = ", key, i++);
		if (e[0] == 0 && e[1] == 8 && at + 8 <= length)
			printf("lapic processor %u apic_id %u flags 0x%" PRIx64 "\n",
			       e[2], e[3], load(e + 4, 4));
		else
			printf("type %u length %u\n", e[0], e[1]);
	}
}

/* --- From the root --------------------------------------------------------------- */

static void inspect_table(struct inspect *in, uint64_t gpa, const char *root)
{
	uint32_t length;
	uint8_t *t = read_table(in, gpa, &length, root);
	char key[32];

	if (!t)
		return;
	snprintf(key, sizeof(key), "%s.%.4s", root, (const char *)t);
	say_header(t, length, key);
	if (!memcmp(t, "FACP", 4))
		inspect_fadt(in, t, length, key);
	else if (!memcmp(t, "APIC", 4))
		say_madt(t, length, key);
	else
		say_words(t + HEADER, length - HEADER, key);
	free(t);
}

/* RSDT or XSDT: they differ in the size of their entries. */
static void inspect_root(struct inspect *in, uint64_t gpa, unsigned int size,
			 const char *key)
{
	uint32_t length;
	uint8_t *t = read_table(in, gpa, &length, key);

	if (!t)
		return;
	say_text(t, 4, "%s.signature", key);
	say_header(t, length, key);
	for (uint32_t at = HEADER; at + size <= length; at += size)
		inspect_table(in, load(t + at, size), key);
	free(t);
}

void inspect_acpi(struct inspect *in)
{
	uint8_t rsdp[36];

	if (!in->rsdp || !guest_read(in, in->rsdp, rsdp, sizeof(rsdp))) {
		say_error(in, "RSDP");
		return;
	}
	say_text(rsdp, 8, "RSDP.signature");
	say_checksum(rsdp, 20, "RSDP");
	say_text(rsdp + 9, 6, "RSDP.oem_id");
	say_number(rsdp[15], "RSDP.revision");
	say_number(load(rsdp + 20, 4), "RSDP.length");
	say_checksum(rsdp, sizeof(rsdp), "RSDP.extended");
	inspect_root(in, load(rsdp + 16, 4), 4, "RSDT");
	inspect_root(in, load(rsdp + 24, 8), 8, "XSDT");
}
