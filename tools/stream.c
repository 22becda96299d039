/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct pollfd stream_next(const struct stream *s)
{
	if (s->nr)
		return (struct pollfd){ .fd = s->to, .events = POLLOUT };
	return (struct pollfd){ .fd = s->from, .events = POLLIN };
}

static bool try_again(void)
{
	return errno == EINTR || errno == EAGAIN;
}

static bool put(struct stream *s)
{
	ssize_t n = write(s->to, s->bytes, s->nr);

	if (n < 0)
		return try_again();
	s->nr -= (size_t)n;
	memmove(s->bytes, s->bytes + n, s->nr);
	return true;
}

/* A terminal whose other side is gone cannot be read: that is its end as well. */
static void get(struct stream *s)
{
	ssize_t n = read(s->from, s->bytes, sizeof(s->bytes));

	if (n > 0)
		s->nr = (size_t)n;
	else if (n == 0 || !try_again())
		s->from = -1;
}

bool stream_move(struct stream *s, const struct pollfd *ready)
{
	if (!ready->revents)
		return true;
	if (s->nr)
		return put(s);
	if (s->from >= 0)
		get(s);
	return true;
}

bool stream_is_over(const struct stream *s)
{
	return !s->nr && s->from < 0;
}
