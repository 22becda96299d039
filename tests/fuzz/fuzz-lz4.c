/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t magic[] = { 0x02, 0x21, 0x4c, 0x18 };

	fuzz_codec("lz4", (struct view){ magic, sizeof(magic) }, NULL, data, size);
	return 0;
}
