/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The special pages: eight pages below 0xff000000 that Xen and its tools share with the guest.
 * Nobody has written to them yet, but for one.
 */
#include "xen-checks.h"

#define SPECIAL 0xfeff8000ull

enum { XENSTORE = 4, IDENT_PT = 6 };

/* Offsets into struct xenstore_domain_interface (io/xs_wire.h): xenstored may write there. */
enum { STORE_FEATURES = 2064, STORE_END = 2076 };

static uint64_t find_store_dirt(uint64_t page)
{
	uint64_t dirt = find_dirt(page, page + STORE_FEATURES);

	return dirt ? dirt : find_dirt(page + STORE_END, page + PAGE);
}

/* A page directory for Intel's processors without unrestricted guests: 4 GiB as 4 MiB pages. */
static uint64_t find_wrong_entry(uint64_t page)
{
	const uint32_t *entry = view(page, PAGE);

	for (uint32_t i = 0; i < 1024; i++)
		if (entry[i] != (i << 22 | 0xe7)) /* present, writable, user, accessed, dirty, large */
			return page + 4 * i;
	return 0;
}

void check_special(void)
{
	static const char *const names[] = {
		"paging", "monitor", "sharing", "bufioreq", "xenstore", "ioreq", "ident_pt", "console",
	};

	for (uint32_t i = 0; i < COUNT(names); i++) {
		uint64_t page = SPECIAL + i * PAGE;

		if (!on_xen())
			skip(NOT_ON_XEN, "special.%s", names[i]);
		else if (i == IDENT_PT)
			check_clean(find_wrong_entry(page), "special.%s", names[i]);
		else if (i == XENSTORE)
			check_clean(find_store_dirt(page), "special.%s", names[i]);
		else
			check_clean(find_dirt(page, page + PAGE), "special.%s", names[i]);
	}
}
