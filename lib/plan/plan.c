/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/plan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "config/shim.h"
#include "plan/device.h"
#include "plan/layout.h"
#include "plan/vnuma.h"

/* 0: none; make_limits() decides then. */
static uint64_t wished_paging_pool(const struct pvh_config *config)
{
	int64_t wish = config->policy.shadow_memory;

	return wish == OPTION_UNSET ? 0 : (uint64_t)wish;
}

static int domain_init(struct plan_domain *d, const struct pvh_config *config, struct fault *f)
{
	snprintf(d->name, sizeof(d->name), "%s", config->name);
	memcpy(d->uuid, config->uuid, sizeof(d->uuid));
	d->memory = config->memory;
	d->max_memory = config_max_memory(config);
	d->vcpus = config_vcpus(config);
	d->max_vcpus = config_max_vcpus(config);
	d->msr_relaxed = config->msr_relaxed;
	d->hole_start = config_hole_start(config);
	d->nr_reserved = config->nr_reserved;
	for (size_t i = 0; i < config->nr_reserved; i++)
		d->reserved[i] = (struct plan_region){ config->reserved[i].start,
						       config->reserved[i].size,
						       PVH_MEMORY_RESERVED };
	vnuma_from_config(&d->vnuma, config);
	d->driver_domain = config->policy.driver_domain;
	d->xend_device = config->policy.xend_suspend_evtchn_compat;
	d->paging_pool = wished_paging_pool(config);
	return plan_policy_init(&d->policy, config, f);
}

/* Of what is booted. */
static char *boot_cmdline(const struct pvh_config *config)
{
	return config->pvshim ? shim_cmdline(config) : strdup(config->cmdline);
}

int plan_new(const struct pvh_config *config, struct pvh_plan **out, struct fault *f)
{
	struct pvh_plan *plan = calloc(1, sizeof(*plan));

	if (!plan || !(plan->payload.cmdline = boot_cmdline(config))) {
		free(plan);
		return fault_oom(f);
	}
	plan->refs = 1;
	plan->payload.form = config->start_info;
	if (domain_init(&plan->domain, config, f)) {
		plan_free(plan);
		return f->code;
	}
	*out = plan;
	return 0;
}

static void placement_fini(struct placement *p)
{
	free(p->pieces);
	free(p->bytes);
	free(p->cmdline);
	source_unref(p->source);
}

static void payload_fini(struct plan_payload *payload)
{
	for (size_t i = 0; i < payload->nr_placements; i++)
		placement_fini(&payload->placements[i]);
	for (size_t i = 0; i < payload->nr_records; i++)
		free(payload->records[i].bytes);
	free(payload->placements);
	free(payload->records);
	free(payload->cmdline);
}

static void domain_fini(struct plan_domain *d)
{
	for (size_t i = 0; i < d->nr_tables; i++)
		free(d->tables[i].bytes);
	free(d->tables);
	plan_policy_fini(&d->policy);
}

void nodes_fini(struct nodes *nodes)
{
	for (size_t i = 0; i < nodes->nr; i++) {
		free(nodes->list[i].path);
		free(nodes->list[i].value);
	}
	free(nodes->list);
}

static void registration_fini(struct plan_registration *reg)
{
	nodes_fini(&reg->create);
	nodes_fini(&reg->start);
	for (size_t i = 0; i < reg->nr_devices; i++)
		device_fini(&reg->devices[i]);
	qemu_fini(&reg->qemu);
	free(reg->devices);
	for (size_t i = 0; i < reg->nr_subtrees; i++)
		free(reg->subtrees[i]);
	free(reg->record);
	free(reg->base_dir);
}

void plan_free(struct pvh_plan *plan)
{
	domain_fini(&plan->domain);
	payload_fini(&plan->payload);
	registration_fini(&plan->registration);
	space_fini(&plan->space);
	free(plan);
}

static const struct {
	unsigned int stage;
	const char *name;
} stage_names[] = {
	{ STAGE_PHYSMAP, "alloc_physmap" },
	{ STAGE_KERNEL, "place_kernel" },
	{ STAGE_MODULE, "place_module" },
	{ STAGE_ACPI, "emit_acpi" },
	{ STAGE_START_INFO, "emit_start_info" },
	{ STAGE_SEALED, "seal" },
};

int plan_require(const struct pvh_plan *plan, unsigned int needed, unsigned int done,
		 struct fault *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(stage_names); i++) {
		unsigned int stage = stage_names[i].stage;

		if ((needed & stage) && !(plan->stages & stage))
			return fault_set(f, -EINVAL, "the stage %s must come first",
					 stage_names[i].name);
		if ((done & stage) && (plan->stages & stage))
			return fault_set(f, -EINVAL, "the stage %s has been done already",
					 stage_names[i].name);
	}
	return 0;
}

struct placement *plan_find(const struct pvh_plan *plan, enum pvh_placed kind,
			    unsigned int index)
{
	for (size_t i = 0; i < plan->payload.nr_placements; i++) {
		struct placement *p = &plan->payload.placements[i];

		if (p->kind == kind && p->index == index)
			return p;
	}
	return NULL;
}

const char *placement_name(enum pvh_placed kind, unsigned int index,
			   char name[PLACEMENT_NAME])
{
	static const char *const names[] = {
		[PVH_PLACED_KERNEL] = "kernel",         [PVH_PLACED_MODULE] = "module",
		[PVH_PLACED_START_INFO] = "start_info", [PVH_PLACED_ACPI] = "ACPI tables",
		[PVH_PLACED_SPECIAL] = "special pages", [PVH_PLACED_RESERVED] = "reserved",
	};

	if (kind == PVH_PLACED_MODULE || kind == PVH_PLACED_RESERVED)
		snprintf(name, PLACEMENT_NAME, "%s %u", names[kind], index);
	else
		snprintf(name, PLACEMENT_NAME, "%s", names[kind]);
	return name;
}

static unsigned int count(const struct plan_payload *payload, enum pvh_placed kind)
{
	unsigned int nr = 0;

	for (size_t i = 0; i < payload->nr_placements; i++)
		nr += payload->placements[i].kind == kind;
	return nr;
}

struct placement *plan_add_placement(struct pvh_plan *plan, enum pvh_placed kind)
{
	struct plan_payload *payload = &plan->payload;
	unsigned int index = count(payload, kind);
	struct placement *p = array_append(payload->placements, payload->nr_placements);

	if (!p)
		return NULL;
	p->kind = kind;
	p->index = index;
	placement_name(kind, index, p->name);
	payload->nr_modules += kind == PVH_PLACED_MODULE;
	return p;
}

static int by_gpa(const void *a, const void *b)
{
	uint64_t x = ((const struct placement *)a)->gpa, y = ((const struct placement *)b)->gpa;

	return x < y ? -1 : x > y;
}

void plan_sort(struct pvh_plan *plan)
{
	qsort(plan->payload.placements, plan->payload.nr_placements, sizeof(struct placement),
	      by_gpa);
}

const char *placement_file(const struct placement *p)
{
	return p->source ? source_name(p->source) : "";
}

struct piece *placement_add_piece(struct placement *p, struct piece piece)
{
	struct piece *added = array_append(p->pieces, p->nr_pieces);

	if (added)
		*added = piece;
	return added;
}

bool placement_add_zero(struct placement *p, uint64_t gpa, uint64_t size)
{
	return placement_add_piece(p, (struct piece){ .gpa = gpa, .size = size, .kind = PIECE_ZERO });
}

int plan_fill(struct placement *p, uint8_t *bytes, struct fault *f)
{
	struct piece piece = { p->gpa, p->data_size, PIECE_BYTES, bytes, NULL, 0 };
	uint64_t tail = p->size - p->data_size;

	p->bytes = bytes;
	if (!placement_add_piece(p, piece))
		return fault_oom(f);
	if (tail && !placement_add_piece(p, (struct piece){ p->gpa + p->data_size, tail,
							    PIECE_ZERO, NULL, NULL, 0 }))
		return fault_oom(f);
	return 0;
}
