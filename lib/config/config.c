/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/config.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "config/channel.h"
#include "config/disk.h"
#include "config/nic.h"
#include "config/option.h"
#include "config/p9.h"
#include "config/pointer.h"
#include "config/units.h"
#include "config/utf8.h"
#include "config/uuid.h"
#include "config/vnuma.h"

int config_new(struct pvh_config **out, struct fault *f)
{
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return fault_oom(f);
	(*out)->refs = 1;
	(*out)->start_info = (struct config_start_info){ .version = 1, .memmap = true };
	options_init(*out);
	return 0;
}

struct pvh_config *config_ref(struct pvh_config *c)
{
	c->refs++;
	return c;
}

struct pvh_config *config_unref(struct pvh_config *c)
{
	if (!c || --c->refs)
		return NULL;
	config_clear_modules(c);
	options_fini(c);
	config_clear_vnodes(c);
	config_clear_disks(c);
	config_clear_nics(c);
	config_clear_p9s(c);
	config_clear_channels(c);
	text_list_clear(&c->policy.cpus);
	text_list_clear(&c->policy.cpus_soft);
	text_list_clear(&c->policy.cpuid);
	free(c->origin);
	free(c->base_dir);
	free(c->name);
	free(c->kernel);
	free(c->ramdisk);
	free(c->cmdline);
	free(c);
	return NULL;
}

static int set_string(char **to, const char *from, struct fault *f)
{
	char *copy = from ? strdup(from) : NULL;

	if (from && !copy)
		return fault_oom(f);
	free(*to);
	*to = copy;
	return 0;
}

int config_set_origin(struct pvh_config *c, const char *name, struct fault *f)
{
	return set_string(&c->origin, name, f);
}

int config_set_base_dir(struct pvh_config *c, const char *dir, struct fault *f)
{
	return set_string(&c->base_dir, dir, f);
}

/* Why `name` cannot be the name of a domain, or NULL. */
static const char *bad_name(const char *name, size_t size)
{
	uint32_t code;
	size_t bytes;

	if (!size)
		return "is empty";
	if (size > CONFIG_MAX_NAME)
		return "is longer than 128 bytes";
	if (strspn(name, "0123456789") == size)
		return "has only digits, and xl would take it for a domid";
	for (size_t at = 0; at < size; at += bytes) {
		bytes = utf8_char(name + at, size - at, &code);
		if (!bytes)
			return "is not UTF-8";
		if (code < 0x20 || (code >= 0x7f && code < 0xa0))
			return "has a control character in it";
		if (code == '/')
			return "has a '/' in it, which xenstore takes for a path";
	}
	return NULL;
}

int config_check_name(const char *name, struct fault *f)
{
	const char *why = bad_name(name, strlen(name));

	if (!why)
		return 0;
	fault_set(f, -EINVAL, "\"name\" %s", why);
	return pointer_fault_key("name", f);
}

int config_set_name(struct pvh_config *c, const char *name, struct fault *f)
{
	int r = config_check_name(name, f);

	return r ? r : set_string(&c->name, name, f);
}

int config_set_uuid(struct pvh_config *c, const char *text, struct fault *f)
{
	uint8_t uuid[16];

	if (!uuid_from_text(text, uuid)) {
		fault_set(f, -EINVAL, "\"uuid\" is \"%.*s\", which is not a uuid",
			  utf8_cut(text, 64), text);
		fault_hint(f, "write 8-4-4-4-12 hexadecimal digits, or leave it out");
		return pointer_fault_key("uuid", f);
	}
	if (uuid_is_nil(uuid)) {
		fault_set(f, -EINVAL, "\"uuid\" is all zeros, which is that of domain 0");
		return pointer_fault_key("uuid", f);
	}
	memcpy(c->uuid, uuid, sizeof(uuid));
	c->has_uuid = true;
	return 0;
}

static int set_size(uint64_t *to, const char *key, uint64_t bytes, struct fault *f)
{
	char text[32];

	if (bytes > CONFIG_MAX_MEMORY) {
		fault_set(f, -EINVAL, "\"%s\" is more than 16T, the maximum", key);
	} else if (bytes % GUEST_PAGE) {
		fault_set(f, -EINVAL, "\"%s\" is %" PRIu64 " bytes, not a multiple of 4K", key,
			  bytes);
	} else if (bytes < CONFIG_MIN_MEMORY) {
		size_to_text(bytes, text);
		fault_set(f, -EINVAL, "\"%s\" is %s, but the minimum is 1M", key, text);
	} else {
		*to = bytes;
		return 0;
	}
	return pointer_fault_key(key, f);
}

int config_set_memory(struct pvh_config *c, uint64_t bytes, struct fault *f)
{
	return set_size(&c->memory, "memory", bytes, f);
}

int config_set_max_memory(struct pvh_config *c, uint64_t bytes, struct fault *f)
{
	return set_size(&c->max_memory, "maxmem", bytes, f);
}

static int set_count(unsigned int *to, const char *key, uint64_t count, struct fault *f)
{
	if (count && count <= CONFIG_MAX_VCPUS) {
		*to = (unsigned int)count;
		return 0;
	}
	fault_set(f, -EINVAL, "\"%s\" is %" PRIu64 ", but a PVH guest has at %s", key,
		  count, count ? "most 128, Xen's limit" : "least 1");
	return pointer_fault_key(key, f);
}

int config_set_vcpus(struct pvh_config *c, uint64_t count, struct fault *f)
{
	return set_count(&c->vcpus, "vcpus", count, f);
}

int config_set_max_vcpus(struct pvh_config *c, uint64_t count, struct fault *f)
{
	return set_count(&c->max_vcpus, "maxvcpus", count, f);
}

int config_check_path(const char *path, const struct pointer *at, struct fault *f)
{
	if (*path)
		return 0;
	fault_set(f, -EINVAL, "\"%s\" is empty, but has to name a file", at->key);
	return pointer_fault(at, f);
}

int config_check_cmdline(const char *cmdline, const struct pointer *at, struct fault *f)
{
	size_t size = strlen(cmdline);

	if (size < CONFIG_MAX_CMDLINE)
		return 0;
	fault_set(f, -EINVAL, "\"%s\" has %zu bytes, but at most %d fit", at->key, size,
		  CONFIG_MAX_CMDLINE - 1);
	return pointer_fault(at, f);
}

static int set_path(char **to, const char *key, const char *path, struct fault *f)
{
	int r = config_check_path(path, &(struct pointer){ .key = key }, f);

	return r ? r : set_string(to, path, f);
}

int config_set_kernel(struct pvh_config *c, const char *path, struct fault *f)
{
	return set_path(&c->kernel, "kernel", path, f);
}

int config_set_ramdisk(struct pvh_config *c, const char *path, struct fault *f)
{
	return set_path(&c->ramdisk, "ramdisk", path, f);
}

int config_set_start_info(struct pvh_config *c, const struct config_start_info *s,
			  struct fault *f)
{
	const struct pointer at = { .key = "start_info" };

	if (s->version > 1) {
		fault_set(f, -EINVAL, "\"version\" of start_info is %u, but there are only 0 and 1",
			  s->version);
		return pointer_fault(&(struct pointer){ &at, "version", 0 }, f);
	}
	if (s->version == 0 && s->memmap) {
		fault_set(f, -EINVAL, "a start_info of version 0 has no \"memmap\"");
		return pointer_fault(&(struct pointer){ &at, "memmap", 0 }, f);
	}
	c->start_info = *s;
	return 0;
}

int config_set_cmdline(struct pvh_config *c, const char *cmdline, struct fault *f)
{
	int r = config_check_cmdline(cmdline, &(struct pointer){ .key = "cmdline" }, f);

	return r ? r : set_string(&c->cmdline, cmdline, f);
}
