/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What pvh-image-worker is asked and what it answers, once each. Both are structs of fixed
 * size without pointers, sent as they stand: both ends are built from one source and run on
 * one machine, and the first words prove it.
 *
 * The worker has the image as descriptor WORKER_IMAGE, and an empty memory file as
 * WORKER_MEMFD, where a compressed kernel is decoded to.
 */
#ifndef PVH_WORKER_MESSAGE_H
#define PVH_WORKER_MESSAGE_H

#include "base/fault.h"
#include "base/limits.h"
#include "image/facts.h"

enum worker_fd {
	WORKER_IMAGE = 0,
	WORKER_CHANNEL = 1,
	WORKER_STDERR = 2, /* /dev/null */
	WORKER_MEMFD = 3,
	WORKER_FDS,
};

/* How it ends without an answer, unless it is killed. */
enum worker_exit {
	WORKER_ANSWERED = 0,
	WORKER_NOT_ASKED = 2,  /* nothing that it understands came through the channel */
	WORKER_UNCONFINED = 3, /* it cannot confine itself here, and so reads nothing */
	WORKER_NOT_HEARD = 4,  /* the answer could not be sent */
};

#define MESSAGE_MAGIC 0x57687670 /* "pvhW" */
#define MESSAGE_VERSION 2        /* counts changes of what is in this file or in facts.h */

struct message_head {
	uint32_t magic;
	uint32_t version;
	uint64_t size; /* of the answer: structs that differ are likely to differ here */
};

struct request {
	struct message_head head;
	struct limits limits;
};

struct answer {
	struct message_head head;
	int32_t code; /* 0, or what image_read() said: the members of struct fault follow */
	int32_t os_error;
	uint64_t offset;
	uint64_t expected, actual;
	char what[sizeof(((struct fault *)0)->what)];
	char hint[sizeof(((struct fault *)0)->hint)];
	struct facts facts;
};

struct message_head message_head(void);
bool message_head_ours(const struct message_head *head);

/* `code` is 0 or the code of `f`; a->facts are filled in already. */
void answer_finish(struct answer *a, int code, const struct fault *f);

/*
 * Whether `a` can be true of a file of `file_size` bytes of which `decoded_size` bytes have
 * been written to the memory file: text is text, codes are those of image_read(), and facts
 * are sound, and loadable when it says that the image is. The head has been compared.
 */
bool answer_sound(const struct answer *a, uint64_t file_size, uint64_t decoded_size);

/* The fault that a sound answer with a code tells of. */
void answer_fault(const struct answer *a, struct fault *f);

#endif
