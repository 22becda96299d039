/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What concerns several wishes at once: what is mandatory, what fits, the defaults. */
#include <errno.h>
#include <string.h>

#include "config/config.h"
#include "config/nic.h"
#include "config/pointer.h"
#include "config/reserved.h"
#include "config/shim.h"
#include "config/units.h"
#include "config/uuid.h"
#include "config/vnuma.h"

static int missing(const char *key, const char *hint, struct fault *f)
{
	fault_set(f, -EINVAL, "\"%s\" is missing", key);
	fault_hint(f, "%s", hint);
	return pointer_fault_key(key, f);
}

static int check_mandatory(const struct pvh_config *c, struct fault *f)
{
	if (!c->name)
		return missing("name", "every domain has one: \"name\": \"web1\"", f);
	if (!c->memory)
		return missing("memory", "a number of MiB, or such as \"1.5G\"", f);
	return 0;
}

int config_require_kernel(const struct pvh_config *c, struct fault *f)
{
	return c->kernel ? 0 : missing("kernel", "the path of a kernel image", f);
}

int config_require_populated(const struct pvh_config *c, const char *key, struct fault *f)
{
	char memory[32], max_memory[32];

	if (config_max_memory(c) <= c->memory)
		return 0;
	size_to_text(c->memory, memory);
	size_to_text(config_max_memory(c), max_memory);
	fault_set(f, -EINVAL, "\"%s\" needs memory that is there from the start, but \"maxmem\" is "
		  "%s, more than \"memory\", which is %s", key, max_memory, memory);
	return pointer_fault_key(key, f);
}

static int check_limits(const struct pvh_config *c, struct fault *f)
{
	char memory[32], max_memory[32];

	if (c->max_memory && c->max_memory < c->memory) {
		size_to_text(c->memory, memory);
		size_to_text(c->max_memory, max_memory);
		fault_set(f, -EINVAL, "\"maxmem\" is %s, less than \"memory\", which is %s",
			  max_memory, memory);
		return pointer_fault_key("maxmem", f);
	}
	if (c->max_vcpus && c->max_vcpus < config_vcpus(c)) {
		fault_set(f, -EINVAL, "\"maxvcpus\" is %u, less than \"vcpus\", which is %u",
			  c->max_vcpus, config_vcpus(c));
		return pointer_fault_key("maxvcpus", f);
	}
	return 0;
}

static int fill_defaults(struct pvh_config *c, struct fault *f)
{
	int r;

	if (!c->cmdline) {
		r = config_set_cmdline(c, "", f);
		if (r)
			return r;
	}
	if (!c->has_uuid) {
		r = uuid_random(c->uuid, f);
		if (r)
			return r;
		c->has_uuid = true;
	}
	return config_finish_nics(c, f);
}

bool config_needs_qemu(const struct pvh_config *c)
{
	for (size_t i = 0; i < c->nr_disks; i++)
		if (c->disks[i].qdisk)
			return true;
	return c->nr_p9s || c->nr_channels;
}

static int check_device_model(const struct pvh_config *c, struct fault *f)
{
	if (!c->device_model_override || config_needs_qemu(c))
		return 0;
	fault_set(f, -EINVAL, "\"device_model_override\" is for a guest that needs QEMU, which "
		  "this one does not");
	fault_hint(f, "leave it out, or give the guest a \"p9\", a \"channel\" or a disk with "
		      "\"backendtype\": \"qdisk\"");
	return pointer_fault_key("device_model_override", f);
}

int config_finish(struct pvh_config *c, struct fault *f)
{
	int r = check_mandatory(c, f);

	if (!r)
		r = check_limits(c, f);
	if (!r)
		r = config_check_reserved(c, f);
	if (!r)
		r = config_check_vnuma(c, f);
	if (!r)
		r = config_check_policy(c, f);
	if (!r)
		r = config_check_shim(c, f);
	if (!r)
		r = check_device_model(c, f);
	return r ? r : fill_defaults(c, f);
}

bool config_is_finished(const struct pvh_config *c)
{
	return c->name && c->memory && c->cmdline && c->has_uuid &&
	       config_nics_are_finished(c);
}
