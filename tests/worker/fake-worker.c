/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A pvh-image-worker that was taken over, or is broken: what it does is in the name that it
 * is called by.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "image/read.h"
#include "worker/message.h"

static struct request request;
static struct answer answer;

/* What an honest worker would do, up to the answer. */
static void read_honestly(void)
{
	struct fault f = FAULT_NONE;
	struct opening o = { .memfd = WORKER_MEMFD, .facts = &answer.facts };
	struct budget budget;
	int r;

	if (recv(WORKER_CHANNEL, &request, sizeof(request), MSG_WAITALL) != sizeof(request))
		_exit(98);
	budget = budget_new(&request.limits, NULL);
	o.budget = &budget;
	r = source_from_fd(WORKER_IMAGE, "the image", &o.file, &f);
	if (!r)
		r = image_read(&o, &f);
	answer_finish(&answer, r, &f);
}

static void say(const void *data, size_t size)
{
	const uint8_t *from = data;

	while (size) {
		ssize_t n = send(WORKER_CHANNEL, from, size, MSG_NOSIGNAL);

		if (n < 0)
			_exit(97);
		from += n;
		size -= (size_t)n;
	}
}

static void tell(void)
{
	say(&answer, sizeof(answer));
}

/* --- What goes wrong ---------------------------------------------------------------------- */

static void is_honest(void)
{
	tell();
}

static void is_silent(void)
{
	_exit(7);
}

static void cannot_confine(void)
{
	_exit(WORKER_UNCONFINED);
}

static void dies(void)
{
	signal(SIGSEGV, SIG_DFL); /* sanitizers have a handler */
	raise(SIGSEGV);
}

static void hangs(void)
{
	for (;;)
		pause();
}

static void answers_and_stays(void)
{
	tell();
	hangs();
}

static void stops_halfway(void)
{
	say(&answer, sizeof(answer) / 2);
}

static void stops_in_the_head(void)
{
	say(&answer, 5);
}

static void answers_twice(void)
{
	tell();
	tell();
}

static void says_a_byte_more(void)
{
	tell();
	say("x", 1);
}

static void floods(void)
{
	for (;;)
		tell();
}

static void is_another_version(void)
{
	answer.head.version++;
	tell();
}

static void invents_segments(void)
{
	answer.facts.segments[0].gpa = UINT64_MAX - 100;
	tell();
}

static void invents_a_symbol_table(void)
{
	const struct image_range nothing = { .gpa = answer.facts.start };

	answer.facts.symtab = (struct image_symtab){ .present = 1, .gpa = answer.facts.start,
						     .symbols = nothing, .strings = nothing };
	tell();
}

static void invents_success(void)
{
	memset(&answer.facts, 0, sizeof(answer.facts));
	answer.code = 0;
	tell();
}

static void invents_a_size(void)
{
	answer.facts.payload_size += 4096;
	tell();
}

static void invents_a_file_size(void)
{
	answer.facts.file_size += 1;
	tell();
}

static void invents_a_code(void)
{
	answer.code = -EEXIST;
	strcpy(answer.what, "something");
	tell();
}

static void says_nothing_of_a_failure(void)
{
	answer.code = -EBADMSG;
	answer.what[0] = '\0';
	tell();
}

static void writes_escapes(void)
{
	answer.code = -EBADMSG;
	strcpy(answer.what, "\033[2J");
	tell();
}

static void ends_no_string(void)
{
	answer.code = -EBADMSG;
	memset(answer.what, 'x', sizeof(answer.what));
	memset(answer.hint, 'x', sizeof(answer.hint));
	tell();
}

static void succeeds_to_fail(void)
{
	answer.code = 1;
	strcpy(answer.what, "all is well");
	tell();
}

static void truncates(void)
{
	if (ftruncate(WORKER_MEMFD, 100))
		_exit(96);
	tell();
}

/* A grandchild that stays, with the memory file mapped and the channel open. */
static void leaves_a_child(void)
{
	void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, WORKER_MEMFD, 0);

	if (map == MAP_FAILED)
		_exit(95);
	if (!fork()) {
		setsid();
		sleep(3);
		_exit(0);
	}
	tell();
}

/* What it was started with, as an error of the image. */
static void shows_the_environment(void)
{
	extern char **environ;
	sigset_t blocked;

	sigprocmask(SIG_BLOCK, NULL, &blocked);
	answer.code = -EBADMSG;
	snprintf(answer.what, sizeof(answer.what), "%s,%s,%d,%d",
		 environ[0] ? environ[0] : "none", environ[0] && environ[1] ? "more" : "",
		 sigismember(&blocked, SIGUSR1), getsid(0) == getpid());
	tell();
}

#define BEHAVIOUR(name) { #name, name }
static const struct {
	const char *name;
	void (*run)(void);
} behaviours[] = {
	BEHAVIOUR(is_honest), BEHAVIOUR(is_silent), BEHAVIOUR(cannot_confine),
	BEHAVIOUR(dies), BEHAVIOUR(hangs),
	BEHAVIOUR(answers_and_stays), BEHAVIOUR(stops_halfway), BEHAVIOUR(stops_in_the_head),
	BEHAVIOUR(answers_twice), BEHAVIOUR(says_a_byte_more), BEHAVIOUR(floods),
	BEHAVIOUR(is_another_version), BEHAVIOUR(invents_segments),
	BEHAVIOUR(invents_a_symbol_table), BEHAVIOUR(invents_success),
	BEHAVIOUR(invents_a_size), BEHAVIOUR(invents_a_file_size), BEHAVIOUR(invents_a_code),
	BEHAVIOUR(says_nothing_of_a_failure), BEHAVIOUR(writes_escapes),
	BEHAVIOUR(ends_no_string), BEHAVIOUR(succeeds_to_fail), BEHAVIOUR(truncates),
	BEHAVIOUR(leaves_a_child), BEHAVIOUR(shows_the_environment),
};

int main(int argc, char **argv)
{
	const char *slash = argc ? strrchr(argv[0], '/') : NULL;

	for (size_t i = 0; slash && i < ARRAY_SIZE(behaviours); i++) {
		if (strcmp(slash + 1, behaviours[i].name))
			continue;
		read_honestly();
		behaviours[i].run();
		_exit(0); /* what is left allocated is nobody's business */
	}
	return 99;
}
