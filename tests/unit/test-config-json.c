/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/macro.h"
#include "config/utf8.h"
#include "tap.h"

static const char full[] =
	"{\n"
	"\t\"name\": \"web\\u00e9\\ud83d\\ude00\",\n"
	"\t\"uuid\": \"01234567-89AB-cdef-0123-456789abcdef\",\n"
	"\t\"memory\": 512, \"maxmem\": \"1.5G\",\n"
	"\t\"vcpus\": 2, \"maxvcpus\": 4, \"msr_relaxed\": true,\n"
	"\t\"kernel\": \"..\\/vmlinuz\", \"ramdisk\": \"initrd.img\",\n"
	"\t\"start_info\": { \"version\": 0, \"flags\": 3 },\n"
	"\t\"cmdline\": \"console=hvc0 x=\\\"\\n\\\"\",\n"
	"\t\"modules\": [ { \"path\": \"a\", \"cmdline\": \"b\" },\r\n"
	"\t\t{ \"path\": \"c\" },\n"
	"\t\t{ \"fd\": 2147483647, \"align\": 2, \"min\": \"1.5M\", \"max\": \"4G\" } ]\n"
	"}";

#define MINIMAL "\"name\": \"web1\", \"memory\": 512, \"kernel\": \"vmlinuz\""

/* Reads and finishes, as for a build; an exact copy of the text, so that a read beyond it is seen. */
static int load(const char *text, size_t size, struct pvh_config **out, struct fault *f)
{
	_cleanup_free_ char *copy = malloc(size ? size : 1);
	int r;

	if (!copy)
		abort();
	memcpy(copy, text, size);
	r = config_from_json(copy, size, out, f);
	if (r)
		return r;
	r = config_finish(*out, f);
	if (!r)
		r = config_require_kernel(*out, f);
	if (r)
		*out = config_unref(*out);
	return r;
}

/*
 * The whole outcome of a refusal: code, pointer, a part of the sentence, and a part of
 * the hint ("": there is none).
 */
static const struct refusal {
	const char *text;
	int code;
	const char *pointer, *what, *hint;
} refusals[] = {
	/* Not JSON. */
	{ "", -EBADMSG, "", "the text is empty", "" },
	{ " \n\t\r ", -EBADMSG, "", "the text is empty", "" },
	{ "[]", -EBADMSG, "", "1:1: expected '{', found '['", "one JSON object" },
	{ "5", -EBADMSG, "", "1:1: expected '{', found '5'", "one JSON object" },
	{ "name = \"web1\"", -EBADMSG, "", "1:1: expected '{', found \"name\"", "one JSON object" },
	{ "# a\n{}", -EBADMSG, "", "1:1: expected '{', found '#'", "no comments" },
	{ "\xef\xbb\xbf{}", -EBADMSG, "", "1:1: expected '{', found U+FEFF", "byte order mark" },
	{ "{", -EBADMSG, "", "1:2: expected a key in double quotes, found the end", "" },
	{ "{,}", -EBADMSG, "", "1:2: expected a key in double quotes, found ','", "" },
	{ "{\n name: 1}", -EBADMSG, "", "2:2: expected a key in double quotes, found \"name\"", "" },
	{ "{'name': 1}", -EBADMSG, "", "1:2: expected a key in double quotes, found '''",
	  "double quotes" },
	{ "{\"vcpus\": 1,\n}", -EBADMSG, "", "2:1: expected a key in double quotes, found '}'",
	  "remove the comma" },
	{ "{\"vcpus\" 1}", -EBADMSG, "", "1:10: expected ':' after the key, found '1'", "" },
	{ "{\"vcpus\" = 1}", -EBADMSG, "", "1:10: expected ':'", "by ':'" },
	{ "{\"vcpus\": }", -EBADMSG, "", "1:11: expected a value, found '}'", "" },
	{ "{\"vcpus\": 'x'}", -EBADMSG, "", "1:11: expected a value, found '''", "double quotes" },
	{ "{\"vcpus\": 1 // one\n}", -EBADMSG, "", "1:13: expected ',' or '}', found '/'",
	  "no comments" },
	{ "{\"vcpus\": 1\n\"name\": \"a\"}", -EBADMSG, "", "2:1: expected ',' or '}', found '\"'",
	  "" },
	{ "{\"vcpus\": 1,, \"name\": \"a\"}", -EBADMSG, "", "1:13: expected a key", "" },
	{ "{\"vcpus\": 1]", -EBADMSG, "", "1:12: expected ',' or '}', found ']'", "" },
	{ "{\"modules\": [1 2]}", -EBADMSG, "", "1:16: expected ',' or ']', found '2'", "" },
	{ "{\"modules\": [1, ]}", -EBADMSG, "", "1:17: expected a value, found ']'",
	  "remove the comma" },
	{ "{\"modules\": [1}}", -EBADMSG, "", "1:15: expected ',' or ']', found '}'", "" },
	{ "{} x", -EBADMSG, "", "1:4: expected the end of the text after the last '}', found 'x'",
	  "" },
	{ "{}{}", -EBADMSG, "", "1:3: expected the end of the text", "" },
	{ "{\"a\": tru}", -EBADMSG, "", "1:7: expected a value, found \"tru\"", "" },
	{ "{\"a\": truex}", -EBADMSG, "", "1:7: expected a value, found \"truex\"", "" },
	{ "{\"a\": True}", -EBADMSG, "", "1:7: expected a value, found \"True\"", "lower case" },
	{ "{\"a\": NaN}", -EBADMSG, "", "1:7: expected a value, found \"NaN\"", "" },
	{ "{\"a\": Infinity}", -EBADMSG, "", "1:7: expected a value", "" },
	{ "{\"a\": -Infinity}", -EBADMSG, "", "\"-Infinity\" is not a number", "" },
	{ "{\"a\":\v1}", -EBADMSG, "", "1:6: expected a value, found U+000B", "" },
	{ "{\"a\": -}", -EBADMSG, "", "1:7: \"-\" is not a number", "" },
	{ "{\"a\": +1}", -EBADMSG, "", "1:7: expected a value, found '+'", "" },
	{ "{\"a\": .5}", -EBADMSG, "", "1:7: expected a value, found '.'", "" },
	{ "{\"a\": 1.}", -EBADMSG, "", "\"1.\" is not a number", "" },
	{ "{\"a\": 1e}", -EBADMSG, "", "\"1e\" is not a number", "" },
	{ "{\"a\": 1e+}", -EBADMSG, "", "\"1e+\" is not a number", "" },
	{ "{\"a\": 01}", -EBADMSG, "", "\"01\" is not a number", "" },
	{ "{\"a\": 00}", -EBADMSG, "", "\"00\" is not a number", "" },
	{ "{\"a\": -01}", -EBADMSG, "", "\"-01\" is not a number", "" },
	{ "{\"a\": 1-2}", -EBADMSG, "", "\"1-2\" is not a number", "" },
	{ "{\"a\": 0x10}", -EBADMSG, "", "\"0x10\" is not a number", "" },
	{ "{\"memory\": 512M}", -EBADMSG, "", "1:12: \"512M\" is not a number", "" },
	{ "{\"a\": [[[[[[[1]]]]]]]}", -EBADMSG, "/a", "unknown key", "" },
	{ "{\"a\": [[[[[[[[1]]]]]]]]}", -EBADMSG, "", "1:14: more than 8 levels", "" },
	/* Strings. */
	{ "{\"a\": \"x", -EBADMSG, "", "1:7: the string that starts here does not end", "" },
	{ "{\"a", -EBADMSG, "", "1:2: the string that starts here does not end", "" },
	{ "{\"a\": \"x\\", -EBADMSG, "", "1:9: only \"\\/bfnrtu can follow",
	  "backslash itself" },
	{ "{\"a\": \"C:\\qemu\"}", -EBADMSG, "", "1:10: only \"\\/bfnrtu can follow",
	  "backslash itself" },
	{ "{\"a\": \"x\ny\"}", -EBADMSG, "", "1:9: a line ends in the middle", "" },
	{ "{\"a\": \"x\ry\"}", -EBADMSG, "", "1:9: a line ends in the middle", "" },
	{ "{\"a\": \"\t\"}", -EBADMSG, "", "1:8: a control character in a string: write \\u0009",
	  "" },
	{ "{\"a\n\": 1}", -EBADMSG, "", "1:4: a line ends in the middle", "" },
	{ "{\"a\": \"\\u12G4\"}", -EBADMSG, "", "1:8: \\u needs four", "" },
	{ "{\"a\": \"\\u12", -EBADMSG, "", "1:8: \\u needs four", "" },
	{ "{\"cmdline\": \"x\\u0000\"}", -EBADMSG, "", "1:15: no string can contain \\u0000", "" },
	{ "{\"na\\u0000me\": 1}", -EBADMSG, "", "1:5: no string can contain \\u0000", "" },
	{ "{\"a\": \"\\ud800\"}", -EBADMSG, "", "1:8: \\ud800 is only half", "" },
	{ "{\"a\": \"\\udfff\"}", -EBADMSG, "", "1:8: \\udfff is only half", "" },
	{ "{\"a\": \"\\udc00\"}", -EBADMSG, "", "1:8: \\udc00 is only half", "" },
	{ "{\"a\": \"\\ud800\\ud800\"}", -EBADMSG, "", "1:8: \\ud800 is only half", "" },
	{ "{\"a\": \"\\ud800\\n\"}", -EBADMSG, "", "1:8: \\ud800 is only half", "" },
	{ "{\"a\": \"\\udc00\\udc00\"}", -EBADMSG, "", "1:8: \\udc00 is only half", "" },
	/* Encoding; columns count characters. */
	{ "{\"name\":\n \"\xc3\xa9\xff\"}", -EBADMSG, "", "2:4: the byte 0xff here is not UTF-8",
	  "UTF-8" },
	{ "{\"a\": \"\xc0\xaf\"}", -EBADMSG, "", "1:8: the byte 0xc0", "UTF-8" },
	{ "{\"a\": \"\xed\xa0\x80\"}", -EBADMSG, "", "1:8: the byte 0xed", "UTF-8" },
	{ "{\"a\": \"\xe2\x82\"}", -EBADMSG, "", "1:8: the byte 0xe2", "UTF-8" },
	{ "{\"a\": \"\xf8\x88\x80\x80\x80\"}", -EBADMSG, "", "1:8: the byte 0xf8", "UTF-8" },
	/* Keys. */
	{ "{\"vcpus\": 1,\n\"vcpus\": 1}", -EBADMSG, "/vcpus",
	  "\"vcpus\" is given twice, again at 2:1", "" },
	{ "{\"vcpus\": 1, \"vcpu\\u0073\": 1}", -EBADMSG, "/vcpus", "given twice", "" },
	{ "{\"modules\": [{}, {\"path\": \"a\", \"path\": \"a\"}]}", -EBADMSG, "/modules/1/path",
	  "\"path\" is given twice", "" },
	{ "{\"a/b~c\": {\"x\": 1, \"x\": 2}}", -EBADMSG, "/a~1b~0c/x", "given twice", "" },
	{ "{\"\": 1}", -EBADMSG, "/", "unknown key \"\"", "" },
	{ "{\"a\\tb\": 1}", -EBADMSG, "/a?b", "unknown key \"a?b\"", "" },
	{ "{\"maxvcpu\": 4}", -EBADMSG, "/maxvcpu", "unknown key \"maxvcpu\"",
	  "did you mean \"maxvcpus\"?" },
	{ "{\"msr_relaxd\": true}", -EBADMSG, "/msr_relaxd", "unknown key",
	  "did you mean \"msr_relaxed\"?" },
	{ "{\"maxcpus\": 4}", -EBADMSG, "/maxcpus", "unknown key", "did you mean \"maxvcpus\"?" },
	{ "{\"Name\": \"a\"}", -EBADMSG, "/Name", "unknown key", "did you mean \"name\"?" },
	{ "{\"MAXMEM\": 1}", -EBADMSG, "/MAXMEM", "unknown key", "did you mean \"maxmem\"?" },
	{ "{\"kernal\": \"a\"}", -EBADMSG, "/kernal", "unknown key", "did you mean \"kernel\"?" },
	{ "{\"kernle\": \"a\"}", -EBADMSG, "/kernle", "unknown key", "did you mean \"kernel\"?" },
	{ "{\"nmae\": \"a\"}", -EBADMSG, "/nmae", "unknown key", "did you mean \"name\"?" },
	{ "{\"a b\": 1}", -EBADMSG, "/a b", "unknown key \"a b\"", "" },
	{ "{\"cmd\": \"a\"}", -EBADMSG, "/cmd", "unknown key", "" },
	{ "{\"disk\": []}", -EBADMSG, "/disk", "unknown key \"disk\"", "" },
	{ "{\"vif\": []}", -EBADMSG, "/vif", "unknown key", "" },
	{ "{\"pae\": 1}", -EBADMSG, "/pae", "unknown key", "" },
	{ "{\"altp2mhvm\": true}", -EBADMSG, "/altp2mhvm", "unknown key", "\"altp2m\"" },
	{ "{\"extra\": \"quiet\"}", -EBADMSG, "/extra", "unknown key", "\"cmdline\"" },
	{ "{\"root\": \"/dev/xvda\"}", -EBADMSG, "/root", "unknown key", "\"cmdline\"" },
	{ "{\"type\": \"pvh\"}", -EBADMSG, "/type", "unknown key", "every domain is a PVH guest" },
	{ "{\"initrd\": \"a\"}", -EBADMSG, "/initrd", "unknown key", "\"ramdisk\"" },
	{ "{\"modules\": [{\"file\": \"a\"}]}", -EBADMSG, "/modules/0/file", "unknown key", "" },
	{ "{\"modules\": [{\"paths\": \"a\"}]}", -EBADMSG, "/modules/0/paths", "unknown key",
	  "did you mean \"path\"?" },
	{ "{\"modules\": [{\"nam\": \"a\"}]}", -EBADMSG, "/modules/0/nam", "unknown key", "" },
	/* Types. */
	{ "{\"name\": 5}", -EINVAL, "/name", "\"name\" is a number, but has to be a string", "" },
	{ "{\"uuid\": null}", -EINVAL, "/uuid", "is null, but has to be a string", "" },
	{ "{\"kernel\": []}", -EINVAL, "/kernel", "is an array, but has to be a string", "" },
	{ "{\"ramdisk\": false}", -EINVAL, "/ramdisk", "is a boolean, but", "" },
	{ "{\"cmdline\": {}}", -EINVAL, "/cmdline", "is an object, but", "" },
	{ "{\"vcpus\": \"2\"}", -EINVAL, "/vcpus", "is a string, but has to be a whole number",
	  "without quotes" },
	{ "{\"vcpus\": 1.5}", -EINVAL, "/vcpus", "\"vcpus\" is 1.5, but has to be a whole", "" },
	{ "{\"vcpus\": 1e2}", -EINVAL, "/vcpus", "\"vcpus\" is 1e2, but has to be a whole", "" },
	{ "{\"vcpus\": 1E+2}", -EINVAL, "/vcpus", "\"vcpus\" is 1E+2, but has", "" },
	{ "{\"vcpus\": 0.1e-20}", -EINVAL, "/vcpus", "\"vcpus\" is 0.1e-20, but has", "" },
	{ "{\"maxvcpus\": true}", -EINVAL, "/maxvcpus", "is a boolean, but", "" },
	{ "{\"msr_relaxed\": 1}", -EINVAL, "/msr_relaxed",
	  "\"msr_relaxed\" is a number, but has to be true or false", "" },
	{ "{\"msr_relaxed\": \"true\"}", -EINVAL, "/msr_relaxed", "is a string, but", "" },
	{ "{\"msr_relaxed\": null}", -EINVAL, "/msr_relaxed", "is null, but", "" },
	{ "{\"memory\": 1.5}", -EINVAL, "/memory", "is 1.5, but has to be a whole", "\"1.5G\"" },
	{ "{\"memory\": null}", -EINVAL, "/memory", "is null, but has to be a whole", "512" },
	{ "{\"modules\": {}}", -EINVAL, "/modules", "is an object, but has to be an array", "" },
	{ "{\"modules\": [\"a\"]}", -EINVAL, "/modules/0", "element 0 is a string, but has to be",
	  "" },
	{ "{\"modules\": [{\"path\": 1}]}", -EINVAL, "/modules/0/path", "has to be a string", "" },
	{ "{\"modules\": [{\"path\": \"a\"}, {\"path\": \"b\", \"cmdline\": 1}]}", -EINVAL,
	  "/modules/1/cmdline", "has to be a string", "" },
	/* Values. */
	{ "{\"vcpus\": 129}", -EINVAL, "/vcpus", "\"vcpus\" is 129, but a PVH guest has at most 128",
	  "" },
	{ "{\"vcpus\": -1}", -EINVAL, "/vcpus", "\"vcpus\" is -1, but cannot be negative", "" },
	{ "{\"vcpus\": -0}", -EINVAL, "/vcpus", "at least 1", "" },
	{ "{\"maxvcpus\": 0}", -EINVAL, "/maxvcpus", "at least 1", "" },
	{ "{\"vcpus\": 9223372036854775807}", -EINVAL, "/vcpus", "is 9223372036854775807, but", "" },
	{ "{\"vcpus\": 9223372036854775808}", -EINVAL, "/vcpus",
	  "the number 9223372036854775808 is out of range", "" },
	{ "{\"vcpus\": -9223372036854775809}", -EINVAL, "/vcpus", "is out of range", "" },
	{ "{\"vcpus\": 1234567890123456789012345678901234567890}", -EINVAL, "/vcpus",
	  "the number 1234567890123456789012345678901234567890 is out of range", "" },
	{ "{\"vcpus\": 12345678901234567890123456789012345678901}", -EINVAL, "/vcpus",
	  "the number 1234567890123456789012345678901234567890... is out of range", "" },
	{ "{\"modules\": [99999999999999999999]}", -EINVAL, "/modules/0", "out of range", "" },
	{ "{\"memory\": 0}", -EINVAL, "/memory", "the minimum is 1M", "" },
	{ "{\"memory\": -512}", -EINVAL, "/memory", "cannot be negative", "" },
	{ "{\"memory\": 16777217}", -EINVAL, "/memory", "more than 16T, the maximum", "" },
	{ "{\"memory\": 17592186044417}", -EINVAL, "/memory", "more than 16T, the maximum", "" },
	{ "{\"memory\": 9223372036854775807}", -EINVAL, "/memory", "more than 16T, the maximum", "" },
	{ "{\"memory\": \"512\"}", -EINVAL, "/memory", "is \"512\", which has no unit", "1.5G" },
	{ "{\"maxmem\": \"0.1G\"}", -EINVAL, "/maxmem", "is \"0.1G\", which is not a whole", "1.5G" },
	{ "{\"maxmem\": \"2T!\"}", -EINVAL, "/maxmem", "which has a unit other than", "1.5G" },
	{ "{\"maxmem\": \"2050K\"}", -EINVAL, "/maxmem", "not a multiple of 4K", "" },
	{ "{\"name\": \"12\"}", -EINVAL, "/name", "only digits", "" },
	{ "{\"uuid\": \"x\"}", -EINVAL, "/uuid", "\"uuid\" is \"x\", which is not a uuid", "8-4-4" },
	{ "{\"ramdisk\": \"\"}", -EINVAL, "/ramdisk", "is empty", "" },
	{ "{\"modules\": [{\"path\": \"a\"}, {}]}", -EINVAL, "/modules/1", "has no \"path\"",
	  "open in \"fd\"" },
	{ "{\"modules\": [{\"cmdline\": \"a\"}]}", -EINVAL, "/modules/0", "has no \"path\"",
	  "open in \"fd\"" },
	{ "{\"modules\": [{\"path\": \"a\", \"fd\": 3}]}", -EINVAL, "/modules/0/fd", "both", "" },
	{ "{\"modules\": [{\"fd\": -1}]}", -EINVAL, "/modules/0/fd", "cannot be negative", "" },
	{ "{\"modules\": [{\"fd\": 2147483648}]}", -EINVAL, "/modules/0/fd",
	  "\"fd\" is 2147483648, which is no descriptor", "" },
	{ "{\"modules\": [{\"path\": \"a\", \"align\": 3}]}", -EINVAL, "/modules/0/align",
	  "\"align\" is 0x300000, which is not a power of two of at least 4K", "" },
	{ "{\"modules\": [{\"path\": \"a\", \"align\": \"2K\"}]}", -EINVAL, "/modules/0/align",
	  "0x800", "" },
	{ "{\"modules\": [{\"path\": \"a\", \"max\": \"4G\", \"min\": \"4G\"}]}", -EINVAL,
	  "/modules/0/max", "\"max\" is 0x100000000, not above \"min\", which is 0x100000000", "" },
	{ "{\"modules\": [{\"path\": \"\"}]}", -EINVAL, "/modules/0/path", "is empty", "" },
	{ "{\"start_info\": 0}", -EINVAL, "/start_info", "has to be an object", "" },
	{ "{\"start_info\": {\"version\": 2}}", -EINVAL, "/start_info/version",
	  "is 2, but there are only 0 and 1", "" },
	{ "{\"start_info\": {\"version\": 4294967296}}", -EINVAL, "/start_info/version",
	  "there are only", "" },
	{ "{\"start_info\": {\"memmap\": true, \"version\": 0}}", -EINVAL, "/start_info/memmap",
	  "version 0 has no \"memmap\"", "" },
	{ "{\"start_info\": {\"flags\": 4294967296}}", -EINVAL, "/start_info/flags",
	  "0x100000000, more than 32 bits", "" },
	{ "{\"start_info\": {\"memap\": true}}", -EBADMSG, "/start_info/memap", "unknown key",
	  "did you mean \"memmap\"?" },
	/* Together. */
	{ "{}", -EINVAL, "/name", "\"name\" is missing", "web1" },
	{ "{\"name\": \"a\", \"kernel\": \"k\"}", -EINVAL, "/memory", "is missing", "MiB" },
	{ "{\"name\": \"a\", \"memory\": 64}", -EINVAL, "/kernel", "is missing", "path of a kernel" },
	{ "{" MINIMAL ", \"maxmem\": 256}", -EINVAL, "/maxmem",
	  "\"maxmem\" is 256M, less than \"memory\", which is 512M", "" },
	{ "{" MINIMAL ", \"vcpus\": 4, \"maxvcpus\": 2}", -EINVAL, "/maxvcpus",
	  "\"maxvcpus\" is 2, less than \"vcpus\", which is 4", "" },
};

static bool hint_matches(const struct refusal *c, const struct fault *f)
{
	return *c->hint ? strstr(f->hint, c->hint) != NULL : !f->hint[0];
}

/* What is wrong, after where it is if that is known. */
static bool says(const struct fault *f, const char *wanted)
{
	char said[sizeof(f->what) + 24];

	snprintf(said, sizeof(said), "%u:%u: %s", f->line, f->column, f->what);
	return strstr(f->line ? said : f->what, wanted);
}

static void test_refusals(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		const struct refusal *c = &refusals[i];
		struct pvh_config *config;
		struct fault f = FAULT_NONE;
		int r = load(c->text, strlen(c->text), &config, &f);

		ok(r == c->code && f.code == r && !config && !strcmp(f.pointer, c->pointer) &&
			   says(&f, c->what) && hint_matches(c, &f),
		   "%zu refused: %d \"%s\" %s (%s)", i, r, f.pointer, f.what, f.hint);
		config_unref(config);
	}
}

/* What the strict checks must let through; the name comes out as it should. */
static void test_accepted(void)
{
	static const struct { const char *text, *name; } cases[] = {
		{ "{" MINIMAL "}", "web1" },
		{ "\r\n\t {" MINIMAL "\n}\n", "web1" },
		{ "{\"memory\":1,\"kernel\":\"k\",\"name\":\"\\ud800\\udc00\\uDBFF\\uDFFF\"}",
		  "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf" },
		{ "{\"memory\":1,\"kernel\":\"k\",\"name\":\"\\ue000\\ud7ff\"}",
		  "\xee\x80\x80\xed\x9f\xbf" },
		{ "{\"memory\":1,\"kernel\":\"\\b\\f\\n\\r\\t\",\"n\\u0061me\":\"\\\"\\\\\"}",
		  "\"\\" },
		{ "{" MINIMAL ", \"modules\": []}", "web1" },
		{ "{" MINIMAL ", \"vcpus\": 128, \"maxmem\": \"16T\"}", "web1" },
		{ "{" MINIMAL ", \"maxmem\": 16777216}", "web1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(config_unrefp) struct pvh_config *c = NULL;
		struct fault f = FAULT_NONE;
		int r = load(cases[i].text, strlen(cases[i].text), &c, &f);

		ok(r == 0 && !f.code && !strcmp(c->name, cases[i].name), "accepted %zu: %s", i,
		   f.what);
	}
}

static void test_sizes(void)
{
	static const char minimal[] = "{" MINIMAL "}";
	_cleanup_free_ char *big = malloc(CONFIG_MAX_JSON + 1);
	_cleanup_(config_unrefp) struct pvh_config *config = NULL, *none = NULL;
	struct fault f = FAULT_NONE;

	if (!big)
		abort();
	memset(big, ' ', CONFIG_MAX_JSON + 1);
	memcpy(big, minimal, strlen(minimal));
	ok(load(big, CONFIG_MAX_JSON, &config, &f) == 0, "1 MiB of text: %s", f.what);
	ok(load(big, CONFIG_MAX_JSON + 1, &none, &f) == -EFBIG && !none &&
		   strstr(f.what, "more than 1M"), "and a byte more: %s", f.what);
	f = FAULT_NONE;
	ok(config_from_json(NULL, 0, &none, &f) == -EBADMSG, "no text: %s", f.what);
	f = FAULT_NONE;
	ok(load("{}\0", 3, &none, &f) == -EBADMSG && says(&f, "1:3: there is a NUL byte"),
	   "a NUL byte: %s", f.what);
}

static void test_long_key(void)
{
	_cleanup_free_ char *text = malloc(4096);
	struct pvh_config *config;
	struct fault f = FAULT_NONE;
	size_t at = 0;

	if (!text)
		abort();
	at += (size_t)sprintf(text, "{\"x");
	while (at < 2000)
		at += (size_t)sprintf(text + at, "\xf0\x9f\x98\x80");
	sprintf(text + at, "\": 1}");
	ok(load(text, strlen(text), &config, &f) == -EBADMSG && strlen(f.pointer) == 158 &&
		   utf8_valid(f.what, strlen(f.what)) == strlen(f.what) &&
		   strlen(f.what) == strlen("unknown key \"\"") + 61, "a long key is cut between characters: %s", f.pointer);
}

static void check_full(const struct pvh_config *c, const char *from)
{
	char uuid[37];

	config_uuid_text(c->uuid, uuid);
	ok(!strcmp(c->name, "web\xc3\xa9\xf0\x9f\x98\x80"), "%s: name", from);
	ok(!strcmp(uuid, "01234567-89ab-cdef-0123-456789abcdef"), "%s: uuid", from);
	ok(c->memory == MIB(512) && c->max_memory == MIB(1536), "%s: memory", from);
	ok(c->vcpus == 2 && c->max_vcpus == 4, "%s: vcpus", from);
	ok(c->msr_relaxed, "%s: msr_relaxed", from);
	ok(c->start_info.version == 0 && !c->start_info.memmap && c->start_info.flags == 3,
	   "%s: start_info", from);
	ok(!strcmp(c->kernel, "../vmlinuz") && !strcmp(c->ramdisk, "initrd.img"), "%s: paths",
	   from);
	ok(!strcmp(c->cmdline, "console=hvc0 x=\"\n\""), "%s: cmdline", from);
	ok(c->nr_modules == 3 && !strcmp(c->modules[0].path, "a") &&
		   !strcmp(c->modules[0].cmdline, "b") && !strcmp(c->modules[1].path, "c") &&
		   !strcmp(c->modules[1].cmdline, "") && c->modules[1].place.max == 0,
	   "%s: modules", from);
	ok(!c->modules[2].path && c->modules[2].fd == INT_MAX &&
		   c->modules[2].place.align == MIB(2) &&
		   c->modules[2].place.min == KIB(1536) && c->modules[2].place.max == GIB(4),
	   "%s: a descriptor, and where it goes", from);
}

static void test_round_trip(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL, *again = NULL;
	_cleanup_free_ char *text = NULL, *second = NULL;
	struct fault f = FAULT_NONE;

	if (!ok(load(full, strlen(full), &c, &f) == 0, "a full config: %s", f.what))
		return;
	check_full(c, "read");
	ok(config_to_json(c, &text, &f) == 0 && load(text, strlen(text), &again, &f) == 0,
	   "written and read again: %s", f.what);
	check_full(again, "read again");
	ok(config_to_json(again, &second, &f) == 0 && !strcmp(text, second), "the same text");
}

/* json-c's releases differ in how they lay out an empty array. */
static void remove_space(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++)
		if (*from != ' ' && *from != '\n')
			*to++ = *from;
	*to = '\0';
}

static void test_written(void)
{
	static const char expected[] =
		"{\"name\":\"web1\",\"uuid\":\"01234567-89ab-cdef-0123-456789abcdef\","
		"\"memory\":\"2052K\",\"maxmem\":4,\"vcpus\":1,\"maxvcpus\":1,"
		"\"kernel\":\"/boot/vmlinuz\",\"cmdline\":\"\",\"modules\":[],"
		"\"start_info\":{\"version\":1,\"memmap\":true,\"flags\":0},"
		"\"reserved\":[],\"vnuma\":[],"
		"\"mmio_hole\":64,\"msr_relaxed\":false,"
		"\"hap\":true,\"oos\":true,\"nestedhvm\":false,"
		"\"altp2m\":\"disabled\",\"vpmu\":false,\"vmtrace_buf_kb\":0,"
		"\"passthrough\":\"disabled\",\"nomigrate\":false,\"tsc_mode\":\"default\","
		"\"timer_mode\":\"no_delay_for_missed_ticks\",\"rtc_timeoffset\":0,"
		"\"localtime\":false,\"extratime\":true,\"max_event_channels\":1023,"
		"\"driver_domain\":false,\"xend_suspend_evtchn_compat\":false}";
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	_cleanup_free_ char *written = NULL;
	struct fault f = FAULT_NONE;

	if (config_new(&c, &f))
		abort();
	config_set_name(c, "web1", &f);
	config_set_uuid(c, "01234567-89ab-cdef-0123-456789abcdef", &f);
	config_set_memory(c, KIB(2052), &f);
	config_set_max_memory(c, MIB(4), &f);
	config_set_kernel(c, "/boot/vmlinuz", &f);
	ok(config_to_json(c, &written, &f) == -EINVAL && !written, "not finished: %s", f.what);
	f = FAULT_NONE;
	ok(config_finish(c, &f) == 0 && config_to_json(c, &written, &f) == 0, "written: %s",
	   f.what);
	if (!written)
		return;
	remove_space(written);
	ok(strcmp(written, expected) == 0, "every default is there: %s", written);
}

static void test_not_utf8(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	_cleanup_free_ char *written = NULL;
	struct fault f = FAULT_NONE;

	if (load("{" MINIMAL "}", strlen("{" MINIMAL "}"), &c, &f))
		abort();
	config_set_ramdisk(c, "\xff.img", &f);
	ok(config_to_json(c, &written, &f) == -EINVAL && !written && strstr(f.what, "UTF-8"),
	   "a path that JSON cannot hold: %s", f.what);
}

static void test_truncated(void)
{
	size_t refused = 0;

	for (size_t size = 0; size < strlen(full); size++) {
		struct pvh_config *c;
		struct fault f = FAULT_NONE;

		refused += load(full, size, &c, &f) == -EBADMSG && !c && f.what[0];
		config_unref(c);
	}
	ok(refused == strlen(full), "every prefix is refused: %zu of %zu", refused, strlen(full));
}

/* Whatever one byte becomes: a config, or a refusal that says why; every config is sound. */
static void test_mutated(void)
{
	static const char bytes[] = "\0\x01\t\n \"'\\/{}[]:,.-+019eEuntAaz~\x7f\x80\xc3\xe2\xf0\xff";
	char text[sizeof(full)];
	size_t wrong = 0;

	for (size_t i = 0; i < strlen(full) * (sizeof(bytes) - 1); i++) {
		_cleanup_(config_unrefp) struct pvh_config *c = NULL;
		struct fault f = FAULT_NONE;
		int r;

		memcpy(text, full, sizeof(full));
		text[i / (sizeof(bytes) - 1)] = bytes[i % (sizeof(bytes) - 1)];
		r = load(text, strlen(full), &c, &f);
		wrong += r ? c || f.code != r || !f.what[0] : !c || !config_is_finished(c) || f.code;
	}
	ok(!wrong, "every mutated byte gives a config or a reason: %zu do not", wrong);
}

/* One wish at a time, by the JSON text of its value. */
static void test_set(void)
{
	static const struct refusal cases[] = {
		{ "", -EBADMSG, "/vcpus", "expected a value, found '}'", "" },
		{ "1 2", -EBADMSG, "/vcpus", "1:3: expected ',' or '}', found '2'", "" },
		{ "\n01", -EBADMSG, "/vcpus", "2:1: \"01\" is not a number", "" },
		{ "1, \"vcpus\": 2", -EBADMSG, "/vcpus", "the text is more than one value", "" },
		{ "1}", -EBADMSG, "/vcpus", "expected the end of the text", "" },
		{ "129", -EINVAL, "/vcpus", "at most 128", "" },
	};
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	struct fault f = FAULT_NONE;

	if (load("{" MINIMAL ", \"modules\": [{ \"path\": \"a\" }] }",
		 strlen("{" MINIMAL ", \"modules\": [{ \"path\": \"a\" }] }"), &c, &f))
		abort();
	ok(!config_set_json(c, "vcpus", " 3\n", &f) && c->vcpus == 3, "a number: %s", f.what);
	ok(!config_set_json(c, "msr_relaxed", "true", &f) && c->msr_relaxed, "an option: %s",
	   f.what);
	ok(!config_set_json(c, "name", "\"web2\"", &f) && !strcmp(c->name, "web2"),
	   "a string: %s", f.what);
	ok(!config_set_json(c, "modules", "[{ \"path\": \"b\" }, { \"path\": \"c\" }]", &f) &&
		   c->nr_modules == 2 && !strcmp(c->modules[0].path, "b"),
	   "a list replaces the one before: %s", f.what);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int r;

		f = FAULT_NONE;
		r = config_set_json(c, "vcpus", cases[i].text, &f);
		ok(r == cases[i].code && !strcmp(f.pointer, cases[i].pointer) &&
			   says(&f, cases[i].what) && c->vcpus == 3,
		   "set refused %zu: %u:%u %s", i, f.line, f.column, f.what);
	}
	f = FAULT_NONE;
	ok(config_set_json(c, "vcpu", "1", &f) == -EBADMSG && strstr(f.hint, "\"vcpus\""),
	   "an unknown key: %s (%s)", f.what, f.hint);
	f = FAULT_NONE;
	ok(config_set_json(c, "msr_relax", "true", &f) == -EBADMSG, "... of an option: %s (%s)",
	   f.what, f.hint);
}

int main(void)
{
	test_set();
	test_refusals();
	test_accepted();
	test_sizes();
	test_long_key();
	test_round_trip();
	test_written();
	test_not_utf8();
	test_truncated();
	test_mutated();
	return done();
}
