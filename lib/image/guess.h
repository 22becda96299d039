/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef PVH_IMAGE_GUESS_H
#define PVH_IMAGE_GUESS_H

#include "base/bytes.h"

/* Covers everything that the guesses (and the containers' magics) look at. */
#define GUESS_HEAD 1024

/*
 * What a file that is no kernel looks like, by its first bytes: "a shell script". For
 * the refusal only; nothing is decided by it. NULL when it looks like nothing known.
 */
const char *guess_format(struct view head);

#endif
