/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The domain that a test has built on the Xen of fake.h, and what is said of it. */
#ifndef PVH_TEST_BUILT_H
#define PVH_TEST_BUILT_H

#include <stdbool.h>

#include <pvh.h>

extern struct pvh_plan *plan; /* the test's own */
extern struct pvh_backend *backend;
extern struct pvh_domain *domain;
extern char log_line[512]; /* the last that on_log() has heard */

/* Of what failed last. */
const char *sentence(void);
void on_log(void *data, int priority, const char *line);

/* Builds it, behind fake_reset(), and opens it. Nobody here has to be waited for as long as elsewhere. */
void start_built(void);
void stop_built(void);

bool has_value(const char *path, const char *value);
/* What libxl knows of it, in one notation; "" when that is nothing. */
const char *known(void);
bool knows(const char *part);

#endif
