/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "damage.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <xen/arch-x86/hvm/start_info.h>
#include <xen/grant_table.h>
#include <xen/memory.h>

#define MAX_ENTRIES 128u

static void no_field(const char *name)
{
	errno = EINVAL;
	fail("\"%s\" is no field of that", name);
}

void damage_param(struct damage *d, unsigned int index, uint64_t value)
{
	if (xc_hvm_param_set(d->xch, d->domid, index, value))
		fail("cannot set HVM param %u", index);
}

void damage_grant(struct damage *d, unsigned int ref, const char *field, uint64_t value)
{
	xenforeignmemory_resource_handle *handle;
	grant_entry_v1_t *entry;
	void *table = NULL;

	handle = xenforeignmemory_map_resource(d->fmem, (domid_t)d->domid,
					       XENMEM_resource_grant_table,
					       XENMEM_resource_grant_table_id_shared, 0, 1, &table,
					       PROT_READ | PROT_WRITE, 0);
	if (!handle)
		fail("cannot map the grant table");
	entry = (grant_entry_v1_t *)table + ref;
	if (!strcmp(field, "flags"))
		entry->flags = (uint16_t)value;
	else if (!strcmp(field, "domid"))
		entry->domid = (uint16_t)value;
	else if (!strcmp(field, "frame"))
		entry->frame = (uint32_t)value;
	else
		no_field(field);
	xenforeignmemory_unmap_resource(d->fmem, handle);
}

/* Xen tells its map only to the domain itself; but it was made of the same as start_info's. */
void damage_map(struct damage *d, unsigned int index, const char *field, uint64_t value)
{
	struct hvm_memmap_table_entry map[MAX_ENTRIES];
	struct e820entry entries[MAX_ENTRIES];
	struct hvm_start_info info;
	uint32_t nr;

	guest_copy(d, d->start_info, &info, sizeof(info), false);
	nr = info.memmap_entries < MAX_ENTRIES ? info.memmap_entries : MAX_ENTRIES;
	guest_copy(d, info.memmap_paddr, map, nr * sizeof(map[0]), false);
	for (uint32_t i = 0; i < nr; i++)
		entries[i] = (struct e820entry){ map[i].addr, map[i].size, map[i].type };
	if (!strcmp(field, "addr"))
		entries[index].addr = value;
	else if (!strcmp(field, "size"))
		entries[index].size = value;
	else if (!strcmp(field, "type"))
		entries[index].type = (uint32_t)value;
	else
		no_field(field);
	if (xc_domain_set_memory_map(d->xch, d->domid, entries, nr))
		fail("cannot set the memory map");
}

void damage_page(struct damage *d, uint64_t pfn, bool present)
{
	xen_pfn_t frame = pfn;

	if (present ? xc_domain_populate_physmap_exact(d->xch, d->domid, 1, 0, 0, &frame)
		    : xc_domain_decrease_reservation_exact(d->xch, d->domid, 1, 0, &frame))
		fail("cannot %s the page 0x%" PRIx64, present ? "add" : "remove", pfn);
}

/* Nodes of a MiB each, all vCPUs in the first: that is enough for nodes to be counted. */
void damage_vnuma(struct damage *d, unsigned int nr_nodes)
{
	enum { MAX_NODES = 4, MAX_VCPUS = 128 };
	unsigned int distances[MAX_NODES * MAX_NODES] = { 10 }, node_of[MAX_VCPUS] = { 0 };
	unsigned int pnodes[MAX_NODES] = { 0 };
	xen_vmemrange_t ranges[MAX_NODES];
	xc_dominfo_t info;

	if (nr_nodes > MAX_NODES)
		nr_nodes = MAX_NODES;
	for (unsigned int i = 0; i < nr_nodes; i++)
		ranges[i] = (xen_vmemrange_t){
			.start = i << 20, .end = (i + 1) << 20, .nid = i,
		};
	if (xc_domain_getinfo(d->xch, d->domid, 1, &info) != 1 || info.max_vcpu_id >= MAX_VCPUS ||
	    xc_domain_setvnuma(d->xch, d->domid, nr_nodes, nr_nodes, info.max_vcpu_id + 1, ranges,
			       distances, node_of, pnodes))
		fail("cannot change what Xen knows of NUMA nodes");
}
