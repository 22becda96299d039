/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What programs say, to be part of a sentence of ours. */
#ifndef PVH_BACKEND_XEN_LINE_H
#define PVH_BACKEND_XEN_LINE_H

/* In place: without white space around it, and with single spaces within. Returns it. */
char *xen_flatten(char *text);
/* The last line that says something, flattened; "" if there is none. `text` is changed. */
const char *xen_last_line(char *text);

#endif
