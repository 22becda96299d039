/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What libxl is to know of the domain, as it is on this host: where files are, and which CPUs a node
 * has.
 */
#include <stdio.h>
#include <string.h>

#include "plan/host.h"
#include "plan/writer.h"

/* The CPUs of a list, as a libxl_bitmap. */
static json *cpus(struct writer *w, const struct host *host, const char *text)
{
	_cleanup_free_ uint8_t *map = calloc(1, host_map_size(host));
	json *array = writer_array(w);

	if (!map)
		w->ok = false;
	else
		host_cpus(host, text, map);
	for (size_t i = 0; map && i < host->nr_cpus; i++)
		if (map[i / 8] & 1u << i % 8)
			writer_append(w, array, writer_keep(w, json_object_new_uint64(i)));
	return array;
}

/* One for each vCPU of which something is said. */
static void put_affinity(struct writer *w, json *build, const char *member,
			 const struct text_list *list, const struct plan_domain *d,
			 const struct host *host)
{
	json *array;

	if (!list->nr || !host->nr_cpus)
		return;
	array = writer_array(w);
	for (unsigned int i = 0; i < d->max_vcpus && policy_cpus(list, i); i++)
		writer_append(w, array, cpus(w, host, policy_cpus(list, i)));
	writer_put(w, build, member, array);
}

/*
 * A libxl that cannot edit MSRs (of 4.17.0 and 4.17.1) knows the leaves as an array, and nothing
 * around it.
 */
static void unwrap_cpuid(struct writer *w, json *build)
{
	json *cpuid, *leaves;

	if (json_object_object_get_ex(build, "cpuid", &cpuid) &&
	    json_object_object_get_ex(cpuid, "cpuid", &leaves))
		writer_put(w, build, "cpuid", json_object_get(leaves));
}

/* Who runs xl is elsewhere than who read the config. */
static void join(struct writer *w, json *object, const char *member, const char *dir)
{
	_cleanup_free_ char *joined = NULL;
	const char *path;
	json *value;

	if (!dir || !json_object_object_get_ex(object, member, &value))
		return;
	path = json_object_get_string(value);
	if (path[0] == '/')
		return;
	if (asprintf(&joined, "%s/%s", dir, path) < 0) {
		joined = NULL;
		w->ok = false;
		return;
	}
	writer_put_user_text(w, object, member, joined);
}

/* What a script or another domain has for its target is no path, or not one of this domain. */
static void join_targets(struct writer *w, json *root, const char *dir)
{
	json *disks, *disk, *unused;

	if (!json_object_object_get_ex(root, "disks", &disks))
		return;
	for (size_t i = 0; i < json_object_array_length(disks); i++) {
		disk = json_object_array_get_idx(disks, i);
		if (!json_object_object_get_ex(disk, "script", &unused) &&
		    !json_object_object_get_ex(disk, "backend_domname", &unused))
			join(w, disk, "pdev_path", dir);
	}
}

static void add(struct writer *w, json *root, const struct pvh_plan *plan, const struct host *host)
{
	const char *dir = plan->registration.base_dir;
	const struct plan_domain *d = &plan->domain;
	json *build = NULL;

	if (!json_object_object_get_ex(root, "b_info", &build))
		w->ok = false;
	join(w, build, "kernel", dir);
	join(w, build, "ramdisk", dir);
	join_targets(w, root, dir);
	put_affinity(w, build, "vcpu_hard_affinity", &d->policy.hard, d, host);
	if (!d->policy.near_nodes)
		put_affinity(w, build, "vcpu_soft_affinity", &d->policy.soft, d, host);
	if (!host->msr_edits)
		unwrap_cpuid(w, build);
}

int host_record(const struct pvh_plan *plan, const struct host *host, char **text,
		struct fault *f)
{
	json *root = json_tokener_parse(plan->registration.record);
	struct writer w = { .ok = root != NULL };
	const char *written = NULL;

	*text = NULL;
	if (w.ok)
		add(&w, root, plan, host);
	if (w.ok)
		written = json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY |
								       JSON_C_TO_STRING_NOSLASHESCAPE);
	if (written)
		*text = strdup(written);
	json_object_put(root);
	return *text ? 0 : fault_oom(f);
}
