/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/check.h"
#include "tools/json.h"

#include <inttypes.h>

static void print_sizes(const struct verdict *v)
{
	if (verdict_knows_container(v)) {
		json_text(stdout, "container", pvh_image_get_container(v->image));
		json_text(stdout, "codec", pvh_image_get_codec(v->image));
	}
	if (v->source)
		json_number(stdout, "file_size", pvh_source_get_size(v->source));
	if (verdict_knows_decoded_size(v))
		json_number(stdout, "decoded_size", pvh_image_get_decoded_size(v->image));
	if (v->source)
		printf(", \"open_ms\": %.3f", v->open_ms);
}

static void print_addresses(const struct verdict *v)
{
	struct pvh_reloc reloc;

	if (verdict_knows_class(v)) {
		json_text(stdout, "class", pvh_image_is_elf64(v->image) ? "ELF64" : "ELF32");
		json_text(stdout, "machine", pvh_image_get_machine(v->image));
	}
	if (verdict_knows_entry(v))
		json_number(stdout, "entry", pvh_image_get_entry(v->image));
	if (v->image && pvh_image_get_nr_segments(v->image)) {
		json_number(stdout, "start", pvh_image_get_start(v->image));
		json_number(stdout, "end", pvh_image_get_end(v->image));
	}
	if (verdict_knows_reloc(v, &reloc))
		printf(", \"reloc\": {\"align\": %" PRIu64 ", \"min\": %" PRIu64 ", \"max\": %" PRIu64
		       "}", reloc.align, reloc.min, reloc.max);
}

static void print_segments(const struct pvh_image *image)
{
	struct pvh_segment s;

	for (size_t i = 0; !pvh_image_get_segment(image, i, &s); i++) {
		printf("%s{\"gpa\": %" PRIu64, i ? ", " : ", \"segments\": [", s.gpa);
		json_number(stdout, "mem_size", s.mem_size);
		json_number(stdout, "file_size", s.file_size);
		json_number(stdout, "offset", s.offset);
		printf("}");
	}
	if (pvh_image_get_nr_segments(image))
		printf("]");
}

static void print_notes(const struct pvh_image *image)
{
	struct pvh_note n;

	for (size_t i = 0; !pvh_image_get_note(image, i, &n); i++) {
		printf("%s{\"type\": %" PRIu32, i ? ", " : ", \"notes\": [", n.type);
		json_text(stdout, "name", n.name);
		json_number(stdout, "offset", n.offset);
		json_number(stdout, "size", n.size);
		if (n.string)
			json_text(stdout, "value", n.string);
		else if (note_has_number(&n))
			json_number(stdout, "value", n.number);
		printf("}");
	}
	if (pvh_image_get_nr_notes(image))
		printf("]");
}

void check_print_json(const struct verdict *v)
{
	printf("{\"file\": ");
	json_string(stdout, v->path);
	printf(", \"bootable\": %s", v->error ? "false" : "true");
	print_sizes(v);
	print_addresses(v);
	if (v->image) {
		print_segments(v->image);
		print_notes(v->image);
	}
	if (v->error) {
		printf(", \"error\": ");
		report_json(stdout, v->error, report_code(v->error, false));
	} else {
		json_number(stdout, "min_memory", v->min_memory);
	}
	printf("}\n");
}
