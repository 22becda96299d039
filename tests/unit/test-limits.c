/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each limit limits: a file that is just within it loads, and with one less it does not. */
#include <ctype.h>
#include <elf.h>

#include "mksection.h"
#include "test-image.h"

static const uint8_t entry[] = { 0, 0, MK_TEXT >> 16, 0 };

#define ENTRY { "Xen", MK_PHYS32_ENTRY, entry, 4 }

static struct mk_blob make(const struct mk_note *notes, unsigned int nr, unsigned int rows)
{
	const struct mk_segment text = { MK_TEXT, 0x100, 0x1000, 0x1000 };
	const struct mk_kernel k = { .elf64 = true,
				     .segments = &text,
				     .nr_segments = 1,
				     .notes = notes,
				     .nr_notes = nr,
				     .spare_rows = rows };

	return mkelf(&k);
}

/* --- In images -------------------------------------------------------------------------- */

static void check_open(const struct mk_blob *b, const struct limits *limits,
		       enum pvh_limit which, const char *what)
{
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;
	int r = open_limited(b, limits, &image, &f);
	unsigned long long value = limits->of[which];
	char hint[64];

	snprintf(hint, sizeof(hint), "raise the limit \"%s\"", limits_name(which));
	if (!what)
		ok(!r, "%s %llu: loads%s", limits_name(which), value, f.what);
	else
		ok(r == -EFBIG && strstr(f.what, what) && strstr(f.hint, hint) &&
			   f.expected == value && f.actual == value + 1,
		   "%s %llu: %s; %s", limits_name(which), value, f.what, f.hint);
	image_unref(image);
}

/* `b` is just within a limit of `value`. */
static void check(const struct mk_blob *b, enum pvh_limit which, uint64_t value,
		  const char *what)
{
	struct limits limits = limits_default();

	limits.of[which] = value;
	check_open(b, &limits, which, NULL);
	limits.of[which]--;
	check_open(b, &limits, which, what);
}

static void check_counts(void)
{
	static char text[100];
	const struct mk_note notes[] = { { "GNU", 1, text, 8 }, ENTRY, { "Xen", 0, text, 100 } };
	_cleanup_(mk_fini) struct mk_blob rows = make(notes, 2, 5);
	_cleanup_(mk_fini) struct mk_blob strings = { 0 };

	memset(text, 'x', sizeof(text));
	strings = make(notes, 3, 0);
	check(&rows, PVH_LIMIT_FILE_SIZE, rows.size, "the file has");
	check(&rows, PVH_LIMIT_SEGMENTS, 7, "it has 7 program headers, more than the 6 allowed");
	check(&rows, PVH_LIMIT_NOTES, 2, "it has 2 notes, more than the 1 allowed");
	check(&rows, PVH_LIMIT_NOTE_BYTES, 24 + 20, "it has 44 bytes of notes, more than the 43");
	check(&strings, PVH_LIMIT_STRING, 100,
	      "a note has a string of 100 characters, more than the 99 allowed");
}

static void check_sections(void)
{
	const struct mk_note note = ENTRY;
	_cleanup_(mk_fini) struct mk_blob bytes = mk_notes(&note, 1, 4);
	const struct mk_section section = { "n", SHT_NOTE, 0, 4, bytes.data, bytes.size };
	_cleanup_(mk_fini) struct mk_blob b = make(NULL, 0, 0);

	mk_add_sections(&b, &section, 1);
	check(&b, PVH_LIMIT_SECTIONS, 3, "it has 3 section headers, more than the 2 allowed");
	check(&b, PVH_LIMIT_NOTE_BYTES, 20, "it has 20 bytes of notes, more than the 19");
}

/* Notes of several segments count together. */
static void check_note_bytes(void)
{
	const struct mk_note notes[] = { { "GNU", 1, "8 bytes.", 8 }, ENTRY };
	_cleanup_(mk_fini) struct mk_blob b = make(notes, 2, 1);

	mk_poke(&b, 1, PH_TYPE, PT_NOTE);
	mk_poke(&b, 1, PH_OFFSET, b.notes_at);
	mk_poke(&b, 1, PH_FILESZ, 24);
	check(&b, PVH_LIMIT_NOTE_BYTES, 24 + 44, "it has 68 bytes of notes, more than the 67");
	check(&b, PVH_LIMIT_NOTES, 3, "it has 3 notes, more than the 2 allowed");
}

/* One that is nothing but its header counts, even as the last. */
static void check_empty_note(void)
{
	const struct mk_note notes[] = { ENTRY, { NULL, 5, NULL, 0 } };
	_cleanup_(mk_fini) struct mk_blob b = make(notes, 2, 0);

	check(&b, PVH_LIMIT_NOTES, 2, "it has 2 notes, more than the 1 allowed");
}

/* --- In what is decoded ------------------------------------------------------------------- */

static struct mk_blob make_packed(const char *codec, size_t size)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);
	struct mk_blob all = { .data = calloc(1, size), .size = size };
	struct mk_blob packed;

	memcpy(all.data, elf.data, elf.size);
	packed = mkbz(&all, codec, 0);
	mk_fini(&all);
	return packed;
}

static void check_declared(const char *codec)
{
	static const size_t sizes[] = { MIB(1) + 1, MIB(2), MIB(3) - 1 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make_packed(codec, sizes[i]);
		uint64_t packed = b.payload_size - (strcmp(codec, "gzip") ? 4 : 0);
		struct limits limits = limits_default();
		char what[80];

		if (!b.data) {
			ok(true, "%s # SKIP not built in", codec);
			return;
		}
		snprintf(what, sizeof(what),
			 "the payload says that it decodes to %zu bytes, more than", sizes[i]);
		limits.of[PVH_LIMIT_RATIO] = (sizes[i] + packed - 1) / packed;
		check_open(&b, &limits, PVH_LIMIT_RATIO, NULL);
		limits.of[PVH_LIMIT_DECODED_SIZE] = sizes[i];
		check_open(&b, &limits, PVH_LIMIT_DECODED_SIZE, NULL);
		limits.of[PVH_LIMIT_DECODED_SIZE]--;
		check_open(&b, &limits, PVH_LIMIT_DECODED_SIZE, what);
		limits.of[PVH_LIMIT_DECODED_SIZE]++;
		limits.of[PVH_LIMIT_RATIO]--;
		check_open(&b, &limits, PVH_LIMIT_RATIO, "times its size, more than the");
	}
}

/* A ratio is rounded up, so that what is said to be too much always is. */
static void check_rounding(uint32_t more, uint64_t ratio)
{
	_cleanup_(mk_fini) struct mk_blob b = make_packed("xz", KIB(16));
	struct limits limits = limits_default();
	uint32_t packed = (uint32_t)b.payload_size - 4;

	if (!b.data) {
		ok(true, "xz # SKIP not built in");
		return;
	}
	store_le32(b.data + b.size - 4, 20000 * packed + more);
	limits.of[PVH_LIMIT_RATIO] = ratio - 1;
	check_open(&b, &limits, PVH_LIMIT_RATIO, "times its size");
}

/* Up to 1 MiB no ratio is suspicious. */
static void check_floor(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_packed("gzip", MIB(1));
	struct limits limits = limits_default();

	if (!b.data) {
		ok(true, "gzip # SKIP not built in");
		return;
	}
	limits.of[PVH_LIMIT_RATIO] = 1;
	check_open(&b, &limits, PVH_LIMIT_RATIO, NULL);
}

/* What it needs is in the fault: exactly that much will do. */
static void check_decoder_memory(const char *codec)
{
	_cleanup_(mk_fini) struct mk_blob b = make_packed(codec, MIB(1));
	struct limits limits = limits_default();
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;

	if (!b.data) {
		ok(true, "%s # SKIP not built in", codec);
		return;
	}
	limits.of[PVH_LIMIT_DECODER_MEMORY] = 1;
	ok(open_limited(&b, &limits, &image, &f) == -EFBIG && f.actual > 1 &&
		   strstr(f.hint, "\"decoder_memory\""),
	   "%s, decoder_memory 1: %s; %s", codec, f.what, f.hint);
	check(&b, PVH_LIMIT_DECODER_MEMORY, f.actual, "wants");
}

/* --- The table ------------------------------------------------------------------------- */

/* NAME and the default of "PVH_LIMIT_NAME, ...; default": false: there is none. */
static bool parse_line(const char *line, char name[32], uint64_t *value)
{
	const char *begin = strstr(line, "\tPVH_LIMIT_"), *semicolon = strrchr(line, ';');
	unsigned long long number;
	char unit[8] = "";
	size_t i;

	if (!begin || !semicolon || sscanf(semicolon, "; %llu %7s", &number, unit) != 2)
		return false;
	begin += strlen("\tPVH_LIMIT_");
	for (i = 0; i < 31 && begin[i] != ','; i++)
		name[i] = (char)tolower((unsigned char)begin[i]);
	name[i] = '\0';
	*value = !strcmp(unit, "MiB") ? MIB(number) : !strcmp(unit, "GiB") ? GIB(number) : number;
	return true;
}

/* pvh.h says what the defaults are, in the order of the enum. */
static void check_header(void)
{
	const struct limits limits = limits_default();
	const char *top = getenv("top_srcdir");
	char path[256], line[256], name[32];
	unsigned int nr = 0;
	uint64_t value;
	FILE *file;

	snprintf(path, sizeof(path), "%.200s/include/pvh.h", top ? top : ".");
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file)) {
		if (!parse_line(line, name, &value))
			continue;
		ok(nr < LIMITS_NR && !strcmp(limits_name(nr), name) && limits.of[nr] == value,
		   "pvh.h: %s is %llu", name, (unsigned long long)value);
		nr++;
	}
	if (file)
		fclose(file);
	ok(nr == LIMITS_NR, "pvh.h documents %u limits", nr);
}

/* Beyond these something else ends: see limits.c. */
static void check_maxima(void)
{
	static const uint64_t most[] = {
		UINT32_MAX, UINT32_MAX, 1 << 20, UINT32_MAX, 3600, 2048, 0xfeff, 512, MIB(16), 4096,
	};

	for (unsigned int i = 0; i < LIMITS_NR; i++)
		ok(ARRAY_SIZE(most) == LIMITS_NR && limits_max(i) == most[i],
		   "%s can be %llu at most", limits_name(i), (unsigned long long)most[i]);
}

static void check_sound(void)
{
	struct limits limits = limits_default();

	ok(limits_sound(&limits), "the defaults are sound");
	for (unsigned int i = 0; i < LIMITS_NR; i++) {
		limits = limits_default();
		limits.of[i] = limits_max(i);
		ok(limits_sound(&limits), "%s at its most", limits_name(i));
		limits.of[i]++;
		ok(!limits_sound(&limits), "%s above that", limits_name(i));
		limits.of[i] = 0;
		ok(!limits_sound(&limits), "%s 0", limits_name(i));
		limits.of[i] = 1;
		ok(limits_sound(&limits), "%s 1", limits_name(i));
		ok(limits_unit(i)[0], "%s counts %s", limits_name(i), limits_unit(i));
	}
	ok(!limits_name(LIMITS_NR) && !limits_name((enum pvh_limit)-1), "there are no others");
	ok(limits_max(PVH_LIMIT_SEGMENTS) == FACTS_SEGMENTS &&
		   limits_max(PVH_LIMIT_NOTES) == FACTS_NOTES,
	   "facts have room for as many as can be allowed");
}

/* All at their most: a kernel still loads. */
static void check_most(void)
{
	_cleanup_(mk_fini) struct mk_blob b = mkelf_small(true);
	struct limits limits;

	for (unsigned int i = 0; i < LIMITS_NR; i++)
		limits.of[i] = limits_max(i);
	check_open(&b, &limits, PVH_LIMIT_FILE_SIZE, NULL);
}

/* --- In a context ------------------------------------------------------------------------ */

static void check_set(struct pvh_ctx *ctx, enum pvh_limit which)
{
	uint64_t most = limits_max(which);

	ok(pvh_get_limit(ctx, which) == limits_default().of[which], "%s: the default",
	   limits_name(which));
	ok(!pvh_set_limit(ctx, which, most) && pvh_get_limit(ctx, which) == most,
	   "%s: set to its most", limits_name(which));
	ok(pvh_set_limit(ctx, which, 0) == -EINVAL && pvh_get_error(ctx)->code == -EINVAL &&
		   strstr(pvh_get_error(ctx)->what, limits_name(which)),
	   "%s: 0 is refused: %s", limits_name(which), pvh_get_error(ctx)->what);
	ok(pvh_set_limit(ctx, which, most + 1) == -EINVAL && pvh_get_limit(ctx, which) == most,
	   "%s: more than that as well: %s", limits_name(which), pvh_get_error(ctx)->what);
	ok(!pvh_set_limit(ctx, which, 1) && pvh_get_limit(ctx, which) == 1, "%s: set to 1",
	   limits_name(which));
}

static void check_context(void)
{
	struct pvh_ctx *ctx;

	fx_must(pvh_new(&ctx), "pvh_new");
	for (unsigned int i = 0; i < LIMITS_NR; i++) {
		ok(!strcmp(pvh_limit_get_name(i), limits_name(i)), "limit %u is %s", i,
		   limits_name(i));
		check_set(ctx, i);
	}
	ok(!pvh_limit_get_name(LIMITS_NR), "no name behind the last");
	ok(pvh_set_limit(ctx, LIMITS_NR, 1) == -EINVAL && !pvh_get_limit(ctx, LIMITS_NR),
	   "no limit either: %s", pvh_get_error(ctx)->what);
	pvh_unref(ctx);
}

int main(void)
{
	check_counts();
	check_sections();
	check_note_bytes();
	check_empty_note();
	check_declared("gzip");
	check_declared("xz");
	check_declared("zstd");
	check_rounding(0, 20000);
	check_rounding(1, 20001);
	check_floor();
	check_decoder_memory("xz");
	check_decoder_memory("zstd");
	check_header();
	check_maxima();
	check_sound();
	check_most();
	check_context();
	return done();
}
