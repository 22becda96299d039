/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a domain.json is refused for, and in which words. */
#include "test-config-json.h"

#define MODULE(place) "{\"modules\": [{\"path\": \"a\", " place "}]}"

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
	{ MODULE("\"align\": 0"), -EINVAL, "/modules/0/align", "\"align\" is 0, which it cannot be",
	  "leave it out" },
	{ MODULE("\"min\": \"0K\""), -EINVAL, "/modules/0/min", "\"min\" is 0, which it cannot be",
	  "leave it out" },
	{ MODULE("\"max\": 0"), -EINVAL, "/modules/0/max", "\"max\" is 0, which it cannot be",
	  "leave it out" },
	{ MODULE("\"min\": \"1.5K\""), -EINVAL, "/modules/0/min",
	  "\"min\" is 0x600, not a multiple of 4K", "" },
	{ MODULE("\"max\": \"2050K\""), -EINVAL, "/modules/0/max",
	  "\"max\" is 0x200800, not a multiple of 4K", "" },
	{ MODULE("\"min\": \"4G\""), -EINVAL, "/modules/0/min", "\"min\" is 0x100000000, not below "
	  "\"max\", which is 0x100000000 by default", "give a \"max\"" },
	{ MODULE("\"max\": 1"), -EINVAL, "/modules/0/max", "\"max\" is 0x100000, not above "
	  "\"min\", which is 0x100000 by default", "give a \"min\"" },
	{ MODULE("\"max\": 1, \"min\": 2"), -EINVAL, "/modules/0/max", "\"max\" is 0x100000, not "
	  "above \"min\", which is 0x200000", "" },
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

int main(void)
{
	test_refusals();
	return done();
}
