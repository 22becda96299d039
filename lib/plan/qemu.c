/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/qemu.h"

#include <stdlib.h>

static void words_fini(struct qemu_word *words, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		free(words[i].text);
	free(words);
}

void qemu_fini(struct plan_qemu *q)
{
	words_fini(q->args, q->nr_args);
	words_fini(q->env, q->nr_env);
	free(q->path);
	free(q->pointer);
	free(q->log);
}
