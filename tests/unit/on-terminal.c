/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 *	on-terminal WORD TEXT COMMAND [ARG]...
 *
 * Runs a command on a terminal, types TEXT (with \e for ^] and \n for a line's end) once WORD has
 * appeared there, and copies all that appears to standard output. Then says whether the command
 * has left the terminal as it was, and ends as the command did.
 */
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

static size_t unescape(const char *text, char *to)
{
	char *at = to;

	for (; *text; text++) {
		if (*text != '\\')
			*at++ = *text;
		else if (*++text == 'e')
			*at++ = 0x1d;
		else
			*at++ = '\n';
	}
	return (size_t)(at - to);
}

/* Returns when nobody has the terminal open any more. */
static void converse(int master, const char *word, const char *text, size_t size)
{
	static char seen[65536];
	size_t nr = 0;
	ssize_t n;

	while (nr < sizeof(seen) - 1 && (n = read(master, seen + nr, sizeof(seen) - 1 - nr)) > 0) {
		fwrite(seen + nr, 1, (size_t)n, stdout);
		nr += (size_t)n;
		seen[nr] = '\0';
		if (size && strstr(seen, word)) {
			if (write(master, text, size) < 0)
				return;
			size = 0;
		}
	}
}

static int is_as_before(const struct termios *a, const struct termios *b)
{
	return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag &&
	       a->c_cflag == b->c_cflag && a->c_lflag == b->c_lflag &&
	       !memcmp(a->c_cc, b->c_cc, sizeof(a->c_cc));
}

int main(int argc, char **argv)
{
	struct termios before, after;
	int master, slave, status;
	char text[256];
	size_t size;
	pid_t pid;

	if (argc < 4 || strlen(argv[2]) >= sizeof(text) ||
	    openpty(&master, &slave, NULL, NULL, NULL))
		return 99;
	size = unescape(argv[2], text);
	tcgetattr(slave, &before);
	pid = fork();
	if (pid == 0) {
		close(master);
		if (login_tty(slave))
			_exit(99);
		execv(argv[3], argv + 3);
		_exit(99);
	}
	/* While the child has it, reading ends only with the child. */
	close(slave);
	converse(master, argv[1], text, size);
	waitpid(pid, &status, 0);
	tcgetattr(master, &after);
	printf("\n%s\n", is_as_before(&before, &after) ? "as it was" : "it has changed");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
