/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t magic[] = { 0x1f, 0x8b };

	fuzz_codec("gzip", (struct view){ magic, sizeof(magic) }, NULL, data, size);
	return 0;
}
