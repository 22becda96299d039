/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fuzz-TARGET [FILE...]: runs a fuzz target once on each of these files, or on all of its
 * corpus; then on every prefix of the smallest good one, and with every bit of it flipped.
 * What a target finds ends the program, and the last line before that names the file.
 */
#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "fixture.h"
#include "fuzz.h"
#include "tap.h"

#define VARIANTS 1000 /* at most, of either kind: `make check` is not for fuzzing */

struct smallest {
	uint8_t *data;
	size_t size;
};

/* An allocation of exactly that size, so that a sanitizer sees where it ends. */
static void run(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size);

	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void replay(const char *dir, const char *name, struct smallest *smallest)
{
	bool good = !strncmp(name, "good-", 5);
	unsigned int accepted = fuzz_accepted, unsupported = fuzz_unsupported;
	size_t size = 0;
	uint8_t *data = (uint8_t *)fx_read_file(dir, name, &size);

	fx_must(!data, name);
	printf("# %s/%s\n", dir, name);
	fflush(stdout);
	run(data, size);
	if (good && fuzz_accepted == accepted && fuzz_unsupported > unsupported)
		ok(true, "%s # SKIP its codec is not built in", name);
	else
		ok(!good || fuzz_accepted > accepted, "%s: %s", name,
		   good ? "accepted" : "answered");
	if (good && (!smallest->data || size < smallest->size)) {
		uint8_t *larger = smallest->data;

		*smallest = (struct smallest){ data, size };
		data = larger;
	}
	free(data);
}

static void replay_prefixes(const struct smallest *s)
{
	size_t step = 1 + s->size / VARIANTS;

	for (size_t size = 0; size < s->size; size += step)
		run(s->data, size);
	ok(true, "every %zu. prefix of %zu bytes is answered", step, s->size);
}

static void replay_flips(struct smallest *s)
{
	size_t step = 1 + 8 * s->size / VARIANTS;

	for (size_t bit = 0; bit < 8 * s->size; bit += step) {
		s->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		run(s->data, s->size);
		s->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	ok(true, "every %zu. flipped bit of %zu bytes is answered", step, s->size);
}

static int is_file(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void replay_corpus(const char *target, struct smallest *smallest)
{
	const char *top = getenv("top_srcdir");
	struct dirent **files;
	char dir[256];
	int nr;

	snprintf(dir, sizeof(dir), "%s/tests/fuzz/corpus/%s", top ? top : ".", target);
	nr = scandir(dir, &files, is_file, alphasort);
	fx_must(nr <= 0, dir);
	for (int i = 0; i < nr; i++) {
		replay(dir, files[i]->d_name, smallest);
		free(files[i]);
	}
	free(files);
}

int main(int argc, char **argv)
{
	struct smallest smallest = { 0 };

	for (int i = 1; i < argc; i++)
		replay(argv[i][0] == '/' ? "" : ".", argv[i], &smallest);
	if (argc == 1) {
		replay_corpus(program_invocation_short_name + strlen("fuzz-"), &smallest);
		replay_prefixes(&smallest);
		replay_flips(&smallest);
	}
	free(smallest.data);
	return done();
}
