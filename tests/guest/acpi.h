/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables as ACPI 6.5 chapter 5 has them; unaligned as they may be. */
#ifndef GUEST_ACPI_H
#define GUEST_ACPI_H

#include "facts.h"

#define PACKED __attribute__((packed))

struct rsdp { /* 5.2.5.3 */
	char signature[8];
	uint8_t checksum;
	char oem_id[6];
	uint8_t revision;
	uint32_t rsdt, length;
	uint64_t xsdt;
	uint8_t extended_checksum, reserved[3];
} PACKED;

struct sdt { /* 5.2.6 */
	char signature[4];
	uint32_t length;
	uint8_t revision, checksum;
	char oem_id[6], oem_table_id[8];
	uint32_t oem_revision, creator_id, creator_revision;
} PACKED;

struct gas { /* 5.2.3.2 */
	uint8_t space, width, offset, access;
	uint64_t address;
} PACKED;

struct fadt { /* 5.2.9, revision 5 */
	struct sdt header;
	uint32_t firmware_ctrl, dsdt;
	uint8_t reserved, profile;
	uint16_t sci_int;
	uint32_t smi_cmd;
	uint8_t acpi_enable, acpi_disable, s4bios_req, pstate_cnt;
	uint32_t pm1a_evt_blk, pm1b_evt_blk, pm1a_cnt_blk, pm1b_cnt_blk, pm2_cnt_blk, pm_tmr_blk;
	uint32_t gpe0_blk, gpe1_blk;
	uint8_t pm1_evt_len, pm1_cnt_len, pm2_cnt_len, pm_tmr_len, gpe0_len, gpe1_len, gpe1_base;
	uint8_t cst_cnt;
	uint16_t p_lvl2_lat, p_lvl3_lat, flush_size, flush_stride;
	uint8_t duty_offset, duty_width, day_alrm, mon_alrm, century;
	uint16_t boot_arch;
	uint8_t reserved2;
	uint32_t flags;
	struct gas reset_reg;
	uint8_t reset_value;
	uint16_t arm_boot_arch;
	uint8_t minor;
	uint64_t x_firmware_ctrl, x_dsdt;
	struct gas x_pm1a_evt, x_pm1b_evt, x_pm1a_cnt, x_pm1b_cnt, x_pm2_cnt, x_pm_tmr;
	struct gas x_gpe0, x_gpe1, sleep_control, sleep_status;
} PACKED;

_Static_assert(sizeof(struct fadt) == 268, "ACPI 5.0");

struct facs { /* 5.2.10 */
	char signature[4];
	uint32_t length;
	uint8_t zero[24], version, zero2[31]; /* 0: reserved, or for the guest to write */
} PACKED;

struct madt { /* 5.2.12 */
	struct sdt header;
	uint32_t lapic, flags;
} PACKED;

struct lapic_entry { /* 5.2.12.2 */
	uint8_t type, length, uid, apic_id;
	uint32_t flags;
} PACKED;

enum { LAPIC_ENTRY = 0, LAPIC_ENABLED = 1, MAX_LAPICS = 128 };

/* --- tables.c ---------------------------------------------------------------------------- */

/* A table whose length can be believed, or NULL. */
const struct sdt *sdt_at(uint64_t gpa);
bool has_signature(const struct sdt *t, const char signature[4]);
bool is_summed(const void *bytes, uint32_t size);
/* Its signature in small letters: "acpi.facp". */
struct table_name {
	char text[5];
};
struct table_name name_of(const struct sdt *t);
/* Checks length, sum, and that it is in the region of the RSDP; adds it to `o`. */
const struct sdt *check_sdt(const struct facts *facts, uint64_t gpa, const char *name,
			    struct objects *o);
/* Checks that [gpa, gpa + size) is in the memory that was set aside for tables. */
bool check_region(const struct facts *facts, uint64_t gpa, uint64_t size, const char *name);
uint32_t xsdt_count(const struct sdt *xsdt);
uint64_t xsdt_entry(const struct sdt *xsdt, uint32_t i);
/* The first table of that signature in the XSDT, or NULL. */
const struct sdt *find_sdt(const struct facts *facts, const char signature[4]);

/* --- The tables ---------------------------------------------------------------------------- */

void check_fadt(const struct facts *facts, const struct fadt *fadt, struct objects *o);
void check_madt(const struct madt *madt);
/* The MADT's local APICs, in its order. */
uint32_t acpi_lapics(const struct facts *facts, const struct lapic_entry *entries[MAX_LAPICS]);
uint32_t madt_lapics(const struct madt *madt, const struct lapic_entry *entries[MAX_LAPICS]);
void check_dsdt(const struct facts *facts, const struct sdt *dsdt);

#endif
