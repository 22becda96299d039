/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What tests start from: plans, images and sources that are made in memory, the same
 * every time. One that cannot be made ends the test, for nothing can be said then.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <pvh.h>

#include "base/source.h"
#include "image/image.h"
#include "mkelf.h"
#include "plan/plan.h"

#define FX_UUID "00112233-4455-6677-8899-aabbccddeeff"

/* Zeroes and NULL stand for 64 MiB, no more than that, one vCPU, no command line. */
struct fx_guest {
	uint64_t memory, max_memory;
	unsigned int vcpus, max_vcpus;
	const char *cmdline;
	bool msr_relaxed;
	const char *const *wishes; /* keys and the JSON of their values: see WISHES() */
};

/* "key", "JSON text of its value", "key", ... */
#define WISHES(...) (const char *const[]){ __VA_ARGS__, NULL }

/* A config with a context of its own: `pvh_config_unref(c)` is all that is left to do. */
struct pvh_config *fx_config(const struct fx_guest *g);
/* A new plan, no stage of which is done; likewise. */
struct pvh_plan *fx_plan(const struct fx_guest *g);
/* ... with the physmap allocated, ... */
struct pvh_plan *fx_physmap(const struct fx_guest *g);
/* ... with the kernel of mkelf_small() placed, ... */
struct pvh_plan *fx_kernel_placed(const struct fx_guest *g);
/* ... and sealed, with a module of each size up to a 0 in between; NULL: none. */
struct pvh_plan *fx_sealed(const struct fx_guest *g, const uint64_t *modules);

/* A budget with the default limits that nobody watches. */
struct budget fx_budget(void);
/* Reads an image in this process; NULL unless it is bootable. */
int fx_open(struct pvh_source *source, struct pvh_image **image, struct fault *f);
struct pvh_image *fx_image(const struct mk_blob *b);
/* An image that takes up [start, start + size) and is entered at its start. */
struct pvh_image *fx_image_at(uint64_t start, uint64_t size);
/* ... and may be moved, by `reloc` (align, min, max). */
struct pvh_image *fx_image_reloc(uint64_t start, uint64_t size, const uint32_t reloc[3]);
struct pvh_image *fx_image_small(void);

/* `size` bytes, the i-th of which is fx_byte(i). */
struct pvh_source *fx_source(const char *name, uint64_t size);
/* `size` bytes that nothing is stored for: all zero. */
struct pvh_source *fx_sparse(const char *name, uint64_t size);
static inline uint8_t fx_byte(uint64_t i)
{
	return (uint8_t)(i % 253 + 1);
}

/* An ACPI table of `size` bytes that adds up to 0; what is in it means nothing. */
void fx_make_table(uint8_t *p, const char *signature, uint32_t size);

/* How many descriptors this process has. */
unsigned int fx_open_files(void);

/* A new empty directory, and its removal with all the files in it. */
void fx_make_dir(char dir[64]);
void fx_remove_dir(const char *dir);
/* How many entries it has. */
unsigned int fx_count_dir(const char *dir);
/* DIR/NAME holds exactly these bytes afterwards. */
void fx_write_file(const char *dir, const char *name, const void *data, size_t size);
/* The bytes of DIR/NAME followed by a NUL, or NULL; free(3) it. */
char *fx_read_file(const char *dir, const char *name, size_t *size);

/* Ends the test unless `r` is 0. */
void fx_must(int r, const char *what);

#endif
