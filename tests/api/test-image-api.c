/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the public API says of images, refused ones too, and from two threads. */
#include "api.h"

#include <inttypes.h>
#include <pthread.h>

/* The kernel of kernel.h with more notes, behind everything else. */
struct noted {
	struct kernel kernel;
	struct {
		Elf64_Nhdr nhdr;
		char owner[4];
		char text[8];
	} os;
	struct {
		Elf64_Nhdr nhdr;
		char owner[4];
		uint32_t words[3];
	} reloc;
	struct {
		Elf64_Nhdr nhdr;
		char owner[4];
		uint32_t words[2];
	} entry;
	struct {
		Elf64_Nhdr nhdr;
		char owner[4];
		uint8_t bytes[4];
	} unknown;
};

#define NOTES_AT offsetof(struct noted, os)
_Static_assert(sizeof(struct noted) - NOTES_AT == 96, "notes have no gaps");

static void noted_make(struct noted *n)
{
	memset(n, 0, sizeof(*n));
	kernel_make(&n->kernel);
	n->kernel.note.p_offset = NOTES_AT;
	n->kernel.note.p_filesz = n->kernel.note.p_memsz = sizeof(*n) - NOTES_AT;
	n->os.nhdr = (Elf64_Nhdr){ 4, 8, 6 /* GUEST_OS */ };
	memcpy(n->os.text, "a\033b\377\"\\", 7);
	n->reloc.nhdr = (Elf64_Nhdr){ 4, 12, 19 /* PHYS32_RELOC */ };
	n->reloc.words[0] = MIB(2);
	n->reloc.words[1] = MIB(16);
	n->reloc.words[2] = MIB(64) - 1;
	n->entry.nhdr = (Elf64_Nhdr){ 4, 8, 18 /* PHYS32_ENTRY */ };
	n->entry.words[0] = KERNEL_GPA;
	n->unknown.nhdr = (Elf64_Nhdr){ 4, 4, 0x1234 };
	memset(n->unknown.bytes, 0xff, 4);
	memcpy(n->os.owner, "Xen", 4);
	memcpy(n->reloc.owner, "Xen", 4);
	memcpy(n->entry.owner, "Xen", 4);
	memcpy(n->unknown.owner, "Xen", 4);
}

static bool has_note(const struct pvh_image *image, uint32_t type)
{
	struct pvh_note n;

	for (size_t i = 0; !pvh_image_get_note(image, i, &n); i++)
		if (n.type == type)
			return true;
	return false;
}

static int plan_with(struct pvh_ctx *with, struct pvh_image *image, uint64_t memory,
		     struct pvh_plan **plan)
{
	struct pvh_config *config;
	int r;

	must(pvh_config_new(with, &config));
	must(pvh_config_set_name(config, "image-api"));
	must(pvh_config_set_uuid(config, UUID));
	must(pvh_config_set_memory(config, memory));
	must(pvh_plan_new(config, plan));
	pvh_config_unref(config);
	r = pvh_plan_alloc_physmap(*plan);
	if (!r)
		r = pvh_plan_place_kernel(*plan, image);
	if (!r)
		r = pvh_plan_emit_acpi(*plan);
	if (!r)
		r = pvh_plan_emit_start_info(*plan);
	return r ? r : pvh_plan_seal(*plan);
}

static int try_memory(struct pvh_image *image, uint64_t memory)
{
	struct pvh_plan *plan;
	int r = plan_with(ctx, image, memory, &plan);

	pvh_plan_unref(plan);
	return r;
}

/* --- What was found ------------------------------------------------------------------- */

static void test_facts(const struct pvh_image *image)
{
	struct pvh_segment s;
	struct pvh_reloc reloc;

	ok(pvh_image_is_bootable(image), "a kernel can be booted");
	ok(!strcmp(pvh_image_get_container(image), "ELF") &&
		   !strcmp(pvh_image_get_codec(image), "none") && pvh_image_is_elf64(image) &&
		   !strcmp(pvh_image_get_machine(image), "x86-64"), "... what it is");
	ok(pvh_image_get_file_size(image) == sizeof(struct kernel) &&
	   pvh_image_get_decoded_size(image) == sizeof(struct kernel), "... its sizes");
	ok(pvh_image_get_entry(image) == KERNEL_GPA &&
		   pvh_image_get_start(image) == KERNEL_GPA &&
		   pvh_image_get_end(image) == KERNEL_GPA + KERNEL_SIZE, "... its addresses");
	ok(!pvh_image_get_segment(image, 0, &s) && s.offset == offsetof(struct kernel, text),
	   "... where its segment is in the file");
	ok(pvh_image_get_reloc(image, &reloc) == -ENOENT, "... it runs in one place only");
	ok(!*pvh_image_get_guest_os(image) && pvh_image_get_nr_notes(image) == 1,
	   "... its only note");
}

/* What later releases may fill in. */
static void check_reserved(const struct pvh_image *image)
{
	struct pvh_segment s;
	struct pvh_reloc reloc;
	struct pvh_note n;

	memset(&s, 0xff, sizeof(s));
	memset(&reloc, 0xff, sizeof(reloc));
	memset(&n, 0xff, sizeof(n));
	must(pvh_image_get_segment(image, 0, &s) || pvh_image_get_note(image, 0, &n) ||
	     pvh_image_get_reloc(image, &reloc));
	ok(!any(s.reserved_, NR(s.reserved_)) && !any(n.reserved_, NR(n.reserved_)) &&
		   !any(reloc.reserved_, NR(reloc.reserved_)),
	   "getters set to 0 what means nothing");
}

static void check_note(const struct pvh_image *image, size_t i, const char *name,
		       const char *string, uint64_t number, uint64_t size, size_t offset)
{
	struct pvh_note n;
	bool found = !pvh_image_get_note(image, i, &n);

	ok(found && !strcmp(n.name, name) && n.size == size && n.offset == offset &&
		   (string ? n.string && !strcmp(n.string, string) : !n.string) &&
		   n.number == number, "note %zu: %s", i, found ? n.name : "none");
}

static void test_notes(void)
{
	struct pvh_image *image;
	struct pvh_reloc reloc;
	struct noted noted;
	struct pvh_note n;

	noted_make(&noted);
	must(inspect(&noted, sizeof(noted), &image));
	check_note(image, 0, "GUEST_OS", "a?b?\"\\", 0, 8, offsetof(struct noted, os.text));
	check_note(image, 1, "PHYS32_RELOC", NULL, 0, 12, offsetof(struct noted, reloc.words));
	check_note(image, 2, "PHYS32_ENTRY", NULL, KERNEL_GPA, 8,
		   offsetof(struct noted, entry.words));
	check_note(image, 3, "", NULL, UINT32_MAX, 4, offsetof(struct noted, unknown.bytes));
	ok(!pvh_image_get_note(image, 3, &n) && n.type == 0x1234, "... of that type");
	ok(pvh_image_get_nr_notes(image) == 4 && pvh_image_get_note(image, 4, &n) == -EINVAL &&
	   pvh_image_get_note(image, SIZE_MAX, &n) == -EINVAL, "... and no more");
	ok(!pvh_image_get_reloc(image, &reloc) && reloc.align == MIB(2) &&
	   reloc.min == MIB(16) && reloc.max == MIB(64) - 1, "a range it can be loaded into");
	ok(!strcmp(pvh_image_get_guest_os(image), "a?b?\"\\"), "a guest OS, fit to be printed");
	check_reserved(image);
	pvh_image_unref(image);
}

/* --- Refused images --------------------------------------------------------------------- */

/* Whatever a caller asks of it, there is an answer. */
static void check_refused(int code, const void *data, size_t size, const char *name)
{
	const struct pvh_error *e = pvh_get_error(ctx);
	struct pvh_image *image = NULL, *none;
	struct pvh_source *source;
	uint64_t bytes;

	ok(inspect(data, size, &image) == code && e->code == code && image &&
	   e->stage == PVH_STAGE_IMAGE && !strcmp(e->object, "vmlinux") && *e->what,
	   "%s: %s", name, e->sentence);
	ok(!pvh_image_is_bootable(image) && pvh_image_get_file_size(image) == size,
	   "... is not bootable");
	ok(pvh_image_get_min_memory(ctx, image, &bytes) == -EINVAL && e->code == -EINVAL,
	   "... has no minimum memory: %s", e->sentence);
	ok(try_memory(image, MIB(64)) == -EINVAL, "... goes into no plan: %s", e->sentence);
	pvh_image_unref(image);
	must(pvh_source_from_memory(ctx, data, size, "vmlinux", &source));
	none = (void *)&bytes;
	ok(pvh_image_open(ctx, source, &none) == code && !none, "... and open returns none");
	pvh_source_unref(source);
}

static void test_nothing(void)
{
	struct pvh_segment s;
	struct pvh_reloc reloc;
	struct pvh_image *image;
	struct pvh_note n;

	check_refused(-ENOEXEC, "not a kernel\n", 13, "a text");
	inspect("not a kernel\n", 13, &image);
	ok(!strcmp(pvh_image_get_container(image), "unknown") &&
		   !strcmp(pvh_image_get_codec(image), "none") &&
		   !strcmp(pvh_image_get_machine(image), "") && !*pvh_image_get_guest_os(image) &&
		   !pvh_image_is_elf64(image), "a text is nothing");
	ok(!pvh_image_get_decoded_size(image) && !pvh_image_get_entry(image) &&
	   !pvh_image_get_start(image) && !pvh_image_get_end(image), "... has no addresses");
	ok(!pvh_image_get_nr_segments(image) && !pvh_image_get_nr_notes(image) &&
		   pvh_image_get_segment(image, 0, &s) == -EINVAL &&
		   pvh_image_get_note(image, 0, &n) == -EINVAL &&
		   pvh_image_get_reloc(image, &reloc) == -ENOENT, "... no lists");
	pvh_image_unref(image);
}

static void test_pv_only(void)
{
	struct pvh_image *image;
	struct kernel kernel;

	kernel_make(&kernel);
	kernel.nhdr.n_type = 1; /* ENTRY */
	check_refused(-ENOEXEC, &kernel, sizeof(kernel), "a PV kernel");
	ok(inspect(&kernel, sizeof(kernel), &image) == -ENOEXEC &&
	   strstr(pvh_get_error(ctx)->hint, "CONFIG_PVH=y"), "... has a hint");
	ok(!strcmp(pvh_image_get_container(image), "ELF") && pvh_image_is_elf64(image) &&
	   !strcmp(pvh_image_get_machine(image), "x86-64") && has_note(image, 1) &&
	   !has_note(image, 18), "... and shows the notes it has");
	pvh_image_unref(image);
}

static void test_cut(void)
{
	size_t size = offsetof(struct kernel, text) + KERNEL_SIZE - 1;
	struct pvh_image *image;
	struct kernel kernel;

	kernel_make(&kernel);
	check_refused(-EBADMSG, &kernel, size, "a kernel without its last byte");
	inspect(&kernel, size, &image);
	ok(has_note(image, 18) && pvh_image_get_entry(image) == KERNEL_GPA,
	   "... shows the entry that was found before");
	pvh_image_unref(image);
}

/* --- The least memory ----------------------------------------------------------------- */

static void check_min_memory(const void *data, size_t size, const char *name)
{
	struct pvh_image *image;
	uint64_t bytes = 0;

	must(inspect(data, size, &image));
	must(pvh_image_get_min_memory(ctx, image, &bytes));
	ok(bytes && bytes % MIB(1) == 0, "%s fits into %" PRIu64 " MiB", name, bytes >> 20);
	ok(!try_memory(image, bytes), "... a plan of that size can be made");
	ok(try_memory(image, bytes - MIB(1)) == -ENOSPC, "... and none of 1 MiB less: %s",
	   pvh_get_error(ctx)->sentence);
	pvh_image_unref(image);
}

static void test_min_memory(void)
{
	struct pvh_image *image;
	struct kernel kernel;
	struct noted noted;
	uint64_t bytes;

	kernel_make(&kernel);
	check_min_memory(&kernel, sizeof(kernel), "a small kernel");
	kernel.load.p_memsz = MIB(100);
	check_min_memory(&kernel, sizeof(kernel), "a large kernel");
	kernel.load.p_memsz = MIB(7);
	check_min_memory(&kernel, sizeof(kernel), "a kernel that ends with a MiB");
	noted_make(&noted);
	check_min_memory(&noted, sizeof(noted), "a relocatable kernel");
	kernel.load.p_paddr = 0xfff00000;
	kernel.load.p_memsz = KERNEL_SIZE;
	memcpy(kernel.entry, "\0\0\xf0\xff", 4);
	must(inspect(&kernel, sizeof(kernel), &image));
	ok(pvh_image_get_min_memory(ctx, image, &bytes) == -ENOSPC &&
		   !strcmp(pvh_get_error(ctx)->object, "vmlinux"),
	   "a kernel where no guest has RAM: %s", pvh_get_error(ctx)->sentence);
	pvh_image_unref(image);
}

/* --- One image, two threads --------------------------------------------------------------- */

#define ROUNDS 40

struct builder {
	struct pvh_image *image; /* borrowed */
	const char *expected;    /* the plan */
	pthread_barrier_t *start;
	int same;
};

/* What holds for any number of plans: each takes references and leaves none behind. */
static void *build_plans(void *data)
{
	struct builder *b = data;
	struct pvh_ctx *own;
	struct pvh_plan *plan;
	char *text;

	if (pvh_new(&own))
		own = NULL;
	pthread_barrier_wait(b->start);
	for (int i = 0; own && i < ROUNDS; i++) {
		struct pvh_image *image = pvh_image_ref(b->image);

		if (!plan_with(own, image, MIB(64), &plan)) {
			pvh_image_unref(image);
			if (!pvh_plan_dump(plan, PVH_FORMAT_JSON, &text)) {
				b->same += !strcmp(text, b->expected);
				free(text);
			}
		}
		pvh_plan_unref(plan);
	}
	pvh_unref(own);
	return NULL;
}

static void test_threads(struct pvh_image *image)
{
	pthread_barrier_t start;
	struct builder builders[2];
	pthread_t threads[2];
	struct pvh_plan *plan;
	char *expected;

	must(plan_with(ctx, image, MIB(64), &plan));
	must(pvh_plan_dump(plan, PVH_FORMAT_JSON, &expected));
	pvh_plan_unref(plan);
	must(pthread_barrier_init(&start, NULL, 2));
	for (int i = 0; i < 2; i++) {
		builders[i] = (struct builder){ image, expected, &start, 0 };
		must(pthread_create(&threads[i], NULL, build_plans, &builders[i]));
	}
	for (int i = 0; i < 2; i++) {
		must(pthread_join(threads[i], NULL));
		ok(builders[i].same == ROUNDS, "thread %d made the same plan %d times of %d", i,
		   builders[i].same, ROUNDS);
	}
	pthread_barrier_destroy(&start);
	free(expected);
}

int main(void)
{
	struct pvh_image *image;

	must(pvh_new(&ctx));
	must(choose_worker(ctx));
	must(inspect_kernel(&image));
	test_facts(image);
	test_notes();
	test_nothing();
	test_pv_only();
	test_cut();
	test_min_memory();
	test_threads(image);
	pvh_image_unref(image);
	pvh_unref(ctx);
	return done();
}
