/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-channel.h"

#include "config/channel.h"
#include "config/json-array.h"
#include "config/json-device.h"
#include "config/json-object.h"

static const struct json_word connections[] = { { .word = "pty" }, { .word = "socket" }, { 0 } };

static int read_connection(const struct key *k, struct json_object *v, const struct pointer *at,
			   void *to, struct fault *f)
{
	struct channel_wish *wish = to;
	size_t index = 0;
	int r = json_read_word(k->words, v, at, &index, f);

	wish->connection = index ? CHANNEL_SOCKET : CHANNEL_PTY;
	return r;
}

static const struct key channel_keys[] = {
	{ "name", key_text, .offset = offsetof(struct channel_wish, name) },
	{ "connection", read_connection, .words = connections },
	{ "path", key_text, .offset = offsetof(struct channel_wish, path) },
	{ "backend", key_text, .offset = offsetof(struct channel_wish, backend) },
};

const struct key_table json_channel_keys = KEY_TABLE(channel_keys);

static int read_channel(struct pvh_config *c, struct json_object *v, const struct pointer *at,
			struct fault *f)
{
	struct channel_wish wish = { 0 };
	int r = table_read(json_channel_keys, v, "an object with name and connection", at, &wish, f);

	return r ? r : config_add_channel(c, &wish, f);
}

int json_read_channels(const struct key *k, struct json_object *v, const struct pointer *at,
		       void *to, struct fault *f)
{
	_cleanup_(config_unrefp) struct pvh_config *aside = NULL;
	struct pvh_config *c = to;
	int r = json_read_array(v, read_channel, at, &aside, f);

	(void)k;
	if (r)
		return r;
	SWAP(c->channels, aside->channels);
	SWAP(c->nr_channels, aside->nr_channels);
	return 0;
}

static struct json_object *write_channel(const struct config_channel *channel)
{
	struct json_object *o = json_object_new_object();

	return json_whole(o, o && json_add_text(o, "name", channel->name) &&
		json_add_text(o, "connection", channel->path ? "socket" : "pty") &&
		json_add_text(o, "path", channel->path) &&
		json_add_text(o, "backend", channel->backend));
}

struct json_object *json_write_channels(const struct pvh_config *c)
{
	struct json_object *array = json_object_new_array();
	bool whole = array;

	for (size_t i = 0; whole && i < c->nr_channels; i++)
		whole = json_append(array, write_channel(&c->channels[i]));
	return json_whole(array, whole);
}
