/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/check.h"

#include <string.h>

bool verdict_knows_container(const struct verdict *v)
{
	return v->image && strcmp(pvh_image_get_container(v->image), "unknown");
}

bool verdict_knows_decoded_size(const struct verdict *v)
{
	return v->image && pvh_image_get_decoded_size(v->image);
}

/* Both are found at once. */
bool verdict_knows_class(const struct verdict *v)
{
	return v->image && *pvh_image_get_machine(v->image);
}

bool verdict_knows_entry(const struct verdict *v)
{
	/* Address 0 is an odd place for an entry, but a possible one. */
	return v->image && (pvh_image_is_bootable(v->image) || pvh_image_get_entry(v->image));
}

/* The alignment may come from the segments, so that it can be missing as yet. */
bool verdict_knows_reloc(const struct verdict *v, struct pvh_reloc *reloc)
{
	return v->image && !pvh_image_get_reloc(v->image, reloc) && reloc->align;
}

bool note_has_number(const struct pvh_note *note)
{
	return note->size == 1 || note->size == 2 || note->size == 4 || note->size == 8;
}
