/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fuzz.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/utf8.h"

unsigned int fuzz_accepted, fuzz_unsupported;

const int fuzz_image_codes[] = { -ENOEXEC, -EBADMSG, -EFBIG, -EOPNOTSUPP, 0 };
const int fuzz_config_codes[] = { -EBADMSG, -EINVAL, -EFBIG, 0 };

void fuzz_require(bool holds, const char *fmt, ...)
{
	va_list args;

	if (holds)
		return;
	fputs("finding: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputs("\n", stderr);
	abort();
}

int fuzz_begin(void)
{
	int fd = dup(STDERR_FILENO);

	close(fd);
	return fd;
}

void fuzz_end(int lowest)
{
	fuzz_require(fuzz_begin() == lowest, "descriptor %d has been left open", lowest);
}

static void check_text(const char *text, const char *what)
{
	size_t size = strlen(text);

	for (size_t i = 0; i < size; i++)
		fuzz_require((uint8_t)text[i] >= 0x20 && text[i] != 0x7f,
			     "a %s with the byte 0x%02x in it", what, (uint8_t)text[i]);
	fuzz_require(utf8_valid(text, size) == size, "a %s that is not UTF-8: %s", what, text);
}

static void check_code(int r, const int *codes)
{
	while (*codes && *codes != r)
		codes++;
	fuzz_unsupported += r == -EOPNOTSUPP;
	fuzz_require(*codes, "the code %d (%s)", r, strerrordesc_np(-r));
}

void fuzz_fault(const struct fault *f, int r, const int *codes)
{
	fuzz_require(f->code == r, "%d is returned, but the fault has %d", r, f->code);
	check_code(r, codes);
	fuzz_require(f->what[0], "a refusal without a reason");
	check_text(f->what, "reason");
	check_text(f->hint, "hint");
	check_text(f->object, "object");
	check_text(f->pointer, "pointer");
}

void fuzz_error(const struct pvh_ctx *ctx, int r, const int *codes)
{
	const struct pvh_error *e = pvh_get_error(ctx);

	fuzz_require(e->code == r, "%d is returned, but the error has %d", r, e->code);
	check_code(r, codes);
	fuzz_require(e->what[0] && strstr(e->sentence, e->what), "no reason in: %s", e->sentence);
	check_text(e->sentence, "sentence");
}

struct limits fuzz_limits(void)
{
	struct limits limits = limits_default();

	limits.of[PVH_LIMIT_FILE_SIZE] = MIB(1);
	limits.of[PVH_LIMIT_DECODED_SIZE] = MIB(4);
	limits.of[PVH_LIMIT_DECODER_MEMORY] = MIB(16);
	limits.of[PVH_LIMIT_SECONDS] = 5;
	limits.of[PVH_LIMIT_SEGMENTS] = 16;
	limits.of[PVH_LIMIT_SECTIONS] = 16;
	limits.of[PVH_LIMIT_NOTES] = 16;
	limits.of[PVH_LIMIT_NOTE_BYTES] = 1024;
	limits.of[PVH_LIMIT_STRING] = 64;
	return limits;
}

struct pvh_ctx *fuzz_ctx(void)
{
	const struct limits limits = fuzz_limits();
	struct pvh_ctx *ctx;

	fuzz_require(!pvh_new(&ctx), "pvh_new");
	for (size_t i = 0; i < LIMITS_NR; i++)
		fuzz_require(!pvh_set_limit(ctx, (enum pvh_limit)i, limits.of[i]), "pvh_set_limit");
	pvh_set_in_process(ctx, true);
	return ctx;
}

struct pvh_source *fuzz_source(const void *data, uint64_t size)
{
	struct fault f = FAULT_NONE;
	struct pvh_source *source;

	fuzz_require(!source_from_memory(data, size, "input", &source, &f), "%s", f.what);
	return source;
}
