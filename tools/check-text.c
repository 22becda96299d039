/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Verdicts stand in the first column, facts behind two spaces, so that grep can part them. */
#include "tools/check.h"

#include <inttypes.h>
#include <string.h>

#define LABEL "  %-12s "

/* A name may hold anything but must not reach the terminal as a command. */
static void print_path(const char *path)
{
	if (!strcmp(path, "-"))
		path = "standard input";
	for (; *path; path++)
		putchar((unsigned char)*path < 0x20 || *path == 0x7f ? '?' : *path);
}

static void print_verdict(const struct verdict *v)
{
	const struct pvh_error *e = v->error;

	print_path(v->path);
	if (!e) {
		printf(": PVH-bootable\n");
		return;
	}
	printf(": not %s: %s", v->code == EXIT_UNEXPECTED ? "checked" : "PVH-bootable", e->what);
	if (e->offset != PVH_NO_OFFSET)
		printf(" (at offset 0x%" PRIx64 ")", e->offset);
	printf(*e->hint ? "; %s\n" : "\n", e->hint);
}

static void print_size(uint64_t size)
{
	if (size >= 1 << 20)
		printf("%" PRIu64 " bytes (%.1f MiB)\n", size, (double)size / (1 << 20));
	else
		printf("%" PRIu64 " bytes\n", size);
}

static void print_file(const struct verdict *v)
{
	bool decoded = false;

	if (verdict_knows_container(v)) {
		const char *container = pvh_image_get_container(v->image);
		const char *codec = pvh_image_get_codec(v->image);
		bool says_more;

		decoded = strcmp(codec, "none");
		says_more = decoded && strcmp(codec, container);
		printf(LABEL "%s%s%s\n", "container", container, says_more ? ", " : "",
		       says_more ? codec : "");
	}
	if (!v->source)
		return;
	printf(LABEL, "file size");
	print_size(pvh_source_get_size(v->source));
	if (decoded && verdict_knows_decoded_size(v)) {
		printf(LABEL, "decoded size");
		print_size(pvh_image_get_decoded_size(v->image));
	}
	printf(LABEL "%.2f ms\n", "opened in", v->open_ms);
}

static void print_reloc(const struct verdict *v)
{
	struct pvh_reloc r;

	if (verdict_knows_reloc(v, &r))
		printf(LABEL "to multiples of 0x%" PRIx64 " in 0x%" PRIx64 "..0x%" PRIx64 "\n",
		       "relocatable", r.align, r.min, r.max + 1);
	else if (!v->error)
		printf(LABEL "no\n", "relocatable");
}

static void print_addresses(const struct verdict *v)
{
	if (verdict_knows_class(v)) {
		printf(LABEL "%s\n", "class", pvh_image_is_elf64(v->image) ? "ELF64" : "ELF32");
		printf(LABEL "%s\n", "machine", pvh_image_get_machine(v->image));
	}
	if (verdict_knows_entry(v))
		printf(LABEL "0x%" PRIx32 "\n", "entry", pvh_image_get_entry(v->image));
	if (v->image && pvh_image_get_nr_segments(v->image)) {
		uint64_t start = pvh_image_get_start(v->image), end = pvh_image_get_end(v->image);

		printf(LABEL "0x%" PRIx64 "..0x%" PRIx64 ", ", "loaded at", start, end);
		print_size(end - start);
	}
	print_reloc(v);
	if (!v->error)
		printf(LABEL "%" PRIu64 " MiB\n", "min memory", v->min_memory >> 20);
}

static void print_segment(const struct pvh_segment *s)
{
	uint64_t zero = s->mem_size - s->file_size;

	printf("    0x%09" PRIx64 "..0x%09" PRIx64 " ", s->gpa, s->gpa + s->mem_size);
	if (s->file_size)
		printf(" %" PRIu64 " bytes at offset 0x%" PRIx64 "%s", s->file_size, s->offset,
		       zero ? "," : "");
	if (zero)
		printf(" %" PRIu64 " zero bytes", zero);
	printf("\n");
}

static void print_segments(const struct pvh_image *image)
{
	struct pvh_segment s;

	for (size_t i = 0; !pvh_image_get_segment(image, i, &s); i++) {
		if (!i)
			printf("  segments\n");
		print_segment(&s);
	}
}

static void print_note(const struct pvh_note *n)
{
	if (*n->name)
		printf("    %-18s ", n->name);
	else
		printf("    type %-13" PRIu32 " ", n->type);
	if (n->string)
		printf("\"%s\"\n", n->string);
	else if (note_has_number(n))
		printf("0x%" PRIx64 "\n", n->number);
	else
		printf("%" PRIu64 " bytes at 0x%" PRIx64 "\n", n->size, n->offset);
}

static void print_notes(const struct pvh_image *image)
{
	struct pvh_note n;

	for (size_t i = 0; !pvh_image_get_note(image, i, &n); i++) {
		if (!i)
			printf("  Xen notes\n");
		print_note(&n);
	}
}

void check_print_text(const struct verdict *v)
{
	print_verdict(v);
	print_file(v);
	print_addresses(v);
	if (!v->image)
		return;
	print_segments(v->image);
	print_notes(v->image);
}

void check_print_summary(char **refused, int nr, int total)
{
	printf("\n%d of %d files PVH-bootable%s\n", total - nr, total, nr ? "; not:" : "");
	for (int i = 0; i < nr; i++) {
		printf("  ");
		print_path(refused[i]);
		printf("\n");
	}
}
