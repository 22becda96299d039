/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A whole kernel in gzip, as vmlinux.gz and xen.gz are. */
#ifndef PVH_IMAGE_GZIP_FILE_H
#define PVH_IMAGE_GZIP_FILE_H

#include "image/opening.h"

#define GZIP_FILE_MAGIC "\x1f\x8b"

int gzip_file_unwrap(struct opening *o, struct fault *f);

#endif
