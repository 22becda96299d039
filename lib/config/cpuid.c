/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/cpuid.h"

#include <string.h>

#include "base/array.h"

struct cpuid_leaf *cpuid_leaf_of(struct cpuid_edits *edits, uint32_t leaf, uint32_t subleaf)
{
	struct cpuid_leaf *l;

	for (size_t i = 0; i < edits->nr_leaves; i++) {
		l = &edits->leaves[i];
		if (l->leaf == leaf && l->subleaf == subleaf)
			return l;
	}
	l = array_append(edits->leaves, edits->nr_leaves);
	if (!l)
		return NULL;
	l->leaf = leaf;
	l->subleaf = subleaf;
	return l;
}

struct msr_edit *cpuid_msr_of(struct cpuid_edits *edits, uint32_t index)
{
	struct msr_edit *m;

	for (size_t i = 0; i < edits->nr_msrs; i++)
		if (edits->msrs[i].index == index)
			return &edits->msrs[i];
	m = array_append(edits->msrs, edits->nr_msrs);
	if (!m)
		return NULL;
	m->index = index;
	memset(m->policy, 'x', sizeof(m->policy) - 1);
	return m;
}

int cpuid_read(struct cpuid_edits *edits, const struct text_list *texts,
	       const struct pointer *at, struct fault *f)
{
	int r = 0;

	if (texts->single)
		return cpuid_read_host(edits, texts->texts[0], at, f);
	for (size_t i = 0; i < texts->nr && !r; i++)
		r = cpuid_read_leaf(edits, texts->texts[i], &(struct pointer){ at, NULL, i }, f);
	return r;
}

void cpuid_clear(struct cpuid_edits *edits)
{
	free(edits->leaves);
	free(edits->msrs);
	*edits = (struct cpuid_edits){ 0 };
}
