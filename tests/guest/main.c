/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "acpi.h"
#include "console.h"
#include "early.h"
#include "entry.h"
#include "facts.h"
#include "image.h"
#include "long-mode.h"
#include "ram.h"
#include "vcpu.h"
#include "xen-checks.h"

#define SPECIAL 0xfeff8000u
#define LAST_BYTES 0xfffffff0u /* of the firmware, where there is one */

void guest_main(void);

/* The end of the highest memory below 4 GiB that is not for anything yet. */
static uint32_t high_memory(const struct facts *f)
{
	uint64_t end = 16;

	for (uint32_t i = 0; i < f->nr_ranges; i++) {
		const struct range *r = &f->map[i];
		uint64_t top = r->addr + r->size;

		if ((r->type == NVS || r->type == ACPI || r->type == RAM) && top <= GIB(4) &&
		    top > end)
			end = top;
	}
	return (uint32_t)end - 16;
}

static void judge(const struct facts *f)
{
	check_start_info(f);
	check_memmap(f);
	check_xen_map(f);
	check_layout(f);
	check_modules(f);
	check_acpi(f);
	check_numa(f);
	check_ram(f);
	check_params();
	check_vcpus(f);
	check_grants();
}

/* Commands: what the guest does with its memory before it ends. */
static void obey(const struct facts *f)
{
	bool hold = has_word(f->cmdline, "hold");
	uint64_t byte;

	if (word_number(f->cmdline, "fill", &byte))
		ram_fill(f, (uint8_t)byte, has_word(f->cmdline, "give"));
	while (hold)
		yield();
}

void guest_main(void)
{
	static struct facts facts;

	image_range(&facts.image, &facts.image_end);
	xen_find();
	try_segments(on_xen() ? SPECIAL : LAST_BYTES);
	facts_read(&facts, early_state.ebx);
	words_set(facts.cmdline);
	report_port(!has_word(facts.cmdline, "quiet"));
	xen_map_if_none(&facts);
	check_image();
	check_special();
	check_entry(high_memory(&facts));
	long_mode();
	judge(&facts);
	report_end();
	console_send();
	obey(&facts);
	power_off();
}
