/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Signals that would end the program: they are counted, and acted upon where that is safe. */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <poll.h>

/*
 * SIGINT, SIGTERM, SIGHUP and SIGQUIT only count from now on; but SIGHUP stays ignored if it was,
 * as by nohup. SIGPIPE does not come at all any more.
 */
void signals_catch(void);
/* How many have come, and which was the last one; 0: none. */
int signals_count(void);
int signals_last(void);

/*
 * Until they are released they come in signals_poll() alone, which is poll() otherwise: none can
 * come between a look at the count and the sleep.
 */
void signals_hold(void);
void signals_release(void);
int signals_poll(struct pollfd *fds, nfds_t nr, int timeout);

#endif
