/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the fuzz targets share: how a finding is made known, and what must hold of every
 * answer that the library gives. A target is a file fuzz-NAME.c with the entry point below,
 * which libFuzzer, AFL++ and replay.c call.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <pvh.h>

#include "base/fault.h"
#include "base/macro.h"
#include "image/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * How many inputs were accepted to the end, and how many need a codec that is not built in.
 * replay.c wants one or the other of files called good-*.
 */
extern unsigned int fuzz_accepted, fuzz_unsupported;

/* A finding unless `holds`: says what does not hold, and aborts. */
void fuzz_require(bool holds, const char *fmt, ...) _printf_(2, 3);

/*
 * The first and the last thing that a target does: the lowest descriptor that is free, and a
 * finding when it is not free any more.
 */
int fuzz_begin(void);
void fuzz_end(int lowest);

/* `f` goes with `r`, one of `codes` (up to a 0), and can be shown to anybody. */
void fuzz_fault(const struct fault *f, int r, const int *codes);
/* The same of the last error of `ctx`. */
void fuzz_error(const struct pvh_ctx *ctx, int r, const int *codes);

/* What an image can be refused with; everything else would be a failure of ours. */
extern const int fuzz_image_codes[];
/* What a config can be refused with. */
extern const int fuzz_config_codes[];

/* Bounds so small that inputs of a few KiB reach them. */
struct limits fuzz_limits(void);
/* A context with these, that reads images in this process. */
struct pvh_ctx *fuzz_ctx(void);

struct pvh_source *fuzz_source(const void *data, uint64_t size);

/* Opens it twice, for the same answer, and looks at all of that; NULL when it is refused. */
struct pvh_image *fuzz_open(const void *data, uint64_t size);

/* Reads whatever the public API has to say about an image with sound facts. */
void fuzz_look(const struct pvh_image *image);

/*
 * From a plan with its kernel and modules in place to a domain, by Xen's rules. False when
 * the guest has no room for start_info.
 */
bool fuzz_build(struct pvh_ctx *ctx, struct pvh_plan *plan);

#endif
