/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Xen's part: the domain, its memory and its state. */
#include "fake.h"
#include "fake-life.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xenctrl.h>
#include <xen/hvm/save.h>
#include <xen/memory.h>
#include <xenforeignmemory.h>

struct fake fake;

void fake_reset(void)
{
	if (fake.memory > 0)
		close(fake.memory);
	fake_reset_files();
	memset(&fake, 0, sizeof(fake));
	fake_life_reset();
	fake.memory = memfd_create("guest", MFD_CLOEXEC);
	if (fake.memory < 0 || ftruncate(fake.memory, INT64_C(1) << 40))
		abort();
}

bool fake_refuses(const char *name)
{
	if (++fake.calls != fake.fail_at)
		return false;
	fake.failed = name;
	errno = fake.fail_errno;
	return true;
}

#define REFUSE(value)                          \
	do {                                   \
		if (fake_refuses(__func__))    \
			return value;          \
	} while (0)

static char handle;

/* --- Handles -------------------------------------------------------------------------- */

xc_interface *xc_interface_open(xentoollog_logger *logger, xentoollog_logger *dombuild,
				unsigned int flags)
{
	(void)logger, (void)dombuild, (void)flags;
	REFUSE(NULL);
	fake.handles++;
	return (xc_interface *)&handle;
}

int xc_interface_close(xc_interface *xch)
{
	(void)xch;
	fake.handles--;
	return 0;
}

xenforeignmemory_handle *xenforeignmemory_open(xentoollog_logger *logger, unsigned int flags)
{
	(void)logger, (void)flags;
	REFUSE(NULL);
	fake.handles++;
	return (xenforeignmemory_handle *)&handle;
}

int xenforeignmemory_close(xenforeignmemory_handle *fmem)
{
	(void)fmem;
	fake.handles--;
	return 0;
}

/* --- The domain ----------------------------------------------------------------------- */

int xc_physinfo(xc_interface *xch, xc_physinfo_t *info)
{
	(void)xch;
	REFUSE(-1);
	memset(info, 0, sizeof(*info));
	info->capabilities = XEN_SYSCTL_PHYSCAP_hvm | XEN_SYSCTL_PHYSCAP_hap |
			     XEN_SYSCTL_PHYSCAP_vpmu | XEN_SYSCTL_PHYSCAP_vmtrace;
	info->free_pages = 1 << 20;
	return 0;
}

int xc_domain_create(xc_interface *xch, uint32_t *domid, struct xen_domctl_createdomain *config)
{
	(void)xch;
	REFUSE(-1);
	if (fake.exists || !config->max_vcpus || sizeof(*config) > sizeof(fake.creation))
		return errno = EINVAL, -1;
	memcpy(fake.creation, config, sizeof(*config));
	fake.exists = true;
	fake.domid = FAKE_DOMID + fake.destroyed;
	*domid = fake.domid;
	return 0;
}

int xc_domain_destroy(xc_interface *xch, uint32_t domid)
{
	(void)xch;
	REFUSE(-1);
	if (!fake.exists || domid != fake.domid)
		return errno = ESRCH, -1;
	fake.destroyed++;
	fake.exists = fake.introduced = fake.claimed = false;
	fake_announce("@releaseDomain");
	return 0;
}

#define DOMAIN_CALL(name, ...)                                          \
	int name(xc_interface *xch, uint32_t domid, ##__VA_ARGS__)

/* Refuses a call for a domain that is not there, and the one to fail. */
#define ENTER()                                                 \
	do {                                                    \
		(void)xch;                                      \
		REFUSE(-1);                                     \
		if (!fake.exists || domid != fake.domid)        \
			return errno = ESRCH, -1;               \
	} while (0)

DOMAIN_CALL(xc_domain_max_vcpus, unsigned int max)
{
	ENTER();
	fake.nr_vcpus = max;
	return max ? 0 : (errno = EINVAL, -1);
}

DOMAIN_CALL(xc_domain_setmaxmem, uint64_t kib)
{
	ENTER();
	fake.max_mem = kib << 10;
	return 0;
}

DOMAIN_CALL(xc_set_paging_mempool_size, uint64_t size)
{
	ENTER();
	return size % 4096 ? (errno = EINVAL, -1) : 0;
}

DOMAIN_CALL(xc_domain_set_tsc_info, uint32_t mode, uint64_t elapsed, uint32_t khz,
	    uint32_t incarnation)
{
	ENTER();
	(void)elapsed, (void)khz, (void)incarnation;
	fake.tsc_mode = mode;
	return 0;
}

int xc_cpuid_apply_policy(xc_interface *xch, uint32_t domid, bool restore,
			  const uint32_t *featureset, unsigned int nr_features, bool pae,
			  bool itsc, bool nested_virt, const struct xc_xend_cpuid *xend,
			  const struct xc_msr *msr)
{
	ENTER();
	(void)restore, (void)featureset, (void)nr_features, (void)pae;
	fake.itsc = itsc;
	fake.nested = nested_virt;
	if (msr) {
		fake.msr = msr[0].index;
		snprintf(fake.msr_policy, sizeof(fake.msr_policy), "%s", msr[0].policy);
		while (msr[fake.nr_msrs].index != XC_MSR_INPUT_UNUSED)
			fake.nr_msrs++;
	}
	if (xend) {
		fake.cpuid_leaf = xend[0].leaf;
		snprintf(fake.cpuid_ecx, sizeof(fake.cpuid_ecx), "%s",
			 xend[0].policy[2] ? xend[0].policy[2] : "");
		while (xend[fake.nr_cpuid_leaves].leaf != XEN_CPUID_INPUT_UNUSED)
			fake.nr_cpuid_leaves++;
	}
	return 0;
}

xc_evtchn_port_or_error_t xc_evtchn_alloc_unbound(xc_interface *xch, uint32_t domid,
						  uint32_t remote)
{
	static int port;

	ENTER();
	(void)remote;
	return ++port;
}

DOMAIN_CALL(xc_hvm_param_set, uint32_t param, uint64_t value)
{
	ENTER();
	fake.params[param] = value;
	return 0;
}

/* --- Memory --------------------------------------------------------------------------- */

DOMAIN_CALL(xc_domain_claim_pages, unsigned long nr)
{
	ENTER();
	fake.claim = nr;
	fake.claimed = nr;
	return 0;
}

DOMAIN_CALL(xc_domain_set_pod_target, uint64_t target, uint64_t *total, uint64_t *cache,
	    uint64_t *entries)
{
	ENTER();
	(void)total, (void)cache, (void)entries;
	fake.pod_target = target;
	return 0;
}

/* Memory that was somebody's, who had that byte everywhere. */
static void make_dirty(uint64_t gpa, uint64_t size)
{
	uint8_t page[4096];

	memset(page, 0xa5, sizeof(page));
	for (uint64_t end = gpa + size; gpa < end; gpa += sizeof(page))
		if (pwrite(fake.memory, page, sizeof(page), (off_t)gpa) != (ssize_t)sizeof(page))
			abort();
}

/* Fewer extents than asked for are no error, as with Xen. */
DOMAIN_CALL(xc_domain_populate_physmap, unsigned long nr, unsigned int order,
	    unsigned int flags, xen_pfn_t *pfns)
{
	unsigned long i;

	ENTER();
	fake.populate_calls++;
	for (i = 0; i < nr && (!fake.per_call || i < fake.per_call); i++) {
		uint64_t gpa = pfns[i] << 12;

		if (fake.exhausted && flags == fake.exhausted)
			break;
		if (order > fake.max_order && fake.max_order && gpa >= fake.no_extents_above)
			break;
		if (fake.dirty)
			make_dirty(gpa, UINT64_C(4096) << order);
		if (!(flags & XENMEMF_populate_on_demand))
			fake.owned += UINT64_C(4096) << order;
		if (fake.nr_extents == FAKE_EXTENTS || fake.owned > fake.max_mem)
			return errno = ENOMEM, -1;
		fake.extents[fake.nr_extents++] =
			(struct fake_extent){ gpa, UINT64_C(4096) << order, order, flags };
	}
	return (int)i;
}

DOMAIN_CALL(xc_domain_setvnuma, uint32_t nr_vnodes, uint32_t nr_regions, uint32_t nr_vcpus,
	    xen_vmemrange_t *regions, unsigned int *distances, unsigned int *vcpu_to_vnode,
	    unsigned int *vnode_to_pnode)
{
	struct fake_vnuma *v = &fake.vnuma;

	ENTER();
	if (fake.nr_extents)
		return errno = EBUSY, -1; /* so that nobody calls it too late */
	v->nr_nodes = nr_vnodes;
	v->nr_ranges = nr_regions;
	v->nr_vcpus = nr_vcpus;
	for (uint32_t i = 0; i < nr_regions; i++) {
		v->ranges[i].start = regions[i].start;
		v->ranges[i].end = regions[i].end;
		v->ranges[i].node = regions[i].nid;
	}
	memcpy(v->distances, distances, nr_vnodes * nr_vnodes * sizeof(distances[0]));
	memcpy(v->node_of, vcpu_to_vnode, nr_vcpus * sizeof(vcpu_to_vnode[0]));
	memcpy(v->pnodes, vnode_to_pnode, nr_vnodes * sizeof(vnode_to_pnode[0]));
	return 0;
}

DOMAIN_CALL(xc_domain_set_memory_map, struct e820entry entries[], uint32_t nr)
{
	ENTER();
	fake.nr_map = nr;
	memcpy(fake.map, entries, nr * sizeof(entries[0]));
	return 0;
}

bool fake_populated(uint64_t gpa, uint64_t size)
{
	uint64_t covered = 0;

	for (size_t i = 0; i < fake.nr_extents; i++) {
		const struct fake_extent *e = &fake.extents[i];
		uint64_t from = e->gpa > gpa ? e->gpa : gpa;
		uint64_t to = e->gpa + e->size < gpa + size ? e->gpa + e->size : gpa + size;

		covered += from < to ? to - from : 0;
	}
	return covered == size;
}

void fake_read(uint64_t gpa, void *buf, size_t size)
{
	if (pread(fake.memory, buf, size, (off_t)gpa) != (ssize_t)size)
		abort();
}

/* The backend maps ranges without gaps. */
void *xenforeignmemory_map(xenforeignmemory_handle *fmem, uint32_t domid, int prot, size_t pages,
			   const xen_pfn_t pfns[], int err[])
{
	uint64_t gpa = pfns[0] << 12;
	void *map;

	(void)fmem, (void)domid, (void)err;
	REFUSE(NULL);
	for (size_t i = 0; i < pages; i++)
		if (pfns[i] != pfns[0] + i)
			return errno = EINVAL, NULL;
	if (!fake_populated(gpa, pages << 12))
		return errno = EINVAL, NULL;
	map = mmap(NULL, pages << 12, prot, MAP_SHARED, fake.memory, (off_t)gpa);
	if (map == MAP_FAILED)
		return NULL;
	fake.maps++;
	return map;
}

int xenforeignmemory_unmap(xenforeignmemory_handle *fmem, void *map, size_t pages)
{
	(void)fmem;
	fake.maps--;
	return munmap(map, pages << 12);
}

xenforeignmemory_resource_handle *
xenforeignmemory_map_resource(xenforeignmemory_handle *fmem, domid_t domid, unsigned int type,
			      unsigned int id, unsigned long frame, unsigned long nr, void **map,
			      int prot, int flags)
{
	(void)fmem, (void)domid, (void)type, (void)id, (void)frame, (void)nr, (void)prot;
	(void)flags;
	REFUSE(NULL);
	fake.maps++;
	*map = fake.grants;
	return (xenforeignmemory_resource_handle *)&handle;
}

int xenforeignmemory_unmap_resource(xenforeignmemory_handle *fmem,
				    xenforeignmemory_resource_handle *resource)
{
	(void)fmem, (void)resource;
	fake.maps--;
	return 0;
}

/* --- State ---------------------------------------------------------------------------- */

/* A HEADER record and the END, as Xen gives them. */
DOMAIN_CALL(xc_domain_hvm_getcontext, uint8_t *buf, uint32_t size)
{
	struct {
		struct hvm_save_descriptor first;
		struct hvm_save_header header;
		struct hvm_save_descriptor end;
	} context = {
		{ fake.context_code ? fake.context_code : HVM_SAVE_CODE(HEADER), 0,
		  sizeof(context.header) },
		{ .magic = HVM_FILE_MAGIC, .version = HVM_FILE_VERSION },
		{ HVM_SAVE_CODE(END), 0, 0 },
	};
	int got = fake.context_size ? fake.context_size - 1 : (int)sizeof(context);

	ENTER();
	if (buf)
		memcpy(buf, &context, (size_t)got < size ? (size_t)got : size);
	return got;
}

DOMAIN_CALL(xc_domain_hvm_setcontext, uint8_t *buf, uint32_t size)
{
	ENTER();
	if (size > sizeof(fake.vcpus))
		return errno = ENOSPC, -1;
	memcpy(fake.vcpus, buf, size);
	fake.vcpus_size = size;
	return 0;
}
