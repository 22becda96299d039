/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/xlcfg/conf.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "tools/xlcfg/cpu-set.h"
#include "tools/xlcfg/input.h"

/* xl goes on without one that it cannot read, with another guest than the administrator wants. */
static bool read_settings(struct conversion *conf, const char *path)
{
	size_t size = 0;
	_cleanup_free_ char *text = input_read(path, &size);

	if (!text && errno == ENOENT && strcmp(path, CONF_PATH) == 0)
		return false;
	if (!text) {
		note(&conf->notes, NOTE_REFUSED, 0, NULL,
		     "it cannot be read: %s; --xl-conf /dev/null does without it", strerror(errno));
		return false;
	}
	if (!cfg_read(&conf->cfg, text, size, &conf->notes))
		return false;
	notes_clear(&conf->notes); /* settings that are given again are not the guest's */
	return true;
}

/* The default `as`, from the setting `name`, which may be an older name of it. */
static void take_text(struct conversion *conf, const char *name, const char *as)
{
	const struct setting *s = cfg_find(&conf->cfg, name);

	if (!s)
		return;
	if (setting_is_list(s))
		DROP(conf, s, "it is a list, and has to be one value: xl does not use it either");
	else if (!s->utf8)
		REFUSE(conf, s, "it is not UTF-8, which a domain.json is");
	else
		json_put(conf->domain, as, json_object_new_string(setting_text(s)));
}

/* Of a wrong one xl takes what is before the mistake. */
static void take_mask(struct conversion *conf, const char *name)
{
	const struct setting *s = cfg_find(&conf->cfg, name);
	const char *text;

	take_text(conf, name, name);
	text = conf_text(conf, name);
	if (!text || cpu_set_is_text(text))
		return;
	REFUSE(conf, s, "\"%s\" is no list of CPUs such as 0-3,^1", text);
	json_object_object_del(conf->domain, name);
}

static void take_number(struct conversion *conf, const char *name)
{
	const struct row row = { .name = name, .min = 0, .max = INT_MAX };
	const struct setting *s = cfg_find(&conf->cfg, name);

	if (s)
		convert_number(conf, &row, s);
}

/* What xl would do, and pvh-build does not. */
static void tell_unused(struct conversion *conf, const char *name, const char *const *values,
			const char *why)
{
	const struct setting *s = cfg_find(&conf->cfg, name);
	const char *text = s ? setting_text(s) : NULL;

	for (; text && *values; values++)
		if (strcmp(*values, text) == 0)
			DROP(conf, s, "%s", why);
}

void conf_read(struct conversion *conf, const char *path)
{
	static const char *const on[] = { "on", "1", NULL }, *const random[] = { "random", NULL };

	conf->domain = checked(json_object_new_object());
	if (!read_settings(conf, path))
		return;
	take_text(conf, "vifscript", "vif.default.script");
	take_text(conf, "vif.default.script", "vif.default.script");
	take_text(conf, "defaultbridge", "vif.default.bridge");
	take_text(conf, "vif.default.bridge", "vif.default.bridge");
	take_text(conf, "vif.default.gatewaydev", "vif.default.gatewaydev");
	take_text(conf, "vif.default.backend", "vif.default.backend");
	take_number(conf, "max_grant_frames");
	take_number(conf, "max_maptrack_frames");
	take_number(conf, "max_grant_version");
	take_mask(conf, "vm.cpumask");
	take_mask(conf, "vm.hvm.cpumask");
	tell_unused(conf, "autoballoon", on,
		    "pvh-build takes no memory from the control domain: make room for the guest "
		    "with xl mem-set");
	tell_unused(conf, "domid_policy", random, "with pvh-build it is Xen that chooses domids");
}
