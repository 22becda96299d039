/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "backend/xen-script.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"

/* Those that a script has no use for in ours, because they are set for it. */
static const char *const names[] = { "script", "XENBUS_TYPE", "XENBUS_PATH", "XENBUS_BASE_PATH",
				     "netdev", "vif" };

static bool is_set(const char *variable)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t size = strlen(names[i]);

		if (!strncmp(variable, names[i], size) && variable[size] == '=')
			return true;
	}
	return false;
}

/* The list always ends with NULL: `nr` counts it. */
static bool append(struct xen_script *script, size_t *nr, char *variable)
{
	if (!array_append(script->env, *nr))
		return false;
	script->env[*nr - 1] = NULL;
	if (*nr >= 2)
		script->env[*nr - 2] = variable;
	return true;
}

/* "name=value", owned. */
static bool set(struct xen_script *script, size_t *nr, const char *name, const char *value)
{
	char *variable;

	if (asprintf(&variable, "%s=%s", name, value) < 0)
		return false;
	if (!append(script, nr, variable)) {
		free(variable);
		return false;
	}
	script->nr_owned++;
	return true;
}

static bool inherit(struct xen_script *script, size_t *nr)
{
	for (char **variable = environ; variable && *variable; variable++)
		if (!is_set(*variable) && !append(script, nr, *variable))
			return false;
	return true;
}

/* The interface has this name until the script gives it another, which it reads from xenstore. */
static bool set_vif(struct xen_script *script, size_t *nr, struct xen_backend *xen,
		    const struct xen_device *d)
{
	char path[XEN_DEVICE_PATH + 16], name[32];
	_cleanup_free_ char *netdev = NULL;
	unsigned int len;

	snprintf(path, sizeof(path), "%s/gatewaydev", d->record);
	netdev = xs_read(xen->xs, XBT_NULL, path, &len);
	snprintf(name, sizeof(name), "vif%u.%u", d->domid, d->devid);
	return set(script, nr, "netdev", netdev ? netdev : "") && set(script, nr, "vif", name);
}

int xen_script_new(struct xen_backend *xen, const struct xen_device *d, bool add,
		   struct xen_script *script, struct fault *f)
{
	bool is_vif = !strcmp(d->kind, "vif");
	char path[XEN_DEVICE_PATH];
	size_t nr = 0;

	script->argv[0] = d->script;
	if (is_vif)
		script->argv[1] = add ? "online" : "offline";
	else
		script->argv[1] = add ? "add" : "remove";
	script->argv[2] = is_vif ? "type_if=vif" : NULL;
	snprintf(path, sizeof(path), "backend/%s/%u/%u", d->kind, d->domid, d->devid);
	if (!append(script, &nr, NULL) || !set(script, &nr, "script", d->script) ||
	    !set(script, &nr, "XENBUS_TYPE", d->kind) || !set(script, &nr, "XENBUS_PATH", path) ||
	    !set(script, &nr, "XENBUS_BASE_PATH", "backend") ||
	    (is_vif && !set_vif(script, &nr, xen, d)) || !inherit(script, &nr))
		return fault_oom(f);
	return 0;
}

void xen_script_fini(struct xen_script *script)
{
	for (size_t i = 0; i < script->nr_owned; i++)
		free(script->env[i]);
	free(script->env);
}
