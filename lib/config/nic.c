/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/nic.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
#include "config/pointer.h"
#include "config/utf8.h"

static void nic_fini(struct config_nic *nic)
{
	free(nic->bridge);
	free(nic->script);
	free(nic->vifname);
	free(nic->ip);
	free(nic->gatewaydev);
	free(nic->backend);
	free(nic->rate_text);
}

void config_clear_nics(struct pvh_config *c)
{
	for (size_t i = 0; i < c->nr_nics; i++)
		nic_fini(&c->nics[i]);
	free(TAKE(c->nics));
	c->nr_nics = 0;
}

/* --- What may be wrong with one ------------------------------------------------------------ */

static int check_texts(const struct nic_wish *wish, const struct pointer *nic, struct fault *f)
{
	const struct { const char *key, *text; size_t max; } texts[] = {
		{ "bridge", wish->bridge, CONFIG_MAX_TEXT },
		{ "script", wish->script, CONFIG_MAX_TEXT },
		{ "vifname", wish->vifname, CONFIG_MAX_VIFNAME },
		{ "ip", wish->ip, CONFIG_MAX_TEXT },
		{ "gatewaydev", wish->gatewaydev, CONFIG_MAX_TEXT },
		{ "backend", wish->backend, CONFIG_MAX_TEXT },
	};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(texts) && !r; i++)
		if (texts[i].text)
			r = device_check_text(texts[i].text, texts[i].max,
					      &(struct pointer){ nic, texts[i].key, 0 }, f);
	return r;
}

/* `why` is NULL, or the reason why the text of a member is refused. */
static int refuse_text(const char *why, const char *text, const struct pointer *at,
		       const char *hint, struct fault *f)
{
	if (!why)
		return 0;
	fault_set(f, -EINVAL, "\"%s\" is \"%.*s\", which %s", at->key, utf8_cut(text, 64), text,
		  why);
	fault_hint(f, "%s", hint);
	return pointer_fault(at, f);
}

static int read_mac(struct config_nic *own, const char *text, const struct pointer *nic,
		    struct fault *f)
{
	if (!text)
		return 0;
	own->has_mac = true;
	return refuse_text(mac_from_text(text, own->mac), text, &(struct pointer){ nic, "mac", 0 },
			   "write such as \"00:16:3e:12:34:56\", or leave it out for a random one",
			   f);
}

static int read_rate(struct config_nic *own, const char *text, const struct pointer *nic,
		     struct fault *f)
{
	return text ? refuse_text(rate_from_text(text, &own->rate), text,
				  &(struct pointer){ nic, "rate", 0 },
				  "write such as \"10Mb/s\" or \"1MB/s@20ms\"", f) : 0;
}

/* A number, into *to unless it is unset. */
static int read_number(unsigned int *to, const char *key, uint64_t number, uint64_t min,
		       uint64_t max, const struct pointer *nic, struct fault *f)
{
	if (number == WISH_UNSET)
		return 0;
	if (number < min || number > max) {
		fault_set(f, -EINVAL, "\"%s\" is %" PRIu64 ", but the %s is %" PRIu64, key, number,
			  number < min ? "minimum" : "maximum", number < min ? min : max);
		return pointer_fault(&(struct pointer){ nic, key, 0 }, f);
	}
	*to = (unsigned int)number;
	return 0;
}

/* --- What several cannot share ------------------------------------------------------------ */

static const char *shared(const struct config_nic *a, const struct config_nic *b,
			  const char *vifname)
{
	if (a->has_devid && b->has_devid && a->devid == b->devid)
		return "devid";
	if (a->has_mac && b->has_mac && !memcmp(a->mac, b->mac, MAC_SIZE))
		return "mac";
	return vifname && b->vifname && !strcmp(vifname, b->vifname) ? "vifname" : NULL;
}

static int check_unique(const struct pvh_config *c, const struct config_nic *own,
			const char *vifname, const struct pointer *nic, struct fault *f)
{
	for (size_t i = 0; i < c->nr_nics; i++) {
		const char *key = shared(own, &c->nics[i], vifname);

		if (!key)
			continue;
		fault_set(f, -EINVAL, "\"%s\" is that of element %zu, too", key, i);
		return pointer_fault(&(struct pointer){ nic, key, 0 }, f);
	}
	return 0;
}

/* --- Adding -------------------------------------------------------------------------------- */

static int read_nic(const struct pvh_config *c, const struct nic_wish *wish,
		    struct config_nic *own, struct fault *f)
{
	const struct pointer nics = { .key = "vif" };
	const struct pointer at = { .parent = &nics, .index = c->nr_nics };
	int r;

	if (c->nr_nics == CONFIG_MAX_NICS) {
		fault_set(f, -EINVAL, "\"vif\" has more than %d elements", CONFIG_MAX_NICS);
		return pointer_fault(&nics, f);
	}
	r = read_mac(own, wish->mac, &at, f);
	if (!r)
		r = check_texts(wish, &at, f);
	if (!r)
		r = read_rate(own, wish->rate, &at, f);
	if (!r)
		r = read_number(&own->mtu, "mtu", wish->mtu, CONFIG_MIN_MTU, CONFIG_MAX_MTU, &at,
				f);
	if (!r)
		r = read_number(&own->devid, "devid", wish->devid, 0, CONFIG_MAX_DEVID, &at, f);
	own->has_devid = wish->devid != WISH_UNSET;
	return r ? r : check_unique(c, own, wish->vifname, &at, f);
}

static bool copy_text(char **to, const char *from)
{
	*to = from ? strdup(from) : NULL;
	return !*to == !from;
}

static bool copy_texts(struct config_nic *own, const struct nic_wish *wish)
{
	return copy_text(&own->bridge, wish->bridge ? wish->bridge : CONFIG_BRIDGE) &&
	       copy_text(&own->script, wish->script ? wish->script : CONFIG_NIC_SCRIPT) &&
	       copy_text(&own->vifname, wish->vifname) && copy_text(&own->ip, wish->ip) &&
	       copy_text(&own->gatewaydev, wish->gatewaydev) &&
	       copy_text(&own->backend, wish->backend) && copy_text(&own->rate_text, wish->rate);
}

int config_add_nic(struct pvh_config *c, const struct nic_wish *wish, struct fault *f)
{
	struct config_nic own = { .mtu = CONFIG_DEFAULT_MTU, .trusted = wish->trusted };
	struct config_nic *added = NULL;
	int r = read_nic(c, wish, &own, f);

	if (r)
		return r;
	if (copy_texts(&own, wish))
		added = array_append(c->nics, c->nr_nics);
	if (!added) {
		nic_fini(&own);
		return fault_oom(f);
	}
	*added = own;
	return 0;
}

/* --- Finishing ------------------------------------------------------------------------------ */

/* Does another have what `nic` has? */
static bool clashes(const struct pvh_config *c, const struct config_nic *nic)
{
	for (size_t i = 0; i < c->nr_nics; i++)
		if (&c->nics[i] != nic && shared(nic, &c->nics[i], NULL))
			return true;
	return false;
}

static void finish_devid(const struct pvh_config *c, struct config_nic *nic)
{
	if (nic->has_devid)
		return;
	nic->has_devid = true;
	for (nic->devid = 0; clashes(c, nic); nic->devid++)
		;
}

static int finish_mac(const struct pvh_config *c, struct config_nic *nic, struct fault *f)
{
	int r = 0;

	if (nic->has_mac)
		return 0;
	do {
		nic->has_mac = false;
		r = mac_random(nic->mac, f);
		nic->has_mac = !r;
	} while (!r && clashes(c, nic));
	return r;
}

int config_finish_nics(struct pvh_config *c, struct fault *f)
{
	int r = 0;

	for (size_t i = 0; i < c->nr_nics && !r; i++) {
		finish_devid(c, &c->nics[i]);
		r = finish_mac(c, &c->nics[i], f);
	}
	return r;
}

bool config_nics_are_finished(const struct pvh_config *c)
{
	for (size_t i = 0; i < c->nr_nics; i++)
		if (!c->nics[i].has_devid || !c->nics[i].has_mac)
			return false;
	return true;
}
