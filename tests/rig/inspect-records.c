/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The HVM save records: what the vCPUs and their devices will start from. */
#include "inspect.h"
#include "cpu-fields.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say_cpu(const uint8_t *record, unsigned int vcpu)
{
	char key[24];

	for (size_t i = 0; i < NR_CPU_FIELDS; i++) {
		const struct field *f = &cpu_fields[i];

		say_hex(load(record + f->offset, f->size), "cpu%u.%s", vcpu, f->name);
	}
	snprintf(key, sizeof(key), "cpu%u.fpu", vcpu);
	say_words(record, sizeof(((struct hvm_hw_cpu *)0)->fpu_regs), key);
}

static void say_mtrr(const uint8_t *record, unsigned int vcpu)
{
	struct hvm_hw_mtrr m;

	memcpy(&m, record, sizeof(m));
	say_hex(m.msr_pat_cr, "mtrr%u.pat", vcpu);
	say_hex(m.msr_mtrr_cap, "mtrr%u.cap", vcpu);
	say_hex(m.msr_mtrr_def_type, "mtrr%u.def_type", vcpu);
	for (unsigned int i = 0; i < MTRR_VCNT; i++) {
		say_hex(m.msr_mtrr_var[2 * i], "mtrr%u.base%u", vcpu, i);
		say_hex(m.msr_mtrr_var[2 * i + 1], "mtrr%u.mask%u", vcpu, i);
	}
	for (unsigned int i = 0; i < NUM_FIXED_MSR; i++)
		say_hex(m.msr_mtrr_fixed[i], "mtrr%u.fixed%u", vcpu, i);
}

/* The others are not the builder's: word by word will do. */
static void say_other(const struct hvm_save_descriptor *d, const uint8_t *record)
{
	static const char *const names[] = {
		[1] = "HEADER", [3] = "PIC", [4] = "IOAPIC", [5] = "LAPIC",
		[6] = "LAPIC_REGS", [7] = "PCI_IRQ", [8] = "ISA_IRQ", [9] = "PCI_LINK",
		[10] = "PIT", [11] = "RTC", [12] = "HPET", [13] = "PMTIMER",
		[16] = "XSAVE", [18] = "VMCE_VCPU", [19] = "TSC_ADJUST", [20] = "CPU_MSR",
	};
	bool known = d->typecode < sizeof(names) / sizeof(names[0]) && names[d->typecode];
	char key[40];

	if (known)
		snprintf(key, sizeof(key), "record.%s.%u", names[d->typecode],
			 d->instance);
	else
		snprintf(key, sizeof(key), "record.%u.%u", d->typecode, d->instance);
	say_number(d->length, "%s.length", key);
	say_words(record, d->length, key);
}

static void say_record(struct inspect *in, const struct hvm_save_descriptor *d,
		       const uint8_t *record)
{
	const size_t rbx = offsetof(struct hvm_hw_cpu, rbx);

	if (d->typecode == HVM_SAVE_CODE(CPU) && d->length == sizeof(struct hvm_hw_cpu)) {
		say_cpu(record, d->instance);
		if (d->instance == 0)
			in->start_info = load(record + rbx, 8);
	} else if (d->typecode == HVM_SAVE_CODE(MTRR) &&
		   d->length == sizeof(struct hvm_hw_mtrr)) {
		say_mtrr(record, d->instance);
	} else {
		say_other(d, record);
	}
}

static bool say_records(struct inspect *in, const uint8_t *at, size_t left)
{
	struct hvm_save_descriptor d;

	while (left >= sizeof(d)) {
		memcpy(&d, at, sizeof(d));
		at += sizeof(d);
		left -= sizeof(d);
		if (d.typecode == HVM_SAVE_CODE(END))
			return true;
		if (d.length > left)
			break;
		say_record(in, &d, at);
		at += d.length;
		left -= d.length;
	}
	errno = EPROTO;
	return false;
}

void inspect_records(struct inspect *in)
{
	int size = xc_domain_hvm_getcontext(in->xch, in->domid, NULL, 0);
	uint8_t *context = size > 0 ? calloc(1, (size_t)size) : NULL;

	if (context)
		size = xc_domain_hvm_getcontext(in->xch, in->domid, context,
						(uint32_t)size);
	if (!context || size < 0 || !say_records(in, context, (size_t)size))
		say_error(in, "record");
	free(context);
}
