/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FADT and FACS: the fixed hardware of a machine that has none. The hardware-reduced
 * model would say so more plainly, but guests take it for another kind of platform; so
 * this is the full model with every optional part left out.
 */
#include "emit/acpi-table.h"

enum {
	FADT_REVISION = 5,      /* ACPI 5.0, 268 bytes: the first to know NO_CMOS_RTC */
	FACS_SIZE = 64,
	FACS_VERSION = 1,
};

/*
 * A FADT that is not hardware-reduced must have these two blocks (ACPI 6.5 section
 * 5.2.9), and ACPICA complains without. In a PVH domU no device is behind the ports:
 * writes are dropped and reads give all ones.
 */
enum {
	PM1A_EVT_PORT = 0xb000,
	PM1A_EVT_SIZE = 4,
	PM1A_CNT_PORT = 0xb004,
	PM1A_CNT_SIZE = 2,
	SCI_INT = 9,            /* never raised */
	C_STATE_ABSENT = 0xfff, /* P_LVLx_LAT: more than 100 (C2) or 1000 (C3) says no */
};

/* ACPI 6.5 section 5.2.9.3. Clear: LEGACY_DEVICES and 8042, as there is no such thing. */
enum {
	BOOT_NO_VGA = 1 << 2,
	BOOT_NO_CMOS_RTC = 1 << 5,
};

/*
 * ACPI 6.5 section 5.2.9; as libxl. The button and RTC bits say that the feature is not
 * fixed hardware. RESET_REG_SUP is clear, and unlike libxl's the register is zero too:
 * a guest reboots by hypercall, and nothing listens at port 0xcf9.
 */
enum {
	FADT_WBINVD = 1 << 0,
	FADT_PROC_C1 = 1 << 2,
	FADT_PWR_BUTTON = 1 << 4,
	FADT_SLP_BUTTON = 1 << 5,
	FADT_FIX_RTC = 1 << 6,
	FADT_TMR_VAL_EXT = 1 << 8,
	FADT_USE_PLATFORM_CLOCK = 1 << 15,
	FADT_FLAGS = FADT_WBINVD | FADT_PROC_C1 | FADT_PWR_BUTTON | FADT_SLP_BUTTON |
		     FADT_FIX_RTC | FADT_TMR_VAL_EXT | FADT_USE_PLATFORM_CLOCK,
};

/* ACPI 6.5 section 5.2.10. No common header, and the only table without a checksum. */
size_t acpi_facs(struct sink *s)
{
	size_t start;

	sink_align(s, ACPI_FACS_ALIGN);
	start = s->used;
	sink_bytes(s, "FACS", 4);
	sink_u32(s, FACS_SIZE);
	sink_zero(s, 24); /* hardware signature, waking vectors, global lock, flags */
	sink_u8(s, FACS_VERSION);
	sink_zero(s, 31);
	return start;
}

/*
 * GPE0 is absent. libxl gives it 4 bytes at port 0xafe0, and AML for one event at most:
 * Linux reads all ones there and logs "No handler or method" for the others it finds.
 */
static void emit_blocks(struct sink *s)
{
	sink_u32(s, PM1A_EVT_PORT);
	sink_u32(s, 0); /* PM1b_EVT_BLK */
	sink_u32(s, PM1A_CNT_PORT);
	sink_zero(s, 20); /* PM1b_CNT, PM2_CNT, PM_TMR, GPE0, GPE1 _BLK */
	sink_u8(s, PM1A_EVT_SIZE);
	sink_u8(s, PM1A_CNT_SIZE);
	sink_zero(s, 6); /* PM2_CNT_LEN, PM_TMR_LEN, GPEx_BLK_LEN, GPE1_BASE, CST_CNT */
}

/* A generic address (ACPI 6.5 section 5.2.3.2): `size` bytes at an I/O port. */
static void emit_port(struct sink *s, uint16_t port, uint8_t size)
{
	enum { SYSTEM_IO = 1 };

	sink_u8(s, SYSTEM_IO);
	sink_u8(s, (uint8_t)(8 * size));
	sink_u8(s, 0); /* bit offset */
	sink_u8(s, 0); /* access size: up to the guest, as for the 32-bit fields */
	sink_u64(s, port);
}

/* The blocks again, as generic addresses: both forms agree, or ACPICA complains. */
static void emit_x_blocks(struct sink *s)
{
	enum { GENERIC_ADDRESS = 12 };

	emit_port(s, PM1A_EVT_PORT, PM1A_EVT_SIZE);
	sink_zero(s, GENERIC_ADDRESS); /* X_PM1b_EVT_BLK */
	emit_port(s, PM1A_CNT_PORT, PM1A_CNT_SIZE);
	sink_zero(s, 5 * GENERIC_ADDRESS); /* X_PM1b_CNT, PM2_CNT, PM_TMR, GPEx _BLK */
	sink_zero(s, 2 * GENERIC_ADDRESS); /* SLEEP_CONTROL_REG, SLEEP_STATUS_REG */
}

/*
 * X_FIRMWARE_CTRL is 0 because FIRMWARE_CTRL is not: ACPI 5.0 forbids to set both, ACPI
 * 6.5 lets the guest ignore the latter, and Linux takes two for two FACS. For the DSDT
 * both fields are wanted, and have to be equal (ACPI 6.5 section 5.2.9).
 */
size_t acpi_fadt(struct sink *s, uint32_t facs, uint32_t dsdt)
{
	size_t start = acpi_table_begin(s, "FACP", FADT_REVISION);

	sink_u32(s, facs);
	sink_u32(s, dsdt);
	sink_zero(s, 2); /* reserved, Preferred_PM_Profile: unspecified */
	sink_u16(s, SCI_INT);
	sink_zero(s, 8); /* SMI_CMD and its values: no SMI, always in ACPI mode */
	emit_blocks(s);
	sink_u16(s, C_STATE_ABSENT);
	sink_u16(s, C_STATE_ABSENT);
	sink_zero(s, 9); /* FLUSH_*, DUTY_*, *_ALRM, CENTURY */
	sink_u16(s, BOOT_NO_VGA | BOOT_NO_CMOS_RTC);
	sink_u8(s, 0);
	sink_u32(s, FADT_FLAGS);
	sink_zero(s, 16); /* RESET_REG, RESET_VALUE, ARM_BOOT_ARCH, minor version */
	sink_u64(s, 0); /* X_FIRMWARE_CTRL */
	sink_u64(s, dsdt);
	emit_x_blocks(s);
	acpi_table_end(s, start);
	return start;
}
