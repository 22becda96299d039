/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-start-info.h"

#include <errno.h>
#include <inttypes.h>

#include "config/json-object.h"

/* As it stands in the text. */
struct start_info_text {
	uint64_t version, flags;
	bool memmap;
};

static const struct key start_info_keys[] = {
	{ "version", key_count, .offset = offsetof(struct start_info_text, version) },
	{ "memmap", key_flag, .offset = offsetof(struct start_info_text, memmap) },
	{ "flags", key_count, .offset = offsetof(struct start_info_text, flags) },
};

const struct key_table json_start_info_keys = KEY_TABLE(start_info_keys);

static int check_flags(uint64_t flags, const struct pointer *at, struct fault *f)
{
	if (flags <= UINT32_MAX)
		return 0;
	fault_set(f, -EINVAL, "\"flags\" is 0x%" PRIx64 ", more than 32 bits", flags);
	return pointer_fault(&(struct pointer){ at, "flags", 0 }, f);
}

int json_read_start_info(const struct key *k, struct json_object *v, const struct pointer *at,
			 void *to, struct fault *f)
{
	struct start_info_text text = { .version = 1 };
	struct json_object *memmap;
	int r = table_read(json_start_info_keys, v, "an object", at, &text, f);

	(void)k;
	if (!r)
		r = check_flags(text.flags, at, f);
	if (r)
		return r;
	/* Without a word about it, it is there where it can be. */
	if (!json_object_object_get_ex(v, "memmap", &memmap))
		text.memmap = text.version > 0;
	return config_set_start_info(
		to, &(struct config_start_info){ (unsigned int)min_u64(text.version, UINT32_MAX),
						 text.memmap, (uint32_t)text.flags }, f);
}

struct json_object *json_write_start_info(const struct pvh_config *c)
{
	const struct config_start_info *s = &c->start_info;
	struct json_object *o = json_object_new_object();

	return json_whole(o, o && json_add(o, "version", json_object_new_int64(s->version)) &&
				     json_add(o, "memmap", json_object_new_boolean(s->memmap)) &&
				     json_add(o, "flags", json_object_new_int64(s->flags)));
}
