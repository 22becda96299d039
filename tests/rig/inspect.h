/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pvh-inspect: what a paused PVH domain is made of, as lines "key = value".
 *
 * It judges what libpvh builds, so it shares no code with it: everything is read back
 * from Xen and from the guest's memory, and decoded by Xen's public headers and the ACPI
 * specification alone.
 */
#ifndef PVH_INSPECT_H
#define PVH_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xenctrl.h>
#include <xenforeignmemory.h>

#define PAGE 4096ull
#define PRINTF(format_at, first) __attribute__((format(printf, format_at, first)))

struct inspect {
	xc_interface *xch;
	xenforeignmemory_handle *fmem;
	uint32_t domid;
	unsigned int nr_vcpus;
	uint32_t cpupool;
	uint64_t start_info; /* vCPU 0's rbx */
	uint64_t rsdp;       /* as start_info has it */
	bool failed;         /* something could not be read */
};

/* inspect.c: one line each; the key is made from the format. */
void say(const char *value, const char *key, ...) PRINTF(2, 3);
void say_number(uint64_t value, const char *key, ...) PRINTF(2, 3);
void say_hex(uint64_t value, const char *key, ...) PRINTF(2, 3);
/* "key = error: ..." from errno; the program then fails. */
void say_error(struct inspect *in, const char *key, ...) PRINTF(2, 3);
/* The words of a block that are not 0. */
void say_words(const uint8_t *bytes, size_t size, const char *key);
/* Bytes as text: what is not printable is shown as \xNN, NULs at the end are dropped. */
void say_text(const uint8_t *bytes, size_t size, const char *key, ...)
	PRINTF(3, 4);
/* A little-endian number of 1 to 8 bytes. */
uint64_t load(const uint8_t *bytes, size_t size);

/* inspect-memory.c */
bool guest_read(struct inspect *in, uint64_t gpa, void *buf, size_t size);
/* A checksum of the bytes, "zero" when all are; false and no text when not readable. */
bool guest_sum(struct inspect *in, uint64_t gpa, uint64_t size, char text[32]);
void say_sum(struct inspect *in, uint64_t gpa, uint64_t size, const char *key);
void inspect_populated(struct inspect *in);
void inspect_special_pages(struct inspect *in);
void inspect_grants(struct inspect *in);

void inspect_host(struct inspect *in);       /* inspect-host.c */
void inspect_domain(struct inspect *in);     /* inspect-domain.c */
void inspect_cpuid(struct inspect *in);      /* inspect-cpuid.c */
void inspect_records(struct inspect *in);    /* inspect-records.c; finds start_info */
void inspect_start_info(struct inspect *in); /* inspect-start-info.c; finds the RSDP */
void inspect_acpi(struct inspect *in);       /* inspect-acpi.c */

#endif
