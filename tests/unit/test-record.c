/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libxl knows of a domain, changed: what is to be another is, all else is as it was. */
#include "plan/record.h"

#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "base/macro.h"
#include "tap.h"

#define CREATE "\"c_info\": {\"type\": \"pvh\", \"name\": \"guest\", \"uuid\": \"before\"}"

/* `before`, changed, is `after`. */
static bool becomes(const char *before, struct record_change change, const char *after)
{
	struct fault f = FAULT_NONE;
	_cleanup_free_ char *text = NULL;
	struct json_object *a, *b;
	bool same;

	if (record_change(before, &change, &text, &f))
		return false;
	a = json_tokener_parse(text);
	b = json_tokener_parse(after);
	same = a && b && json_object_equal(a, b);
	json_object_put(a);
	json_object_put(b);
	return same;
}

static void test_changes(void)
{
	ok(becomes("{" CREATE ", \"b_info\": {\"n\": 18446744073709551615, \"m\": [-1, true]}}",
		   (struct record_change){ 0 },
		   "{" CREATE ", \"b_info\": {\"n\": 18446744073709551615, \"m\": [-1, true]}}"),
	   "nothing, and nothing is lost");
	ok(becomes("{" CREATE "}", (struct record_change){ .name = "oth\xc3\xa9r" },
		   "{\"c_info\": {\"type\": \"pvh\", \"name\": \"oth\xc3\xa9r\", "
		   "\"uuid\": \"before\"}}"),
	   "a name");
	ok(becomes("{" CREATE "}", (struct record_change){ .uuid = "after" },
		   "{\"c_info\": {\"type\": \"pvh\", \"name\": \"guest\", \"uuid\": \"after\"}}"),
	   "a uuid");
	ok(becomes("{\"c_info\": {}}", (struct record_change){ .name = "guest", .uuid = "after", .no_devices = true },
		   "{\"c_info\": {\"name\": \"guest\", \"uuid\": \"after\"}}"),
	   "what was not there before");
	ok(becomes("{" CREATE ", \"disks\": [{}], \"nics\": [{}], \"pcidevs\": [], \"vfbs\": [], "
		   "\"virtios\": [], \"usbdevs\": [], \"rdms\": [{}], \"channels\": [{}], "
		   "\"p9s\": [{}]}",
		   (struct record_change){ .no_devices = true }, "{" CREATE ", \"rdms\": [{}]}"),
	   "devices that others serve, and consoles beside the first");
}

static void test_devices(void)
{
	const struct device_id xvda = { .kind = DEVICE_VBD, .devid = 51712 };
	const struct device_id qdisk = { .kind = DEVICE_QDISK, .devid = 51728 };
	const struct device_id vif = { .kind = DEVICE_VIF, .devid = 1 };

	ok(becomes("{" CREATE "}", (struct record_change){ .added = "{\"nics\": [{\"devid\": 1}]}" },
		   "{" CREATE ", \"nics\": [{\"devid\": 1}]}"),
	   "the first interface");
	ok(becomes("{" CREATE ", \"disks\": [{\"vdev\": \"xvdb\"}]}",
		   (struct record_change){ .added = "{\"disks\": [{\"vdev\": \"xvda\"}]}" },
		   "{" CREATE ", \"disks\": [{\"vdev\": \"xvdb\"}, {\"vdev\": \"xvda\"}]}"),
	   "another disk");
	ok(becomes("{" CREATE ", \"disks\": [{\"vdev\": \"d1p0\"}, {\"vdev\": \"xvdc\"}]}",
		   (struct record_change){ .added = "{\"disks\": [{\"vdev\": \"xvdb\"}]}" },
		   "{" CREATE ", \"disks\": [{\"vdev\": \"xvdb\"}, {\"vdev\": \"xvdc\"}]}") &&
		   becomes("{" CREATE ", \"nics\": [{\"devid\": 1, \"mtu\": 9000}]}",
			   (struct record_change){ .added = "{\"nics\": [{\"devid\": 1}]}" },
			   "{" CREATE ", \"nics\": [{\"devid\": 1}]}"),
	   "one in place of what libxl has left there");
	ok(becomes("{" CREATE ", \"nics\": [{\"devid\": \"none\"}, {\"vdev\": \"xvdb\"}]}",
		   (struct record_change){ .added = "{\"nics\": [{\"devid\": 0}]}" },
		   "{" CREATE ", \"nics\": [{\"devid\": \"none\"}, {\"vdev\": \"xvdb\"}, "
		   "{\"devid\": 0}]}"),
	   "... but of nothing else");
	ok(becomes("{" CREATE ", \"disks\": [{\"vdev\": \"d0p0\"}, {}, {\"vdev\": \"xvdb\"}]}",
		   (struct record_change){ .removed = &xvda },
		   "{" CREATE ", \"disks\": [{}, {\"vdev\": \"xvdb\"}]}"),
	   "a disk less, whatever it is called");
	ok(becomes("{" CREATE ", \"disks\": [{\"vdev\": \"xvdb\", \"backend\": \"qdisk\"}]}",
		   (struct record_change){ .removed = &qdisk }, "{" CREATE "}"),
	   "... and whoever serves it");
	ok(becomes("{" CREATE ", \"nics\": [{\"devid\": 1}], \"disks\": [{\"vdev\": \"xvda\"}]}",
		   (struct record_change){ .removed = &vif },
		   "{" CREATE ", \"disks\": [{\"vdev\": \"xvda\"}]}"),
	   "the last interface");
	ok(becomes("{" CREATE ", \"disks\": 7}", (struct record_change){ .removed = &vif },
		   "{" CREATE ", \"disks\": 7}") &&
		   becomes("{" CREATE "}", (struct record_change){ .removed = &xvda },
			   "{" CREATE "}"),
	   "one that is not there");
}

static void test_refused(void)
{
	static const char *const texts[] = { "", "no", "null", "7", "[]", "{}", "{\"c_info\": []}",
					     "{\"c_info\": {}" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct record_change change = { .name = "other" };
		struct fault f = FAULT_NONE;
		char *text;

		ok(record_change(texts[i], &change, &text, &f) == -EIO && !text && *f.hint,
		   "\"%s\": %s", texts[i], f.what);
	}
}

int main(void)
{
	test_changes();
	test_devices();
	test_refused();
	return done();
}
