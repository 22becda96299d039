/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Section headers: nothing that a PVH kernel needs, so they are looked at only where its
 * segments leave a question open, and a table that cannot be read is none.
 */
#ifndef PVH_IMAGE_SECTION_H
#define PVH_IMAGE_SECTION_H

#include <gelf.h>

#include "image/note.h"

struct sections {
	GElf_Shdr *rows;
	unsigned int nr;   /* 0: there are none that can be read ... */
	bool cut;          /* ... because the file ends before them */
	unsigned int names; /* e_shstrndx */
	uint64_t at;       /* of the first row in the payload; for messages */
	uint64_t row_size;
};

/* `header` is the checked ELF header of the payload. -EFBIG, -ENOMEM, -EIO. */
int sections_read(struct sections *s, struct opening *o, const uint8_t *header,
		  struct fault *f);
void sections_fini(struct sections *s);

static inline uint64_t section_at(const struct sections *s, unsigned int row)
{
	return s->at + row * s->row_size;
}

/* The notes of every SHT_NOTE. */
int sections_read_notes(const struct sections *s, struct notes *found, struct fault *f);

/* Whether one of them is called "__xen_guest", where PV kernels had text instead of notes. */
bool sections_have_xen_guest(const struct sections *s, const struct pvh_source *payload);

#endif
