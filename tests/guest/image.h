/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GUEST_IMAGE_H
#define GUEST_IMAGE_H

#include "guest.h"

/* Where the guest is, in whole pages. */
void image_range(uint64_t *start, uint64_t *end);
void check_image(void);

#endif
