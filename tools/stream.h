/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes on their way from one descriptor to another, as either of them is ready. */
#ifndef STREAM_H
#define STREAM_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

struct stream {
	int from, to;    /* `from` is -1 when there is no more to read; neither is closed here */
	size_t nr;
	char bytes[512]; /* less than any pipe takes that is said to be ready */
};

/* What is next, reading or writing, goes on when this is ready. */
struct pollfd stream_next(const struct stream *s);
/*
 * Goes on, if `ready` has events. False, with errno, when it cannot be written any more; what
 * cannot be read is at its end.
 */
bool stream_move(struct stream *s, const struct pollfd *ready);
/* Nothing is on its way, and nothing will come. */
bool stream_is_over(const struct stream *s);

#endif
