/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "p9" and "channel" of a domain.json, and which QEMU it is that serves them. */
#include "test-config.h"

#define GUEST "\"name\":\"g\",\"memory\":64,"

#define P9(members) "\"p9\":[{" members "}]"
#define CHANNEL(members) "\"channel\":[{" members "}]"
#define TAG "\"tag\":\"home\",\"path\":\"/home\""
#define PTY "\"name\":\"a\",\"connection\":\"pty\""
#define SOCKET "\"name\":\"a\",\"connection\":\"socket\""
#define QEMU "\"device_model_override\":\"/q\""

/* 31 bytes, and 107. */
#define LONG_TAG "0123456789012345678901234567890"
#define LONG_PATH "/" LONG_TAG LONG_TAG LONG_TAG "0123456789012"

static const struct good good[] = {
	{ P9(TAG), "\"p9\":[{" TAG ",\"security_model\":\"none\"}]" },
	{ P9("\"path\":\"../a,b\",\"tag\":\"" LONG_TAG "\",\"security_model\":\"none\","
	     "\"backend\":\"storage\""),
	  "\"p9\":[{\"tag\":\"" LONG_TAG "\",\"path\":\"../a,b\",\"security_model\":\"none\","
	  "\"backend\":\"storage\"}]" },
	{ "\"p9\":[{" TAG "},{\"tag\":\"b\",\"path\":\"/home\"}]", "{\"tag\":\"b\"" },
	{ "\"p9\":[]", "\"p9\":[],\"channel\":[]" },
	{ CHANNEL(PTY), "\"channel\":[{" PTY "}]" },
	{ CHANNEL(SOCKET ",\"path\":\"" LONG_PATH "\",\"backend\":\"5\""),
	  "\"channel\":[{" SOCKET ",\"path\":\"" LONG_PATH "\",\"backend\":\"5\"}]" },
	{ "\"channel\":[]", "\"channel\":[]" },
	{ QEMU "," P9(TAG), QEMU },
	{ QEMU "," CHANNEL(PTY), QEMU },
	{ QEMU ",\"disk\":[{\"target\":\"/a\",\"vdev\":\"xvda\",\"format\":\"vhd\"}]", QEMU },
};

static const struct bad bad[] = {
	{ "\"p9\":{}", "/p9", "has to be an array", "" },
	{ "\"p9\":[\"\"]", "/p9/0", "an object with tag and path", "" },
	{ P9("\"path\":\"/\""), "/p9/0", "the share has no \"tag\"", "mount -t 9p" },
	{ P9("\"tag\":\"a\""), "/p9/0", "the share has no \"path\"", "directory" },
	{ P9(TAG ",\"security\":\"none\""), "/p9/0/security", "unknown key", "" },
	{ P9("\"tag\":\"\",\"path\":\"/\""), "/p9/0/tag", "has 0 bytes, but needs 1 to 31", "" },
	{ P9("\"tag\":\"" LONG_TAG "x\",\"path\":\"/\""), "/p9/0/tag", "has 32 bytes", "" },
	{ P9("\"tag\":\"a,b\",\"path\":\"/\""), "/p9/0/tag", "has a ',' in it", "" },
	{ P9("\"tag\":\"a=b\",\"path\":\"/\""), "/p9/0/tag", "has a '=' in it", "" },
	{ P9("\"tag\":\"a\\\"b\",\"path\":\"/\""), "/p9/0/tag", "has a '\"' in it", "" },
	{ P9("\"tag\":\"a\\n\",\"path\":\"/\""), "/p9/0/tag", "a control character", "" },
	{ "\"p9\":[{" TAG "},{\"tag\":\"home\",\"path\":\"/b\"}]", "/p9/1/tag",
	  "\"tag\" is that of element 0, too", "" },
	{ P9("\"tag\":\"a\",\"path\":\"\""), "/p9/0/path", "has 0 bytes", "" },
	{ P9("\"tag\":\"a\",\"path\":\"\\t\""), "/p9/0/path", "a control character", "" },
	{ P9(TAG ",\"backend\":\"\""), "/p9/0/backend", "has 0 bytes", "" },
	{ P9(TAG ",\"security_model\":\"mapped\""), "/p9/0/security_model",
	  "is \"mapped\", which is not for guests of Xen", "leave it out" },
	{ P9(TAG ",\"security_model\":\"passthrough\""), "/p9/0/security_model",
	  "is not for guests of Xen", "leave it out" },
	{ P9(TAG ",\"security_model\":\"all\""), "/p9/0/security_model", "which it cannot be",
	  "it can be \"none\"" },
	{ "\"channel\":{}", "/channel", "has to be an array", "" },
	{ "\"channel\":[7]", "/channel/0", "an object with name and connection", "" },
	{ CHANNEL("\"connection\":\"pty\""), "/channel/0", "the channel has no \"name\"", "agent" },
	{ CHANNEL("\"name\":\"a\""), "/channel/0", "the channel has no \"connection\"",
	  "\"pty\"" },
	{ CHANNEL(SOCKET), "/channel/0", "the channel has no \"path\"", "socket" },
	{ CHANNEL(PTY ",\"path\":\"/s\""), "/channel/0/path",
	  "is that of a socket, but \"connection\" is \"pty\"", "leave one" },
	{ CHANNEL(SOCKET ",\"path\":\"" LONG_PATH "x\""), "/channel/0/path",
	  "has 108 bytes, but needs 1 to 107", "" },
	{ CHANNEL(SOCKET ",\"path\":\"\""), "/channel/0/path", "has 0 bytes", "" },
	{ CHANNEL("\"name\":\"\",\"connection\":\"pty\""), "/channel/0/name", "has 0 bytes", "" },
	{ CHANNEL("\"name\":\"\\u0001\",\"connection\":\"pty\""), "/channel/0/name",
	  "a control character", "" },
	{ "\"channel\":[{" PTY "},{" SOCKET ",\"path\":\"/s\"}]", "/channel/1/name",
	  "\"name\" is that of element 0, too", "" },
	{ CHANNEL("\"name\":\"a\",\"connection\":\"file\""), "/channel/0/connection",
	  "which it cannot be", "it can be \"pty\", \"socket\"" },
	{ CHANNEL(PTY ",\"backend\":\"\\n\""), "/channel/0/backend", "a control character", "" },
	{ QEMU, "/device_model_override",
	  "is for a guest that needs QEMU, which this one does not", "\"qdisk\"" },
	{ QEMU ",\"disk\":[{\"target\":\"/a\",\"vdev\":\"xvda\"}],\"vif\":[{}]",
	  "/device_model_override", "is for a guest that needs QEMU", "leave it out" },
	{ "\"device_model_override\":\"\"", "/device_model_override", "has 0 bytes", "" },
};

/* Of a domain that is there. */
static void test_devices(void)
{
	static const char *const keys[] = { "p9", "channel" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		_cleanup_(config_unrefp) struct pvh_config *c = NULL;
		struct fault f = FAULT_NONE;

		if (config_new(&c, &f))
			abort();
		ok(config_set_device(c, keys[i], "{}", &f) == -EINVAL && f.hint[0] &&
			   strstr(f.what, "cannot be given to a domain that is there"),
		   "%s: %s", keys[i], f.what);
	}
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		test_good(GUEST, &good[i]);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		test_bad(GUEST, &bad[i]);
	test_too_many("p9", "{\"path\": \"/a\", \"tag\": \"d", "\"}", CONFIG_MAX_P9S);
	test_too_many("channel", "{\"connection\": \"pty\", \"name\": \"d", "\"}",
		      CONFIG_MAX_CHANNELS);
	test_devices();
	return done();
}
