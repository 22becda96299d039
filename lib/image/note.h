/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* note.c walks the notes and gives the verdict, note-xen.c takes the values of Xen's. */
#ifndef PVH_IMAGE_NOTE_H
#define PVH_IMAGE_NOTE_H

#include "base/bytes.h"
#include "image/opening.h"

/* From Xen's public/elfnote.h. */
enum note_type {
	NOTE_INFO = 0,
	NOTE_ENTRY = 1,
	NOTE_HYPERCALL_PAGE = 2,
	NOTE_VIRT_BASE = 3,
	NOTE_PADDR_OFFSET = 4,
	NOTE_XEN_VERSION = 5,
	NOTE_GUEST_OS = 6,
	NOTE_GUEST_VERSION = 7,
	NOTE_LOADER = 8,
	NOTE_PAE_MODE = 9,
	NOTE_FEATURES = 10,
	NOTE_BSD_SYMTAB = 11,
	NOTE_HV_START_LOW = 12,
	NOTE_L1_MFN_VALID = 13,
	NOTE_SUSPEND_CANCEL = 14,
	NOTE_INIT_P2M = 15,
	NOTE_MOD_START_PFN = 16,
	NOTE_SUPPORTED_FEATURES = 17,
	NOTE_PHYS32_ENTRY = 18,
	NOTE_PHYS32_RELOC = 19,
};

/* What was found so far. */
struct notes {
	struct opening *o;
	uint64_t entry_at;   /* of the entry's value; 0: none found */
	uint64_t broken_at;  /* of the first note that overruns its range; 0: none */
	uint64_t bytes;
	unsigned int nr;
	bool pv;             /* one that only a PV kernel needs */
	bool pv_entry;       /* ... and that no other kernel has */
	bool legacy;         /* there is a section __xen_guest */
	bool cut;            /* section headers are said to be where there is nothing */
	uint64_t feature_at; /* of a required feature that no guest can have; 0: none */
	char feature[64];    /* its name */
};

/* Where notes may be. */
struct note_range {
	uint64_t offset, size;
	uint64_t align;  /* 8: padded to 8, if that works out; else to 4, whatever it says */
	uint64_t row_at; /* of the header that says so; for messages */
};

struct note {
	uint32_t type;
	struct view value;
	uint64_t at; /* of the value in the payload */
};

/* Takes Xen's notes out of the range. */
int notes_read(struct notes *found, const struct note_range *range, struct fault *f);

/*
 * Whether what was found makes a PVH kernel; `table_at` is where a reader should look for
 * what is missing. Whether it makes a PV kernel, too, is a fact.
 */
int notes_verdict(const struct notes *found, uint64_t table_at, struct fault *f);

/* A note whose owner is Xen. */
int note_take_xen(struct notes *found, const struct note *n, struct fault *f);

/* "PHYS32_ENTRY", or "" for a type that is not known. */
const char *note_name(uint32_t type);
bool note_is_string(uint32_t type);

#endif
