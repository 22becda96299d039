/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One image being read: from the file as given to the facts about the ELF in it. */
#ifndef PVH_IMAGE_OPENING_H
#define PVH_IMAGE_OPENING_H

#include "base/source.h"
#include "image/budget.h"
#include "image/facts.h"

struct opening {
	struct pvh_source *file;       /* borrowed */
	int memfd;                     /* borrowed: where what is decoded goes */
	const struct budget *budget;   /* borrowed */
	struct facts *facts;           /* borrowed */
	struct pvh_source *payload;    /* a reference: the file itself or what was decoded */
};

static inline uint64_t opening_limit(const struct opening *o, enum pvh_limit which)
{
	return budget_limit(o->budget, which);
}

#endif
