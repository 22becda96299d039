/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Guest memory through foreign mappings: checksums, special pages, the grant table. */
#include "inspect.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xen/grant_table.h>
#include <xen/memory.h>

#define WINDOW 1024u /* pages mapped at a time */

/* Maps `nr` pages from `gfn` on; without `err` all of them must be there. */
static void *map(struct inspect *in, uint64_t gfn, size_t nr, int *err)
{
	xen_pfn_t gfns[WINDOW];

	for (size_t i = 0; i < nr; i++)
		gfns[i] = gfn + i;
	return xenforeignmemory_map(in->fmem, in->domid, PROT_READ, nr, gfns, err);
}

typedef void piece_fn(void *data, const uint8_t *bytes, size_t size);

/* Hands the bytes at [gpa, gpa + size) to fn, window by window. */
static bool for_each_piece(struct inspect *in, uint64_t gpa, uint64_t size, piece_fn *fn,
			   void *data)
{
	while (size) {
		uint64_t skip = gpa % PAGE, n = WINDOW * PAGE - skip;
		size_t pages;
		uint8_t *window;

		if (n > size)
			n = size;
		pages = (size_t)((skip + n + PAGE - 1) / PAGE);
		window = map(in, gpa / PAGE, pages, NULL);
		if (!window)
			return false;
		fn(data, window + skip, (size_t)n);
		xenforeignmemory_unmap(in->fmem, window, pages);
		gpa += n;
		size -= n;
	}
	return true;
}

static void copy_piece(void *data, const uint8_t *bytes, size_t size)
{
	uint8_t **to = data;

	memcpy(*to, bytes, size);
	*to += size;
}

bool guest_read(struct inspect *in, uint64_t gpa, void *buf, size_t size)
{
	uint8_t *to = buf;

	return for_each_piece(in, gpa, size, copy_piece, &to);
}

/* --- Checksums: FNV-1a by words of 8 bytes --------------------------------------- */

struct sum {
	uint64_t hash, word;
	unsigned int used; /* bytes in `word` */
	bool any;          /* not all zero */
};

static void sum_word(struct sum *s)
{
	s->any |= s->word != 0;
	s->hash = (s->hash ^ s->word) * 0x100000001b3ull;
	s->hash ^= s->hash >> 32; /* a multiplication alone never carries downwards */
	s->word = 0;
	s->used = 0;
}

static void sum_byte(struct sum *s, uint8_t byte)
{
	s->word |= (uint64_t)byte << 8 * s->used;
	if (++s->used == 8)
		sum_word(s);
}

static void sum_piece(void *data, const uint8_t *bytes, size_t size)
{
	struct sum *s = data;
	size_t i = 0;

	while (i < size && s->used)
		sum_byte(s, bytes[i++]);
	for (; i + 8 <= size; i += 8) {
		memcpy(&s->word, bytes + i, 8);
		sum_word(s);
	}
	while (i < size)
		sum_byte(s, bytes[i++]);
}

bool guest_sum(struct inspect *in, uint64_t gpa, uint64_t size, char text[32])
{
	struct sum s = { .hash = 0xcbf29ce484222325ull };

	if (!for_each_piece(in, gpa, size, sum_piece, &s))
		return false;
	sum_word(&s);
	if (s.any)
		snprintf(text, 32, "sum 0x%016" PRIx64, s.hash);
	else
		strcpy(text, "zero");
	return true;
}

void say_sum(struct inspect *in, uint64_t gpa, uint64_t size, const char *key)
{
	char text[32];

	if (guest_sum(in, gpa, size, text))
		say(text, "memory.%s", key);
	else
		say_error(in, "memory.%s", key);
}

/* --- Which frames are there ------------------------------------------------------ */

struct run {
	uint64_t first, nr;
};

static void end_run(struct run *run)
{
	if (run->nr)
		printf("populated.0x%" PRIx64 " = 0x%" PRIx64 "\n", run->first, run->nr);
	run->nr = 0;
}

static bool scan(struct inspect *in, struct run *run, uint64_t gfn, size_t nr)
{
	int err[WINDOW];
	void *window = map(in, gfn, nr, err);

	if (!window)
		return false;
	for (size_t i = 0; i < nr; i++) {
		if (err[i]) {
			end_run(run);
		} else {
			if (!run->nr)
				run->first = gfn + i;
			run->nr++;
		}
	}
	xenforeignmemory_unmap(in->fmem, window, nr);
	return true;
}

static void scan_range(struct inspect *in, uint64_t gfn, uint64_t end)
{
	struct run run = { 0, 0 };

	for (; gfn < end; gfn += WINDOW) {
		if (!scan(in, &run, gfn, end - gfn < WINDOW ? end - gfn : WINDOW)) {
			say_error(in, "populated");
			return;
		}
	}
	end_run(&run);
}

/*
 * Frames with memory behind them, as runs: the whole hole below 4 GiB, and RAM where it
 * meets the hole. For the rest domain.tot_pages tells as much and is faster.
 */
void inspect_populated(struct inspect *in)
{
	scan_range(in, 0xfbff0, 0xfc000);
	scan_range(in, 0xfc000, 0x100000);
	scan_range(in, 0x100000, 0x100010);
}

/* --- Special pages --------------------------------------------------------------- */

/* The whole of 4 GiB as 4 MiB pages: present, writable, user, accessed, dirty, PSE. */
static bool is_identity_directory(const uint8_t *page)
{
	for (uint64_t i = 0; i < 1024; i++)
		if (load(page + 4 * i, 4) != (i << 22 | 0xe7))
			return false;
	return true;
}

void inspect_special_pages(struct inspect *in)
{
	static const char *const names[] = {
		"paging", "monitor", "sharing", "bufioreq", "xenstore", "ioreq",
		"ident_pt", "console",
	};

	for (uint64_t i = 0; i < 8; i++) {
		uint8_t page[PAGE];
		char key[32], text[32];

		snprintf(key, sizeof(key), "special.%s", names[i]);
		if (!guest_read(in, (0xfeff8 + i) * PAGE, page, sizeof(page)) ||
		    !guest_sum(in, (0xfeff8 + i) * PAGE, sizeof(page), text)) {
			say_error(in, "%s", key);
		} else if (is_identity_directory(page)) {
			say("identity page directory", "%s", key);
		} else {
			say(text, "%s", key);
			if (i == 4 || i == 7) /* the rings: what differs should be seen */
				say_words(page, sizeof(page), key);
		}
	}
}

/* --- Grants ---------------------------------------------------------------------- */

void inspect_grants(struct inspect *in)
{
	xenforeignmemory_resource_handle *handle;
	void *table = NULL;

	handle = xenforeignmemory_map_resource(
		in->fmem, (domid_t)in->domid, XENMEM_resource_grant_table,
		XENMEM_resource_grant_table_id_shared, 0, 1, &table,
		PROT_READ | PROT_WRITE, 0);
	if (!handle) {
		say_error(in, "grants.table");
		return;
	}
	for (unsigned int i = 0; i < PAGE / sizeof(grant_entry_v1_t); i++) {
		const grant_entry_v1_t *entry = (const grant_entry_v1_t *)table + i;
		/* The next bits are Xen's: the page has been mapped. */
		uint16_t flags = entry->flags & (GTF_type_mask | GTF_readonly);

		if (entry->flags || entry->domid || entry->frame || i < 2) {
			say_hex(flags, "grant%u.flags", i);
			say_number(entry->domid, "grant%u.domid", i);
			say_hex(entry->frame, "grant%u.frame", i);
		}
	}
	xenforeignmemory_unmap_resource(in->fmem, handle);
}
