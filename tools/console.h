/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guest's console on standard input and output. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <termios.h>

#include "tools/stream.h"

#define CONSOLE_ESCAPE 0x1d /* ^], as with xl console */

enum console_state {
	CONSOLE_OPEN,
	CONSOLE_ESCAPED, /* the user does not want it any more */
	CONSOLE_BROKEN,  /* standard output does not take any more; see errno */
};

struct console {
	int fd;                /* the guest's; -1: there is none */
	struct stream out, in;
	bool raw;              /* standard input is a terminal, which was like this before: */
	struct termios before;
};

enum { CONSOLE_FDS = 2 };

/* Whether keys are typed, one of which is the escape; otherwise all input is the guest's. */
bool console_has_keys(void);
/* Takes over the guest's terminal, and what there is in front of the user. */
void console_attach(struct console *c, int fd);
/* What the program is to sleep on; entries that are not needed have no descriptor. */
void console_next(const struct console *c, struct pollfd fds[CONSOLE_FDS]);
enum console_state console_move(struct console *c, const struct pollfd fds[CONSOLE_FDS]);
/* Shows what a guest that has ended wrote last; a signal ends it. */
enum console_state console_drain(struct console *c);
/* Leaves the user's terminal as it was. Any number of times. */
void console_detach(struct console *c);

#endif
