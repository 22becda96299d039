/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t magic[] = { 0x28, 0xb5, 0x2f, 0xfd };

	fuzz_codec("zstd", (struct view){ magic, sizeof(magic) }, NULL, data, size);
	return 0;
}
