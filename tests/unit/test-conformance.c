/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the conformance guest (tests/guest) says of memory as a plan has it: everything passes;
 * and there is no byte of start_info's pages or of ACPI's that could be another one without a
 * check that fails.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "fixture.h"
#include "guest/host.h"
#include "plan/layout.h"
#include "tap.h"

#define MEMORY MIB(16)
#define CMDLINE "expect.memory=16777216 expect.vcpus=2 expect.maxvcpus=3 expect.modules=2" \
		" expect.start_info=1 expect.module.0.size=5 expect.module.1.size=4097" \
		" expect.module.0.sum=%" PRIu32 " expect.module.1.sum=%" PRIu32 \
		" expect.module.0.line=%" PRIu32 " expect.module.1.line=%" PRIu32

struct verdict {
	unsigned int passed, failed;
	char first[128]; /* that failed */
};

static void count(void *data, bool passed, const char *name)
{
	struct verdict *v = data;

	if (passed)
		v->passed++;
	else if (!v->failed++)
		snprintf(v->first, sizeof(v->first), "%s", name);
}

static struct verdict judge(struct host *host)
{
	struct verdict v = { .passed = 0 };

	host->data = &v;
	host_judge(host);
	return v;
}

/* As cksum(1) has it. */
static uint32_t cksum_of(const uint8_t *bytes, uint64_t size)
{
	uint64_t i = 0, left = size;
	uint32_t crc = 0;

	while (i < size || left) {
		uint8_t byte = i < size ? bytes[i] : (uint8_t)left;

		if (i++ >= size)
			left >>= 8;
		crc ^= (uint32_t)byte << 24;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 31 ? crc << 1 ^ 0x04c11db7 : crc << 1;
	}
	return ~crc;
}

static uint32_t cksum_of_module(uint64_t size)
{
	uint8_t bytes[8192];

	for (uint64_t i = 0; i < size; i++)
		bytes[i] = fx_byte(i);
	return cksum_of(bytes, size);
}

/* The last word is the sum of those in front of it. */
static void make_cmdline(char *text, size_t size)
{
	/* fx_sealed() gives each module its name for a command line. */
	int n = snprintf(text, size, CMDLINE, cksum_of_module(5), cksum_of_module(4097),
			 cksum_of((const uint8_t *)"a", 1), cksum_of((const uint8_t *)"b", 1));

	snprintf(text + n, size - (size_t)n, " expect.cmdline=%" PRIu32,
		 cksum_of((const uint8_t *)text, (uint64_t)n));
}

/* The plan as the guest finds it: sparse, but for what is placed. */
static void load(const struct pvh_plan *plan, struct host *host)
{
	host->memory = mmap(NULL, GIB(4), PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	fx_must(host->memory == MAP_FAILED, "4 GiB of addresses");
	for (size_t i = 0; i < pvh_plan_get_nr_placements(plan); i++) {
		struct pvh_placement p;

		fx_must(pvh_plan_get_placement(plan, i, &p), "placement");
		fx_must(pvh_plan_read(plan, p.gpa, host->memory + p.gpa, p.size), "read");
		if (i == 0) {
			host->image = p.gpa;
			host->image_end = p.gpa + p.size;
		}
	}
	host->start_info = pvh_plan_get_start_info(plan);
	host->result = count;
}

/* Each byte of [start, end) in turn is another one. */
static void change_each(struct host *host, const char *what, uint64_t start, uint64_t end)
{
	unsigned int unseen = 0;
	uint64_t first = 0;

	for (uint64_t at = start; at < end; at++) {
		uint8_t before = host->memory[at];

		host->memory[at] ^= 0x11;
		if (!judge(host).failed && !unseen++)
			first = at;
		host->memory[at] = before;
	}
	ok(!unseen, "%s: each byte counts (%u do not, the first at 0x%" PRIx64 ")", what, unseen, first);
}

/* All but the word that says what the command line should be: nothing says what it should be. */
static void change_start_info(struct host *host, const char *word)
{
	uint64_t page = host->start_info & ~0xfffull, gap = page;

	while (memcmp(host->memory + gap, word, strlen(word)))
		gap++;
	change_each(host, "start_info", page, gap);
	change_each(host, "behind the command line", gap + strlen(word) + 1, page + 4096);
}

int main(void)
{
	static const uint64_t modules[] = { 5, 4097, 0 };
	char cmdline[512];
	struct fx_guest guest = { .memory = MEMORY, .vcpus = 2, .max_vcpus = 3, .cmdline = cmdline };
	struct pvh_plan *plan;
	struct verdict v;
	struct host host;

	make_cmdline(cmdline, sizeof(cmdline));
	plan = fx_sealed(&guest, modules);
	load(plan, &host);
	v = judge(&host);
	ok(v.passed > 100, "the guest checks %u things in memory", v.passed);
	ok(!v.failed, "all of them pass (%u do not, %s)", v.failed, v.first);
	change_start_info(&host, strrchr(cmdline, ' '));
	change_each(&host, "ACPI", LAYOUT_ACPI_START, LAYOUT_ACPI_START + 4096);
	munmap(host.memory, GIB(4));
	pvh_plan_unref(plan);
	return done();
}
