/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/feature.h"

#include <string.h>

#include "base/macro.h"

/*
 * Names of public/features.h without XENFEAT_. Those that are about paging mean nothing to
 * a PVH guest, but kernels that are PV kernels as well require them all the same. Missing
 * are "dom0", "direct_mapped" (one to one with the host's memory) and what is Arm's.
 */
static const char *const possible[] = {
	"writable_page_tables", "writable_descriptor_tables", "auto_translated_physmap",
	"supervisor_mode_kernel", "pae_pgdir_above_4gb", "mmu_pt_update_preserve_ad",
	"highmem_assist", "gnttab_map_avail_bits", "hvm_callback_vector",
	"hvm_safe_pvclock", "hvm_pirqs", "grant_map_identity",
	"memory_op_vnode_supported", "linux_rsdp_unrestricted", "not_direct_mapped",
};

static bool is_possible(struct view name)
{
	for (size_t i = 0; i < ARRAY_SIZE(possible); i++)
		if (name.size == strlen(possible[i]) &&
		    !memcmp(name.data, possible[i], name.size))
			return true;
	return false;
}

static struct view next_token(struct view *text)
{
	const uint8_t *bar = memchr(text->data, '|', text->size);
	struct view token = { text->data, bar ? (uint64_t)(bar - text->data) : text->size };
	uint64_t taken = token.size + (bar != NULL);

	*text = (struct view){ text->data + taken, text->size - taken };
	return token;
}

bool feature_find_impossible(struct view text, struct view *name)
{
	while (text.size) {
		struct view token = next_token(&text);

		/* An empty one has its bar there. */
		if (token.data[0] != '!')
			continue;
		*name = (struct view){ token.data + 1, token.size - 1 };
		if (!is_possible(*name))
			return true;
	}
	return false;
}
