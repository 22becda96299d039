/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of XEN_ELFNOTE_FEATURES: names separated by '|', required ones behind a '!'. */
#ifndef PVH_IMAGE_FEATURE_H
#define PVH_IMAGE_FEATURE_H

#include "base/bytes.h"

/*
 * Finds the first required feature that no PVH guest can have: "dom0" and the like, or one
 * that is not known. False: there is none.
 */
bool feature_find_impossible(struct view text, struct view *name);

#endif
