/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading images in another process. The parent's side: it makes the memory file, starts
 * pvh-image-worker, asks once, and believes nothing of the answer that it has not checked.
 */
#ifndef PVH_WORKER_WORKER_H
#define PVH_WORKER_WORKER_H

#include "image/image.h"

/*
 * As image_open(), by the program `path`. A worker that cannot be started, dies, hangs, lies
 * or says too much is -EIO; it never outlives the call.
 */
int worker_open(const char *path, struct pvh_source *source, const struct budget *budget,
		struct pvh_image **out, struct fault *f);

#endif
