/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "backend/backend.h"

#include <errno.h>

/* Bytes to go, for progress. */
static uint64_t total_bytes(const struct plan_payload *payload)
{
	uint64_t total = 0;

	for (size_t i = 0; i < payload->nr_placements; i++)
		for (size_t k = 0; k < payload->placements[i].nr_pieces; k++)
			total += payload->placements[i].pieces[k].size;
	return total;
}

static int write_placement(struct pvh_backend *be, const struct placement *p, uint64_t *done,
			   uint64_t total, struct fault *f)
{
	int r = 0;

	for (size_t i = 0; i < p->nr_pieces && !r; i++) {
		r = be->ops->write(be, &p->pieces[i], f);
		*done += p->pieces[i].size;
		if (!r)
			r = ctx_progress(be->ctx, "write", *done, total, f);
	}
	if (r)
		fault_object(f, "%s", p->source ? placement_file(p) : p->name);
	return r;
}

static int write_payload(struct pvh_backend *be, const struct plan_payload *payload,
			 struct fault *f)
{
	uint64_t total = total_bytes(payload), done = 0;
	int r = 0;

	for (size_t i = 0; i < payload->nr_placements && !r; i++)
		r = write_placement(be, &payload->placements[i], &done, total, f);
	return r;
}

static int set_params(struct pvh_backend *be, const struct plan_domain *d,
		      const struct slots *slots, struct fault *f)
{
	int r = 0;

	for (size_t i = 0; i < d->nr_params && !r; i++) {
		const struct param *p = &d->params[i];
		uint64_t value = p->slot == SLOT_NONE ? p->value : slots->number[p->slot];

		r = be->ops->set_param(be, p->index, value, f);
	}
	return r;
}

static int seed_grants(struct pvh_backend *be, const struct plan_domain *d,
		       const struct slots *slots, struct fault *f)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(d->grants) && !r; i++)
		r = be->ops->grant(be, d->grants[i].ref, slots->number[d->grants[i].backend],
				   d->grants[i].gpa, f);
	return r;
}

static int attach_devices(struct pvh_backend *be, const struct plan_registration *reg,
			  struct fault *f)
{
	int r = 0;

	if (reg->qemu.path) {
		r = be->ops->start_qemu(be, &reg->qemu, f);
		if (r)
			fault_pointer(f, "%s", reg->qemu.pointer);
	}
	for (size_t i = 0; i < reg->nr_devices && !r; i++) {
		r = be->ops->attach(be, &reg->devices[i], f);
		if (r)
			fault_pointer(f, "%s", reg->devices[i].pointer);
	}
	return r;
}

/* What was checked when it was opened must be what the guest got. */
static int check_sources(const struct plan_payload *payload, struct fault *f)
{
	int r = 0;

	for (size_t i = 0; i < payload->nr_placements && !r; i++)
		if (payload->placements[i].source)
			r = source_check_unchanged(payload->placements[i].source, f);
	return r;
}

static int carry_out(struct pvh_backend *be, const struct pvh_plan *plan, struct slots *slots,
		     bool paused, struct fault *f)
{
	const struct plan_domain *d = &plan->domain;
	const struct plan_payload *payload = &plan->payload;
	int r = be->ops->begin(be, plan, slots, f);

	if (!r && d->vnuma.nr_nodes)
		r = be->ops->set_vnuma(be, &d->vnuma, f);
	if (!r)
		r = be->ops->populate(be, d->map, d->nr_map, f);
	if (!r)
		r = write_payload(be, payload, f);
	if (!r)
		r = set_params(be, d, slots, f);
	if (!r)
		r = be->ops->set_vcpus(be, payload->records, payload->nr_records, f);
	if (!r)
		r = seed_grants(be, d, slots, f);
	if (!r)
		r = be->ops->introduce(be, f);
	if (!r)
		r = attach_devices(be, &plan->registration, f);
	if (!r)
		r = check_sources(payload, f);
	if (!r)
		r = be->ops->commit(be, paused, f);
	return r;
}

static int check_host(struct pvh_backend *be, const struct pvh_plan *plan, struct fault *f)
{
	struct host host = { 0 };
	int r = be->ops->describe(be, &host, f);

	return r ? r : plan_check_host(plan, &host, f);
}

int backend_build(struct pvh_backend *be, const struct pvh_plan *plan, bool paused,
		  uint32_t *domid, struct fault *f)
{
	struct slots slots = { 0 };
	int r = check_host(be, plan, f);

	if (r)
		return r;
	r = carry_out(be, plan, &slots, paused, f);
	if (r) {
		ctx_info(be->ctx, "%s: undoing the build", be->ops->name);
		be->ops->abort(be);
		return r;
	}
	*domid = slots.number[SLOT_DOMID];
	return 0;
}
