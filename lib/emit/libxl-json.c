/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A libxl_domain_config (Xen's tools/libs/light/libxl_types.idl) as libxl writes it: members that
 * have the value by which libxl sets out are left out, a defbool is the text "True" or "False", a
 * mode its name, memory a number of KiB. Said is what xl would have made of the same xl.cfg(5), and
 * the modes that a domain.json has by default: so that a domain which moves or is restarted is what
 * it was.
 *
 * All of these members are the same in Xen 4.17 to 4.22. libxl passes over those that it does not
 * know. What the host decides (CPUs of nodes) is added by plan/host-record.c.
 */
#include "emit/libxl-json.h"

#include <string.h>

#include "config/option.h"
#include "config/vnuma.h"
#include "emit/libxl-action.h"
#include "emit/libxl-device.h"
#include "emit/libxl-value.h"

enum section { CREATE, BUILD, SCHED, PVH, X86, NR_SECTIONS };

enum omit {
	OMIT_UNSET, /* only when nobody has set it */
	OMIT_ZERO,  /* also 0, by which libxl sets out */
};

/* An option, and the member of a section that says the same. */
static const struct row {
	const char *option;
	enum section section;
	const char *member;
	enum omit omit;
} rows[] = {
	{ "hap", CREATE, "hap", OMIT_UNSET },
	{ "oos", CREATE, "oos", OMIT_UNSET },
	{ "pool", CREATE, "pool_name", OMIT_UNSET },
	{ "driver_domain", CREATE, "driver_domain", OMIT_UNSET },
	{ "passthrough", CREATE, "passthrough", OMIT_UNSET },
	{ "xend_suspend_evtchn_compat", CREATE, "xend_suspend_evtchn_compat", OMIT_UNSET },
	{ "tsc_mode", BUILD, "tsc_mode", OMIT_ZERO },
	{ "shadow_memory", BUILD, "shadow_memkb", OMIT_UNSET },
	{ "rtc_timeoffset", BUILD, "rtc_timeoffset", OMIT_ZERO },
	{ "localtime", BUILD, "localtime", OMIT_UNSET },
	{ "nomigrate", BUILD, "disable_migrate", OMIT_UNSET },
	{ "max_grant_frames", BUILD, "max_grant_frames", OMIT_UNSET },
	{ "max_maptrack_frames", BUILD, "max_maptrack_frames", OMIT_UNSET },
	{ "max_grant_version", BUILD, "max_grant_version", OMIT_UNSET },
	{ "max_event_channels", BUILD, "event_channels", OMIT_UNSET },
	{ "timer_mode", BUILD, "timer_mode", OMIT_UNSET },
	{ "nestedhvm", BUILD, "nested_hvm", OMIT_UNSET },
	{ "altp2m", BUILD, "altp2m", OMIT_ZERO },
	{ "vmtrace_buf_kb", BUILD, "vmtrace_buf_kb", OMIT_ZERO },
	{ "vpmu", BUILD, "vpmu", OMIT_UNSET },
	{ "device_model_override", BUILD, "device_model", OMIT_UNSET },
	{ "cpu_weight", SCHED, "weight", OMIT_UNSET },
	{ "cap", SCHED, "cap", OMIT_UNSET },
	{ "period", SCHED, "period", OMIT_UNSET },
	{ "budget", SCHED, "budget", OMIT_UNSET },
	{ "pvshim", PVH, "pvshim", OMIT_ZERO },
	{ "pvshim_path", PVH, "pvshim_path", OMIT_UNSET },
	{ "pvshim_cmdline", PVH, "pvshim_cmdline", OMIT_UNSET },
	{ "pvshim_extra", PVH, "pvshim_extra", OMIT_UNSET },
	{ "msr_relaxed", X86, "msr_relaxed", OMIT_UNSET },
};

static void put_option(struct writer *w, json *object, const char *member,
		       const struct option *o, const struct pvh_config *c)
{
	switch (o->kind) {
	case OPTION_FLAG:
		libxl_put_defbool(w, object, member, option_get(c, o));
		break;
	case OPTION_NUMBER: /* one below 0 is for a uint32_t */
		writer_put_number(w, object, member, (uint32_t)option_get(c, o));
		break;
	case OPTION_SIZE:
		writer_put_number(w, object, member, (uint64_t)option_get(c, o) / KIB(1));
		break;
	case OPTION_CHOICE:
		writer_put_text(w, object, member, o->choices[option_get(c, o)]);
		break;
	case OPTION_TEXT:
		writer_put_user_text(w, object, member, option_get_text(c, o));
		break;
	}
}

static void put_options(struct writer *w, json *const sections[NR_SECTIONS],
			const struct pvh_config *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct option *o = option_find(rows[i].option);

		if (option_is_set(c, o) && !(rows[i].omit == OMIT_ZERO && !option_get(c, o)))
			put_option(w, sections[rows[i].section], rows[i].member, o, c);
	}
}

/* The members of `set` as a libxl_bitmap. */
static json *bitmap(struct writer *w, const bool *set, size_t nr)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < nr; i++)
		if (set[i])
			writer_append(w, array, writer_keep(w, json_object_new_uint64(i)));
	return array;
}

/* --- Creation ------------------------------------------------------------------------------ */

static void put_identity(struct writer *w, json *create, const struct pvh_config *c)
{
	const struct config_policy *p = &c->policy;
	char uuid[37];

	config_uuid_text(c->uuid, uuid);
	writer_put_text(w, create, "type", "pvh");
	libxl_put_text(w, create, "ssid_label", p->init_seclabel ? p->init_seclabel : p->seclabel);
	writer_put_user_text(w, create, "name", c->name);
	writer_put_text(w, create, "uuid", uuid);
	libxl_put_defbool(w, create, "run_hotplug_scripts", true);
}

/* --- vCPUs and memory ----------------------------------------------------------------------- */

static void put_vcpus(struct writer *w, json *build, const struct pvh_config *c)
{
	const struct config_policy *p = &c->policy;
	bool online[CONFIG_MAX_VCPUS] = { false };

	for (unsigned int i = 0; i < config_vcpus(c); i++)
		online[i] = true;
	writer_put_number(w, build, "max_vcpus", config_max_vcpus(c));
	writer_put(w, build, "avail_vcpus", bitmap(w, online, config_vcpus(c)));
	/* As xl: who says so much of CPUs or nodes gets none chosen for him. */
	if ((p->cpus.nr && !p->cpus.single) || p->cpus_soft.nr || c->nr_vnodes)
		libxl_put_defbool(w, build, "numa_placement", false);
}

static void put_memory(struct writer *w, json *build, const struct pvh_config *c)
{
	writer_put_number(w, build, "max_memkb", config_max_memory(c) / KIB(1));
	writer_put_number(w, build, "target_memkb", c->memory / KIB(1));
	writer_put_number(w, build, "video_memkb", 0);
	libxl_put_defbool(w, build, "claim_mode", true);
}

static json *vnode(struct writer *w, const struct pvh_config *c, size_t i)
{
	const struct config_vnode *n = &c->vnodes[i];
	json *object = writer_object(w), *distances = writer_array(w);
	json *vcpus = bitmap(w, n->vcpus, config_max_vcpus(c));

	for (size_t j = 0; j < c->nr_vnodes; j++)
		writer_append(w, distances, writer_keep(w, json_object_new_uint64(
						    config_vnode_distance(c, i, j))));
	writer_put_number(w, object, "memkb", n->size / KIB(1));
	writer_put(w, object, "distances", distances);
	libxl_put_number(w, object, "pnode", n->pnode);
	if (w->ok && json_object_array_length(vcpus))
		writer_put(w, object, "vcpus", vcpus);
	else
		json_object_put(vcpus);
	return object;
}

static void put_vnodes(struct writer *w, json *build, const struct pvh_config *c)
{
	json *array;

	if (!c->nr_vnodes)
		return;
	array = writer_array(w);
	for (size_t i = 0; i < c->nr_vnodes; i++)
		writer_append(w, array, vnode(w, c, i));
	writer_put(w, build, "vnuma_nodes", array);
}

/* --- CPUID ---------------------------------------------------------------------------------- */

static json *cpuid_leaf(struct writer *w, const struct cpuid_leaf *leaf)
{
	static const char *const registers[] = { "eax", "ebx", "ecx", "edx" };
	json *object = writer_object(w);

	writer_put_number(w, object, "leaf", leaf->leaf);
	if (leaf->subleaf != CPUID_NO_SUBLEAF)
		writer_put_number(w, object, "subleaf", leaf->subleaf);
	for (size_t i = 0; i < ARRAY_SIZE(registers); i++)
		libxl_put_text(w, object, registers[i], leaf->policy[i]);
	return object;
}

static json *msr_edit(struct writer *w, const struct msr_edit *msr)
{
	json *object = writer_object(w);

	writer_put_number(w, object, "index", msr->index);
	writer_put_text(w, object, "policy", msr->policy);
	return object;
}

static void put_cpuid(struct writer *w, json *build, const struct cpuid_edits *edits)
{
	json *object, *leaves, *msrs;

	if (!edits->nr_leaves && !edits->nr_msrs)
		return;
	object = writer_object(w);
	leaves = writer_array(w);
	msrs = writer_array(w);
	for (size_t i = 0; i < edits->nr_leaves; i++)
		writer_append(w, leaves, cpuid_leaf(w, &edits->leaves[i]));
	for (size_t i = 0; i < edits->nr_msrs; i++)
		writer_append(w, msrs, msr_edit(w, &edits->msrs[i]));
	writer_put(w, object, "cpuid", leaves);
	writer_put(w, object, "msr", msrs);
	writer_put(w, build, "cpuid", object);
}

/* --- The kernel ------------------------------------------------------------------------------ */

/* Paths are as they were given: a plan names no directory of the machine that it is made on. */
static void put_kernel(struct writer *w, json *build, const struct pvh_config *c)
{
	libxl_put_text(w, build, "kernel", c->kernel);
	libxl_put_text(w, build, "cmdline", c->cmdline);
	libxl_put_text(w, build, "ramdisk", c->ramdisk);
}

/* --- All of it ------------------------------------------------------------------------------- */

/* Of rtds; with another scheduler nobody asks. */
static void put_extratime(struct writer *w, json *sched, const struct config_policy *p)
{
	if (!p->extratime || p->period != OPTION_UNSET)
		writer_put_number(w, sched, "extratime", p->extratime);
}

static json *record(struct writer *w, const struct pvh_plan *plan, const struct pvh_config *c)
{
	json *root = writer_object(w);
	json *sections[NR_SECTIONS], *build;

	for (size_t i = 0; i < NR_SECTIONS; i++)
		sections[i] = writer_object(w);
	build = sections[BUILD];
	put_identity(w, sections[CREATE], c);
	put_options(w, sections, c);
	put_vcpus(w, build, c);
	put_memory(w, build, c);
	put_cpuid(w, build, &plan->domain.policy.cpuid);
	put_vnodes(w, build, c);
	put_kernel(w, build, c);
	if (c->policy.init_seclabel)
		libxl_put_text(w, build, "exec_ssid_label", c->policy.seclabel);
	put_extratime(w, sections[SCHED], &c->policy);
	writer_put(w, build, "sched_params", sections[SCHED]);
	writer_put(w, build, "type.pvh", sections[PVH]);
	writer_put(w, build, "arch_arm", writer_object(w));
	writer_put(w, build, "arch_x86", sections[X86]);
	writer_put(w, root, "c_info", sections[CREATE]);
	writer_put(w, root, "b_info", build);
	libxl_put_disks(w, root, c);
	libxl_put_nics(w, root, c);
	libxl_put_p9s(w, root, c);
	libxl_put_channels(w, root, c);
	libxl_put_actions(w, root, c);
	return root;
}

int emit_libxl_json(struct pvh_plan *plan, const struct pvh_config *config, struct fault *f)
{
	struct plan_registration *reg = &plan->registration;
	struct writer w = { .ok = true };
	json *root = record(&w, plan, config);
	const char *text = w.ok ? json_object_to_json_string_ext(
					  root, JSON_C_TO_STRING_NOSLASHESCAPE) :
				  NULL;

	reg->record = text ? strdup(text) : NULL;
	json_object_put(root);
	if (!reg->record)
		return fault_oom(f);
	if (!config->base_dir)
		return 0;
	reg->base_dir = strdup(config->base_dir);
	return reg->base_dir ? 0 : fault_oom(f);
}
