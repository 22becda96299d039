/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A second config gets all that the domain has now, and the wishes of both are exchanged, as one. A
 * device that is the same stays as it was given: with a path that is relative, or a rate in other
 * words. Exchanged once more, everything is as before.
 */
#include "emit/renew.h"

#include <string.h>

#include "base/source.h"
#include "config/disk.h"
#include "config/nic.h"
#include "config/option.h"
#include "emit/libxl-read.h"
#include "plan/writer.h"

#define NONE SIZE_MAX
#define DEFAULT_WEIGHT 256 /* Xen's, of credit and credit2; its cap is 0 */

/* Of each device that there is now, the one of the old config that is the same. */
struct renewal {
	struct pvh_config *now;
	size_t disks[CONFIG_MAX_DISKS], nics[CONFIG_MAX_NICS];
	bool drop_qemu; /* nothing is left that needs it, so there is nothing to be said of it */
};

/* --- What is the same --------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* As libxl's record has a target: absolute, and what is not UTF-8 replaced. */
static int same_target(const struct pvh_config *c, const struct config_disk *d, const char *target,
		       bool *same, struct fault *f)
{
	_cleanup_free_ char *path = NULL;
	struct writer w = { .ok = true };
	json *text;
	int r;

	*same = !strcmp(d->target, target);
	if (*same || !config_disk_is_path(d))
		return 0;
	r = source_absolute_path(d->target, c->base_dir, &path, f);
	if (r)
		return r;
	text = writer_text(&w, path);
	*same = text && !strcmp(json_object_get_string(text), target);
	json_object_put(text);
	return w.ok ? 0 : fault_oom(f);
}

/* But for the target. */
static bool same_disk(const struct config_disk *a, const struct config_disk *b)
{
	return a->devid == b->devid && a->format == b->format && a->qdisk == b->qdisk &&
	       same_text(a->script, b->script) && same_text(a->backend, b->backend) &&
	       a->readonly == b->readonly && a->cdrom == b->cdrom && a->discard == b->discard &&
	       a->direct_io_safe == b->direct_io_safe && a->trusted == b->trusted;
}

static bool same_nic(const struct config_nic *a, const struct config_nic *b)
{
	return a->has_devid && a->devid == b->devid && a->has_mac &&
	       !memcmp(a->mac, b->mac, MAC_SIZE) && same_text(a->bridge, b->bridge) &&
	       same_text(a->script, b->script) && same_text(a->vifname, b->vifname) &&
	       same_text(a->ip, b->ip) && same_text(a->gatewaydev, b->gatewaydev) &&
	       same_text(a->backend, b->backend) && a->rate.bytes == b->rate.bytes &&
	       a->rate.usecs == b->rate.usecs && a->mtu == b->mtu && a->trusted == b->trusted;
}

static int find_disk(const struct pvh_config *c, const struct config_disk *now, size_t *index,
		     struct fault *f)
{
	bool same = false;
	int r = 0;

	*index = NONE;
	for (size_t i = 0; i < c->nr_disks && !same && !r; i++) {
		if (!same_disk(&c->disks[i], now))
			continue;
		r = same_target(c, &c->disks[i], now->target, &same, f);
		*index = same ? i : NONE;
	}
	return r;
}

static size_t find_nic(const struct pvh_config *c, const struct config_nic *now)
{
	for (size_t i = 0; i < c->nr_nics; i++)
		if (same_nic(&c->nics[i], now))
			return i;
	return NONE;
}

static int find_same(const struct pvh_config *c, struct renewal *n, struct fault *f)
{
	int r = 0;

	for (size_t i = 0; i < n->now->nr_disks && !r; i++)
		r = find_disk(c, &n->now->disks[i], &n->disks[i], f);
	for (size_t i = 0; i < n->now->nr_nics; i++)
		n->nics[i] = find_nic(c, &n->now->nics[i]);
	n->drop_qemu = !config_needs_qemu(n->now) && !c->nr_p9s && !c->nr_channels;
	return r;
}

/* --- What there is now -------------------------------------------------------------------- */

/* Tools take any number of KiB, a guest has whole pages. */
static int renew_memory(struct pvh_config *now, const struct pvh_config *c,
			const struct domain_state *s, struct fault *f)
{
	uint64_t memory = align_down(s->memory, GUEST_PAGE);
	uint64_t max_memory = align_down(s->max_memory, GUEST_PAGE);
	int r;

	now->memory = c->memory;
	now->max_memory = c->max_memory;
	if (memory == c->memory && max_memory == config_max_memory(c))
		return 0;
	r = config_set_memory(now, memory, f);
	return r ? r : config_set_max_memory(now, max_memory, f);
}

/* Which of them are online no domain.json says: the first, as xl vcpu-set has it. */
static int renew_vcpus(struct pvh_config *now, const struct pvh_config *c,
		       const struct domain_state *s, struct fault *f)
{
	int r;

	now->vcpus = c->vcpus;
	now->max_vcpus = c->max_vcpus;
	if (!s->vcpus || s->vcpus == config_vcpus(c))
		return 0;
	r = config_set_vcpus(now, s->vcpus, f);
	return r ? r : config_set_max_vcpus(now, config_max_vcpus(c), f);
}

/* What nobody has said, and is as it is by itself, stays unsaid: so does what is not known. */
static int64_t renew_share(int64_t was, int64_t is, int64_t preset)
{
	bool same = is == OPTION_UNSET || is == (was == OPTION_UNSET ? preset : was);

	return same ? was : is;
}

static int read_state(struct pvh_config *now, const struct pvh_config *c,
		      const struct domain_state *s, struct fault *f)
{
	int r = libxl_read_devices(now, s, f);

	if (!r)
		r = config_set_name(now, s->name, f);
	if (!r)
		r = renew_memory(now, c, s, f);
	if (!r)
		r = renew_vcpus(now, c, s, f);
	now->policy.cpu_weight = renew_share(c->policy.cpu_weight, s->weight, DEFAULT_WEIGHT);
	now->policy.cap = renew_share(c->policy.cap, s->cap, 0);
	memcpy(now->uuid, c->has_uuid ? c->uuid : s->uuid, sizeof(now->uuid));
	now->has_uuid = true;
	return r;
}

/* --- Both exchanged ----------------------------------------------------------------------- */

static void exchange_lists(struct pvh_config *c, struct pvh_config *now)
{
	SWAP(c->disks, now->disks);
	SWAP(c->nr_disks, now->nr_disks);
	SWAP(c->nics, now->nics);
	SWAP(c->nr_nics, now->nr_nics);
}

static void exchange_same(struct pvh_config *c, const struct renewal *n)
{
	for (size_t i = 0; i < n->now->nr_disks; i++)
		if (n->disks[i] != NONE)
			SWAP(c->disks[n->disks[i]], n->now->disks[i]);
	for (size_t i = 0; i < n->now->nr_nics; i++)
		if (n->nics[i] != NONE)
			SWAP(c->nics[n->nics[i]], n->now->nics[i]);
}

static void exchange_values(struct pvh_config *c, const struct renewal *n)
{
	struct pvh_config *now = n->now;
	uint8_t uuid[sizeof(c->uuid)];

	SWAP(c->name, now->name);
	SWAP(c->memory, now->memory);
	SWAP(c->max_memory, now->max_memory);
	SWAP(c->vcpus, now->vcpus);
	SWAP(c->max_vcpus, now->max_vcpus);
	SWAP(c->policy.cpu_weight, now->policy.cpu_weight);
	SWAP(c->policy.cap, now->policy.cap);
	SWAP(c->has_uuid, now->has_uuid);
	memcpy(uuid, c->uuid, sizeof(uuid));
	memcpy(c->uuid, now->uuid, sizeof(uuid));
	memcpy(now->uuid, uuid, sizeof(uuid));
	if (n->drop_qemu)
		SWAP(c->device_model_override, now->device_model_override);
}

/* What could be changed need not be what can be built: with "vnuma" all memory has to be there. */
static int exchange(struct pvh_config *c, const struct renewal *n, struct fault *f)
{
	int r;

	exchange_values(c, n);
	exchange_same(c, n);
	exchange_lists(c, n->now);
	r = config_finish(c, f);
	if (!r)
		return 0;
	exchange_lists(c, n->now);
	exchange_same(c, n);
	exchange_values(c, n);
	return r;
}

int renew_config(struct pvh_config *c, const struct domain_state *s, struct fault *f)
{
	_cleanup_(config_unrefp) struct pvh_config *now = NULL;
	struct renewal n;
	int r = config_new(&now, f);

	n.now = now;
	if (!r)
		r = read_state(now, c, s, f);
	if (!r)
		r = find_same(c, &n, f);
	return r ? r : exchange(c, &n, f);
}
