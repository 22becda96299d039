/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Linux's bzImage: a boot protocol header that says where the compressed ELF is.
 * Only what is needed to find that payload is looked at: any version from 2.08 on will
 * do, the boot flag is ignored, and so are bytes behind the payload (signatures). The
 * payload must be one compressed stream and the size word, with nothing in between.
 */
#ifndef PVH_IMAGE_BZIMAGE_H
#define PVH_IMAGE_BZIMAGE_H

#include "image/opening.h"

#define BZIMAGE_MAGIC_AT 0x202
#define BZIMAGE_MAGIC "HdrS"
#define BZIMAGE_HEADER_END 0x250 /* behind the last field that we read */

int bzimage_unwrap(struct opening *o, struct fault *f);

#endif
