/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/console.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tools/signals.h"

/*
 * xenconsoled lets a guest rest for up to 200 ms when it writes too often. Once the guest has
 * ended, a silence of this many milliseconds means that all has been said.
 */
#define SILENCE 400

bool console_has_keys(void)
{
	return isatty(STDIN_FILENO);
}

/*
 * Not blocking, because a guest need not read what is typed. A terminal in the foreground becomes
 * raw: everything but the escape is the guest's.
 */
void console_attach(struct console *c, int fd)
{
	struct termios raw;

	c->fd = fd;
	c->out = (struct stream){ .from = fd, .to = STDOUT_FILENO };
	c->in = (struct stream){ .from = STDIN_FILENO, .to = fd };
	fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK);
	c->raw = console_has_keys() && !tcgetattr(STDIN_FILENO, &c->before);
	if (!c->raw)
		return;
	raw = c->before;
	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

void console_detach(struct console *c)
{
	if (c->raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &c->before);
	c->raw = false;
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

void console_next(const struct console *c, struct pollfd fds[CONSOLE_FDS])
{
	fds[0] = c->fd < 0 ? (struct pollfd){ .fd = -1 } : stream_next(&c->out);
	fds[1] = c->fd < 0 ? (struct pollfd){ .fd = -1 } : stream_next(&c->in);
}

/* What a script pipes in is the guest's, whatever it is. What was typed before the escape, too. */
static bool find_escape(struct console *c)
{
	const char *escape = c->raw ? memchr(c->in.bytes, CONSOLE_ESCAPE, c->in.nr) : NULL;

	if (!escape)
		return false;
	c->in.nr = (size_t)(escape - c->in.bytes);
	if (c->in.nr && write(c->fd, c->in.bytes, c->in.nr) < 0)
		c->in.nr = 0;
	return true;
}

enum console_state console_move(struct console *c, const struct pollfd fds[CONSOLE_FDS])
{
	if (c->fd < 0)
		return CONSOLE_OPEN;
	if (!stream_move(&c->out, &fds[0]))
		return CONSOLE_BROKEN;
	/* A guest that is gone takes nothing, which its output will tell. */
	if (!stream_move(&c->in, &fds[1]))
		c->in = (struct stream){ .from = -1, .to = -1 };
	return find_escape(c) ? CONSOLE_ESCAPED : CONSOLE_OPEN;
}

enum console_state console_drain(struct console *c)
{
	int signals = signals_count();

	while (c->fd >= 0 && !stream_is_over(&c->out)) {
		struct pollfd next = stream_next(&c->out);
		int nr = signals_poll(&next, 1, c->out.nr ? -1 : SILENCE);

		if (nr == 0 || signals_count() != signals)
			break;
		if (nr > 0 && !stream_move(&c->out, &next))
			return CONSOLE_BROKEN;
	}
	return CONSOLE_OPEN;
}
