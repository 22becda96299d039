/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The input is a domain.json. What is accepted is printed, and what is printed is accepted
 * and means the same.
 */
#include <string.h>

#include "config/config.h"
#include "config/vnuma.h"
#include "fuzz.h"

static struct pvh_config *read_text(struct pvh_ctx *ctx, const char *text, size_t size)
{
	struct pvh_config *config;
	int r = pvh_config_from_json(ctx, text, size, "input", NULL, &config);

	fuzz_require(!config == !!r, "%d, and a config is %p", r, (void *)config);
	if (r)
		fuzz_error(ctx, r, fuzz_config_codes);
	return config;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_module(const struct config_module *a, const struct config_module *b)
{
	return same_text(a->path, b->path) && (a->path || a->fd == b->fd) &&
	       !strcmp(a->cmdline, b->cmdline) &&
	       !memcmp(&a->place, &b->place, sizeof(a->place));
}

static bool same_modules(const struct pvh_config *a, const struct pvh_config *b)
{
	if (a->nr_modules != b->nr_modules)
		return false;
	for (size_t i = 0; i < a->nr_modules; i++)
		if (!same_module(&a->modules[i], &b->modules[i]))
			return false;
	return true;
}

static bool same_layout(const struct pvh_config *a, const struct pvh_config *b)
{
	if (a->mmio_hole != b->mmio_hole || !same_text(a->acpi_firmware, b->acpi_firmware) ||
	    a->nr_reserved != b->nr_reserved || a->nr_vnodes != b->nr_vnodes ||
	    memcmp(a->reserved, b->reserved, a->nr_reserved * sizeof(a->reserved[0])))
		return false;
	for (size_t i = 0; i < a->nr_vnodes; i++) {
		const struct config_vnode *x = &a->vnodes[i], *y = &b->vnodes[i];

		if (x->pnode != y->pnode || x->size != y->size ||
		    memcmp(x->vcpus, y->vcpus, sizeof(x->vcpus)))
			return false;
		for (size_t j = 0; j < a->nr_vnodes; j++)
			if (config_vnode_distance(a, i, j) != config_vnode_distance(b, i, j))
				return false;
	}
	return true;
}

static bool same_disk(const struct config_disk *a, const struct config_disk *b)
{
	return same_text(a->target, b->target) && same_text(a->vdev, b->vdev) &&
	       a->format == b->format && a->qdisk == b->qdisk &&
	       a->devid == b->devid && same_text(a->script, b->script) &&
	       same_text(a->backend, b->backend) && a->readonly == b->readonly &&
	       a->cdrom == b->cdrom && a->discard == b->discard && a->trusted == b->trusted &&
	       a->direct_io_safe == b->direct_io_safe;
}

static bool same_nic(const struct config_nic *a, const struct config_nic *b)
{
	return !memcmp(a->mac, b->mac, MAC_SIZE) && a->devid == b->devid &&
	       same_text(a->bridge, b->bridge) && same_text(a->script, b->script) &&
	       same_text(a->vifname, b->vifname) && same_text(a->ip, b->ip) &&
	       same_text(a->gatewaydev, b->gatewaydev) && same_text(a->backend, b->backend) &&
	       a->rate.bytes == b->rate.bytes && a->rate.usecs == b->rate.usecs &&
	       a->mtu == b->mtu && a->trusted == b->trusted;
}

static bool same_p9(const struct config_p9 *a, const struct config_p9 *b)
{
	return same_text(a->tag, b->tag) && same_text(a->path, b->path) &&
	       same_text(a->backend, b->backend);
}

static bool same_channel(const struct config_channel *a, const struct config_channel *b)
{
	return same_text(a->name, b->name) && same_text(a->path, b->path) &&
	       same_text(a->backend, b->backend);
}

static bool same_devices(const struct pvh_config *a, const struct pvh_config *b)
{
	if (a->nr_disks != b->nr_disks || a->nr_nics != b->nr_nics || a->nr_p9s != b->nr_p9s ||
	    a->nr_channels != b->nr_channels)
		return false;
	for (size_t i = 0; i < a->nr_p9s; i++)
		if (!same_p9(&a->p9s[i], &b->p9s[i]))
			return false;
	for (size_t i = 0; i < a->nr_channels; i++)
		if (!same_channel(&a->channels[i], &b->channels[i]))
			return false;
	for (size_t i = 0; i < a->nr_disks; i++)
		if (!same_disk(&a->disks[i], &b->disks[i]))
			return false;
	for (size_t i = 0; i < a->nr_nics; i++)
		if (!same_nic(&a->nics[i], &b->nics[i]))
			return false;
	return true;
}

static bool same(const struct pvh_config *a, const struct pvh_config *b)
{
	return same_text(a->name, b->name) && !memcmp(a->uuid, b->uuid, sizeof(a->uuid)) &&
	       a->memory == b->memory && config_max_memory(a) == config_max_memory(b) &&
	       config_vcpus(a) == config_vcpus(b) && config_max_vcpus(a) == config_max_vcpus(b) &&
	       same_text(a->kernel, b->kernel) && same_text(a->ramdisk, b->ramdisk) &&
	       same_text(a->cmdline, b->cmdline) && same_modules(a, b) && same_layout(a, b) &&
	       same_devices(a, b);
}

/* The text of `config`; its reading is the same config, and its text is that again. */
static void round_trip(struct pvh_ctx *ctx, struct pvh_config *config)
{
	struct pvh_config *second;
	char *text, *again;

	fuzz_require(!pvh_config_to_json(config, &text), "it cannot be printed: %s",
		     pvh_get_error(ctx)->sentence);
	second = read_text(ctx, text, strlen(text));
	fuzz_require(second, "what is printed is refused: %s", pvh_get_error(ctx)->sentence);
	fuzz_require(same(config, second), "what is printed means something else: %s", text);
	fuzz_require(!pvh_config_to_json(second, &again) && !strcmp(text, again),
		     "what is printed is printed otherwise");
	free(again);
	free(text);
	pvh_config_unref(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int lowest = fuzz_begin();
	struct pvh_ctx *ctx = fuzz_ctx();
	struct pvh_config *config = read_text(ctx, (const char *)data, size);

	if (config) {
		round_trip(ctx, config);
		fuzz_accepted++;
	}
	pvh_config_unref(config);
	pvh_unref(ctx);
	fuzz_end(lowest);
	return 0;
}
