/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "built.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

struct pvh_plan *plan;
struct pvh_backend *backend;
struct pvh_domain *domain;
char log_line[512];

const char *sentence(void)
{
	return pvh_get_error(plan->ctx)->sentence;
}

void on_log(void *data, int priority, const char *line)
{
	(void)data, (void)priority;
	snprintf(log_line, sizeof(log_line), "%s", line);
}

void start_built(void)
{
	uint32_t domid;

	fx_must(pvh_backend_new_xen(plan->ctx, &backend), "backend");
	to_xen(backend)->timeouts =
		(struct xen_timeouts){ .serve = 100, .close = 100, .hotplug = 2000 };
	to_xen(backend)->patience_ms = 50;
	fx_must(pvh_build(plan, backend, 0, &domid), sentence());
	fx_must(pvh_domain_open(backend, domid, &domain), "open");
	log_line[0] = '\0';
}

void stop_built(void)
{
	domain = pvh_domain_unref(domain);
	backend = pvh_backend_unref(backend);
	if (fake.handles)
		ok(false, "%u handles are left", fake.handles);
}

bool has_value(const char *path, const char *value)
{
	const struct fake_node *node = fake_node(path);

	return node && !strcmp(node->value, value);
}

const char *known(void)
{
	static char text[8192];
	size_t size = 0;
	_cleanup_free_ char *found = fx_read_file(fake_lib_dir(), "userdata-d.9." FX_UUID ".libxl-json", &size);
	struct json_object *root = found ? json_tokener_parse(found) : NULL;

	snprintf(text, sizeof(text), "%s",
		 root ? json_object_to_json_string_ext(root, JSON_C_TO_STRING_NOSLASHESCAPE) : "");
	json_object_put(root);
	return text;
}

bool knows(const char *part)
{
	return strstr(known(), part);
}
