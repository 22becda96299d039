/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SRAT and SLIT (ACPI 6.5 sections 5.2.16 and 5.2.17) say what Xen says of the guest's nodes. */
#include "acpi.h"
#include "xen-checks.h"

#define MAX_NODES 32u
#define MAX_NUMA_RANGES 64u
#define SPECIAL 0xfeff8000ull

enum { SRAT_LAPIC = 0, SRAT_MEMORY = 1, SRAT_ENABLED = 1 };

struct srat {
	struct sdt header;
	uint32_t one;
	uint64_t reserved;
} PACKED;

struct srat_entry {
	uint8_t type, length;
	union {
		struct {
			uint8_t node_low, apic_id;
			uint32_t flags;
			uint8_t eid, node_high[3];
			uint32_t clock;
		} PACKED lapic;
		struct {
			uint32_t node;
			uint16_t zero;
			uint64_t base, size;
			uint32_t zero2, flags;
			uint64_t zero3;
		} PACKED memory;
	};
} PACKED;

struct slit {
	struct sdt header;
	uint64_t nr;
	uint8_t distances[];
} PACKED;

/* memory.h in Xen: struct xen_vmemrange and struct xen_vnuma_topology_info. */
struct numa_range {
	uint64_t start, end;
	uint32_t flags, node;
};

struct numa_info {
	uint16_t domid, pad;
	uint32_t nr_nodes, nr_vcpus, nr_ranges;
	uint64_t distances, nodes, ranges;
};

static struct {
	uint32_t distances[MAX_NODES * MAX_NODES];
	uint32_t node_of[MAX_LAPICS];
	struct numa_range ranges[MAX_NUMA_RANGES];
	struct numa_info info;
	bool counted[MAX_LAPICS]; /* in the SRAT */
} xen;

static bool read_xen(void)
{
	xen.info = (struct numa_info){
		.domid = DOMID_SELF, .nr_nodes = MAX_NODES, .nr_vcpus = MAX_LAPICS,
		.nr_ranges = MAX_NUMA_RANGES,
		.distances = ARG(xen.distances), .nodes = ARG(xen.node_of),
		.ranges = ARG(xen.ranges),
	};
	return on_xen() && !hypercall(HYPERCALL_MEMORY, MEMORY_VNUMA, ARG(&xen.info), 0);
}

/* Of a vCPU that there is, once. */
static bool is_cpu(const struct srat_entry *e)
{
	uint32_t vcpu = e->lapic.apic_id / 2;

	if (e->type != SRAT_LAPIC || e->length != 16 || e->lapic.apic_id % 2 ||
	    vcpu >= xen.info.nr_vcpus || xen.counted[vcpu])
		return false;
	xen.counted[vcpu] = true;
	return e->lapic.flags == SRAT_ENABLED && !e->lapic.eid &&
	       e->lapic.node_low == xen.node_of[vcpu] && !e->lapic.node_high[0] &&
	       !e->lapic.node_high[1] && !e->lapic.node_high[2];
}

static bool is_memory(const struct srat_entry *e, const struct numa_range *r)
{
	return e->type == SRAT_MEMORY && e->length == 40 && e->memory.flags == SRAT_ENABLED &&
	       e->memory.base == r->start && e->memory.size == r->end - r->start &&
	       e->memory.node == r->node && !e->memory.zero && !e->memory.zero2 && !e->memory.zero3;
}

/* vCPUs in any order, memory in Xen's. */
static void check_srat(const struct srat *srat)
{
	const uint8_t *at = (const uint8_t *)(srat + 1);
	const uint8_t *end = (const uint8_t *)srat + srat->header.length;
	uint32_t cpus = 0, ranges = 0, others = 0;

	while (end - at >= 2 && at[1] >= 2 && at[1] <= end - at) {
		const struct srat_entry *e = (const struct srat_entry *)(const void *)at;

		if (is_cpu(e))
			cpus++;
		else if (ranges < xen.info.nr_ranges && is_memory(e, &xen.ranges[ranges]))
			ranges++;
		else
			others++;
		at += at[1];
	}
	check_is(cpus, xen.info.nr_vcpus, "acpi.srat.vcpus");
	check_is(ranges, xen.info.nr_ranges, "acpi.srat.memory");
	check(!others && at == end, "acpi.srat.entries");
}

static void check_slit(const struct slit *slit)
{
	uint32_t nr = xen.info.nr_nodes, same = 0;

	if (!check(slit->nr == nr && slit->header.length == sizeof(*slit) + nr * nr, "acpi.slit.nodes"))
		return;
	for (uint32_t i = 0; i < nr * nr; i++)
		same += slit->distances[i] == xen.distances[i];
	check_is(same, nr * nr, "acpi.slit.distances");
}

/* Memory that the guest is told to leave alone is in a node as well. */
static bool is_memory_range(const struct range *r)
{
	return r->type == RAM || (r->type == RESERVED && r->addr != SPECIAL);
}

static uint64_t memory_size(const struct facts *f)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < f->nr_ranges; i++)
		if (is_memory_range(&f->map[i]))
			sum += f->map[i].size;
	return sum;
}

/* Nodes are made of memory, all of it. */
static void check_ranges(const struct facts *f)
{
	uint64_t sum = 0;
	bool inside = true;

	for (uint32_t i = 0; i < xen.info.nr_ranges; i++) {
		const struct numa_range *r = &xen.ranges[i];

		sum += r->end - r->start;
		inside &= is_within(f, r->start, PAGE, RAM) && is_within(f, r->end - PAGE, PAGE, RAM);
	}
	check(inside, "numa.in_ram");
	check_is(sum, memory_size(f), "numa.ram");
}

void check_numa(const struct facts *f)
{
	const struct sdt *srat = find_sdt(f, "SRAT"), *slit = find_sdt(f, "SLIT");

	if (!read_xen()) {
		check_expected(0, "vnodes", "numa.nodes");
		check(!srat && !slit, "numa.none");
		return;
	}
	check_expected(xen.info.nr_nodes, "vnodes", "numa.nodes");
	check_ranges(f);
	if (check(srat && srat->length >= sizeof(struct srat), "acpi.srat"))
		check_srat((const struct srat *)srat);
	if (check(slit && slit->length >= sizeof(struct slit), "acpi.slit"))
		check_slit((const struct slit *)slit);
}
