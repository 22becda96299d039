/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The conformance guest: a PVH kernel that reports, as TAP, whether it was given what the boot
 * ABI promises.  It judges the library, so it shares no line with it, nor with Xen's headers:
 * abi.h and acpi.h have written down what the documents say.  README has the rest.
 */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __i386__ /* not where a unit test of the host borrows a file */
#pragma GCC visibility push(hidden) /* nothing needs to be looked up at run time */
#endif

#define PAGE 4096u
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PRINTF(format_at, first) __attribute__((format(printf, format_at, first)))

/* --- text.c and sum.c: strings, and the sum that cksum(1) prints ---------------------- */

void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
uint32_t length(const char *text);
bool same_text(const char *a, const char *b);

struct sum {
	uint32_t crc;
	uint64_t size;
};

void sum_add(struct sum *sum, const uint8_t *bytes, uint32_t size);
uint32_t sum_end(struct sum sum);
uint32_t cksum(const uint8_t *bytes, uint32_t size);

/* --- report.c: one line each.  Formats know %s %c %u %x %llx; hexadecimal has its 0x. --- */

/* "ok - NAME" or "not ok - NAME"; says which. */
bool check(bool passed, const char *name, ...) PRINTF(2, 3);
/* The same, and what was there if it is not what was wanted. */
bool check_is(uint64_t got, uint64_t wanted, const char *name, ...) PRINTF(3, 4);
/* A check that is about ranges of bytes: `at` is the first wrong one, or 0. */
bool check_clean(uint64_t at, const char *name, ...) PRINTF(2, 3);
void skip(const char *reason, const char *name, ...) PRINTF(2, 3);
/* "# ...": for people. */
void note(const char *format, ...) PRINTF(1, 2);
/* The count; nothing can be reported afterwards. */
void report_end(void);
const char *report_text(uint32_t *size);
void report_port(bool on);

/* format.c: as snprintf(). */
void make_text(char *text, uint32_t size, const char *format, ...) PRINTF(3, 4);

/* --- words.c: what the command line expects ------------------------------------------ */

void words_set(const char *cmdline);
/* The number behind "WORD=" in `line`, in any of C's notations. */
bool word_number(const char *line, const char *word, uint64_t *value);
bool has_word(const char *line, const char *word);
/* "expect.WORD=" of the guest's own line. */
bool expected(const char *word, uint64_t *value);
/* Checks that, unless nothing is expected. */
void check_expected(uint64_t got, const char *word, const char *name);
/* What follows the next word of the guest's line that begins so, behind `after` (NULL: from its
 * start); NULL: there is none. */
const char *next_word(const char *after, const char *prefix);
uint64_t parse_number(const char *text);
/* The sum of the line itself, before the word " expect.cmdline=", is what that word says. */
void check_line(const char *line, const char *name, ...) PRINTF(2, 3);

/* --- memory.c: guest-physical memory --------------------------------------------------- */

/* `size` bytes at `gpa`, or NULL if they are not all below 4 GiB. */
const void *view(uint64_t gpa, uint64_t size);
/*
 * Bytes from `gpa` on, wherever that is; *size becomes what can be seen of it at once.  Valid
 * until the next call.
 */
uint8_t *window(uint64_t gpa, uint32_t *size);
uint32_t sum_of(uint64_t gpa, uint64_t size);
/* The address of the first byte that is not 0, or 0. */
uint64_t find_dirt(uint64_t gpa, uint64_t end);

#endif
