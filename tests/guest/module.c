/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Modules: exactly the bytes of their files, and zeroes to the end of the page.  What the file
 * had, its module's own command line says.
 */
#include "facts.h"

/* "WORD=" of the module's own line, or "expect.module.N.WORD=" of the guest's. */
static bool wish(const struct module *m, uint32_t i, const char *word, uint64_t *value)
{
	const char *line = string_at(m->cmdline_paddr);
	char text[40];

	make_text(text, sizeof(text), "expect.%s", word);
	if (line && word_number(line, text, value))
		return true;
	make_text(text, sizeof(text), "module.%u.%s", i, word);
	return expected(text, value);
}

static void check_cmdline(const struct module *m, uint32_t i)
{
	const char *line = m->cmdline_paddr ? string_at(m->cmdline_paddr) : "";
	uint64_t sum;

	if (!check(line, "module.%u.cmdline.terminated", i))
		return;
	check_line(line, "module.%u.cmdline", i);
	if (wish(m, i, "line", &sum))
		check_is(cksum((const uint8_t *)line, length(line)), sum, "module.%u.line", i);
}

/* Below 4 GiB unless the guest's maker allows more, because Linux's fields have 32 bits. */
static void check_place(const struct facts *f, const struct module *m, uint32_t i)
{
	uint64_t align = PAGE, min = MIB(1), max = GIB(4);

	wish(m, i, "align", &align);
	wish(m, i, "min", &min);
	wish(m, i, "max", &max);
	check(!(m->paddr & (align - 1)), "module.%u.align", i);
	check(m->paddr >= min, "module.%u.min", i);
	check(m->size <= max && m->paddr <= max - m->size, "module.%u.max", i);
	check(is_within(f, page_down(m->paddr), page_up(m->paddr + m->size) - page_down(m->paddr),
			RAM), "module.%u.in_ram", i);
}

static void check_bytes(const struct module *m, uint32_t i)
{
	uint64_t end = m->paddr + m->size, value;

	if (wish(m, i, "size", &value))
		check_is(m->size, value, "module.%u.size", i);
	if (wish(m, i, "sum", &value))
		check_is(sum_of(m->paddr, m->size), value, "module.%u.bytes", i);
	check_clean(find_dirt(end, page_up(end)), "module.%u.tail", i);
}

void check_modules(const struct facts *f)
{
	for (uint32_t i = 0; i < f->nr_modules; i++) {
		const struct module *m = &f->modules[i];

		note("module %u: %llx, %llx bytes", i, m->paddr, m->size);
		check_is(m->reserved, 0, "module.%u.reserved", i);
		check_cmdline(m, i);
		check_place(f, m, i);
		if (m->size <= ram_size(f))
			check_bytes(m, i);
	}
}
