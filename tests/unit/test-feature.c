/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FEATURES and SUPPORTED_FEATURES: what a kernel may require, and what it cannot have. */
#include <ctype.h>

#include "image/feature.h"
#include "test-image.h"

#define TABLE 64 /* program headers: where the verdict on a whole file points */

enum { MK_FEATURES = 10, MK_SUPPORTED_FEATURES = 17 };

static const uint8_t entry[] = { 0, 0, MK_TEXT >> 16, 0 };

#define ENTRY { "Xen", MK_PHYS32_ENTRY, entry, 4 }
#define FEATURES(text) { "Xen", MK_FEATURES, text, sizeof(text) }

/* --- The text ------------------------------------------------------------------------- */

static const struct {
	const char *text;
	const char *impossible; /* NULL: none */
} texts[] = {
	{ "", NULL },
	{ "dom0", NULL },
	{ "!dom0", "dom0" },
	{ "foo", NULL },
	{ "foo|bar", NULL },
	{ "!foo", "foo" },
	{ "!foo|!bar", "foo" },
	{ "foo|!bar", "bar" },
	{ "!writable_page_tables", NULL },
	{ "!writable_page_tables|pae_pgdir_above_4gb", NULL },
	{ "!writable_page_tables|!hvm_callback_vector|!foo", "foo" },
	{ "!writable_page_table", "writable_page_table" },
	{ "!writable_page_tables2", "writable_page_tables2" },
	{ "!Writable_page_tables", "Writable_page_tables" },
	{ "!direct_mapped", "direct_mapped" },
	{ "!not_direct_mapped", NULL },
	{ "!", "" },
	{ "|", NULL },
	{ "||!a", "a" },
	{ "foo!bar", NULL },
	{ "!!dom0", "!dom0" },
	{ "!hvm_pirqs |foo", "hvm_pirqs " },
	{ "!dom0|", "dom0" },
};

static void check_texts(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *text = texts[i].text, *want = texts[i].impossible;
		struct view name = { 0 };
		bool found = feature_find_impossible(
			(struct view){ (const uint8_t *)text, strlen(text) }, &name);

		ok(want ? found && name.size == strlen(want) &&
				  !memcmp(name.data, want, name.size) :
			  !found,
		   "\"%s\": %s", text, want ? want : "nothing impossible");
	}
}

/* --- Xen's own list ------------------------------------------------------------------ */

#define XEN_FEATURES_H "/usr/include/xen/features.h"

/* The name in "#define XENFEAT_name bit", or an empty one. */
static void name_in(const char *line, char name[64])
{
	static const char define[] = "#define XENFEAT_";
	size_t size = 0;

	name[0] = '\0';
	if (strncmp(line, define, strlen(define)) != 0 || !strncmp(line + strlen(define), "NR_", 3))
		return;
	line += strlen(define);
	while (size < 62 && (isalnum((unsigned char)line[size]) || line[size] == '_'))
		size++;
	snprintf(name, 64, "!%.*s", (int)size, line);
}

static bool never_in_pvh(const char *name)
{
	return !strcmp(name, "!dom0") || !strcmp(name, "!direct_mapped") ||
	       !strcmp(name, "!ARM_SMCCC_supported");
}

/* Each name of the header is either possible or one of the few that are not. */
static void check_header(void)
{
	FILE *file = fopen(XEN_FEATURES_H, "r");
	char line[256], text[64];
	unsigned int nr = 0;

	if (!file) {
		ok(true, "Xen's list # SKIP there is no " XEN_FEATURES_H);
		return;
	}
	while (fgets(line, sizeof(line), file)) {
		struct view name;

		name_in(line, text);
		if (!text[0])
			continue;
		nr++;
		ok(feature_find_impossible(
			   (struct view){ (const uint8_t *)text, strlen(text) }, &name) ==
			   never_in_pvh(text),
		   "Xen has %s", text + 1);
	}
	fclose(file);
	ok(nr >= 16, "%u features in " XEN_FEATURES_H, nr);
}

/* --- Kernels -------------------------------------------------------------------------- */

static void check_kernels(void)
{
	static const char bare[] = { '!', 'f', 'o', 'o' };
	const struct mk_note many[] = { FEATURES("foo|!writable_page_tables"), ENTRY,
					FEATURES("!foo"), FEATURES("!bar") };
	const struct mk_note no_nul[] = { ENTRY, { "Xen", MK_FEATURES, bare, sizeof(bare) } };
	const struct mk_note dom0[] = { FEATURES("hvm_pirqs|!dom0"), ENTRY };
	const struct mk_note optional[] = { FEATURES("dom0|foo"), ENTRY };
	_cleanup_(mk_fini) struct mk_blob a = mkelf_notes(true, many, 4, 4);
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, no_nul, 2, 4);
	_cleanup_(mk_fini) struct mk_blob c = mkelf_notes(true, dom0, 2, 4);
	_cleanup_(mk_fini) struct mk_blob d = mkelf_notes(true, optional, 2, 4);

	must_refuse(&a, -ENOEXEC, a.notes_at + 16 + 28 + 20 + 16,
		    "it requires the feature \"foo\", which no PVH guest is known to have",
		    "the first of several notes that cannot be");
	must_refuse(&b, -ENOEXEC, b.notes_at + 20 + 16, "the feature \"foo\", which",
		    "a text without NUL");
	must_refuse(&c, -ENOEXEC, c.notes_at + 16,
		    "it can only be the control domain: it requires the feature \"dom0\"",
		    "dom0 required");
	image_unref(must_open(&d, "dom0 and others wished for"));
}

/* A name of any length is told as far as there is room, and the hint with it. */
static void check_long(void)
{
	char text[300] = "!";
	const struct mk_note notes[] = { ENTRY, { "Xen", MK_FEATURES, text, sizeof(text) } };
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;

	memset(text + 1, 'x', sizeof(text) - 1);
	b = mkelf_notes(true, notes, 2, 4);
	must_refuse(&b, -ENOEXEC, b.notes_at + 36, "xxxx\", which no PVH guest", "a long name");
	open_bytes(b.data, b.size, &image, &f);
	ok(strstr(f.hint, "\"!xxx") && strstr(f.hint, "x\" in its FEATURES note"), "hint: %s",
	   f.hint);
}

/* That it is for PV only is said first: nothing else would help. */
static void check_pv(void)
{
	const struct mk_note pv[] = { FEATURES("!foo"), { "Xen", MK_VIRT_BASE, entry, 4 } };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, pv, 2, 4);

	must_refuse(&b, -ENOEXEC, TABLE, "a PV-only kernel", "PV only, with such a feature");
}

static void check_supported(void)
{
	static const uint8_t low[] = { 1, 0x80, 0, 0 }, more[] = { 0, 1, 0, 0x80, 9, 9, 9, 9 };
	const struct mk_note notes[] = { { "Xen", MK_SUPPORTED_FEATURES, low, 4 },
					 ENTRY,
					 { "Xen", MK_SUPPORTED_FEATURES, more, 8 },
					 { "Xen", MK_SUPPORTED_FEATURES, "\xff\xff\xff", 3 },
					 { "Xen", MK_SUPPORTED_FEATURES, "", 0 } };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, notes, 5, 4);
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(&b, "SUPPORTED_FEATURES");

	ok(image && image->facts.supported_features == 0x80008101, "they add up: 0x%x",
	   image ? image->facts.supported_features : 0);
}

int main(void)
{
	check_texts();
	check_header();
	check_kernels();
	check_long();
	check_pv();
	check_supported();
	return done();
}
