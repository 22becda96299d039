/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/xlcfg/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tools/xlcfg/memory.h"
#include "tools/xlcfg/scan.h"

static ssize_t read_all(int fd, char *text, size_t most)
{
	size_t size = 0;
	ssize_t got;

	do {
		got = read(fd, text + size, most - size);
		if (got > 0)
			size += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	return got < 0 ? -1 : (ssize_t)size;
}

static char *read_text(int fd, size_t *size)
{
	char *text = checked(malloc(SCAN_MAX_SIZE + 3));
	ssize_t got = read_all(fd, text, SCAN_MAX_SIZE + 1);

	if (got < 0) {
		int err = errno;

		free(text);
		errno = err;
		return NULL;
	}
	*size = (size_t)got;
	/* libxlutil wants one even behind a comment. */
	if (*size && text[*size - 1] != '\n')
		text[(*size)++] = '\n';
	text[*size] = '\0';
	return text;
}

char *input_read(const char *path, size_t *size)
{
	bool is_file = strcmp(path, "-") != 0;
	int fd = is_file ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : STDIN_FILENO, err;
	char *text = fd < 0 ? NULL : read_text(fd, size);

	err = errno;
	if (is_file && fd >= 0)
		close(fd);
	errno = err;
	return text;
}
