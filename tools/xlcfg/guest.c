/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What several settings decide: the type of the guest, how much of it there is, what it boots. */
#include <string.h>
#include <strings.h>

#include "tools/xlcfg/convert.h"

/* Why it is no PVH guest. */
#define PV_HINT "if its kernel is PVH-bootable (pvh-build check), write type=\"pvh\"; if not, " \
		"type=\"pvh\" with pvshim=1"

static void missing(struct conversion *c, const char *name, const char *why)
{
	note(&c->notes, NOTE_REFUSED, 0, name, "it is missing%s", why);
}

/* xl takes any beginning of a type for the type, and looks for pv before pvh. */
static const char *type_of(const char *text)
{
	static const char *const types[] = { "hvm", "pv", "pvh", "generic" };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (strncmp(text, types[i], strlen(text)) == 0)
			return types[i];
	return "none that xl knows";
}

static void refuse_type(struct conversion *c, const struct setting *s, const char *type)
{
	if (strcmp(type, "pv") == 0 || strcmp(type, "generic") == 0)
		REFUSE(c, s, "it is a PV guest; " PV_HINT);
	else if (strcmp(type, "hvm") == 0)
		REFUSE(c, s, "it is an HVM guest, with firmware and emulated devices; a PVH guest "
		       "has neither, and needs a kernel outside of its disk");
	else
		REFUSE(c, s, "it is %s: only \"pvh\" can be converted", type);
}

void check_type(struct conversion *c)
{
	const struct setting *builder = cfg_find(&c->cfg, "builder");
	const struct setting *s = cfg_find(&c->cfg, "type");
	const char *text = s ? need_text(c, s) : NULL;

	if (builder && setting_text(builder))
		refuse_type(c, builder, type_of(setting_text(builder)));
	else if (builder)
		REFUSE(c, builder, "it is a list, and has to be one value");
	if (text && strcmp(text, "pvh") != 0)
		refuse_type(c, s, type_of(text));
	if (!s && !builder)
		missing(c, "type", ", which makes it a PV guest; " PV_HINT);
}

void convert_name(struct conversion *c, const struct row *row, const struct setting *s)
{
	if (s)
		convert_text(c, row, s);
	else
		missing(c, row->name, ": every domain has one");
}

/* xl gives what maxmem says, or the nodes together. */
void convert_memory(struct conversion *c, const struct row *row, const struct setting *s)
{
	const struct setting *maxmem = cfg_find(&c->cfg, "maxmem");
	const char *text = maxmem ? setting_text(maxmem) : NULL;
	long number;

	if (s)
		convert_number(c, row, s);
	else if (maxmem && text && read_number(text, &number))
		json_put(c->domain, row->name, json_object_new_int64(number));
	else if (c->vnuma.nodes && !maxmem)
		json_put(c->domain, row->name, json_object_new_int64(c->vnuma.memory));
	else if (!maxmem && !cfg_find(&c->cfg, "vnuma"))
		missing(c, row->name, ": xl would give the guest 32 MiB");
}

static bool number_of(const struct conversion *c, const char *name, long *number)
{
	const struct setting *s = cfg_find(&c->cfg, name);
	const char *text = s ? setting_text(s) : NULL;

	return text && read_number(text, number) && *number > 0;
}

long max_vcpus(const struct conversion *c)
{
	long number;

	if (number_of(c, "maxvcpus", &number))
		return number;
	if (c->vnuma.vcpus)
		return c->vnuma.vcpus;
	return number_of(c, "vcpus", &number) ? number : 1;
}

/* Without it, there are as many as nodes have. */
void convert_maxvcpus(struct conversion *c, const struct row *row, const struct setting *s)
{
	long vcpus = 1;

	number_of(c, "vcpus", &vcpus);
	if (s)
		convert_number(c, row, s);
	else if (c->vnuma.vcpus > vcpus)
		json_put(c->domain, row->name, json_object_new_int64(c->vnuma.vcpus));
}

/* Where there is another way to a kernel, its row says why that is none here. */
void convert_kernel(struct conversion *c, const struct row *row, const struct setting *s)
{
	if (s)
		convert_path(c, row, s);
	else if (!cfg_find(&c->cfg, "bootloader") && !cfg_find(&c->cfg, "firmware"))
		missing(c, row->name, ": the path of a PVH kernel");
}

/* A part of a command line; NULL: there is none. */
static const char *part(struct conversion *c, const char *name)
{
	const struct setting *s = cfg_find(&c->cfg, name);

	return s ? need_text(c, s) : NULL;
}

static void drop_part(struct conversion *c, const char *name)
{
	const struct setting *s = cfg_find(&c->cfg, name);

	if (s)
		DROP(c, s, "cmdline is there, and counts alone");
}

void convert_cmdline(struct conversion *c, const struct row *row, const struct setting *s)
{
	const char *root, *extra;
	_cleanup_free_ char *text = NULL;

	if (s) {
		convert_text(c, row, s);
		drop_part(c, "root");
		drop_part(c, "extra");
		return;
	}
	root = part(c, "root");
	extra = part(c, "extra");
	if (!root && !extra)
		return;
	text = text_of("%s%s%s%s", root ? "root=" : "", root ? root : "", root && extra ? " " : "",
		       extra ? extra : "");
	json_put(c->domain, row->name, json_object_new_string(text));
}

/* With init_seclabel alone the guest keeps it; a domain.json has seclabel for that. */
void convert_seclabel(struct conversion *c, const struct row *row, const struct setting *s)
{
	const struct setting *init = cfg_find(&c->cfg, "init_seclabel");
	const char *text = init ? need_text(c, init) : NULL;

	if (s)
		convert_text(c, row, s);
	if (!text)
		return;
	json_put(c->domain, s ? "init_seclabel" : row->name, json_object_new_string(text));
	if (!s)
		CHANGE(c, init, "it is seclabel, because there is none for later");
}

void convert_passthrough(struct conversion *c, const struct row *row, const struct setting *s)
{
	const char *text = need_text(c, s);

	if (text && (strcasecmp(text, "disabled") == 0 || strcasecmp(text, "default") == 0))
		json_put(c->domain, row->name, json_object_new_string("disabled"));
	else if (text)
		REFUSE(c, s, "Xen has no passthrough of PCI devices to PVH guests");
}

void convert_action(struct conversion *c, const struct row *row, const struct setting *s)
{
	static const char *const actions[] = {
		"destroy", "restart", "rename-restart", "preserve", "coredump-destroy",
		"coredump-restart",
	};
	const char *text = need_text(c, s);

	for (size_t i = 0; text && i < ARRAY_SIZE(actions); i++) {
		if (strcmp(actions[i], text) != 0)
			continue;
		json_put(c->domain, row->name, json_object_new_string(text));
		return;
	}
	if (text && strcmp(text, "soft-reset") == 0)
		REFUSE(c, s, "pvh-build does not reset a guest in place; --drop %s does without it",
		       row->name);
	else if (text)
		REFUSE(c, s, "\"%s\" is no action: destroy, restart, rename-restart, preserve, "
		       "coredump-destroy, coredump-restart", text);
}

void refuse_firmware(struct conversion *c, const struct row *row, const struct setting *s)
{
	const char *text = need_text(c, s);

	(void)row;
	if (!text)
		return;
	if (strncmp(text, "pvgrub", strlen("pvgrub")) == 0)
		REFUSE(c, s, "pvgrub is a PV kernel; the GRUB for PVH guests is a kernel: kernel=\""
		       "/usr/lib/grub-xen/grub-i386-xen_pvh.bin\"");
	else
		REFUSE(c, s, "a PVH guest has no firmware; GRUB and OVMF for PVH guests are "
		       "kernels: kernel=\"PATH\"");
}
