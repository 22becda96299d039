/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wishes for the address space: mmio_hole, reserved, vnuma; and the lists of CPUs in it. */
#include "test-config.h"

#include "config/vcpu-list.h"
#include "config/vnuma.h"

#define GUEST "\"name\":\"g\",\"memory\":64,\"vcpus\":2"
#define BIG "\"name\":\"g\",\"memory\":\"5G\""

/* --- Accepted: and written out it is the same again ---------------------------------- */

static const struct good good[] = {
	{ GUEST, "\"mmio_hole\":64" },
	{ GUEST ",\"mmio_hole\":3840", "\"mmio_hole\":3840" },
	{ GUEST ",\"mmio_hole\":\"66M\"", "\"mmio_hole\":66" },
	{ GUEST ",\"reserved\":[]", "\"reserved\":[]" },
	{ GUEST ",\"reserved\":[{\"start\":\"0x1000000\",\"size\":1},{\"start\":\"0x0\",\"size\":\"4K\"}]",
	  "[{\"start\":\"0x1000000\",\"size\":1},{\"start\":\"0x0\",\"size\":\"4K\"}]" },
	{ GUEST ",\"reserved\":[{\"start\":\"63M\",\"size\":1},{\"start\":\"62M\",\"size\":1}]",
	  "{\"start\":\"0x3f00000\",\"size\":1}" },
	{ BIG ",\"reserved\":[{\"start\":\"0x100000000\",\"size\":1088}]",
	  "{\"start\":\"0x100000000\",\"size\":1088}" },
	{ BIG ",\"mmio_hole\":1024,\"reserved\":[{\"start\":\"5G\",\"size\":1024},"
	  "{\"start\":\"0xBfFfF000\",\"size\":\"4K\"}]", "\"0xbffff000\"" },
	{ GUEST ",\"vnuma\":[]", "\"vnuma\":[]" },
	{ GUEST ",\"vnuma\":[{\"pnode\":63,\"size\":64,\"vcpus\":\"0-1\"}]",
	  "[{\"pnode\":63,\"size\":64,\"vcpus\":\"0-1\",\"vdistances\":[10]}]" },
	{ GUEST ",\"vnuma\":[{\"pnode\":0,\"size\":63,\"vcpus\":[1,0]},{\"pnode\":0,\"size\":\"1M\"}]",
	  "[{\"pnode\":0,\"size\":63,\"vcpus\":\"0-1\",\"vdistances\":[10,20]},"
	  "{\"pnode\":0,\"size\":1,\"vcpus\":\"\",\"vdistances\":[20,10]}]" },
	{ GUEST ",\"maxvcpus\":3,\"vnuma\":[{\"pnode\":1,\"size\":32,\"vcpus\":\"0,2\","
	  "\"vdistances\":[10,11]},{\"pnode\":0,\"size\":32,\"vcpus\":\"1\",\"vdistances\":[255,10]}]",
	  "\"vcpus\":\"0,2\",\"vdistances\":[10,11]" },
};

/* --- Refused -------------------------------------------------------------------------- */

#define RANGE(start, size) ",\"reserved\":[{\"start\":" start ",\"size\":" size "}]"
#define NODE(pnode, size, rest) "{\"pnode\":" pnode ",\"size\":" size rest "}"
#define NODES(a, b) ",\"vnuma\":[" a "," b "]"
#define ALL ",\"vcpus\":\"0-1\""

static const struct bad bad[] = {
	{ GUEST ",\"mmio_hole\":62", "/mmio_hole", "is 62M, but the minimum is 64M", "" },
	{ GUEST ",\"mmio_hole\":3842", "/mmio_hole", "is 3842M, but the maximum is 3840M", "" },
	{ GUEST ",\"mmio_hole\":65", "/mmio_hole", "is 65M, not a multiple of 2M", "" },
	{ GUEST ",\"mmio_hole\":true", "/mmio_hole", "is a boolean", "a number of MiB" },
	{ GUEST ",\"reserved\":{}", "/reserved", "has to be an array", "" },
	{ GUEST ",\"reserved\":[1]", "/reserved/0", "an object with start and size", "" },
	{ GUEST ",\"reserved\":[{\"start\":\"1M\"}]", "/reserved/0", "the range has no \"size\"", "" },
	{ GUEST ",\"reserved\":[{\"size\":1}]", "/reserved/0", "the range has no \"start\"", "" },
	{ GUEST ",\"reserved\":[{\"start\":\"1M\",\"size\":1,\"end\":2}]", "/reserved/0/end",
	  "unknown key", "" },
	{ GUEST RANGE("16", "1"), "/reserved/0/start", "a string such as \"0x10000000\"", "" },
	{ GUEST RANGE("\"16\"", "1"), "/reserved/0/start", "has no unit", "write an address" },
	{ GUEST RANGE("\"0x\"", "1"), "/reserved/0/start", "is not a hexadecimal number", "write an address" },
	{ GUEST RANGE("\"0x1g\"", "1"), "/reserved/0/start", "is not a hexadecimal number", "write an address" },
	{ GUEST RANGE("\"0x10000000000000000\"", "1"), "/reserved/0/start", "more than 64 bits", "write an address" },
	{ GUEST RANGE("\"0x1800\"", "1"), "/reserved/0/start", "is 0x1800, not a multiple of 4K", "" },
	{ GUEST RANGE("\"1M\"", "0"), "/reserved/0/size", "is 0 bytes", "" },
	{ GUEST RANGE("\"1M\"", "\"6K\""), "/reserved/0/size", "is 6144 bytes", "" },
	{ GUEST RANGE("\"0xfffffffffffff000\"", "\"4K\""), "/reserved/0/size",
	  "that a guest can have", "" },
	{ GUEST RANGE("\"64M\"", "\"4K\""), "/reserved/0",
	  "0x4000000..0x4001000 is not inside the guest's RAM, 0..0x4000000", "" },
	{ GUEST RANGE("\"63M\"", "\"1028K\""), "/reserved/0", "0x3f00000..0x4001000 is not inside", "" },
	{ BIG RANGE("\"4031M\"", "2"), "/reserved/0",
	  "0xfbf00000..0xfc100000 is not inside the guest's RAM, 0..0xfc000000 and "
	  "0x100000000..0x144000000", "" },
	{ BIG RANGE("\"0x144000000\"", "\"4K\""), "/reserved/0", "is not inside", "" },
	{ BIG RANGE("\"0xfffff000\"", "\"8K\""), "/reserved/0", "is not inside", "" },
	{ BIG ",\"mmio_hole\":1024" RANGE("\"3G\"", "1"), "/reserved/0",
	  "0..0xc0000000 and 0x100000000..0x180000000", "" },
	{ GUEST ",\"reserved\":[{\"start\":\"2M\",\"size\":2},{\"start\":\"8M\",\"size\":1},"
	  "{\"start\":\"1M\",\"size\":\"1028K\"}]", "/reserved/2",
	  "0x100000..0x201000 overlaps element 0, 0x200000..0x400000", "" },
	{ GUEST ",\"maxmem\":\"65540K\"" RANGE("\"1M\"", "1"), "/reserved",
	  "\"reserved\" needs memory that is there from the start, but \"maxmem\" is 65540K, more "
	  "than \"memory\", which is 64M", "" },
	{ GUEST ",\"vnuma\":1", "/vnuma", "has to be an array", "" },
	{ GUEST ",\"vnuma\":[[]]", "/vnuma/0", "an object with pnode and size", "" },
	{ GUEST ",\"vnuma\":[{\"size\":64}]", "/vnuma/0", "the node has no \"pnode\"", "" },
	{ GUEST ",\"vnuma\":[{\"pnode\":0}]", "/vnuma/0", "the node has no \"size\"", "" },
	{ GUEST ",\"vnuma\":[{\"pnode\":0,\"size\":64,\"memory\":1}]", "/vnuma/0/memory",
	  "unknown key", "" },
	{ GUEST ",\"vnuma\":[" NODE("-1", "64", "") "]", "/vnuma/0/pnode", "cannot be negative", "" },
	{ GUEST ",\"vnuma\":[" NODE("64", "64", "") "]", "/vnuma/0/pnode", "the maximum is 63", "" },
	{ GUEST ",\"vnuma\":[" NODE("0", "0", "") "]", "/vnuma/0/size", "is 0 bytes", "" },
	{ GUEST ",\"vnuma\":[" NODE("0", "\"65534K\"", "") "]", "/vnuma/0/size", "67106816 bytes", "" },
	{ GUEST ",\"vnuma\":[" NODE("0", "\"17T\"", "") "]", "/vnuma/0/size", "between 1M and 16T", "" },
	{ GUEST NODES(NODE("0", "32", ALL), NODE("0", "31", "")), "/vnuma",
	  "the nodes of \"vnuma\" have 63M together, but the guest has 64M", "" },
	{ GUEST NODES(NODE("0", "32", ALL), NODE("0", "\"32772K\"", "")), "/vnuma",
	  "have 65540K together", "" },
	{ GUEST ",\"maxmem\":128" NODES(NODE("0", "64", ALL), NODE("0", "64", "")), "/vnuma",
	  "\"vnuma\" needs memory that is there from the start, but \"maxmem\" is 128M, more than "
	  "\"memory\", which is 64M", "" },
	{ GUEST NODES(NODE("0", "32", ",\"vcpus\":\"0\""), NODE("0", "32", "")), "/vnuma",
	  "vCPU 1 of 2 is in no node", "" },
	{ GUEST NODES(NODE("0", "32", ALL), NODE("0", "32", ",\"vcpus\":\"1\"")), "/vnuma/1/vcpus",
	  "vCPU 1 is in node 0 and in node 1", "" },
	{ GUEST NODES(NODE("0", "32", ALL), NODE("0", "32", ",\"vcpus\":\"2\"")), "/vnuma/1/vcpus",
	  "node 1 has vCPU 2, but the guest has 2", "" },
	{ GUEST ",\"vnuma\":[" NODE("0", "64", ",\"vcpus\":\"a\"") "]", "/vnuma/0/vcpus",
	  "is \"a\", which is not a list", "" },
	{ GUEST ",\"vnuma\":[" NODE("0", "64", ",\"vcpus\":[0,128]") "]", "/vnuma/0/vcpus/1",
	  "element 1 names a CPU that there cannot be", "" },
	{ GUEST ",\"vnuma\":[" NODE("0", "64", ",\"vcpus\":[-1]") "]", "/vnuma/0/vcpus/0",
	  "element 0 is -1, but cannot be negative", "" },
	{ GUEST ",\"vnuma\":[" NODE("0", "64", ",\"vcpus\":[\"0\"]") "]", "/vnuma/0/vcpus/0",
	  "a whole number", "without quotes" },
	{ GUEST ",\"vnuma\":[" NODE("0", "64", ",\"vcpus\":0") "]", "/vnuma/0/vcpus",
	  "a list such as", "" },
	{ GUEST NODES(NODE("0", "32", ALL ",\"vdistances\":[10]"), NODE("0", "32", "")),
	  "/vnuma/0/vdistances", "has 1 elements, but there are 2 nodes", "" },
	{ GUEST ",\"vnuma\":[" NODE("0", "64", ALL ",\"vdistances\":[]") "]", "/vnuma/0/vdistances",
	  "there are 1 to 32 nodes", "" },
	{ GUEST ",\"vnuma\":[" NODE("0", "64", ALL ",\"vdistances\":[10,20]") "]",
	  "/vnuma/0/vdistances", "has 2 elements, but there are 1 nodes", "" },
	{ GUEST ",\"vnuma\":[" NODE("0", "64", ALL ",\"vdistances\":[11]") "]",
	  "/vnuma/0/vdistances/0", "of node 0 to itself is 11, but ACPI says 10", "" },
	{ GUEST NODES(NODE("0", "32", ALL), NODE("0", "32", ",\"vdistances\":[10,10]")),
	  "/vnuma/1/vdistances/0", "of node 1 to node 0 is 10, but has to be 11 to 255", "" },
	{ GUEST NODES(NODE("0", "32", ALL), NODE("0", "32", ",\"vdistances\":[256,10]")),
	  "/vnuma/1/vdistances/0", "is 256, but has to be 11 to 255", "" },
	{ GUEST NODES(NODE("0", "32", ALL), NODE("0", "32", ",\"vdistances\":[65536,10]")),
	  "/vnuma/1/vdistances/0", "is 65536, but has to be 11 to 255", "" },
};

/* What there was of a list is all there after one that is wrong. */
static void test_kept(const char *key, const char *good_element, const char *bad_element)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	_cleanup_free_ char *before = NULL, *after = NULL;
	struct fault f;
	char json[256];

	if (load("", GUEST, &c, &f))
		abort();
	snprintf(json, sizeof(json), "[%s,%s]", good_element, good_element);
	ok(!config_set_json(c, key, json, &f), "two elements of %s%s", key, f.what);
	before = written(c);
	snprintf(json, sizeof(json), "[%s,%s]", good_element, bad_element);
	ok(config_set_json(c, key, json, &f) == -EINVAL && (after = written(c)) &&
		   !strcmp(before, after), "... stay after a wrong one: %s", f.what);
	f = FAULT_NONE;
	ok(!config_set_json(c, key, "[]", &f) && !c->nr_reserved && !c->nr_vnodes,
	   "... and go with an empty list%s", f.what);
}

/* --- Lists of CPUs -------------------------------------------------------------------- */

static const struct {
	const char *text;
	const char *again; /* as it is written; NULL: refused */
	const char *why;
} lists[] = {
	{ "", "", NULL },
	{ "0", "0", NULL },
	{ "7", "7", NULL },
	{ "0-7", "0-7", NULL },
	{ "3,1-2,5", "1-3,5", NULL },
	{ "1,1,1-1", "1", NULL },
	{ "00-01", "0-1", NULL },
	{ "8", NULL, "cannot be" },
	{ "0-8", NULL, "cannot be" },
	{ "18446744073709551616", NULL, "cannot be" },
	{ "3-2", NULL, "ends before it begins" },
	{ "a", NULL, "not a list" },
	{ "1,", NULL, "not a list" },
	{ ",1", NULL, "not a list" },
	{ "1,,2", NULL, "not a list" },
	{ "1-", NULL, "not a list" },
	{ "-1", NULL, "not a list" },
	{ "1-2-3", NULL, "not a list" },
	{ "1 ", NULL, "not a list" },
	{ "^1", NULL, "not a list" },
	{ "all", NULL, "not a list" },
};

static void test_list(size_t i)
{
	bool set[8] = { false };
	char text[40];
	const char *why = vcpu_list_from_text(lists[i].text, set, ARRAY_SIZE(set));

	if (!lists[i].again) {
		ok(why && strstr(why, lists[i].why), "\"%s\" %s", lists[i].text, why ? why : "");
		return;
	}
	vcpu_list_to_text(set, ARRAY_SIZE(set), text, sizeof(text));
	ok(!why && !strcmp(text, lists[i].again), "\"%s\" is \"%s\"", lists[i].text, text);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		test_good("", &good[i]);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		test_bad("", &bad[i]);
	test_too_many("reserved", "{\"start\": \"1M\", \"size\": 1", "}", CONFIG_MAX_RESERVED);
	test_too_many("vnuma", "{\"pnode\": 0, \"size\": 1", "}", CONFIG_MAX_VNODES);
	test_kept("reserved", "{\"start\": \"1M\", \"size\": 1}",
		  "{\"start\": \"2M\", \"size\": 0}");
	test_kept("vnuma", "{\"pnode\": 0, \"size\": 1}", "{\"pnode\": 1, \"size\": 0}");
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		test_list(i);
	return done();
}
