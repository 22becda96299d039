/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/units.h"

#include <inttypes.h>
#include <string.h>

#include "base/macro.h"
#include "tap.h"

static const struct {
	const char *text;
	uint64_t bytes;
} sizes[] = {
	{ "512M", MIB(512) },
	{ "512m", MIB(512) },
	{ "1.5G", MIB(1536) },
	{ "1048576K", GIB(1) },
	{ "2048MiB", GIB(2) },
	{ "2048mIb", GIB(2) },
	{ "3kB", KIB(3) },
	{ "1T", GIB(1024) },
	{ "0M", 0 },
	{ "007M", MIB(7) },
	{ "0.5G", MIB(512) },
	{ "1.0000000000000000000000000G", GIB(1) },
	{ "0.0009765625K", 1 }, /* as many decimals as the unit has bits */
	{ "0.000030517578125G", KIB(32) },
	{ "16777215.5T", UINT64_MAX - GIB(512) + 1 },
	{ "18014398509481983K", UINT64_MAX - 1023 },
};

static const struct {
	const char *text, *why;
} refused[] = {
	{ "", "is not a size" },
	{ "M", "is not a size" },
	{ ".5G", "is not a size" },
	{ "1.G", "is not a size" },
	{ "-1G", "is not a size" },
	{ "+1G", "is not a size" },
	{ " 1G", "is not a size" },
	{ "lots", "is not a size" },
	{ "512", "has no unit" },
	{ "1.5", "has no unit" },
	{ "512X", "has a unit" },
	{ "512 M", "has a unit" },
	{ "512b", "has a unit" },
	{ "512MM", "has a unit" },
	{ "512MiBs", "has a unit" },
	{ "512Mi", "has a unit" },
	{ "1.5.5G", "has a unit" },
	{ "1e3M", "has a unit" },
	{ "0.1G", "whole number of bytes" },
	{ "0.3K", "whole number of bytes" },
	{ "0.00048828125K", "whole number of bytes" },
	{ "18014398509481984K", "too large" },
	{ "16777216T", "too large" },
	{ "18446744073709551616K", "too many digits" },
	{ "1.9999999999999999999999G", "too many digits" },
};

static const struct {
	uint64_t bytes;
	const char *text;
} texts[] = {
	{ 0, "0M" },
	{ MIB(512), "512M" },
	{ MIB(1) + KIB(4), "1028K" },
	{ GIB(16 * 1024), "16777216M" },
	{ 1000, "1000 bytes" },
	{ UINT64_MAX, "18446744073709551615 bytes" },
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		uint64_t bytes = 42;
		const char *why = size_from_text(sizes[i].text, &bytes);

		ok(!why && bytes == sizes[i].bytes, "%s is %" PRIu64 " bytes (%" PRIu64 ", %s)",
		   sizes[i].text, sizes[i].bytes, bytes, why ? why : "accepted");
	}
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		uint64_t bytes;
		const char *why = size_from_text(refused[i].text, &bytes);

		ok(why && strstr(why, refused[i].why), "\"%s\" %s (%s)", refused[i].text,
		   refused[i].why, why ? why : "accepted");
	}
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char text[32];

		size_to_text(texts[i].bytes, text);
		ok(strcmp(text, texts[i].text) == 0, "%" PRIu64 " bytes are %s (%s)",
		   texts[i].bytes, texts[i].text, text);
	}
	return done();
}
