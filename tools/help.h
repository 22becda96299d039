/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef HELP_H
#define HELP_H

#include "tools/options.h"

/* Answers --help, on standard output. */
void help_print(enum command command, const struct pvh_ctx *ctx);

#endif
