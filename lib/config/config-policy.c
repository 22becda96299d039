/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wishes about processors, time and scheduling: the lists among them, and what goes together. */
#include <errno.h>
#include <inttypes.h>

#include "config/config.h"
#include "config/cpu-list.h"
#include "config/cpuid.h"
#include "config/units.h"

/* --- Lists -------------------------------------------------------------------------------- */

static void take(struct text_list *to, struct text_list *from)
{
	text_list_clear(to);
	*to = *from;
	*from = (struct text_list){ 0 };
}

static int check_cpus(const struct text_list *list, const char *key, struct fault *f)
{
	const struct pointer wish = { .key = key };
	int r = 0;

	for (size_t i = 0; i < list->nr && !r; i++)
		r = cpu_list_check(list->texts[i],
				   list->single ? &wish : &(struct pointer){ &wish, NULL, i }, f);
	return r;
}

int config_set_cpus(struct pvh_config *c, struct text_list *list, struct fault *f)
{
	int r = check_cpus(list, "cpus", f);

	if (!r)
		take(&c->policy.cpus, list);
	return r;
}

int config_set_cpus_soft(struct pvh_config *c, struct text_list *list, struct fault *f)
{
	int r = check_cpus(list, "cpus_soft", f);

	if (!r)
		take(&c->policy.cpus_soft, list);
	return r;
}

int config_set_cpuid(struct pvh_config *c, struct text_list *list, struct fault *f)
{
	_cleanup_(cpuid_clear) struct cpuid_edits edits = { 0 };
	int r = cpuid_read(&edits, list, &(struct pointer){ .key = "cpuid" }, f);

	if (!r)
		take(&c->policy.cpuid, list);
	return r;
}

/* --- What goes together --------------------------------------------------------------------- */

static int check_paging(const struct pvh_config *c, struct fault *f)
{
	const struct config_policy *p = &c->policy;
	char memory[32], max_memory[32];

	if (p->nestedhvm && !p->hap) {
		fault_set(f, -EINVAL, "\"nestedhvm\" is true, which Xen does not do with \"hap\" false");
		return pointer_fault_key("nestedhvm", f);
	}
	if (p->nestedhvm && p->altp2m) {
		fault_set(f, -EINVAL, "\"altp2m\" and \"nestedhvm\" exclude each other");
		return pointer_fault_key("altp2m", f);
	}
	if (p->altp2m && !p->hap) {
		fault_set(f, -EINVAL, "\"altp2m\" is another view of nested paging, and \"hap\" is false");
		return pointer_fault_key("altp2m", f);
	}
	if (p->altp2m && config_max_memory(c) > c->memory) {
		size_to_text(c->memory, memory);
		size_to_text(config_max_memory(c), max_memory);
		fault_set(f, -EINVAL, "\"altp2m\" cannot be used with memory that is populated on "
			  "demand, and \"maxmem\" is %s, more than \"memory\", which is %s",
			  max_memory, memory);
		return pointer_fault_key("altp2m", f);
	}
	return 0;
}

static int check_trace(const struct pvh_config *c, struct fault *f)
{
	int64_t size = c->policy.vmtrace_buf_kb;

	if (!size || (size >= 4 && !(size & (size - 1))))
		return 0;
	fault_set(f, -EINVAL, "\"vmtrace_buf_kb\" is %" PRId64 ", not a power of two from 4 to 65536",
		  size);
	return pointer_fault_key("vmtrace_buf_kb", f);
}

static int check_cap(const struct pvh_config *c, struct fault *f)
{
	int64_t cap = c->policy.cap, most = 100 * (int64_t)config_max_vcpus(c);

	if (cap <= most)
		return 0;
	fault_set(f, -EINVAL, "\"cap\" is %" PRId64 ", more than 100 for each of the %u vCPUs", cap,
		  config_max_vcpus(c));
	return pointer_fault_key("cap", f);
}

static int check_realtime(const struct pvh_config *c, struct fault *f)
{
	const struct config_policy *p = &c->policy;

	if (p->budget == OPTION_UNSET && p->period == OPTION_UNSET)
		return 0;
	if (p->budget == OPTION_UNSET || p->period == OPTION_UNSET) {
		fault_set(f, -EINVAL, "\"period\" and \"budget\" come together or not at all");
		return pointer_fault_key(p->budget == OPTION_UNSET ? "period" : "budget", f);
	}
	if (p->budget <= p->period)
		return 0;
	fault_set(f, -EINVAL, "\"budget\" is %" PRId64 " microseconds of a \"period\" of %" PRId64,
		  p->budget, p->period);
	return pointer_fault_key("budget", f);
}

static int check_length(const struct pvh_config *c, const char *key, const struct text_list *list,
			struct fault *f)
{
	const struct pointer wish = { .key = key };

	if (list->nr <= config_max_vcpus(c))
		return 0;
	fault_set(f, -EINVAL, "\"%s\" has %zu elements, but there are only %u vCPUs", key, list->nr,
		  config_max_vcpus(c));
	return pointer_fault(&(struct pointer){ &wish, NULL, config_max_vcpus(c) }, f);
}

static int check_label(const struct pvh_config *c, struct fault *f)
{
	if (!c->policy.init_seclabel || c->policy.seclabel)
		return 0;
	fault_set(f, -EINVAL, "\"init_seclabel\" is for the time of the build, and there is no "
		  "\"seclabel\" for the time after it");
	return pointer_fault_key("init_seclabel", f);
}

int config_check_policy(const struct pvh_config *c, struct fault *f)
{
	int r = check_paging(c, f);

	if (!r)
		r = check_trace(c, f);
	if (!r)
		r = check_cap(c, f);
	if (!r)
		r = check_realtime(c, f);
	if (!r)
		r = check_length(c, "cpus", &c->policy.cpus, f);
	if (!r)
		r = check_length(c, "cpus_soft", &c->policy.cpus_soft, f);
	return r ? r : check_label(c, f);
}
