/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All records are read, one is changed, and all are written: Xen takes only whole contexts. */
#include "damage.h"
#include "cpu-fields.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SPIN 4 /* where the guest's image has its loop (tests/guest/entry.S) */

struct context {
	uint8_t *bytes;
	uint32_t size;
};

static const struct field mtrr_fields[] = {
	{ "pat", offsetof(struct hvm_hw_mtrr, msr_pat_cr), 8 },
	{ "def_type", offsetof(struct hvm_hw_mtrr, msr_mtrr_def_type), 8 },
	{ "base0", offsetof(struct hvm_hw_mtrr, msr_mtrr_var[0]), 8 },
	{ "mask0", offsetof(struct hvm_hw_mtrr, msr_mtrr_var[1]), 8 },
};

static struct context get(struct damage *d)
{
	int size = xc_domain_hvm_getcontext(d->xch, d->domid, NULL, 0);
	struct context c = { size > 0 ? calloc(1, (size_t)size) : NULL, (uint32_t)size };

	if (!c.bytes)
		fail("cannot read the context");
	size = xc_domain_hvm_getcontext(d->xch, d->domid, c.bytes, c.size);
	if (size <= 0)
		fail("cannot read the context");
	c.size = (uint32_t)size;
	return c;
}

static void set(struct damage *d, struct context c)
{
	if (xc_domain_hvm_setcontext(d->xch, d->domid, c.bytes, c.size))
		fail("cannot write the context");
	free(c.bytes);
}

static uint8_t *find(const struct context *c, uint16_t type, unsigned int vcpu)
{
	struct hvm_save_descriptor s;

	for (size_t at = 0; at + sizeof(s) <= c->size; at += sizeof(s) + s.length) {
		memcpy(&s, c->bytes + at, sizeof(s));
		if (s.typecode == type && s.instance == vcpu)
			return c->bytes + at + sizeof(s);
	}
	errno = ENOENT;
	fail("vCPU %u has no record of type %u", vcpu, type);
}

static void change(uint8_t *record, const struct field *fields, size_t nr, const char *name,
		   bool xor, uint64_t value)
{
	for (size_t i = 0; i < nr; i++) {
		uint64_t before = 0;

		if (strcmp(fields[i].name, name))
			continue;
		if (xor)
			memcpy(&before, record + fields[i].offset, fields[i].size);
		value ^= before;
		memcpy(record + fields[i].offset, &value, fields[i].size);
		return;
	}
	errno = EINVAL;
	fail("\"%s\" is no field of that record", name);
}

void read_entry(struct damage *d)
{
	struct context c = get(d);
	struct hvm_hw_cpu cpu;

	memcpy(&cpu, find(&c, HVM_SAVE_CODE(CPU), 0), sizeof(cpu));
	d->kernel = cpu.rip & ~0xfffull;
	d->start_info = cpu.rbx;
	free(c.bytes);
}

void damage_cpu(struct damage *d, const char *field, bool xor, uint64_t value)
{
	struct context c = get(d);

	change(find(&c, HVM_SAVE_CODE(CPU), 0), cpu_fields, NR_CPU_FIELDS, field, xor,
	       value);
	set(d, c);
}

void damage_mtrr(struct damage *d, unsigned int vcpu, const char *field, uint64_t value)
{
	struct context c = get(d);

	change(find(&c, HVM_SAVE_CODE(MTRR), vcpu), mtrr_fields,
	       sizeof(mtrr_fields) / sizeof(mtrr_fields[0]), field, false, value);
	set(d, c);
}

/* A record of its own, like vCPU 0's, in front of the end. */
void damage_spin(struct damage *d, unsigned int vcpu)
{
	const uint32_t end = sizeof(struct hvm_save_descriptor);
	struct hvm_save_descriptor s = { HVM_SAVE_CODE(CPU), (uint16_t)vcpu,
					 sizeof(struct hvm_hw_cpu) };
	struct context c = get(d);
	struct hvm_hw_cpu cpu;
	uint8_t *at;

	memcpy(&cpu, find(&c, HVM_SAVE_CODE(CPU), 0), sizeof(cpu));
	cpu.rip = d->kernel + SPIN;
	c.bytes = realloc(c.bytes, c.size + sizeof(s) + sizeof(cpu));
	if (!c.bytes)
		fail("out of memory");
	at = c.bytes + c.size - end;
	memmove(at + sizeof(s) + sizeof(cpu), at, end);
	memcpy(at, &s, sizeof(s));
	memcpy(at + sizeof(s), &cpu, sizeof(cpu));
	c.size += (uint32_t)(sizeof(s) + sizeof(cpu));
	set(d, c);
}
