/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pvh-damage DOMID [DAMAGE...] [run] [destroy]: with DAMAGE one of
 *	PLACE+OFFSET^BYTES	bytes of memory, exclusive-or'ed with BYTES (two hex digits each)
 *	PLACE+OFFSET=BYTES	... replaced by them
 *	cpu.FIELD=VALUE		a field of struct hvm_hw_cpu of vCPU 0
 *	cpu.FIELD^VALUE		... exclusive-or'ed
 *	mtrr.VCPU.FIELD=VALUE	pat, def_type, base0 or mask0
 *	spin.VCPU=0		another vCPU runs
 *	param.INDEX=VALUE	an HVM param
 *	grant.REF.FIELD=VALUE	flags, domid or frame of a grant entry
 *	map.INDEX.FIELD=VALUE	addr, size or type in Xen's memory map, not start_info's
 *	page.PFN=0|1		a page of memory goes or comes
 *	vnuma.nodes=N		Xen knows of only the first N NUMA nodes
 * With "run" the domain then goes on, until it has ended, but not longer than 30 seconds; with
 * "destroy" Xen destroys it, and xenstore keeps what it has.  There are many of them, and xl is
 * slower.
 */
#include "damage.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void fail(const char *format, ...)
{
	int error = errno;
	va_list args;

	va_start(args, format);
	fprintf(stderr, "pvh-damage: ");
	vfprintf(stderr, format, args);
	fprintf(stderr, " (%s)\n", strerror(error));
	va_end(args);
	exit(1);
}

uint64_t parse(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 0);

	if (!*text || *end) {
		errno = EINVAL;
		fail("\"%s\" is no number", text);
	}
	return value;
}

/* The next part of `*text`, up to one of `ends`, which is returned in *end and skipped. */
static char *part(char **text, const char *ends, char *end)
{
	char *start = *text, *at = start + strcspn(start, ends);

	*end = *at;
	if (*at)
		*at++ = 0;
	*text = at;
	return start;
}

static void apply_memory(struct damage *d, char *text)
{
	char end, *place = part(&text, "+^=", &end);
	uint64_t offset = 0;

	if (end == '+')
		offset = parse(part(&text, "^=", &end));
	if (end != '^' && end != '=') {
		errno = EINVAL;
		fail("\"%s\" has neither ^ nor =", place);
	}
	damage_memory(d, place, offset, end == '^', text);
}

static bool apply_to(struct damage *d, const char *kind, char *text)
{
	char end, *first = part(&text, ".=^", &end);
	char *second = end == '.' ? part(&text, "=", &end) : NULL;
	uint64_t value;

	if (end != '=' && (end != '^' || strcmp(kind, "cpu")))
		return false;
	value = parse(text);
	if (!strcmp(kind, "cpu"))
		damage_cpu(d, first, end == '^', value);
	else if (!strcmp(kind, "spin"))
		damage_spin(d, (unsigned int)parse(first));
	else if (!strcmp(kind, "param"))
		damage_param(d, (unsigned int)parse(first), value);
	else if (!strcmp(kind, "vnuma"))
		damage_vnuma(d, (unsigned int)value);
	else if (!strcmp(kind, "page"))
		damage_page(d, parse(first), value);
	else if (second && !strcmp(kind, "mtrr"))
		damage_mtrr(d, (unsigned int)parse(first), second, value);
	else if (second && !strcmp(kind, "grant"))
		damage_grant(d, (unsigned int)parse(first), second, value);
	else if (second && !strcmp(kind, "map"))
		damage_map(d, (unsigned int)parse(first), second, value);
	else
		return false;
	return true;
}

static void apply(struct damage *d, const char *text)
{
	static const char *const kinds[] = {
		"cpu", "mtrr", "spin", "param", "grant", "map", "page", "vnuma",
	};
	char *copy = strdup(text);

	for (size_t i = 0; copy && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t n = strlen(kinds[i]);

		if (strncmp(text, kinds[i], n) || text[n] != '.')
			continue;
		if (!apply_to(d, kinds[i], copy + n + 1))
			fail("\"%s\" is no damage that is known", text);
		free(copy);
		return;
	}
	apply_memory(d, copy);
	free(copy);
}

/* What no longer runs keeps its id until somebody destroys it. */
static void run(struct damage *d)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	xc_dominfo_t info;

	if (xc_domain_unpause(d->xch, d->domid))
		fail("cannot unpause domain %u", d->domid);
	for (int i = 0; i < 6000; i++) {
		if (xc_domain_getinfo(d->xch, d->domid, 1, &info) != 1 || info.shutdown)
			return;
		nanosleep(&pause, NULL);
	}
}

static void destroy(struct damage *d)
{
	if (xc_domain_destroy(d->xch, d->domid))
		fail("cannot destroy domain %u", d->domid);
}

int main(int argc, char **argv)
{
	struct damage d = { .domid = 0 };

	if (argc < 3) {
		fprintf(stderr, "usage: pvh-damage DOMID [DAMAGE...] [run] [destroy]\n");
		return 64;
	}
	d.domid = (uint32_t)parse(argv[1]);
	d.xch = xc_interface_open(NULL, NULL, 0);
	d.fmem = xenforeignmemory_open(NULL, 0);
	if (!d.xch || !d.fmem)
		fail("cannot reach Xen");
	read_entry(&d);
	for (int i = 2; i < argc; i++) {
		if (!strcmp(argv[i], "run"))
			run(&d);
		else if (!strcmp(argv[i], "destroy"))
			destroy(&d);
		else
			apply(&d, argv[i]);
	}
	xenforeignmemory_close(d.fmem);
	xc_interface_close(d.xch);
	return 0;
}
