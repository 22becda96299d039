/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/shim.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config/pointer.h"

#define SHIM_FILE XEN_FIRMWARE_DIR "/xen-shim" /* as libxl: PVSHIM_BASENAME */
#define SHIM_CMDLINE "pv-shim console=xen,pv"  /* as libxl: PVSHIM_CMDLINE */
#define SHIM_MAX_CMDLINE 1024 /* with NUL; public/xen.h: MAX_GUEST_CMDLINE */

const char *shim_path(const struct pvh_config *c)
{
	return c->pvshim_path ? c->pvshim_path : SHIM_FILE;
}

const char *shim_path_pointer(const struct pvh_config *c)
{
	return c->pvshim_path ? "/pvshim_path" : "/pvshim";
}

char *shim_cmdline(const struct pvh_config *c)
{
	const char *line = c->pvshim_cmdline ? c->pvshim_cmdline : SHIM_CMDLINE;
	const char *extra = c->pvshim_extra ? c->pvshim_extra : "";
	char *text;

	return asprintf(&text, "%s%s%s", line, *extra ? " " : "", extra) < 0 ? NULL : text;
}

/* libxl boots the shim if there is a path, whatever "pvshim" says, and ignores the others. */
static int check_without(const struct pvh_config *c, struct fault *f)
{
	const char *key = c->pvshim_path ? "pvshim_path" : c->pvshim_cmdline ? "pvshim_cmdline" :
			  c->pvshim_extra ? "pvshim_extra" : NULL;

	if (!key)
		return 0;
	fault_set(f, -EINVAL, "\"%s\" is for Xen's shim, but \"pvshim\" is not true", key);
	fault_hint(f, "add \"pvshim\": true, or leave it out");
	return pointer_fault_key(key, f);
}

/* Xen takes the second module for the ramdisk and ignores others. */
static int check_modules(const struct pvh_config *c, struct fault *f)
{
	if (!c->nr_modules)
		return 0;
	fault_set(f, -EINVAL, "\"modules\" are given, but Xen's shim gives its guest no "
		  "module but a ramdisk");
	fault_hint(f, "name one in \"ramdisk\", with what else the guest needs in it");
	return pointer_fault_key("modules", f);
}

/* Xen would cut it. */
static int check_cmdline(const struct pvh_config *c, struct fault *f)
{
	size_t size = c->cmdline ? strlen(c->cmdline) : 0;

	if (size < SHIM_MAX_CMDLINE)
		return 0;
	fault_set(f, -EINVAL, "\"cmdline\" has %zu bytes, but a PV guest, as that of Xen's shim, gets "
		  "at most %d", size, SHIM_MAX_CMDLINE - 1);
	return pointer_fault_key("cmdline", f);
}

int config_check_shim(const struct pvh_config *c, struct fault *f)
{
	int r;

	if (!c->pvshim)
		return check_without(c, f);
	r = check_modules(c, f);
	return r ? r : check_cmdline(c, f);
}
