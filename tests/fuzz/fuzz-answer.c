/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The input is what a worker that was taken over may answer: a byte that chooses the guest's
 * memory, the sizes of the file and of what was decoded, then the answer, the three arrays in
 * it cut to the lengths that it states itself. Whatever passes answer_sound() can be shown to
 * anybody, and, if it says that the image loads, becomes a guest by Xen's rules or is refused
 * for want of room.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "base/bytes.h"
#include "fixture.h"
#include "fuzz.h"
#include "worker/message.h"

static const int no_room[] = { -ENOSPC, 0 };
static const int refusals[] = { -ENOEXEC, -EBADMSG, -EFBIG, -EOPNOTSUPP, -ENOMEM, -EIO, 0 };

static void take(struct view *input, void *to, uint64_t size)
{
	uint64_t n = min_u64(size, input->size);

	memcpy(to, input->data, n);
	input->data += n;
	input->size -= n;
}

static void take_facts(struct view *input, struct facts *facts)
{
	take(input, facts, offsetof(struct facts, segments));
	if (facts->nr_segments <= FACTS_SEGMENTS)
		take(input, facts->segments, facts->nr_segments * sizeof(*facts->segments));
	if (facts->nr_notes <= FACTS_NOTES)
		take(input, facts->notes, facts->nr_notes * sizeof(*facts->notes));
	if (facts->strings_size <= FACTS_STRINGS)
		take(input, facts->strings, facts->strings_size);
}

static struct answer *take_answer(struct view *input)
{
	struct answer *a = calloc(1, sizeof(*a));

	take(input, &a->code, offsetof(struct answer, facts) - offsetof(struct answer, code));
	take_facts(input, &a->facts);
	return a;
}

/* A payload of that many bytes, all zero. */
static struct pvh_source *make_payload(uint64_t size)
{
	int fd = memfd_create("payload", MFD_CLOEXEC);
	struct fault f = FAULT_NONE;
	struct pvh_source *source;

	fuzz_require(fd >= 0 && !ftruncate(fd, (off_t)size), "no memory file");
	fuzz_require(!source_take_fd(fd, size, "payload", &source, &f), "%s", f.what);
	return source;
}

/* True when a guest with so much memory can be made from the image. */
static bool build(struct pvh_image *image, uint64_t memory)
{
	struct pvh_plan *plan = fx_physmap(&(struct fx_guest){ .memory = memory });
	int r = pvh_plan_place_kernel(plan, image);
	bool built = false;

	if (r)
		fuzz_error(plan->ctx, r, no_room);
	else
		built = fuzz_build(plan->ctx, plan);
	pvh_plan_unref(plan);
	return built;
}

/* It is the least: a build succeeds with that and fails with less. */
static bool check_minimum(struct pvh_ctx *ctx, struct pvh_image *image)
{
	uint64_t least;
	int r = pvh_image_get_min_memory(ctx, image, &least);

	if (r) {
		fuzz_error(ctx, r, no_room);
		return false;
	}
	fuzz_require(build(image, least), "the least memory is not enough");
	fuzz_require(least == MIB(1) || !build(image, least - MIB(1)),
		     "less than the least memory is enough");
	return true;
}

static void load(struct pvh_image *image, uint8_t choice)
{
	struct pvh_ctx *ctx = fuzz_ctx();

	image->payload = make_payload(image->facts.payload_size);
	image->bootable = true;
	if (choice & 1)
		fuzz_accepted += check_minimum(ctx, image);
	else
		fuzz_accepted += build(image, MIB(1) << (choice >> 1) % 14);
	pvh_unref(ctx);
}

static void believe(const struct answer *a, uint8_t choice)
{
	struct pvh_source *file = fuzz_source("", 0);
	struct fault f = FAULT_NONE;
	struct pvh_image *image = image_new(file, &f);

	image->facts = a->facts;
	fuzz_look(image);
	if (a->code) {
		answer_fault(a, &f);
		fuzz_fault(&f, a->code, refusals);
	} else {
		load(image, choice);
	}
	image_unref(image);
	source_unref(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int lowest = fuzz_begin();
	struct view input = { data, size };
	uint8_t head[9] = { 0 };
	struct answer *a;

	take(&input, head, sizeof(head));
	a = take_answer(&input);
	if (answer_sound(a, load_le32(head + 1), load_le32(head + 5)))
		believe(a, head[0]);
	free(a);
	fuzz_end(lowest);
	return 0;
}
