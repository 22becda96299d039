/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host: what memory it has free, to the page, and on which of its NUMA nodes. */
#include "inspect.h"

#include <stdlib.h>

static void say_nodes(struct inspect *in)
{
	xc_meminfo_t *nodes = NULL;
	unsigned int nr = 0;

	if (!xc_numainfo(in->xch, &nr, NULL, NULL))
		nodes = calloc(nr, sizeof(*nodes));
	if (!nodes || xc_numainfo(in->xch, &nr, nodes, NULL)) {
		say_error(in, "host.nodes");
	} else {
		for (unsigned int i = 0; i < nr; i++) {
			say_number(nodes[i].memsize / PAGE, "host.node%u.pages", i);
			say_number(nodes[i].memfree / PAGE, "host.node%u.free_pages", i);
		}
	}
	free(nodes);
}

void inspect_host(struct inspect *in)
{
	xc_physinfo_t info;

	if (xc_physinfo(in->xch, &info)) {
		say_error(in, "host");
		return;
	}
	say_number(info.free_pages, "host.free_pages");
	say_number(info.scrub_pages, "host.scrub_pages");
	say_number(info.outstanding_pages, "host.outstanding_pages");
	say_number(info.nr_nodes, "host.nr_nodes");
	say_nodes(in);
}
