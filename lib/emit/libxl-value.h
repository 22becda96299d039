/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values of libxl's types, as JSON. */
#ifndef PVH_EMIT_LIBXL_VALUE_H
#define PVH_EMIT_LIBXL_VALUE_H

#include "plan/writer.h"

static inline void libxl_put_defbool(struct writer *w, json *object, const char *member, bool value)
{
	writer_put_text(w, object, member, value ? "True" : "False");
}

/* Nothing, if there is no such text. */
static inline void libxl_put_text(struct writer *w, json *object, const char *member,
				  const char *text)
{
	if (text && *text)
		writer_put_user_text(w, object, member, text);
}

static inline void libxl_put_number(struct writer *w, json *object, const char *member,
				    uint64_t number)
{
	if (number)
		writer_put_number(w, object, member, number);
}

#endif
