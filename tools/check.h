/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pvh-build check: what kernels are, and whether a PVH guest can boot from them. */
#ifndef CHECK_H
#define CHECK_H

#include "tools/options.h"
#include "tools/report.h"

/* What was found out about one file. */
struct verdict {
	const char *path;              /* as given */
	struct pvh_source *source;     /* NULL: it could not be opened */
	struct pvh_image *image;       /* NULL: nothing was found */
	double open_ms;                /* wall clock: to decode and parse it */
	uint64_t min_memory;           /* of a guest; if it is bootable */
	const struct pvh_error *error; /* why it is not bootable; NULL: it is */
	enum exit_code code;           /* EXIT_UNEXPECTED: the error is not the file's */
};

/* Prints a verdict on each of the files; returns what the program ends with. */
enum exit_code check_run(struct pvh_ctx *ctx, const struct options *o);

/* What the API tells only of bootable images; whether it was found in another one, too. */
bool verdict_knows_container(const struct verdict *v);
bool verdict_knows_decoded_size(const struct verdict *v);
bool verdict_knows_class(const struct verdict *v);
bool verdict_knows_entry(const struct verdict *v);
bool verdict_knows_reloc(const struct verdict *v, struct pvh_reloc *reloc);

/* Of a note that has no string; else its value is neither. */
bool note_has_number(const struct pvh_note *note);

/* For people. */
void check_print_text(const struct verdict *v);
/* What is worth knowing at the end of a long list: the `nr` of `total` files without a boot. */
void check_print_summary(char **refused, int nr, int total);
/* For programs: one line. */
void check_print_json(const struct verdict *v);

#endif
