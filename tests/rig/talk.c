/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pvh-talk PATH LINE: says a line to who listens on a Unix socket and prints the line that comes
 * back, within half a minute: Debian's busybox has no nc for these.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static FILE *open_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || strlen(path) >= sizeof(address.sun_path))
		return NULL;
	memcpy(address.sun_path, path, strlen(path));
	return connect(fd, (struct sockaddr *)&address, sizeof(address)) ? NULL : fdopen(fd, "r+");
}

int main(int argc, char **argv)
{
	char answer[256];
	FILE *file = argc == 3 ? open_socket(argv[1]) : NULL;

	if (!file) {
		perror("pvh-talk");
		return 1;
	}
	alarm(30);
	fprintf(file, "%s\n", argv[2]);
	fflush(file);
	if (!fgets(answer, sizeof(answer), file))
		return 1;
	fputs(answer, stdout);
	return fclose(file) || fflush(stdout);
}
