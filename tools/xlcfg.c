/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/xlcfg.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SUFFIX ".cfg"
#define MAX_TEXT (1u << 20) /* of a domain.json; one byte more is read, and refused */

extern char **environ;

/* The first character that is no space, of a regular file; -1: it cannot be read. */
static int first_of(const char *path)
{
	char start[4096];
	struct stat st;
	ssize_t got = -1;
	int fd;

	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		got = pread(fd, start, sizeof(start) - 1, 0);
	close(fd);
	if (got < 0)
		return -1;
	start[got] = '\0';
	return (unsigned char)start[strspn(start, " \t\r\n")];
}

static bool has_suffix(const char *path)
{
	size_t size = strlen(path);

	return size >= strlen(SUFFIX) && !strcmp(path + size - strlen(SUFFIX), SUFFIX);
}

bool xlcfg_is(const char *path)
{
	int first = has_suffix(path) ? first_of(path) : -1;

	return first >= 0 && first != '{';
}

/* The first thing in it is a name or a comment, which no JSON begins with. */
bool xlcfg_hint(const struct pvh_error *e, const char *path, struct xlcfg_failure *f)
{
	static const char hint[] = "a file for xl needs a name that ends in " SUFFIX
				   ", or: pvh-xlcfg FILE | pvh-build -";
	int first = e->code == -EBADMSG && !has_suffix(path) ? first_of(path) : -1;

	if (first != '#' && !(first > 0 && isalpha(first)))
		return false;
	snprintf(f->hint, sizeof(f->hint), "%s%s%s", e->hint, *e->hint ? "; " : "", hint);
	snprintf(f->sentence, sizeof(f->sentence), "%s; %s", e->sentence, hint);
	f->error = *e;
	f->error.hint = f->hint;
	f->error.sentence = f->sentence;
	return true;
}

/* Always false. */
static bool fail(struct xlcfg_failure *f, int code, const char *path, const char *fmt, ...)
{
	int used = snprintf(f->sentence, sizeof(f->sentence), "%.200s: ", path);
	char *what = f->sentence + used;
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(f->sentence) - (size_t)used, fmt, args);
	va_end(args);
	for (char *c = f->sentence; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	f->error = (struct pvh_error){ .code = code, .stage = PVH_STAGE_CONFIG, .object = path,
				       .pointer = "", .offset = PVH_NO_OFFSET, .what = what,
				       .hint = "", .sentence = f->sentence };
	return false;
}

/* 0 or an errno; its standard output is `out`. */
static int spawn(const char *program, const char *path, int out, pid_t *pid)
{
	char *argv[] = { (char *)(uintptr_t)program, (char *)(uintptr_t)"--",
			 (char *)(uintptr_t)path, NULL };
	posix_spawn_file_actions_t actions;
	int err = posix_spawn_file_actions_init(&actions);

	if (err)
		return err;
	err = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	if (!err)
		err = posix_spawn(pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return err;
}

static int start(const char *program, const char *path, pid_t *pid, int *in)
{
	int fds[2], err;

	/* Who runs us may ignore it, and then nobody learns how a child ended. */
	signal(SIGCHLD, SIG_DFL);
	if (pipe2(fds, O_CLOEXEC))
		return errno;
	err = spawn(program, path, fds[1], pid);
	close(fds[1]);
	if (err)
		close(fds[0]);
	else
		*in = fds[0];
	return err;
}

/* To its end, or to one byte more than can be. */
static char *read_text(int fd, size_t *size)
{
	char *text = malloc(MAX_TEXT + 2);
	ssize_t got = 1;

	*size = 0;
	while (text && got && *size <= MAX_TEXT) {
		got = read(fd, text + *size, MAX_TEXT + 1 - *size);
		if (got < 0 && errno != EINTR) {
			free(text);
			return NULL;
		}
		*size += got > 0 ? (size_t)got : 0;
	}
	if (text)
		text[*size] = '\0';
	return text;
}

static int reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

static bool judge(int status, const char *program, const char *path, struct xlcfg_failure *f)
{
	if (WIFSIGNALED(status))
		return fail(f, -EIO, path, "%s was killed by signal %d", program, WTERMSIG(status));
	if (!WIFEXITED(status))
		return fail(f, -EIO, path, "how %s ended is not known", program);
	if (WEXITSTATUS(status) == 2)
		return fail(f, -EINVAL, path, "it cannot be converted: the reasons are above");
	return !WEXITSTATUS(status) ||
	       fail(f, -EIO, path, "%s ended with %d", program, WEXITSTATUS(status));
}

bool xlcfg_run(const char *program, const char *path, char **text, size_t *size,
	       struct xlcfg_failure *f)
{
	const char *installed = XLCFG;
	int in = -1, err;
	bool good;
	pid_t pid;

	if (!program)
		program = installed;
	if (!program)
		return fail(f, -EOPNOTSUPP, path, "this is no JSON, and pvh-build was built "
			    "without pvh-xlcfg, which reads xl.cfg: configure needs libxlutil (Debian: "
			    "libxen-dev) and no --without-xlcfg; or name one with --xlcfg");
	err = start(program, path, &pid, &in);
	if (err)
		return fail(f, -err, path, "this is no JSON, and %s, which reads xl.cfg, cannot be "
			    "started: %s; name another one with --xlcfg", program, strerror(err));
	*text = read_text(in, size);
	err = errno;
	close(in);
	good = judge(reap(pid), program, path, f);
	if (good && *text)
		return true;
	free(*text);
	return good && fail(f, -EIO, path, "what %s prints cannot be read: %s", program,
			    strerror(err));
}
