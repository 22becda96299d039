/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Page faults of this process that were taken one by one. Not getrusage()'s: that counts
 * pages that were faulted in ahead as well.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include <stdint.h>

/* Begins to count. A descriptor, or -1 where that is not allowed. */
int faults_start(void);
/* So many since. */
uint64_t faults_so_far(int fd);

#endif
