/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One member; bytes behind it (a signature, padding) are no error, but another member
 * is: it would be half of a kernel that nobody loads.
 */
#include "image/gzip-file.h"

#include "image/payload.h"

int gzip_file_unwrap(struct opening *o, struct fault *f)
{
	struct payload p = {
		.size = source_size(o->file),
		.decoded_size_at = FAULT_NOWHERE, /* the last word is that of the last member */
		.codec = codec_find((struct view){ (const uint8_t *)GZIP_FILE_MAGIC, 2 }),
	};

	return payload_decode(&p, o, f);
}
