/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pvh-image-worker: reads one image for libpvh, which starts it (lib/worker/worker.c), and
 * is worth nothing to whoever takes it over. No arguments; lib/worker/message.h says what
 * its descriptors are.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "image/read.h"
#include "tools/worker/confine.h"
#include "worker/message.h"

static int receive(struct request *request)
{
	ssize_t n = recv(WORKER_CHANNEL, request, sizeof(*request), MSG_WAITALL);

	return n == sizeof(*request) && message_head_ours(&request->head) &&
	       limits_sound(&request->limits) ? 0 : -1;
}

static int reply(const struct answer *answer)
{
	const uint8_t *from = (const uint8_t *)answer;
	size_t left = sizeof(*answer);

	while (left) {
		ssize_t n = write(WORKER_CHANNEL, from, left);

		if (n < 0)
			return -1;
		from += n;
		left -= (size_t)n;
	}
	return 0;
}

static void read_image(const struct request *request, struct answer *answer)
{
	const struct budget budget = budget_new(&request->limits, NULL);
	struct fault f = FAULT_NONE;
	struct opening o = { .memfd = WORKER_MEMFD, .budget = &budget, .facts = &answer->facts };
	int r = source_from_fd(WORKER_IMAGE, "the image", &o.file, &f);

	if (!r)
		r = image_read(&o, &f);
	answer_finish(answer, r, &f);
}

/* By hand it can only be asked what it is. */
static int explain(void)
{
	fprintf(stderr, "pvh-image-worker reads kernel images for libpvh, which starts it.\n"
			"By hand, use: pvh-build check KERNEL\n");
	return 64;
}

int main(void)
{
	_cleanup_free_ struct answer *answer = calloc(1, sizeof(*answer));
	struct request request;
	socklen_t size = sizeof(int);
	int type;

	if (getsockopt(WORKER_CHANNEL, SOL_SOCKET, SO_TYPE, &type, &size))
		return explain();
	if (!answer || confine_inheritance(WORKER_FDS) || receive(&request))
		return WORKER_NOT_ASKED;
	if (confine_all(&request.limits, WORKER_CHANNEL, WORKER_MEMFD))
		return WORKER_UNCONFINED;
	read_image(&request, answer);
	return reply(answer) ? WORKER_NOT_HEARD : WORKER_ANSWERED;
}
