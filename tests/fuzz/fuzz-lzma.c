/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t magic[] = { 0x5d, 0, 0 };

	fuzz_codec("lzma", (struct view){ magic, sizeof(magic) }, NULL, data, size);
	return 0;
}
