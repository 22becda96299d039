/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-nic.h"

#include "config/json-array.h"
#include "config/json-device.h"
#include "config/json-object.h"
#include "config/nic.h"

static const struct json_word types[] = {
	{ .word = "vif" },
	{ "ioemu", "is emulated, and a PVH guest has no emulated devices", "leave it out" },
	{ 0 },
};

static const struct key nic_keys[] = {
	{ "mac", key_text, .offset = offsetof(struct nic_wish, mac) },
	{ "bridge", key_text, .offset = offsetof(struct nic_wish, bridge) },
	{ "script", key_text, .offset = offsetof(struct nic_wish, script) },
	{ "vifname", key_text, .offset = offsetof(struct nic_wish, vifname) },
	{ "ip", key_text, .offset = offsetof(struct nic_wish, ip) },
	{ "gatewaydev", key_text, .offset = offsetof(struct nic_wish, gatewaydev) },
	{ "backend", key_text, .offset = offsetof(struct nic_wish, backend) },
	{ "rate", key_text, .offset = offsetof(struct nic_wish, rate) },
	{ "mtu", key_count, .offset = offsetof(struct nic_wish, mtu) },
	{ "devid", key_count, .offset = offsetof(struct nic_wish, devid) },
	{ "trusted", key_flag, .offset = offsetof(struct nic_wish, trusted) },
	{ "type", json_key_word, .words = types },
};

const struct key_table json_nic_keys = KEY_TABLE(nic_keys);

static int read_nic(struct pvh_config *c, struct json_object *v, const struct pointer *at,
		    struct fault *f)
{
	struct nic_wish wish = { .mtu = WISH_UNSET, .devid = WISH_UNSET, .trusted = true };
	int r = table_read(json_nic_keys, v, "an object, if only {}", at, &wish, f);

	return r ? r : config_add_nic(c, &wish, f);
}

int json_read_nics(const struct key *k, struct json_object *v, const struct pointer *at,
		   void *to, struct fault *f)
{
	_cleanup_(config_unrefp) struct pvh_config *aside = NULL;
	struct pvh_config *c = to;
	int r = json_read_array(v, read_nic, at, &aside, f);

	(void)k;
	if (r)
		return r;
	SWAP(c->nics, aside->nics);
	SWAP(c->nr_nics, aside->nr_nics);
	return 0;
}

static struct json_object *write_nic(const struct config_nic *nic)
{
	struct json_object *o = json_object_new_object();
	char mac[MAC_TEXT + 1];

	mac_to_text(nic->mac, mac);
	return json_whole(o, o && json_add_text(o, "mac", mac) &&
		json_add_text(o, "bridge", nic->bridge) &&
		json_add_text(o, "script", nic->script) &&
		json_add_text(o, "vifname", nic->vifname) &&
		json_add_text(o, "ip", nic->ip) &&
		json_add_text(o, "gatewaydev", nic->gatewaydev) &&
		json_add_text(o, "backend", nic->backend) &&
		json_add_text(o, "rate", nic->rate_text) &&
		json_add(o, "mtu", json_object_new_int((int)nic->mtu)) &&
		json_add(o, "devid", json_object_new_int((int)nic->devid)) &&
		json_add(o, "trusted", json_object_new_boolean(nic->trusted)) &&
		json_add_text(o, "type", types[0].word));
}

struct json_object *json_write_nics(const struct pvh_config *c)
{
	struct json_object *array = json_object_new_array();
	bool whole = array;

	for (size_t i = 0; whole && i < c->nr_nics; i++)
		whole = json_append(array, write_nic(&c->nics[i]));
	return json_whole(array, whole);
}
