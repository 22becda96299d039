/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vif = [ "mac=00:16:3e:00:00:01,bridge=xenbr0", ... ]: xl-network-configuration(5). */
#include <errno.h>
#include <string.h>

#include "tools/xlcfg/convert.h"
#include "tools/xlcfg/words.h"
#include "tools/xlcfg/xlu.h"

/* One interface that is being read. */
struct vif {
	struct conversion *c;
	const struct setting *s;
	size_t index;
	struct json_object *to;
};

/* Puts `value` under `key`; false: with a reason in *why, which is the caller's to free. */
typedef bool word_fn(struct vif *v, const char *key, const char *value, char **why);

static bool put_text(struct vif *v, const char *key, const char *value, char **why)
{
	(void)why;
	json_put(v->to, key, json_object_new_string(value));
	return true;
}

static bool put_number(struct vif *v, const char *key, const char *value, char **why)
{
	long number;

	if (!read_digits(value, &number)) {
		*why = text_of("\"%s\" is no number", value);
		return false;
	}
	json_put(v->to, key, json_object_new_int64(number));
	return true;
}

/* As "00:16:3e:00:00:01", whatever zeros and letters it was written with. */
static bool put_mac(struct vif *v, const char *key, const char *value, char **why)
{
	unsigned int b[6];
	int n, end = -1;
	_cleanup_free_ char *text = NULL;

	n = sscanf(value, "%2x:%2x:%2x:%2x:%2x:%2x%n", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5],
		   &end);
	if (n != 6 || end < 0 || value[end] || value[strspn(value, "0123456789abcdefABCDEF:")]) {
		*why = text_of("\"%s\" is no address such as 00:16:3e:00:00:01", value);
		return false;
	}
	text = text_of("%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3], b[4], b[5]);
	return put_text(v, key, text, why);
}

/* Checked by libxlutil, and handed on as it is. */
static bool put_rate(struct vif *v, const char *key, const char *value, char **why)
{
	_cleanup_xlu_ struct xlu x;
	libxl_device_nic nic;
	int r;

	xlu_open(&x);
	libxl_device_nic_init(&nic);
	errno = 0; /* xlu_vif_parse_rate() looks at it */
	r = xlu_vif_parse_rate(x.cfg, value, &nic);
	libxl_device_nic_dispose(&nic);
	if (r)
		*why = text_of("%s", xlu_said(&x, "in vif: "));
	return !r && put_text(v, key, value, why);
}

static bool put_type(struct vif *v, const char *key, const char *value, char **why)
{
	if (strcmp(value, "vif") == 0)
		return put_text(v, key, value, why);
	*why = text_of("a PVH guest has no emulated interface: only type=vif");
	return false;
}

static bool put_gateway(struct vif *v, const char *key, const char *value, char **why)
{
	(void)key;
	CHANGE(v->c, v->s, "interface %zu: netdev is gatewaydev, its newer name", v->index);
	return put_text(v, "gatewaydev", value, why);
}

static bool drop_word(struct vif *v, const char *key, const char *value, char **why)
{
	(void)value, (void)why;
	DROP(v->c, v->s, "interface %zu: %s, which means nothing to a PVH guest", v->index, key);
	return true;
}

static const struct {
	const char *key;
	word_fn *put;
} options[] = {
	{ "mac", put_mac },         { "bridge", put_text }, { "gatewaydev", put_text },
	{ "netdev", put_gateway },  { "vifname", put_text }, { "script", put_text },
	{ "ip", put_text },         { "backend", put_text }, { "rate", put_rate },
	{ "mtu", put_number },      { "devid", put_number }, { "type", put_type },
	{ "model", drop_word },     { "accel", drop_word },
};

/* Such as "colo_sock_mirror_id": a guest that is kept in step with another. */
static bool is_colo(const char *key)
{
	return strncmp(key, "colo_", 5) == 0 || strcmp(key, "forwarddev") == 0;
}

static bool put_word(struct vif *v, char *word, char **why)
{
	char *value = word_value(word);

	if (!value && (strcmp(word, "trusted") == 0 || strcmp(word, "untrusted") == 0)) {
		json_put(v->to, "trusted", json_object_new_boolean(*word == 't'));
		return true;
	}
	if (value && json_object_object_get_ex(v->to, word, NULL)) {
		*why = text_of("\"%s\" is given twice", word);
		return false;
	}
	for (size_t i = 0; value && i < ARRAY_SIZE(options); i++)
		if (strcmp(options[i].key, word) == 0)
			return options[i].put(v, word, value, why);
	*why = text_of("\"%s\" %s", word, value && is_colo(word) ?
		       "is for COLO, which pvh-build does not do" : "is no option of an interface");
	return false;
}

/* What xl.conf says where the interface says nothing. */
static void put_defaults(struct vif *v)
{
	static const char *const keys[] = { "bridge", "script", "gatewaydev", "backend" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		_cleanup_free_ char *name = text_of("vif.default.%s", keys[i]);
		const char *text = conf_text(v->c->conf, name);

		if (!text || json_object_object_get_ex(v->to, keys[i], NULL))
			continue;
		if (*text)
			json_put(v->to, keys[i], json_object_new_string(text));
		else
			REFUSE(v->c, v->s, "interface %zu: %s in xl.conf is empty: write %s=NAME here",
			       v->index, name, keys[i]);
	}
}

static void read_vif(struct conversion *c, const struct setting *s, size_t index,
		     struct json_object *list)
{
	static const char *const order[] = {
		"mac", "bridge", "script", "vifname", "ip", "gatewaydev", "backend", "rate", "mtu",
		"devid", "trusted", "type", NULL,
	};
	_cleanup_(words_clear) struct words words = words_of(element_text(s->value, index), ',');
	struct vif v = { c, s, index, checked(json_object_new_object()) };

	for (size_t i = 0; i < words.nr; i++) {
		_cleanup_free_ char *why = NULL;

		if (!put_word(&v, words.at[i], &why))
			REFUSE(c, s, "interface %zu: %s", index, why);
	}
	put_defaults(&v);
	json_push(list, json_sorted(v.to, order));
}

void convert_vifs(struct conversion *c, const struct row *row, const struct setting *s)
{
	convert_items(c, row, s, read_vif);
}
