/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What libxl is to know of the domain, as it is on this host: where files are, and which CPUs a node
 * has.
 */
#include <string.h>

#include "base/source.h"
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
static int make_absolute(struct writer *w, json *object, const char *member, const char *dir,
			 struct fault *f)
{
	_cleanup_free_ char *path = NULL;
	json *value;
	int r;

	if (!json_object_object_get_ex(object, member, &value))
		return 0;
	r = source_absolute_path(json_object_get_string(value), dir, &path, f);
	if (!r)
		writer_put_user_text(w, object, member, path);
	return r;
}

/* Of those in the list, the member `path`, in the object `inner` of each unless that is NULL. */
struct device_paths {
	const char *list, *inner, *path;
};

/* What a script or another domain has for its target is no path, or not one of this domain. */
static int make_device_absolute(struct writer *w, json *device, const struct device_paths *paths,
				const char *dir, struct fault *f)
{
	json *inner = device, *unused;

	if (json_object_object_get_ex(device, "script", &unused) ||
	    json_object_object_get_ex(device, "backend_domname", &unused))
		return 0;
	if (paths->inner && !json_object_object_get_ex(device, paths->inner, &inner))
		return 0;
	return make_absolute(w, inner, paths->path, dir, f);
}

static int make_targets_absolute(struct writer *w, json *root, const char *dir, struct fault *f)
{
	static const struct device_paths paths[] = {
		{ "disks", NULL, "pdev_path" },
		{ "p9s", NULL, "path" },
		{ "channels", "connection.socket", "path" },
	};
	json *list;
	int r = 0;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (!json_object_object_get_ex(root, paths[i].list, &list))
			continue;
		for (size_t j = 0; j < json_object_array_length(list) && !r; j++)
			r = make_device_absolute(w, json_object_array_get_idx(list, j), &paths[i],
						 dir, f);
	}
	return r;
}

static int make_paths_absolute(struct writer *w, json *root, json *build, const char *dir,
			       struct fault *f)
{
	json *pvh;
	int r = make_absolute(w, build, "kernel", dir, f);

	if (!r && json_object_object_get_ex(build, "type.pvh", &pvh))
		r = make_absolute(w, pvh, "pvshim_path", dir, f);
	if (!r)
		r = make_absolute(w, build, "ramdisk", dir, f);
	if (!r)
		r = make_absolute(w, build, "device_model", dir, f);
	return r ? r : make_targets_absolute(w, root, dir, f);
}

static int complete(struct writer *w, json *root, const struct pvh_plan *plan,
		    const struct host *host, struct fault *f)
{
	const struct plan_domain *d = &plan->domain;
	json *build = NULL;

	if (!json_object_object_get_ex(root, "b_info", &build))
		w->ok = false;
	put_affinity(w, build, "vcpu_hard_affinity", &d->policy.hard, d, host);
	if (!d->policy.near_nodes)
		put_affinity(w, build, "vcpu_soft_affinity", &d->policy.soft, d, host);
	if (!host->msr_edits)
		unwrap_cpuid(w, build);
	return make_paths_absolute(w, root, build, plan->registration.base_dir, f);
}

int host_record(const struct pvh_plan *plan, const struct host *host, char **text,
		struct fault *f)
{
	json *root = json_tokener_parse(plan->registration.record);
	struct writer w = { .ok = root != NULL };
	const char *written = NULL;
	int r = 0;

	*text = NULL;
	if (w.ok)
		r = complete(&w, root, plan, host, f);
	if (w.ok && !r)
		written = json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY |
								       JSON_C_TO_STRING_NOSLASHESCAPE);
	if (written)
		*text = strdup(written);
	json_object_put(root);
	return r || *text ? r : fault_oom(f);
}
