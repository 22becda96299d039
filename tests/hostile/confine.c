/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "confine.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../unit/fixture.h"

#if defined(__SANITIZE_ADDRESS__)
#define BOUND_MEMORY 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BOUND_MEMORY 0
#endif
#endif
#ifndef BOUND_MEMORY
#define BOUND_MEMORY 1
#endif

static void bound(__rlimit_resource_t what, uint64_t value)
{
	const struct rlimit limit = { value, value };

	fx_must(setrlimit(what, &limit), "setrlimit");
}

/* Bytes of address space that are in use. */
static uint64_t space_used(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	unsigned long long pages = 0;

	fx_must(!file || fscanf(file, "%llu", &pages) != 1, "/proc/self/statm");
	fclose(file);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

void confine(uint64_t memory, uint64_t file)
{
	if (BOUND_MEMORY)
		bound(RLIMIT_AS, space_used() + memory);
	else
		printf("# AddressSanitizer: memory is not bounded\n");
	bound(RLIMIT_FSIZE, file);
	bound(RLIMIT_CPU, 120);
	signal(SIGXFSZ, SIG_IGN); /* write() says so as well */
}
