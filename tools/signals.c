/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/signals.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

/* All that a signal handler can reach. */
static volatile sig_atomic_t count, last;

static void on_signal(int number)
{
	last = number;
	count = count + 1;
}

/*
 * nohup means it. That SIGINT and SIGQUIT are ignored is what a shell without job control does to
 * all that it starts with "&"; who sends them to such a process wants them to arrive.
 */
static bool stays_ignored(int number)
{
	struct sigaction before;

	return number == SIGHUP && !sigaction(number, NULL, &before) &&
	       before.sa_handler == SIG_IGN;
}

void signals_catch(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = on_signal;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (!stays_ignored(numbers[i]))
			sigaction(numbers[i], &action, NULL);
	/* A reader that is gone is an error of writing, and wishes the guest nothing. */
	signal(SIGPIPE, SIG_IGN);
}

int signals_count(void)
{
	return count;
}

int signals_last(void)
{
	return last;
}

static sigset_t all_numbers(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaddset(&set, numbers[i]);
	return set;
}

void signals_hold(void)
{
	const sigset_t set = all_numbers();

	sigprocmask(SIG_BLOCK, &set, NULL);
}

void signals_release(void)
{
	const sigset_t set = all_numbers();

	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int signals_poll(struct pollfd *fds, nfds_t nr, int timeout)
{
	const struct timespec t = { timeout / 1000, timeout % 1000 * 1000000L };
	sigset_t now;

	sigprocmask(SIG_SETMASK, NULL, &now);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigdelset(&now, numbers[i]);
	return ppoll(fds, nr, timeout < 0 ? NULL : &t, &now);
}
