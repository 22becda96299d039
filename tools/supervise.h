/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --wait and --console: stays with the domain, and does what its config wants in the end. */
#ifndef SUPERVISE_H
#define SUPERVISE_H

#include "tools/job.h"

/* Builds the plan that `job` has; returns what the program ends with. */
enum exit_code supervise(struct job *job);

#endif
