/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/channel.h"

#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "config/pointer.h"

static void channel_fini(struct config_channel *channel)
{
	free(channel->name);
	free(channel->path);
	free(channel->backend);
}

void config_clear_channels(struct pvh_config *c)
{
	for (size_t i = 0; i < c->nr_channels; i++)
		channel_fini(&c->channels[i]);
	free(TAKE(c->channels));
	c->nr_channels = 0;
}

static int missing(const char *key, const char *hint, const struct pointer *at, struct fault *f)
{
	fault_set(f, -EINVAL, "the channel has no \"%s\"", key);
	fault_hint(f, "%s", hint);
	return pointer_fault(at, f);
}

static int check_name(const struct pvh_config *c, const struct channel_wish *wish,
		      const struct pointer *channel, struct fault *f)
{
	const struct pointer at = { channel, "name", 0 };

	if (!wish->name)
		return missing("name", "it tells the guest what the channel is for, such as "
			       "\"org.example.agent.1\"", channel, f);
	if (device_check_text(wish->name, CONFIG_MAX_TEXT, &at, f))
		return f->code;
	for (size_t i = 0; i < c->nr_channels; i++) {
		if (strcmp(c->channels[i].name, wish->name))
			continue;
		fault_set(f, -EINVAL, "\"name\" is that of element %zu, too", i);
		return pointer_fault(&at, f);
	}
	return 0;
}

static int check_connection(const struct channel_wish *wish, const struct pointer *channel,
			    struct fault *f)
{
	const struct pointer at = { channel, "path", 0 };

	if (wish->connection == CHANNEL_NONE)
		return missing("connection", "write \"pty\", for one more console, or \"socket\"",
			       channel, f);
	if (wish->connection == CHANNEL_SOCKET && !wish->path)
		return missing("path", "name the socket that is to be made", channel, f);
	if (wish->connection == CHANNEL_SOCKET)
		return device_check_text(wish->path, CONFIG_MAX_SOCKET, &at, f);
	if (!wish->path)
		return 0;
	fault_set(f, -EINVAL, "\"path\" is that of a socket, but \"connection\" is \"pty\"");
	fault_hint(f, "leave one of them out, or write \"connection\": \"socket\"");
	return pointer_fault(&at, f);
}

static int check_channel(const struct pvh_config *c, const struct channel_wish *wish,
			 struct fault *f)
{
	const struct pointer channels = { .key = "channel" };
	const struct pointer at = { .parent = &channels, .index = c->nr_channels };
	int r;

	if (c->nr_channels == CONFIG_MAX_CHANNELS) {
		fault_set(f, -EINVAL, "\"channel\" has more than %d elements", CONFIG_MAX_CHANNELS);
		return pointer_fault(&channels, f);
	}
	r = check_name(c, wish, &at, f);
	if (!r)
		r = check_connection(wish, &at, f);
	if (!r && wish->backend)
		r = device_check_text(wish->backend, CONFIG_MAX_TEXT,
				      &(struct pointer){ &at, "backend", 0 }, f);
	return r;
}

int config_add_channel(struct pvh_config *c, const struct channel_wish *wish, struct fault *f)
{
	struct config_channel own = { 0 }, *added = NULL;
	int r = check_channel(c, wish, f);

	if (r)
		return r;
	own.name = strdup(wish->name);
	own.path = wish->path ? strdup(wish->path) : NULL;
	own.backend = wish->backend ? strdup(wish->backend) : NULL;
	if (own.name && !own.path == !wish->path && !own.backend == !wish->backend)
		added = array_append(c->channels, c->nr_channels);
	if (!added) {
		channel_fini(&own);
		return fault_oom(f);
	}
	*added = own;
	return 0;
}
