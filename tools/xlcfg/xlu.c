/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/xlcfg/xlu.h"

#include <string.h>

void xlu_open(struct xlu *x)
{
	*x = (struct xlu){ 0 };
	x->report = checked(open_memstream(&x->said, &x->size));
	x->cfg = checked(xlu_cfg_init(x->report, ""));
}

void xlu_close(struct xlu *x)
{
	xlu_cfg_destroy(x->cfg);
	fclose(x->report);
	free(x->said);
}

const char *xlu_said(struct xlu *x, const char *mark)
{
	char *found;

	if (fflush(x->report))
		out_of_memory();
	x->said[strcspn(x->said, "\n")] = '\0';
	found = strstr(x->said, mark);
	return found ? found + strlen(mark) : x->said;
}
