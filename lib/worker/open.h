/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opens an image where its context says: in this process or by a worker. */
#ifndef PVH_WORKER_OPEN_H
#define PVH_WORKER_OPEN_H

#include "base/ctx.h"
#include "image/image.h"

/* As image_open(), within the limits of the context, which is told of progress. */
int open_image(struct pvh_ctx *ctx, struct pvh_source *source, struct pvh_image **image,
	       struct fault *f);

#endif
