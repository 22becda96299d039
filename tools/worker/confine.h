/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Takes away from this process whatever reading an image does not need. For good. */
#ifndef CONFINE_H
#define CONFINE_H

#include "base/limits.h"

/* First of all: every inherited descriptor from `first` on, and outliving the parent. */
int confine_inheritance(int first);
/* Privileges: root becomes nobody, and nothing executed later could gain any. */
int confine_privileges(void);
/* Memory, processor time and the size of what is written. */
int confine_resources(const struct limits *limits);
/*
 * System calls: docs/design.md has the list. All others kill the process. `channel` and
 * `memfd` may be written to, the latter also through a mapping.
 */
int confine_calls(int channel, int memfd);

/* The last three. */
int confine_all(const struct limits *limits, int channel, int memfd);

#endif
