/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef PVH_IMAGE_GUESS_H
#define PVH_IMAGE_GUESS_H

#include "base/source.h"

#define GUESS_JSON "JSON text"

/*
 * What a file that is no kernel looks like, with its article: "a shell script". For the
 * refusal only; nothing is decided by it. NULL when it looks like nothing known.
 */
const char *guess_format(const struct pvh_source *file);

#endif
