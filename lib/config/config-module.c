/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Modules: each a file or a descriptor, with a command line and a say in where it goes. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
#include "config/config.h"
#include "config/pointer.h"

static void module_fini(struct config_module *m)
{
	free(m->path);
	free(m->cmdline);
}

void config_clear_modules(struct pvh_config *c)
{
	for (size_t i = 0; i < c->nr_modules; i++)
		module_fini(&c->modules[i]);
	free(TAKE(c->modules));
	c->nr_modules = 0;
}

static int check_file(const struct module_wish *m, const struct pointer *module,
		      struct fault *f)
{
	if (m->path)
		return config_check_path(m->path, &(struct pointer){ module, "path", 0 }, f);
	if (m->fd >= 0)
		return 0;
	fault_set(f, -EINVAL, "the module has no \"path\"");
	fault_hint(f, "name a file in \"path\", or a descriptor that is open in \"fd\"");
	return pointer_fault(module, f);
}

static int check_pages(const char *key, uint64_t address, const struct pointer *module,
		       struct fault *f)
{
	if (address % GUEST_PAGE == 0)
		return 0;
	fault_set(f, -EINVAL, "\"%s\" is 0x%" PRIx64 ", not a multiple of 4K", key, address);
	return pointer_fault(&(struct pointer){ module, key, 0 }, f);
}

/* Who gives only one end of it may not know the other, so the sentence names it. */
static int check_range(const struct config_place *p, const struct pointer *module,
		       struct fault *f)
{
	uint64_t min = p->min ? p->min : CONFIG_MODULE_MIN;
	uint64_t max = p->max ? p->max : CONFIG_MODULE_MAX;

	if (min < max)
		return 0;
	if (!p->max) {
		fault_set(f, -EINVAL, "\"min\" is 0x%" PRIx64 ", not below \"max\", which is 0x%"
			  PRIx64 " by default", min, max);
		fault_hint(f, "give a \"max\" as well");
		return pointer_fault(&(struct pointer){ module, "min", 0 }, f);
	}
	fault_set(f, -EINVAL, "\"max\" is 0x%" PRIx64 ", not above \"min\", which is 0x%" PRIx64
		  "%s", max, min, p->min ? "" : " by default");
	if (!p->min)
		fault_hint(f, "give a \"min\" as well");
	return pointer_fault(&(struct pointer){ module, "max", 0 }, f);
}

static int check_place(const struct config_place *p, const struct pointer *module,
		       struct fault *f)
{
	int r;

	if (p->align && (p->align < GUEST_PAGE || (p->align & (p->align - 1)))) {
		fault_set(f, -EINVAL, "\"align\" is 0x%" PRIx64 ", which is not a power of two "
			  "of at least 4K", p->align);
		return pointer_fault(&(struct pointer){ module, "align", 0 }, f);
	}
	r = check_pages("min", p->min, module, f);
	if (!r)
		r = check_pages("max", p->max, module, f);
	return r ? r : check_range(p, module, f);
}

static int check_module(const struct pvh_config *c, const struct module_wish *m,
			struct fault *f)
{
	const struct pointer modules = { .key = "modules" };
	const struct pointer module = { .parent = &modules, .index = c->nr_modules };
	int r;

	if (c->nr_modules >= CONFIG_MAX_MODULES) {
		fault_set(f, -EINVAL, "\"modules\" has more than %d elements",
			  CONFIG_MAX_MODULES);
		return pointer_fault(&modules, f);
	}
	r = check_file(m, &module, f);
	if (!r && m->cmdline)
		r = config_check_cmdline(m->cmdline, &(struct pointer){ &module, "cmdline", 0 }, f);
	return r ? r : check_place(&m->place, &module, f);
}

int config_add_module(struct pvh_config *c, const struct module_wish *m, struct fault *f)
{
	struct config_module own = { .fd = m->fd, .place = m->place }, *added = NULL;
	int r = check_module(c, m, f);

	if (r)
		return r;
	own.path = m->path ? strdup(m->path) : NULL;
	own.cmdline = strdup(m->cmdline ? m->cmdline : "");
	if (own.cmdline && !m->path == !own.path)
		added = array_append(c->modules, c->nr_modules);
	if (!added) {
		module_fini(&own);
		return fault_oom(f);
	}
	*added = own;
	return 0;
}
