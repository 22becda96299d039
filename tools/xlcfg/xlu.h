/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libxlutil's parser, and what it has to say, which it would print. */
#ifndef XLCFG_XLU_H
#define XLCFG_XLU_H

#include <libxlutil.h>
#include <stdio.h>

#include "tools/xlcfg/memory.h"

struct xlu {
	FILE *report;
	char *said;
	size_t size;
	XLU_Config *cfg;
};

void xlu_open(struct xlu *x);
void xlu_close(struct xlu *x);

/* The first line of it, without what comes before `mark`; until the next call. */
const char *xlu_said(struct xlu *x, const char *mark);

#define _cleanup_xlu_ _cleanup_(xlu_close)

#endif
