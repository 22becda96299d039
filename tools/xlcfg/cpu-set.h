/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPUs of the host, written as xl.cfg(5) has them: "0-3,^1", "all,^node:1". */
#ifndef XLCFG_CPU_SET_H
#define XLCFG_CPU_SET_H

#include "tools/xlcfg/memory.h"

/* False: it is no such text, or has no term. */
bool cpu_set_is_text(const char *text);

/*
 * The CPUs that are in each of `nr` texts, of which some can be NULL, which is all CPUs. NULL:
 * *why says why that is not known.
 */
char *cpu_set_common(const char *const *texts, size_t nr, const char **why);

#endif
