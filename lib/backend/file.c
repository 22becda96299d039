/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A build without Xen: guest memory as a sparse ELF core (one PT_LOAD for each entry of
 * the memory map, p_paddr the guest address), and the plan beside it as JSON. Both are
 * written under temporary names and renamed when they are complete.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "backend/backend.h"
#include "plan/manifest.h"

/* Segments start here: room for the headers, and whole pages for who maps the file. */
#define DATA_START GUEST_PAGE
_Static_assert(sizeof(Elf64_Ehdr) + LAYOUT_MAX_MAP * sizeof(Elf64_Phdr) <= DATA_START,
	       "the headers of the largest map have room");
/* What is copied at a time. */
#define WINDOW MIB(1)

struct output {
	char *path; /* its final name */
	char *temp; /* what it is called meanwhile; NULL: nothing to remove */
	int fd;
};

struct file_backend {
	struct pvh_backend be;
	struct output core, manifest;
	const struct pvh_plan *plan; /* of the build under way */
};

static struct file_backend *to_file(struct pvh_backend *be)
{
	return container_of(be, struct file_backend, be);
}

/* --- Outputs ---------------------------------------------------------------------------- */

static int output_failed(const struct output *o, const char *verb, struct fault *f)
{
	int err = errno;
	int code = err == ENOENT || err == EACCES ? -err : -EIO;

	fault_os(f, code, err, "cannot %s it", verb);
	fault_object(f, "%s", o->path);
	return f->code;
}

static int output_open(struct output *o, struct fault *f)
{
	struct stat st;

	/* Said now: it would be found out when the other file has been replaced already. */
	if (!stat(o->path, &st) && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return output_failed(o, "replace", f);
	}
	if (asprintf(&o->temp, "%s.%d.tmp", o->path, (int)getpid()) < 0) {
		o->temp = NULL;
		return fault_oom(f);
	}
	o->fd = open(o->temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (o->fd >= 0)
		return 0;
	output_failed(o, "create", f);
	free(TAKE(o->temp)); /* it is not ours to remove */
	return f->code;
}

static int output_write(const struct output *o, const void *bytes, uint64_t size, uint64_t at,
			struct fault *f)
{
	const uint8_t *from = bytes;

	while (size) {
		ssize_t n = pwrite(o->fd, from, size, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return output_failed(o, "write", f);
		from += n;
		at += (uint64_t)n;
		size -= (uint64_t)n;
	}
	return 0;
}

static int output_publish(struct output *o, struct fault *f)
{
	if (rename(o->temp, o->path))
		return output_failed(o, "rename", f);
	free(TAKE(o->temp));
	return 0;
}

static void output_close(struct output *o)
{
	if (o->fd >= 0)
		close(o->fd);
	if (o->temp)
		unlink(o->temp);
	free(TAKE(o->temp));
	o->fd = -1;
}

/* --- The core --------------------------------------------------------------------------- */

/* Where the memory map entry `index` starts in the file. */
static uint64_t segment_offset(const struct plan_domain *d, size_t index)
{
	uint64_t at = DATA_START;

	for (size_t i = 0; i < index; i++)
		at += d->map[i].size;
	return at;
}

/* Where guest address `gpa`, which is inside the memory map, lies in the file. */
static uint64_t file_offset(const struct plan_domain *d, uint64_t gpa)
{
	size_t i = 0;

	while (gpa - d->map[i].gpa >= d->map[i].size)
		i++;
	return segment_offset(d, i) + (gpa - d->map[i].gpa);
}

static int write_headers(struct file_backend *file, const struct plan_region *map, size_t nr,
			 struct fault *f)
{
	const struct plan_domain *d = &file->plan->domain;
	Elf64_Ehdr ehdr = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_CORE,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_entry = file->plan->payload.entry,
		.e_phoff = sizeof(Elf64_Ehdr),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = (Elf64_Half)nr,
	};
	int r = output_write(&file->core, &ehdr, sizeof(ehdr), 0, f);

	for (size_t i = 0; i < nr && !r; i++) {
		Elf64_Phdr phdr = {
			.p_type = PT_LOAD,
			.p_flags = PF_R | PF_W | PF_X,
			.p_offset = segment_offset(d, i),
			.p_vaddr = map[i].gpa,
			.p_paddr = map[i].gpa,
			.p_filesz = map[i].size,
			.p_memsz = map[i].size,
			.p_align = GUEST_PAGE,
		};

		r = output_write(&file->core, &phdr, sizeof(phdr),
				 sizeof(ehdr) + i * sizeof(phdr), f);
	}
	return r;
}

static int describe(struct pvh_backend *be, struct host *host, struct fault *f)
{
	(void)be, (void)f;
	*host = HOST_ANY;
	return 0;
}

static int begin(struct pvh_backend *be, const struct pvh_plan *plan, struct slots *slots,
		 struct fault *f)
{
	struct file_backend *file = to_file(be);
	int r;

	for (int i = SLOT_NONE + 1; i < NR_SLOTS; i++)
		slots_set(slots, (enum slot)i, 0); /* a file has no domain: the manifest names slots */
	file->plan = plan;
	r = output_open(&file->core, f);
	if (!r)
		r = output_open(&file->manifest, f);
	return r;
}

/* All of memory is there at once, as a hole: the file system gives zeroes for it. */
static int populate(struct pvh_backend *be, const struct plan_region *map, size_t nr,
		    struct fault *f)
{
	struct file_backend *file = to_file(be);

	if (ftruncate(file->core.fd, (off_t)segment_offset(&file->plan->domain, nr)))
		return output_failed(&file->core, "extend", f);
	return write_headers(file, map, nr, f);
}

static int copy_source(struct file_backend *file, const struct piece *piece, uint64_t at,
		       struct fault *f)
{
	_cleanup_free_ uint8_t *window = malloc(WINDOW);
	uint64_t done = 0;
	int r = 0;

	if (!window)
		return fault_oom(f);
	while (done < piece->size && !r) {
		uint64_t n = min_u64(piece->size - done, WINDOW);

		r = source_read(piece->source, piece->offset + done, window, n, f);
		if (!r)
			r = output_write(&file->core, window, n, at + done, f);
		done += n;
	}
	return r;
}

/* Not left as a hole: an earlier piece may have written there. */
static int write_zeroes(struct file_backend *file, uint64_t size, uint64_t at, struct fault *f)
{
	static const uint8_t zeroes[KIB(64)];
	uint64_t done = 0;
	int r = 0;

	if (!fallocate(file->core.fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)at,
		       (off_t)size))
		return 0;
	for (; done < size && !r; done += sizeof(zeroes))
		r = output_write(&file->core, zeroes, min_u64(size - done, sizeof(zeroes)),
				 at + done, f);
	return r;
}

static int write_piece(struct pvh_backend *be, const struct piece *piece, struct fault *f)
{
	struct file_backend *file = to_file(be);
	uint64_t at = file_offset(&file->plan->domain, piece->gpa);

	switch (piece->kind) {
	case PIECE_SOURCE:
		return copy_source(file, piece, at, f);
	case PIECE_BYTES:
		return output_write(&file->core, piece->bytes, piece->size, at, f);
	case PIECE_ZERO:
		return write_zeroes(file, piece->size, at, f);
	}
	return fault_set(f, -ENOTRECOVERABLE, "unknown kind of piece");
}

/* --- What a file has no use for stands in the manifest ------------------------------------ */

static int set_vnuma(struct pvh_backend *be, const struct plan_vnuma *vnuma, struct fault *f)
{
	(void)be, (void)vnuma, (void)f;
	return 0;
}

static int set_param(struct pvh_backend *be, uint32_t index, uint64_t value, struct fault *f)
{
	(void)be, (void)index, (void)value, (void)f;
	return 0;
}

static int set_vcpus(struct pvh_backend *be, const struct vcpu_record *records, size_t nr,
		     struct fault *f)
{
	(void)be, (void)records, (void)nr, (void)f;
	return 0;
}

static int grant(struct pvh_backend *be, uint32_t ref, uint32_t backend, uint64_t gpa,
		 struct fault *f)
{
	(void)be, (void)ref, (void)backend, (void)gpa, (void)f;
	return 0;
}

static int introduce(struct pvh_backend *be, struct fault *f)
{
	struct file_backend *file = to_file(be);
	_cleanup_free_ char *text = NULL;
	int r = plan_manifest(file->plan, &text, f);

	return r ? r : output_write(&file->manifest, text, strlen(text), 0, f);
}

static int start_qemu(struct pvh_backend *be, const struct plan_qemu *qemu, struct fault *f)
{
	(void)be, (void)qemu, (void)f; /* the manifest has it */
	return 0;
}

static int attach(struct pvh_backend *be, const struct plan_device *device, struct fault *f)
{
	(void)be, (void)device, (void)f; /* the manifest has them */
	return 0;
}

static int commit(struct pvh_backend *be, bool paused, struct fault *f)
{
	struct file_backend *file = to_file(be);
	int r = output_publish(&file->manifest, f);

	(void)paused;
	if (r)
		return r;
	r = output_publish(&file->core, f);
	if (r) {
		unlink(file->manifest.path); /* never one without the other */
		return r;
	}
	output_close(&file->manifest);
	output_close(&file->core);
	return 0;
}

static void undo(struct pvh_backend *be)
{
	struct file_backend *file = to_file(be);

	output_close(&file->core);
	output_close(&file->manifest);
}

static void file_free(struct pvh_backend *be)
{
	struct file_backend *file = to_file(be);

	free(file->core.path);
	free(file->manifest.path);
	free(file);
}

static const struct backend_ops file_ops = {
	.name = "file",
	.describe = describe,
	.begin = begin,
	.set_vnuma = set_vnuma,
	.populate = populate,
	.write = write_piece,
	.set_param = set_param,
	.set_vcpus = set_vcpus,
	.grant = grant,
	.introduce = introduce,
	.start_qemu = start_qemu,
	.attach = attach,
	.commit = commit,
	.abort = undo,
	.free = file_free,
};

int backend_new_file(const char *path, struct pvh_backend **out, struct fault *f)
{
	struct file_backend *file = calloc(1, sizeof(*file));

	if (!file)
		return fault_oom(f);
	file->be.ops = &file_ops;
	file->core.fd = file->manifest.fd = -1;
	file->core.path = strdup(path);
	if (asprintf(&file->manifest.path, "%s.json", path) < 0)
		file->manifest.path = NULL;
	if (!file->core.path || !file->manifest.path) {
		file_free(&file->be);
		return fault_oom(f);
	}
	*out = &file->be;
	return 0;
}
