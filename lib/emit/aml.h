/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ACPI Machine Language, as little of it as our DSDT needs (ACPI 6.5 section 20.2).
 * A block carries its length in front of its content, in 1 to 4 bytes that depend on
 * it: so the content is a function, run once to be measured and once to be emitted.
 */
#ifndef PVH_EMIT_AML_H
#define PVH_EMIT_AML_H

#include <stdint.h>

#include "base/sink.h"

/* Emits what is inside a block; has to emit the same for the same `arg`. */
typedef void aml_content(struct sink *s, const void *arg);

/* Names are written out: a four-character segment, after '\' when it is absolute. */
void aml_scope(struct sink *s, const char *name, aml_content *content, const void *arg);
void aml_device(struct sink *s, const char *name, aml_content *content, const void *arg);

/* Name (name, ...): the data object that is emitted next is its value. */
void aml_name(struct sink *s, const char *name);
void aml_integer(struct sink *s, uint32_t value); /* in its shortest form */
void aml_string(struct sink *s, const char *text); /* ASCII */
void aml_buffer(struct sink *s, aml_content *content, const void *arg);

#endif
