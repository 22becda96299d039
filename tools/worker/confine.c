/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/worker/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define NOBODY 65534

/* Besides what a decoder needs: buffers, the libraries' own data, the stack. */
#define OWN_MEMORY MIB(64)
/* ... and mappings of programs and libraries, of which only addresses are used up. */
#define OWN_ADDRESSES MIB(256)

int confine_inheritance(int first)
{
	/* Also clears what an earlier program may have set. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || prctl(PR_SET_DUMPABLE, 0))
		return -1;
	return (int)syscall(SYS_close_range, first, ~0u, 0);
}

/* EINVAL: in this user namespace there is no such user, and root is not what it seems. */
static int become_nobody(void)
{
	if (geteuid() != 0)
		return 0;
	if (setgroups(0, NULL) && errno != EPERM)
		return -1;
	if (setresgid(NOBODY, NOBODY, NOBODY) && errno != EINVAL)
		return -1;
	return setresuid(NOBODY, NOBODY, NOBODY) && errno != EINVAL ? -1 : 0;
}

int confine_privileges(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || become_nobody())
		return -1;
	/* Changing user has reset these. */
	return prctl(PR_SET_PDEATHSIG, SIGKILL) || prctl(PR_SET_DUMPABLE, 0) ? -1 : 0;
}

/* Never more than there was: only root could raise a hard limit, and root we are no more. */
static int limit(int resource, uint64_t value)
{
	struct rlimit r;

	if (getrlimit((enum __rlimit_resource)resource, &r))
		return -1;
	r.rlim_max = min_u64(r.rlim_max, value);
	r.rlim_cur = r.rlim_max;
	return setrlimit((enum __rlimit_resource)resource, &r);
}

int confine_resources(const struct limits *limits)
{
	uint64_t memory = limits->of[PVH_LIMIT_DECODER_MEMORY] + OWN_MEMORY;
	uint64_t decoded = limits->of[PVH_LIMIT_DECODED_SIZE];

	/* A file that grows too large is an error of write(), not a signal. */
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
		return -1;
	return limit(RLIMIT_DATA, memory) || limit(RLIMIT_FSIZE, decoded) ||
	       limit(RLIMIT_AS, memory + decoded + OWN_ADDRESSES) ||
	       limit(RLIMIT_CPU, limits->of[PVH_LIMIT_SECONDS] + 1) || limit(RLIMIT_CORE, 0) ||
	       limit(RLIMIT_NPROC, 0) || limit(RLIMIT_MEMLOCK, 0) ? -1 : 0;
}

/* Calls that are harmless with whatever arguments. */
static int allow_plain(scmp_filter_ctx filter)
{
	static const int calls[] = {
		SCMP_SYS(pread64), SCMP_SYS(fstat), SCMP_SYS(newfstatat), /* the image */
		SCMP_SYS(ftruncate), SCMP_SYS(close),
		SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(madvise),       /* malloc(), warm.c */
		SCMP_SYS(clock_gettime),                                  /* where it is no vDSO */
		SCMP_SYS(exit_group),
	};

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0))
			return -1;
	return 0;
}

static int allow_writing(scmp_filter_ctx filter, int fd)
{
	const struct scmp_arg_cmp to = SCMP_A0_32(SCMP_CMP_EQ, (unsigned int)fd);

	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, to) ||
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(pwrite64), 1, to) ? -1 : 0;
}

/* Memory without a file, or of a file that may be written to; never executable. */
static int allow_mapping(scmp_filter_ctx filter, int fd)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
				SCMP_A2_32(SCMP_CMP_MASKED_EQ, ~(unsigned int)(PROT_READ | PROT_WRITE), 0),
				SCMP_A4_32(SCMP_CMP_EQ, (unsigned int)fd)) ? -1 : 0;
}

static int allow_all(scmp_filter_ctx filter, int channel, int memfd)
{
	if (allow_plain(filter) || allow_writing(filter, channel) ||
	    allow_writing(filter, memfd) || allow_mapping(filter, -1) ||
	    allow_mapping(filter, memfd))
		return -1;
	/* mremap() grows what is mapped; fcntl() only duplicates. */
	if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mremap), 0))
		return -1;
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
				SCMP_A1_32(SCMP_CMP_EQ, F_DUPFD_CLOEXEC)) ? -1 : 0;
}

int confine_calls(int channel, int memfd)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int r = -1;

	if (filter && !allow_all(filter, channel, memfd))
		r = seccomp_load(filter);
	seccomp_release(filter);
	return r;
}

int confine_all(const struct limits *limits, int channel, int memfd)
{
	return confine_privileges() || confine_resources(limits) ||
	       confine_calls(channel, memfd) ? -1 : 0;
}
