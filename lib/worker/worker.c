/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "worker/worker.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/memfd.h"
#include "base/process.h"
#include "worker/message.h"

#define TICK_MS 100 /* how often whoever watches is asked */
/* The worker watches the time itself: this much later it does not any more. */
#define GRACE_SECONDS 2

struct worker {
	const char *path;
	const struct budget *budget;
	struct process process;
	int memfd;
	int channel;
	struct answer *answer;
	size_t received;  /* of it */
	bool said_more;
};

static void worker_fini(struct worker *w)
{
	process_stop(&w->process);
	closep(&w->memfd);
	closep(&w->channel);
	free(w->answer);
}

static int failed(const struct worker *w, const char *how, struct fault *f)
{
	fault_set(f, -EIO, "%s %s", w->path, how);
	fault_hint(f, "the file may be an attack on the loader; if not, please report it");
	return -EIO;
}

/* --- Starting and asking ------------------------------------------------------------------ */

/* Other errors are a want of memory, descriptors or processes, which no other worker mends. */
static bool is_no_program(int err)
{
	return err == ENOENT || err == ENOTDIR || err == EACCES || err == ENOEXEC;
}

/*
 * The dynamic linker may need this variable; whatever else is in the environment is no business
 * of a process that reads untrusted bytes.
 */
#define KEPT "LD_LIBRARY_PATH"

static int spawn(struct worker *w, const int *fds, struct fault *f)
{
	const char *argv[] = { w->path, NULL };
	const char *kept = secure_getenv(KEPT);
	_cleanup_free_ char *variable = NULL;

	if (kept && asprintf(&variable, KEPT "=%s", kept) < 0) {
		variable = NULL;
		return fault_oom(f);
	}
	return process_start(&w->process,
			     &(struct program){ .path = w->path, .argv = argv,
						.env = (char *[]){ variable, NULL }, .fds = fds,
						.nr_fds = WORKER_FDS },
			     f);
}

static int start(struct worker *w, const struct pvh_source *source, struct fault *f)
{
	int ends[2], fds[WORKER_FDS], r;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return fault_os(f, -EIO, errno, "cannot make a channel to %s", w->path);
	w->channel = ends[0];
	fds[WORKER_IMAGE] = source_fd(source);
	fds[WORKER_CHANNEL] = ends[1];
	fds[WORKER_STDERR] = -1;
	fds[WORKER_MEMFD] = w->memfd;
	r = spawn(w, fds, f);
	close(ends[1]);
	if (r && f->os_error == ENOSYS)
		fault_hint(f, "it needs Linux 5.9 or newer; if the kernel is to be trusted, read "
			   "it without (pvh_set_in_process(), --in-process)");
	if (r && is_no_program(f->os_error))
		fault_hint(f, "install it with the library, name another one "
			   "(pvh_set_image_worker(), --worker), or, if the kernel is to be "
			   "trusted, read it without (pvh_set_in_process(), --in-process)");
	return r;
}

/* Small enough to fit into the socket at once. One that is gone will not answer either. */
static int ask(struct worker *w, struct fault *f)
{
	const struct request request = { message_head(), w->budget->limits };

	if (send(w->channel, &request, sizeof(request), MSG_NOSIGNAL) == sizeof(request) ||
	    errno == EPIPE)
		return 0;
	return fault_os(f, -EIO, errno, "cannot ask %s", w->path);
}

/* --- Listening ---------------------------------------------------------------------------- */

/* Takes what there is: the number of bytes, 0 at the end, -1 when there is nothing now. */
static ssize_t receive(struct worker *w)
{
	size_t room = sizeof(*w->answer) - w->received;
	uint8_t more;
	ssize_t n;

	do {
		n = recv(w->channel, room ? (uint8_t *)w->answer + w->received : &more,
			 room ? room : sizeof(more), MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	if (n > 0 && room)
		w->received += (size_t)n;
	else if (n > 0)
		w->said_more = true;
	return n;
}

/* How far it is: where a size is declared the memory file has it from the start, and fills. */
static int show_progress(const struct worker *w, struct fault *f)
{
	struct stat st;

	if (fstat(w->memfd, &st) || !st.st_size)
		return 0;
	return watch_progress(w->budget->watch,
			      min_u64((uint64_t)st.st_blocks * 512, (uint64_t)st.st_size),
			      (uint64_t)st.st_size, f);
}

static int check_time(const struct worker *w, struct fault *f)
{
	uint64_t allowed = budget_limit(w->budget, PVH_LIMIT_SECONDS);

	if (budget_spent(w->budget) <= allowed + GRACE_SECONDS)
		return 0;
	fault_set(f, -EFBIG, "%s has not answered within the %" PRIu64 " seconds allowed",
		  w->path, allowed);
	fault_hint(f, "raise the limit \"seconds\" if this machine is that slow");
	return -EFBIG;
}

/* Until the worker is gone, which it is to be once it has answered. */
static int listen_to(struct worker *w, struct fault *f)
{
	struct pollfd fds[] = { { .fd = w->process.pidfd, .events = POLLIN },
				{ .fd = w->channel, .events = POLLIN } };
	int r;

	do {
		if (poll(fds, ARRAY_SIZE(fds), TICK_MS) < 0 && errno != EINTR)
			return fault_os(f, -EIO, errno, "cannot wait for %s", w->path);
		if (fds[1].revents && receive(w) == 0)
			fds[1].fd = -1;
		r = check_time(w, f);
		if (!r)
			r = show_progress(w, f);
	} while (!r && !fds[0].revents && !w->said_more);
	/* What it said last may still be in the channel. */
	while (!r && !w->said_more && receive(w) > 0)
		;
	return r;
}

/* --- Understanding ------------------------------------------------------------------------ */

static int no_answer(struct worker *w, struct fault *f)
{
	struct process_end end = process_stop(&w->process);
	char how[96];

	if (end.exit_status == WORKER_UNCONFINED) {
		fault_set(f, -EIO, "%s cannot confine itself, and so reads nothing", w->path);
		fault_hint(f, "see whether this system's kernel has seccomp filters and nothing "
			   "around pvh-build forbids them");
		return -EIO;
	}
	if (end.signal)
		snprintf(how, sizeof(how), "was killed by signal %d (%s)", end.signal,
			 sigdescr_np(end.signal) ? sigdescr_np(end.signal) : "unknown");
	else if (end.known)
		snprintf(how, sizeof(how), "gave no answer and ended with status %d",
			 end.exit_status);
	else
		snprintf(how, sizeof(how), "gave no answer");
	return failed(w, how, f);
}

static int other_version(const struct worker *w, struct fault *f)
{
	fault_set(f, -EIO, "%s is of another version than this library", w->path);
	fault_hint(f, "install both from the same build");
	return -EIO;
}

static int check_answer(struct worker *w, const struct pvh_source *source, uint64_t decoded,
			struct fault *f)
{
	if (w->said_more)
		return failed(w, "said more than one answer", f);
	if (w->received < sizeof(w->answer->head))
		return no_answer(w, f);
	if (!message_head_ours(&w->answer->head))
		return other_version(w, f);
	if (w->received < sizeof(*w->answer))
		return no_answer(w, f);
	if (!answer_sound(w->answer, source_size(source), decoded))
		return failed(w, "gave an answer that cannot be true", f);
	return 0;
}

/* What the facts are about: the file as given, or what the worker decoded. */
static int take_payload(struct worker *w, struct pvh_image *image, struct pvh_source *source,
			struct fault *f)
{
	int r;

	if (image->facts.codec == IMAGE_PLAIN) {
		image->payload = source_ref(source);
		return 0;
	}
	r = memfd_seal(w->memfd, f);
	if (r)
		return r;
	return source_take_fd(take_fd(&w->memfd), image->facts.payload_size, image->name,
			      &image->payload, f);
}

/* A file that was modified explains whatever else is wrong. */
static int understand(struct worker *w, struct pvh_image *image, struct pvh_source *source,
		      struct fault *f)
{
	uint64_t decoded = 0;
	int r = source_check_unchanged(source, f);

	if (!r)
		r = memfd_size(w->memfd, &decoded, f);
	if (!r)
		r = check_answer(w, source, decoded, f);
	if (r)
		return r;
	image->facts = w->answer->facts;
	if (!w->answer->code)
		return take_payload(w, image, source, f);
	answer_fault(w->answer, f);
	return f->code;
}

static int work(struct worker *w, struct pvh_image *image, struct pvh_source *source,
		struct fault *f)
{
	int r;

	w->answer = malloc(sizeof(*w->answer));
	if (!w->answer)
		return fault_oom(f);
	w->memfd = memfd_new("pvh-decoded", f);
	if (w->memfd < 0)
		return w->memfd;
	r = start(w, source, f);
	if (!r)
		r = ask(w, f);
	if (!r)
		r = listen_to(w, f);
	return r ? r : understand(w, image, source, f);
}

int worker_open(const char *path, struct pvh_source *source, const struct budget *budget,
		struct pvh_image **out, struct fault *f)
{
	_cleanup_(worker_fini) struct worker w = { .path = path, .budget = budget,
						   .process = PROCESS_NONE, .memfd = -1,
						   .channel = -1 };
	int r;

	*out = image_new(source, f);
	if (!*out)
		return f->code;
	r = work(&w, *out, source, f);
	(*out)->bootable = !r;
	return r;
}
