/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains that were built from a config, and what they have now, for tests of the next one's. */
#ifndef TEST_RENEW_H
#define TEST_RENEW_H

#include "emit/renew.h"

#include <string.h>

#include "emit/libxl-device.h"
#include "fixture.h"
#include "plan/record.h"

/* All that the domain has, by what libxl knows; its other values are those of the config. */
static inline struct domain_state state_of(const struct pvh_config *c, const char *record)
{
	struct domain_state s = { .name = strdup(c->name), .memory = c->memory,
				  .max_memory = config_max_memory(c), .vcpus = config_vcpus(c),
				  .weight = 256, .cap = 0, .record = strdup(record) };

	memcpy(s.uuid, c->uuid, sizeof(s.uuid));
	return s;
}

static inline void has(struct domain_state *s, enum device_kind kind, unsigned int devid)
{
	s->devices = realloc(s->devices, (s->nr_devices + 1) * sizeof(*s->devices));
	s->devices[s->nr_devices++] = (struct device_id){ .kind = kind, .devid = devid };
}

/* Everything that was built from `c`, with the record of it. */
static inline struct domain_state built(struct pvh_config *c)
{
	struct fault f = FAULT_NONE;
	_cleanup_free_ char *devices = NULL, *record = NULL;
	struct record_change change = { 0 };
	struct domain_state s;

	fx_must(config_finish(c, &f), f.what);
	fx_must(emit_libxl_devices(c, &devices, &f), f.what);
	change.added = devices;
	fx_must(record_change("{\"c_info\": {}}", &change, &record, &f), f.what);
	s = state_of(c, record);
	for (size_t i = 0; i < c->nr_disks; i++)
		has(&s, DEVICE_VBD, c->disks[i].devid);
	for (size_t i = 0; i < c->nr_nics; i++)
		has(&s, DEVICE_VIF, c->nics[i].devid);
	return s;
}

static inline struct pvh_config *config_of(const char *key, const char *wish)
{
	return fx_config(&(struct fx_guest){ .vcpus = 1, .wishes = WISHES(key, wish) });
}

/* All of it, finished. */
static inline char *text_of(struct pvh_config *c)
{
	struct fault f = FAULT_NONE;
	char *text;

	fx_must(config_finish(c, &f), f.what);
	fx_must(pvh_config_to_json(c, &text), "to_json");
	return text;
}

/* `s` cannot become a config, and `c` stays what it is. */
static inline bool refuses(struct pvh_config *c, const struct domain_state *s, int code,
			   struct fault *f)
{
	_cleanup_free_ char *before = text_of(c), *after = NULL;
	int r = renew_config(c, s, f);

	after = text_of(c);
	return r == code && !strcmp(before, after);
}

#endif
