/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench raw CODEC PAYLOAD SIZE: decodes with the codec's library alone.
 * bench open IMAGE: opens a kernel and loads its segments into memory.
 *
 * Prints what was measured as NAME=NUMBER. Exits with 77 when the codec is not built in.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "counted.h"
#include "faults.h"

enum { FAILED = 1, USAGE = 2, NOT_BUILT_IN = 77 };

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static uint64_t peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (uint64_t)usage.ru_maxrss;
}

/* What this process has moved through read and write calls; the kernel counts. */
struct io {
	uint64_t read, written, calls;
	uint64_t own; /* bytes that reading this took: a call that the next one counts */
};

static struct io io_now(int fd)
{
	struct io io = { 0 };
	uint64_t reads = 0, writes = 0;
	char text[512] = "";
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	if (n <= 0 || sscanf(text, "rchar: %" SCNu64 " wchar: %" SCNu64 " syscr: %" SCNu64
			     " syscw: %" SCNu64, &io.read, &io.written, &reads, &writes) != 4) {
		fprintf(stderr, "bench: /proc/self/io cannot be read\n");
		exit(FAILED);
	}
	io.calls = reads + writes;
	io.own = (uint64_t)n;
	return io;
}

static void print_io(const char *what, struct io from, struct io to)
{
	printf("%s_read=%" PRIu64 "\n%s_written=%" PRIu64 "\n%s_calls=%" PRIu64 "\n", what,
	       to.read - from.read - from.own, what, to.written - from.written, what,
	       to.calls - from.calls - 1);
}

static int say(const char *name, const struct fault *f)
{
	fprintf(stderr, "bench: %s: %s\n", name, f->what);
	return f->code == -EOPNOTSUPP ? NOT_BUILT_IN : FAILED;
}

static int read_all(struct pvh_source *source, struct warm *all, struct fault *f)
{
	if (!warm_init(all, source_size(source)))
		return fault_oom(f);
	return source_read(source, 0, all->data, all->size, f);
}

static int bench_raw(const char *codec, const char *path, uint64_t decoded_size)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	_cleanup_(warm_fini) struct warm in = { 0 }, out = { 0 };
	const struct raw *raw = raw_find(codec);
	struct fault f = FAULT_NONE;
	uint64_t start;

	if (!raw || !raw->decode)
		return NOT_BUILT_IN;
	if (source_open(path, NULL, &source, &f) || read_all(source, &in, &f))
		return say(path, &f);
	/* One byte more: some decoders look for an end mark only while there is room. */
	if (!warm_init(&out, decoded_size + 1)) {
		fault_oom(&f);
		return say(path, &f);
	}
	start = now_us();
	if (!count_raw(raw, (struct view){ in.data, in.size }, out, decoded_size)) {
		fprintf(stderr, "bench: %s: the library does not decode it\n", path);
		return FAILED;
	}
	printf("us=%" PRIu64 "\n", now_us() - start);
	return 0;
}

/* callgrind slows it down fifty times and more. */
static struct budget patient_budget(void)
{
	struct limits limits = limits_default();

	limits.of[PVH_LIMIT_SECONDS] = limits_max(PVH_LIMIT_SECONDS);
	return budget_new(&limits, NULL);
}

static int load(const struct pvh_image *image, int io, struct fault *f)
{
	const struct facts *facts = &image->facts;
	_cleanup_(warm_fini) struct warm guest = { 0 };
	uint64_t wanted = 0;
	struct io before;
	int r;

	for (unsigned int i = 0; i < facts->nr_segments; i++)
		wanted += facts->segments[i].file_size;
	printf("load_wanted=%" PRIu64 "\n", wanted);
	if (!warm_init(&guest, facts->end - facts->start))
		return fault_oom(f);
	count_opened();
	before = io_now(io);
	r = count_load(image, guest, f);
	print_io("load", before, io_now(io));
	return r;
}

/* Opens it and prints what that took. */
static int open_image(struct pvh_source *source, struct pvh_image **image, int io,
		      struct fault *f)
{
	_cleanup_close_ int faults = faults_start();
	const struct budget budget = patient_budget();
	uint64_t peak = peak_kib(), faulted = faults_so_far(faults);
	struct io before = io_now(io);
	uint64_t start = now_us();
	int r = count_open(source, &budget, image, f);

	printf("us=%" PRIu64 "\n", now_us() - start);
	print_io("open", before, io_now(io));
	printf("peak_kib=%" PRIu64 "\n", peak_kib() - peak);
	if (faults >= 0)
		printf("faults=%" PRIu64 "\n", faults_so_far(faults) - faulted);
	return r;
}

static int bench_open(const char *path)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	_cleanup_close_ int io = open("/proc/self/io", O_RDONLY | O_CLOEXEC);
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;
	int r = source_open(path, NULL, &source, &f);

	if (!r)
		r = open_image(source, &image, io, &f);
	if (!r) {
		printf("decoded=%" PRIu64 "\n", image->facts.payload_size);
		r = load(image, io, &f);
	}
	image_unref(image);
	return r ? say(path, &f) : 0;
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "raw"))
		return bench_raw(argv[2], argv[3], strtoull(argv[4], NULL, 10));
	if (argc == 3 && !strcmp(argv[1], "open"))
		return bench_open(argv[2]);
	fprintf(stderr, "usage: bench raw CODEC PAYLOAD SIZE\n       bench open IMAGE\n");
	return USAGE;
}
