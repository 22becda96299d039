/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The input is a file: an ELF with its notes, sections and symbol table, or anything else. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int lowest = fuzz_begin();
	struct pvh_image *image = fuzz_open(data, size);

	fuzz_accepted += image != NULL;
	image_unref(image);
	fuzz_end(lowest);
	return 0;
}
