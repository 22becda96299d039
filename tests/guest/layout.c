/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nothing lies in the place of something else. */
#include "facts.h"

void check_layout(const struct facts *f)
{
	struct objects o = { .nr = 0 };

	objects_add(&o, f->image, f->image_end - f->image);
	objects_add(&o, page_down(f->start_info), PAGE);
	for (uint32_t i = 0; i < f->nr_modules; i++) {
		const struct module *m = &f->modules[i];

		objects_add(&o, m->paddr, page_up(m->paddr + m->size) - m->paddr);
	}
	for (uint32_t i = 0; i < f->nr_ranges; i++)
		if (f->map[i].type != RAM)
			objects_add(&o, f->map[i].addr, f->map[i].size);
	check_clean(objects_overlap(&o), "layout.disjoint");
	check(is_within(f, f->image, f->image_end - f->image, RAM), "kernel.in_ram");
}
