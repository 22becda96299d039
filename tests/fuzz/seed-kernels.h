/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernels that seeds are made of: as small as they can be. */
#ifndef SEED_KERNELS_H
#define SEED_KERNELS_H

#include "mkelf.h"

struct kernels {
	struct mk_blob small;    /* ELF32, two segments, an entry */
	struct mk_blob notes;    /* ELF64 with a note of each kind */
	struct mk_blob symbols;  /* ... with a BSD symbol table */
	struct mk_blob sections; /* ... the notes of which are in a section only */
	struct mk_blob overlap;  /* two segments in one place, together larger than 4 MiB */
	struct mk_blob wordy;    /* a note that is longer than fuzz_limits() allows */
};

struct kernels kernels_make(void);
void kernels_fini(struct kernels *k);

#endif
