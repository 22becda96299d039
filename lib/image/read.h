/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the bytes of a file to facts. All that looks at untrusted bytes is behind this. */
#ifndef PVH_IMAGE_READ_H
#define PVH_IMAGE_READ_H

#include "image/opening.h"

/*
 * Recognises o->file, decodes it into o->memfd if it is compressed, and fills *o->facts
 * (zeroed by the caller) from the ELF. On failure too there are the facts found so far,
 * which are sound, and o->payload may be set: the caller owns it.
 * -ENOEXEC, -EBADMSG, -EFBIG, -EOPNOTSUPP, -ENOMEM, -EIO, -ECANCELED.
 */
int image_read(struct opening *o, struct fault *f);

#endif
