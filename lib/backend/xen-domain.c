/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The domain itself: creation, limits, params, vCPU state. */
#include <errno.h>
#include <string.h>
#include <xenctrl.h> /* before the next: it makes them the toolstack's */
#include <xen/hvm/params.h>
#include <xen/hvm/save.h>

#include "backend/xen-compat.h"
#include "backend/xen.h"
#include "base/bytes.h"

/*
 * Lets Xen choose the domid. Every release takes this value for "any": earlier ones any
 * value that is not a valid domid, those since 4.22 (where it is called DOMID_ANY) only it.
 */
#define ANY_DOMID 0x7ff5

#define NESTED_HINT "\"nestedhvm\" needs a CPU on which this Xen can nest virtual machines"
#define GRANTS_HINT                                                                \
	"\"max_grant_frames\" and \"max_maptrack_frames\" must not be more than "    \
	"gnttab_max_frames and gnttab_max_maptrack_frames of Xen's command line"

/*
 * EINVAL is all that Xen says of what it does not like, and it cannot be asked of this beforehand.
 * Nesting is refused since 4.19, where the CPU does not do it.
 */
static int create_failed(const struct xen_backend *xen, int err, struct fault *f)
{
	const struct plan_policy *p = &xen->plan->domain.policy;
	bool grants = p->max_grant_frames >= 0 || p->max_maptrack_frames >= 0;

	xen_failed(f, err, "create a domain");
	if (err == EINVAL && (p->nested || grants))
		fault_hint(f, "%s%s%s", p->nested ? NESTED_HINT : "", p->nested && grants ? "; " : "",
			   grants ? GRANTS_HINT : "");
	return f->code;
}

/* 1: it exists, but its domid was another domain's a moment ago. */
static int create_once(struct xen_backend *xen, struct xen_domctl_createdomain *config,
		       struct fault *f)
{
	uint32_t domid = ANY_DOMID;

	if (xc_domain_create(xen->xch, &domid, config))
		return create_failed(xen, errno, f);
	xen->domid = domid;
	return xen_domid_is_recent(xen, domid, f);
}

/* Xen goes through the domids in order: the next one that it gives is another. */
static int create(struct xen_backend *xen, struct fault *f)
{
	struct xen_domctl_createdomain config = { 0 };
	uint32_t recent;
	int r = xen_fill_creation(xen, &config, f);

	if (r)
		return r;
	for (int i = 0; (r = create_once(xen, &config, f)) > 0; i++) {
		recent = xen->domid;
		xen->domid = DOMID_INVALID;
		if (xc_domain_destroy(xen->xch, recent))
			return xen_failed(f, errno, "give back a domid that was just in use");
		if (i == DOMID_FIRST_RESERVED)
			return fault_set(f, -EBUSY, "all domids were in use a moment ago");
	}
	slots_set(xen->slots, SLOT_DOMID, xen->domid);
	return r;
}

/* Everything that must be settled before the domain owns its first page. */
static int set_limits(struct xen_backend *xen, struct fault *f)
{
	const struct plan_domain *d = &xen->plan->domain;

	if (xc_domain_setmaxmem(xen->xch, xen->domid, d->max_mem / KIB(1)))
		return xen_failed(f, errno, "limit the domain's memory");
	if (xc_set_paging_mempool_size(xen->xch, xen->domid, d->paging_pool)) {
		xen_failed(f, errno, "set memory aside for the domain's page tables");
		xen_hint_memory(xen, f);
	}
	return f->code;
}

static int alloc_port(struct xen_backend *xen, enum slot port, enum slot remote, struct fault *f)
{
	int got = xc_evtchn_alloc_unbound(xen->xch, xen->domid, xen->slots->number[remote]);

	if (got < 0)
		return xen_failed(f, errno, "allocate an event channel");
	slots_set(xen->slots, port, (uint32_t)got);
	return 0;
}

static int make_vcpus(struct xen_backend *xen, struct fault *f)
{
	if (xc_domain_max_vcpus(xen->xch, xen->domid, xen->plan->domain.max_vcpus))
		return xen_failed(f, errno, "give the domain its vCPUs");
	return 0;
}

int xen_create_domain(struct xen_backend *xen, struct fault *f)
{
	int r = create(xen, f);

	if (!r)
		r = xen_userdata_forget_stale(xen, f);
	if (!r)
		r = make_vcpus(xen, f);
	if (!r)
		r = xen_set_affinity(xen, f);
	if (!r)
		r = xen_set_scheduling(xen, f);
	if (!r)
		r = set_limits(xen, f);
	if (!r)
		r = xen_set_time(xen, f);
	if (!r)
		r = alloc_port(xen, SLOT_STORE_PORT, SLOT_STORE_DOMID, f);
	if (!r)
		r = alloc_port(xen, SLOT_CONSOLE_PORT, SLOT_CONSOLE_DOMID, f);
	/* Before the vCPUs get their state: Xen checks control registers against the policy. */
	return r ? r : xen_set_cpuid(xen, f);
}

int xen_set_param(struct pvh_backend *be, uint32_t index, uint64_t value, struct fault *f)
{
	struct xen_backend *xen = to_xen(be);

	if (index == HVM_PARAM_ALTP2M && !XEN_ALTP2M_IS_PARAM)
		return 0; /* the domain was created with it */
	if (xc_hvm_param_set(xen->xch, xen->domid, index, value))
		return fault_os(f, -EIO, errno, "Xen cannot set HVM param %u to 0x%llx", index,
				(unsigned long long)value);
	return 0;
}

/* --- vCPU state ----------------------------------------------------------------------- */

#define DESCRIPTOR_SIZE sizeof(struct hvm_save_descriptor)

static uint8_t *put_record(uint8_t *to, uint16_t type, uint16_t vcpu, const void *bytes,
			   size_t size)
{
	struct hvm_save_descriptor descriptor = { type, vcpu, (uint32_t)size };

	memcpy(to, &descriptor, DESCRIPTOR_SIZE);
	if (size)
		memcpy(to + DESCRIPTOR_SIZE, bytes, size);
	return to + DESCRIPTOR_SIZE + size;
}

/* The HEADER record of the domain as it is: it holds facts of the host that only Xen knows. */
static int get_header(struct xen_backend *xen, struct hvm_save_header *header, struct fault *f)
{
	int size = xc_domain_hvm_getcontext(xen->xch, xen->domid, NULL, 0);
	_cleanup_free_ uint8_t *context = NULL;
	struct hvm_save_descriptor descriptor;
	int got;

	if (size < 0)
		return xen_failed(f, errno, "tell the size of the domain's state");
	context = malloc((size_t)size);
	if (!context)
		return fault_oom(f);
	got = xc_domain_hvm_getcontext(xen->xch, xen->domid, context, (uint32_t)size);
	if (got < 0)
		return xen_failed(f, errno, "read the domain's state");
	if ((size_t)got < DESCRIPTOR_SIZE + sizeof(*header))
		return fault_set(f, -EIO, "Xen's state of the domain has no header");
	memcpy(&descriptor, context, DESCRIPTOR_SIZE);
	if (descriptor.typecode != HVM_SAVE_CODE(HEADER) || descriptor.length != sizeof(*header))
		return fault_set(f, -EIO, "Xen's state of the domain does not start with a header");
	memcpy(header, context + DESCRIPTOR_SIZE, sizeof(*header));
	return 0;
}

/*
 * One call for all vCPUs: each call puts every vCPU down, and only a CPU record brings one
 * up, so the state of vCPU 0 must not be followed by another call.
 */
int xen_set_vcpus(struct pvh_backend *be, const struct vcpu_record *records, size_t nr,
		  struct fault *f)
{
	struct xen_backend *xen = to_xen(be);
	size_t size = 2 * DESCRIPTOR_SIZE + sizeof(struct hvm_save_header);
	_cleanup_free_ uint8_t *context = NULL;
	struct hvm_save_header header;
	uint8_t *to;
	int r = get_header(xen, &header, f);

	if (r)
		return r;
	for (size_t i = 0; i < nr; i++)
		size += DESCRIPTOR_SIZE + records[i].size;
	context = malloc(size);
	if (!context)
		return fault_oom(f);
	to = put_record(context, HVM_SAVE_CODE(HEADER), 0, &header, sizeof(header));
	for (size_t i = 0; i < nr; i++)
		to = put_record(to, records[i].type, (uint16_t)records[i].vcpu, records[i].bytes,
				records[i].size);
	put_record(to, HVM_SAVE_CODE(END), 0, NULL, 0);
	if (xc_domain_hvm_setcontext(xen->xch, xen->domid, context, (uint32_t)size))
		return xen_failed(f, errno, "set the state of the vCPUs");
	return 0;
}
