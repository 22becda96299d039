/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public entry points: configs. */
#include <errno.h>
#include <libgen.h>
#include <string.h>

#include "base/ctx.h"
#include "base/source.h"
#include "config/config.h"
#include "config/json.h"

PVH_EXPORT int pvh_config_new(struct pvh_ctx *ctx, struct pvh_config **config)
{
	struct fault f = FAULT_NONE;

	*config = NULL;
	if (config_new(config, &f))
		return ctx_fail(ctx, PVH_STAGE_CONFIG, &f);
	(*config)->ctx = pvh_ref(ctx);
	return 0;
}

PVH_EXPORT struct pvh_config *pvh_config_ref(struct pvh_config *config)
{
	return config_ref(config);
}

PVH_EXPORT struct pvh_config *pvh_config_unref(struct pvh_config *config)
{
	struct pvh_ctx *ctx = config ? config->ctx : NULL;
	bool last = config && config->refs == 1;

	config_unref(config);
	if (last)
		pvh_unref(ctx);
	return NULL;
}

/* --- From JSON -------------------------------------------------------------------------- */

static int parse(const char *text, size_t size, const char *name, const char *base_dir,
		 struct pvh_config **config, struct fault *f)
{
	int r = config_from_json(text, size, config, f);

	if (!r)
		r = config_set_origin(*config, name, f);
	if (!r)
		r = config_set_base_dir(*config, base_dir, f);
	if (!r)
		r = config_finish(*config, f);
	if (!r)
		return 0;
	*config = config_unref(*config);
	fault_object(f, "%s", name);
	return r;
}

PVH_EXPORT int pvh_config_from_json(struct pvh_ctx *ctx, const char *text, size_t size,
				    const char *name, const char *base_dir,
				    struct pvh_config **config)
{
	struct fault f = FAULT_NONE;

	*config = NULL;
	if (parse(text, size, name, base_dir, config, &f))
		return ctx_fail(ctx, PVH_STAGE_CONFIG, &f);
	(*config)->ctx = pvh_ref(ctx);
	return 0;
}

static int read_text(const struct pvh_source *source, char **text, struct fault *f)
{
	uint64_t size = source_size(source);

	if (size > CONFIG_MAX_JSON) {
		fault_set(f, -EFBIG, "it has %llu bytes, but a config has at most %llu",
			  (unsigned long long)size, (unsigned long long)CONFIG_MAX_JSON);
		fault_values(f, CONFIG_MAX_JSON, size);
		fault_hint(f, "give the JSON text that describes a domain; for a kernel there is "
			      "pvh-build check");
		return -EFBIG;
	}
	*text = malloc(size + 1);
	if (!*text)
		return fault_oom(f);
	return source_read(source, 0, *text, size, f);
}

static int config_from_source(struct pvh_ctx *ctx, const struct pvh_source *source,
			      const char *base_dir, struct pvh_config **config)
{
	_cleanup_free_ char *text = NULL;
	struct fault f = FAULT_NONE;

	if (read_text(source, &text, &f)) {
		fault_object(&f, "%s", source_name(source));
		return ctx_fail(ctx, PVH_STAGE_CONFIG, &f);
	}
	return pvh_config_from_json(ctx, text, source_size(source), source_name(source), base_dir,
				    config);
}

PVH_EXPORT int pvh_config_from_file(struct pvh_ctx *ctx, const char *path,
				    struct pvh_config **config)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	_cleanup_free_ char *copy = strdup(path);
	struct fault f = FAULT_NONE;

	*config = NULL;
	if (!copy)
		fault_oom(&f);
	if (f.code || source_open(path, NULL, &source, &f))
		return ctx_fail(ctx, PVH_STAGE_CONFIG, &f);
	return config_from_source(ctx, source, dirname(copy), config);
}

PVH_EXPORT int pvh_config_from_fd(struct pvh_ctx *ctx, int fd, const char *name,
				  const char *base_dir, struct pvh_config **config)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	struct fault f = FAULT_NONE;

	*config = NULL;
	if (source_from_fd(fd, name, &source, &f))
		return ctx_fail(ctx, PVH_STAGE_CONFIG, &f);
	return config_from_source(ctx, source, base_dir, config);
}

PVH_EXPORT int pvh_config_to_json(struct pvh_config *config, char **text)
{
	struct fault f = FAULT_NONE;

	*text = NULL;
	if (config_finish(config, &f) || config_to_json(config, text, &f))
		return ctx_fail(config->ctx, PVH_STAGE_CONFIG, &f);
	return 0;
}

/* --- Setters ------------------------------------------------------------------------------ */

/* The result of a setter that was given `f`. */
static int finish(struct pvh_config *config, int r, const struct fault *f)
{
	return r ? ctx_fail(config->ctx, PVH_STAGE_CONFIG, f) : 0;
}

PVH_EXPORT int pvh_config_set_name(struct pvh_config *config, const char *name)
{
	struct fault f = FAULT_NONE;

	return finish(config, config_set_name(config, name, &f), &f);
}

PVH_EXPORT int pvh_config_set_uuid(struct pvh_config *config, const char *uuid)
{
	struct fault f = FAULT_NONE;

	return finish(config, config_set_uuid(config, uuid, &f), &f);
}

PVH_EXPORT int pvh_config_set_memory(struct pvh_config *config, uint64_t bytes)
{
	struct fault f = FAULT_NONE;

	return finish(config, config_set_memory(config, bytes, &f), &f);
}

PVH_EXPORT int pvh_config_set_max_memory(struct pvh_config *config, uint64_t bytes)
{
	struct fault f = FAULT_NONE;

	return finish(config, config_set_max_memory(config, bytes, &f), &f);
}

PVH_EXPORT int pvh_config_set_vcpus(struct pvh_config *config, unsigned int count)
{
	struct fault f = FAULT_NONE;

	return finish(config, config_set_vcpus(config, count, &f), &f);
}

PVH_EXPORT int pvh_config_set_max_vcpus(struct pvh_config *config, unsigned int count)
{
	struct fault f = FAULT_NONE;

	return finish(config, config_set_max_vcpus(config, count, &f), &f);
}

PVH_EXPORT int pvh_config_set_kernel(struct pvh_config *config, const char *path)
{
	struct fault f = FAULT_NONE;

	return finish(config, config_set_kernel(config, path, &f), &f);
}

PVH_EXPORT int pvh_config_set_ramdisk(struct pvh_config *config, const char *path)
{
	struct fault f = FAULT_NONE;

	return finish(config, config_set_ramdisk(config, path, &f), &f);
}

PVH_EXPORT int pvh_config_set_cmdline(struct pvh_config *config, const char *cmdline)
{
	struct fault f = FAULT_NONE;

	return finish(config, config_set_cmdline(config, cmdline, &f), &f);
}

PVH_EXPORT int pvh_config_add_module(struct pvh_config *config, const char *path,
				     const char *cmdline)
{
	const struct module_wish m = { .path = path, .fd = -1, .cmdline = cmdline };
	struct fault f = FAULT_NONE;

	return finish(config, config_add_module(config, &m, &f), &f);
}

PVH_EXPORT int pvh_config_set(struct pvh_config *config, const char *key, const char *json)
{
	struct fault f = FAULT_NONE;

	return finish(config, config_set_json(config, key, json, &f), &f);
}
