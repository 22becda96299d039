/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hotplug scripts that fail, hang, talk or leave somebody behind, and callers with habits. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "device.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

static struct pvh_plan *plan_with(const char *body)
{
	struct dev disk = DEV_DISK;

	disk.script = dev_script("block", body);
	return dev_plan(&disk, 1);
}

/* Nothing of what it made is left, whatever the script did. */
static void fails(const char *what, const char *body, const char *sentence)
{
	struct pvh_plan *plan = plan_with(body);
	int r = dev_build(plan);

	ok(r == -EIO && strstr(dev_sentence(plan), sentence) && !fake.exists && !fake.nr_nodes &&
		   !fake.watches && strstr(dev_notes(), "remove vbd"),
	   "%s: %s", what, dev_sentence(plan));
	pvh_plan_unref(plan);
}

static void works(const char *what, const char *body)
{
	struct pvh_plan *plan = plan_with(body);
	int r = dev_build(plan);

	ok(!r && fake.running && !strncmp(dev_notes(), "add vbd", 7), "%s%s%s", what, r ? ": " : "",
	   r ? dev_sentence(plan) : "");
	pvh_plan_unref(plan);
}

static void test_ends(void)
{
	char expected[160];

	fake_reset();
	snprintf(expected, sizeof(expected), "/block failed with status 4; see %s/xen-hotplug.log",
		 fake_log_dir());
	fails("status 4", "exit 4", expected);
	fake_reset();
	fails("a message", "echo one >&2; echo 'no such disk'; echo; echo ' '; exit 1",
	      "/block failed: no such disk; see");
	fake_reset();
	fails("a message without end", "printf 'no\\tdisk'; exit 1", "/block failed: no disk; see");
	fake_reset();
	fails("a line with much space", "printf ' \\tno  such\\r\\n \\v\\n'; exit 1",
	      "/block failed: no such; see");
	fake_reset();
	fails("a flood", "i=0; while test $i -lt 3000; do echo line $i line line line; i=$((i + 1)); "
	      "done; exit 1", "/block failed: line 2999 line line line; see");
	fake_reset();
	fails("a signal", "kill -9 $$", "/block failed");
	fake_reset();
	fails("no interpreter", "exit 126", "/block failed with status 126");
	fake_reset();
	fake.hotplug_error = "the disk is in use";
	fails("hotplug-error", "echo noise; exit 1", "/block failed: the disk is in use");
	fake_reset();
	fake.hotplug_error = "\nin use:\n\n  by\tanother guest \n";
	fails("... of several lines", "exit 1", "/block failed: in use: by another guest; see");
	fake_reset();
	fake.hotplug_error = " \n";
	fails("... of none", "echo noise; exit 1", "/block failed: noise; see");
	fake_reset();
	fake.hotplug_error = "in a subshell";
	fails("a failure that the status does not tell", "exit 0", "/block failed: in a subshell");
}

/* The whole shell around it, as by an administrator. */
static void test_killed(void)
{
	fake_reset();
	fails("the shell is killed", "kill -9 $PPID; sleep 1", "/block was killed");
}

static void test_input(void)
{
	fake_reset();
	works("there is nothing to be read", "read x && exit 1; exit 0");
	fake_reset();
	works("no descriptors of ours are left to it", "test ! -e /proc/$$/fd/3");
	/* Such as a lock of who called us: a child that a script leaves would hold it for ever. */
	fx_must(dup2(STDOUT_FILENO, 9) - 9, "dup2");
	fake_reset();
	works("... nor those that others of our process let all inherit", "test ! -e /proc/$$/fd/9");
	close(9);
}

/* --- Children ------------------------------------------------------------------------------ */

/* A FIFO that scripts open to write, for as long as they and their children live. */
static int make_leash(void)
{
	int leash;

	unlink(dev_path("leash"));
	fx_must(mkfifo(dev_path("leash"), 0600), "mkfifo");
	leash = open(dev_path("leash"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	fx_must(leash < 0, "open");
	return leash;
}

#define ON_LEASH "exec 9>${0%/*}/leash; "

/* Those who had it, of whom there has been one. */
static bool all_gone(int leash, int ms)
{
	struct pollfd fd = { .fd = leash, .events = POLLIN };

	return poll(&fd, 1, ms) == 1;
}

static void test_children(void)
{
	int leash = make_leash();

	fake_reset();
	fails("it hangs, with a child",
	      "test $1 = remove && exit 0; " ON_LEASH "sleep 1000 & echo waiting; wait",
	      "did not end within 2 s, and was stopped; the last that it said was: waiting");
	ok(all_gone(leash, 5000), "... which ends with it");
	close(leash);
	leash = make_leash();
	fake_reset();
	works("it leaves a child that holds its output", ON_LEASH "sleep 20 &");
	ok(!all_gone(leash, 0), "... which stays");
	close(leash);
}

static void test_floods(void)
{
	fake_reset();
	fails("it talks for ever", "test $1 = remove && exit 0; exec yes more",
	      "did not end within 2 s, and was stopped");
	fake_reset();
	works("it leaves a child that does", "yes & exit 0");
}

/* The number of times that one may go on. */
static int cancel(void *data, const char *what, uint64_t done, uint64_t total)
{
	unsigned int *left = data;

	return !strcmp(what, "attach") && !done && !total && !(*left)--;
}

static void test_cancelled(unsigned int times, const char *notes)
{
	struct pvh_plan *plan = plan_with("test $1 = remove && exit 0; sleep 1000");

	fake_reset();
	pvh_set_progress(plan->ctx, cancel, &times);
	/* One that was stopped because it took too long would fail for another reason. */
	ok(dev_build(plan) == -ECANCELED && !fake.exists && !fake.nr_nodes &&
		   !strncmp(dev_notes(), notes, strlen(notes)),
	   "cancelled, %s: %s", *notes ? "while a script runs" : "before one does",
	   dev_sentence(plan));
	pvh_plan_unref(plan);
}

/* --- Callers ------------------------------------------------------------------------------- */

static void reap_any(int number)
{
	(void)number;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

static void test_callers(void)
{
	struct sigaction action = { .sa_handler = reap_any }, former;
	sigset_t all, none;

	signal(SIGCHLD, SIG_IGN);
	fake_reset();
	works("a caller that ignores SIGCHLD", "exit 0");
	fake_reset();
	fails("... learns of a failure too", "exit 7", "failed with status 7");
	sigaction(SIGCHLD, &action, &former);
	fake_reset();
	works("a caller that waits for any child", "sleep 0.1; exit 0");
	fake_reset();
	fails("... learns of a failure too", "sleep 0.1; exit 7", "failed with status 7");
	signal(SIGCHLD, SIG_DFL);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &none);
	fake_reset();
	works("a caller that blocks all signals", "grep -q '^SigBlk:[[:space:]]*0*$' /proc/self/status");
	sigprocmask(SIG_SETMASK, &none, NULL);
	ok(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "no child of ours is left");
}

int main(void)
{
	test_ends();
	test_killed();
	test_input();
	test_children();
	test_floods();
	test_cancelled(0, "");
	test_cancelled(1, "add vbd");
	test_callers();
	dev_done();
	return done();
}
