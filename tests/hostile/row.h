/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tables of hostile files. A row is a sound kernel with a few bytes changed, and what must
 * come of it: it loads into a guest as the sound one does, or it is refused at this offset
 * with these words.
 */
#ifndef HOSTILE_ROW_H
#define HOSTILE_ROW_H

#include "base.h"
#include "confine.h"
#include "../unit/fixture.h"
#include "../unit/test-image.h"

enum base { G32, S64, BZ };

/* What a place in a file is counted from. */
enum origin { IN_FILE, IN_ROW /* that program header */, IN_NOTES, IN_PAYLOAD, FROM_END, NOWHERE };

struct place {
	enum origin origin;
	int64_t at;
};

/* A header's field, or with `bytes` that many of them anywhere. The last of a list is empty. */
struct poke {
	int row; /* HEADER: of the ELF header */
	enum mk_field field;
	struct place place;
	unsigned int bytes;
	bool of_size; /* the value counts from the file's size */
	uint64_t value;
};

#define HEADER (-1)
#define EH(name, v) { .row = HEADER, .field = EH_##name, .value = v }
#define PH(n, name, v) { .row = n, .field = PH_##name, .value = v }
#define OF_SIZE(n, f, v) { .row = n, .field = f, .of_size = true, .value = v }
#define BYTES(origin, at, nr, v) { .place = { origin, at }, .bytes = nr, .value = v }

struct row {
	const char *name;
	enum base base;
	struct poke pokes[5];
	int code; /* 0: it loads, and guest memory is as with the base */
	struct place at;
	const char *words;
	bool cut;                            /* at the place `end` */
	struct place end;
	struct mk_blob (*make)(void);        /* starts from this instead of the base */
	void (*change)(struct mk_blob *b);   /* what pokes cannot do */
	uint64_t memory;                     /* of the guest; 0: 64 MiB */
	/* How guest memory is instead. */
	bool (*check)(const struct pvh_plan *plan);
};

#define LOADS .code = 0
#define REFUSED(c, origin, a, w) .code = c, .at = { origin, a }, .words = w
#define BAD(...) REFUSED(-EBADMSG, __VA_ARGS__)
#define NOT_PVH(...) REFUSED(-ENOEXEC, __VA_ARGS__)
#define TOO_BIG(...) REFUSED(-EFBIG, __VA_ARGS__)
#define UNSUPPORTED(...) REFUSED(-EOPNOTSUPP, __VA_ARGS__)
#define NO_ROOM(w) REFUSED(-ENOSPC, NOWHERE, 0, w)
#define CUT(origin, a) .cut = true, .end = { origin, a }

static inline struct mk_blob make_base(enum base base)
{
	static struct mk_blob (*const makers[])(void) = { base_g32, base_s64, base_bz };

	return makers[base]();
}

static inline uint64_t place_of(const struct mk_blob *b, struct place p)
{
	const uint64_t origins[] = {
		[IN_FILE] = 0,
		[IN_NOTES] = b->notes_at,
		[IN_PAYLOAD] = b->payload_at,
		[FROM_END] = b->size,
	};

	if (p.origin == NOWHERE)
		return FAULT_NOWHERE;
	if (p.origin == IN_ROW)
		return mk_row_at(b, (int)p.at);
	return origins[p.origin] + (uint64_t)p.at;
}

static inline void do_poke(struct mk_blob *b, const struct poke *p)
{
	uint64_t value = p->value + (p->of_size ? b->size : 0);
	uint64_t at = place_of(b, p->place);

	if (!p->bytes)
		mk_poke(b, p->row, p->field, value);
	for (unsigned int i = 0; i < p->bytes; i++)
		b->data[at + i] = (uint8_t)(value >> 8 * i);
}

static inline struct mk_blob make_row(const struct row *r)
{
	struct mk_blob b = r->make ? r->make() : make_base(r->base);

	for (const struct poke *p = r->pokes; b.data && (p->bytes || p->row || p->field); p++)
		do_poke(&b, p);
	if (b.data && r->change)
		r->change(&b);
	if (b.data && r->cut)
		b.size = place_of(&b, r->end);
	return b;
}

/* A guest with that kernel placed, or NULL; the context says why. */
static inline struct pvh_plan *place_image(struct pvh_image *image, uint64_t memory,
					   char sentence[static 512])
{
	struct pvh_plan *plan = fx_physmap(&(struct fx_guest){ .memory = memory });

	sentence[0] = '\0';
	if (!pvh_plan_place_kernel(plan, image))
		return plan;
	snprintf(sentence, 512, "%s", pvh_get_error(plan->ctx)->sentence);
	return pvh_plan_unref(plan);
}

/* What the guest finds at [start, end) is the same. */
static inline bool same_memory(const struct pvh_plan *a, const struct pvh_plan *b,
			       uint64_t start, uint64_t end)
{
	uint8_t x[4096], y[4096];

	for (uint64_t n; start < end; start += n) {
		n = min_u64(sizeof(x), end - start);
		if (pvh_plan_read(a, start, x, n) || pvh_plan_read(b, start, y, n) ||
		    memcmp(x, y, n) != 0)
			return false;
	}
	return true;
}

/* Everything of the guest that comes from the kernel is as the base has it. */
static inline bool as_base(const struct row *r, const struct pvh_image *image,
			   const struct pvh_plan *plan)
{
	_cleanup_(mk_fini) struct mk_blob b = make_base(r->base);
	_cleanup_(image_unrefp) struct pvh_image *base = fx_image(&b);
	struct pvh_plan *sound;
	char text[512];
	bool same;

	sound = place_image(base, 0, text);
	same = image->facts.start == base->facts.start &&
	       image->facts.end == base->facts.end &&
	       image->facts.entry == base->facts.entry &&
	       pvh_plan_get_entry(plan) == pvh_plan_get_entry(sound) &&
	       same_memory(plan, sound, base->facts.start, base->facts.end);
	pvh_plan_unref(sound);
	return same;
}

static inline void check_loaded(const struct row *r, struct pvh_image *image)
{
	char text[512];
	struct pvh_plan *plan = place_image(image, r->memory, text);

	if (r->code == -ENOSPC)
		ok(!plan && strstr(text, r->words), "%s: has no room: %s", r->name, text);
	else if (r->check)
		ok(plan && r->check(plan), "%s: is in the guest as documented%s", r->name, text);
	else
		ok(plan && as_base(r, image, plan), "%s: is in the guest as the sound one%s",
		   r->name, text);
	pvh_plan_unref(plan);
}

static inline void check_row(const struct row *r)
{
	_cleanup_(mk_fini) struct mk_blob b = make_row(r);
	_cleanup_(image_unrefp) struct pvh_image *image = NULL;

	if (!b.data) {
		ok(true, "%s # SKIP its codec is not built in", r->name);
		return;
	}
	if (r->code && r->code != -ENOSPC) {
		must_refuse(&b, r->code, place_of(&b, r->at), r->words, r->name);
		return;
	}
	image = must_open(&b, r->name);
	if (image)
		check_loaded(r, image);
}

static inline void check_rows(const struct row *rows, size_t nr)
{
	confine(MIB(64), MIB(4));
	for (size_t i = 0; i < nr; i++)
		check_row(&rows[i]);
}

#endif
