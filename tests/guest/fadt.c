/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FADT and FACS: a machine without fixed hardware, but for the two blocks of ports that a FADT
 * of the full model has to name (ACPI 6.5 section 5.2.9).
 */
#include "acpi.h"

enum {
	/* Section 5.2.9.3 */
	LEGACY_DEVICES = 1 << 0,
	CONTROLLER_8042 = 1 << 1,
	NO_VGA = 1 << 2,
	NO_CMOS_RTC = 1 << 5,
	/* Section 5.2.9 */
	WBINVD = 1 << 0,
	PROC_C1 = 1 << 2,
	PWR_BUTTON = 1 << 4,
	SLP_BUTTON = 1 << 5,
	FIX_RTC = 1 << 6,
	RESET_REG_SUP = 1 << 10,
	HW_REDUCED = 1 << 20,
	C2_ABSENT = 100,  /* beyond these there is no such state */
	C3_ABSENT = 1000,
};

static void check_flags(const struct fadt *t)
{
	uint32_t is = WBINVD | PROC_C1 | PWR_BUTTON | SLP_BUTTON | FIX_RTC;

	check_is(t->flags & (is | RESET_REG_SUP | HW_REDUCED), is, "acpi.facp.flags");
	check_is(t->boot_arch & (LEGACY_DEVICES | CONTROLLER_8042 | NO_VGA | NO_CMOS_RTC),
		 NO_VGA | NO_CMOS_RTC, "acpi.facp.boot_arch");
	check_is(t->sci_int, 9, "acpi.facp.sci_int");
	check_is(t->smi_cmd, 0, "acpi.facp.smi_cmd");
	check(t->p_lvl2_lat > C2_ABSENT && t->p_lvl3_lat > C3_ABSENT, "acpi.facp.c_states");
}

static bool is_none(const struct gas *gas)
{
	static const struct gas none;

	return !memcmp(gas, &none, sizeof(none));
}

static bool is_port(const struct gas *gas, uint32_t port, uint32_t size)
{
	return gas->space == 1 && gas->width == 8 * size && !gas->offset && gas->address == port;
}

static void check_blocks(const struct fadt *t)
{
	check(t->pm1a_evt_blk && t->pm1_evt_len >= 4, "acpi.facp.pm1a_evt");
	check(is_port(&t->x_pm1a_evt, t->pm1a_evt_blk, t->pm1_evt_len), "acpi.facp.x_pm1a_evt");
	check(t->pm1a_cnt_blk && t->pm1_cnt_len >= 2, "acpi.facp.pm1a_cnt");
	check(is_port(&t->x_pm1a_cnt, t->pm1a_cnt_blk, t->pm1_cnt_len), "acpi.facp.x_pm1a_cnt");
	check(!t->pm_tmr_blk && !t->pm_tmr_len && is_none(&t->x_pm_tmr), "acpi.facp.pm_timer");
	check(!t->gpe0_blk && !t->gpe0_len && is_none(&t->x_gpe0), "acpi.facp.gpe0");
	check(!t->gpe1_blk && !t->gpe1_len && !t->gpe1_base && is_none(&t->x_gpe1),
	      "acpi.facp.gpe1");
	check(!t->pm1b_evt_blk && !t->pm1b_cnt_blk && !t->pm2_cnt_blk && !t->pm2_cnt_len &&
	      is_none(&t->x_pm1b_evt) && is_none(&t->x_pm1b_cnt) && is_none(&t->x_pm2_cnt),
	      "acpi.facp.pm1b_pm2");
	check(is_none(&t->sleep_control) && is_none(&t->sleep_status), "acpi.facp.sleep");
	check(is_none(&t->reset_reg) && !t->reset_value, "acpi.facp.reset");
}

static void check_facs(const struct facts *f, const struct fadt *t, struct objects *o)
{
	uint64_t gpa = t->firmware_ctrl ? t->firmware_ctrl : t->x_firmware_ctrl;
	const struct facs *facs = view(gpa, sizeof(*facs));
	uint64_t zero = gpa + __builtin_offsetof(struct facs, zero);
	uint64_t zero2 = gpa + __builtin_offsetof(struct facs, zero2);

	/* Both at once are forbidden, and Linux takes them for two. */
	check(!t->firmware_ctrl != !t->x_firmware_ctrl, "acpi.facp.facs");
	check_is(gpa % 64, 0, "acpi.facs.align");
	if (!check(gpa && facs && !memcmp(facs->signature, "FACS", 4), "acpi.facs.signature"))
		return;
	check_is(facs->length, sizeof(*facs), "acpi.facs.length");
	check_is(facs->version, 1, "acpi.facs.version");
	check(!find_dirt(zero, zero + sizeof(facs->zero)) &&
	      !find_dirt(zero2, zero2 + sizeof(facs->zero2)), "acpi.facs.zero");
	check_region(f, gpa, sizeof(*facs), "facs");
	objects_add(o, gpa, sizeof(*facs));
}

void check_fadt(const struct facts *f, const struct fadt *t, struct objects *o)
{
	const struct sdt *dsdt;

	if (!check(t->header.length >= sizeof(*t), "acpi.facp.size"))
		return;
	check(t->header.revision >= 5, "acpi.facp.revision"); /* the first with NO_CMOS_RTC */
	check_flags(t);
	check_blocks(t);
	check_facs(f, t, o);
	check(t->dsdt && t->x_dsdt == t->dsdt, "acpi.facp.dsdt");
	dsdt = check_sdt(f, t->dsdt, "dsdt", o);
	if (dsdt && check(has_signature(dsdt, "DSDT"), "acpi.dsdt.signature"))
		check_dsdt(f, dsdt);
}
