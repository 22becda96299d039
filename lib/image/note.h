/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* note.c walks the notes and gives the verdict, note-xen.c takes the values of Xen's. */
#ifndef PVH_IMAGE_NOTE_H
#define PVH_IMAGE_NOTE_H

#include "base/bytes.h"
#include "image/image.h"

/* What was found so far. */
struct notes {
	struct pvh_image *image;
	uint64_t entry_at;  /* of the entry's value; 0: none found */
	uint64_t broken_at; /* of the first note that overruns its segment; 0: none */
	uint64_t bytes;
	unsigned int nr;
	bool xen; /* any note of Xen's */
	bool pv;  /* one that only a PV kernel needs */
};

struct note {
	struct view value;
	uint64_t at; /* of the value in the payload */
};

/* A note whose owner is Xen. */
int note_take_xen(struct notes *found, uint32_t type, const struct note *n,
		  struct fault *f);

#endif
