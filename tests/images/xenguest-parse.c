/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * xenguest-parse FILE: what libxenguest, which xl builds with, says of a PVH kernel. Neither
 * Xen nor privilege is needed: nothing but its parser is used. Prints one line,
 *
 *	PVH ENTRY START END	it would boot so; END is behind the last byte
 *	firmware START END	it has no notes, and would be started at its ELF entry point
 *	refused WHY
 *
 * and fails only when it could not ask.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <xenctrl.h>
#include <xenguest.h>
#include <xentoollog.h>

/* The entry point is told to the log alone. */
struct listener {
	xentoollog_logger logger;
	uint64_t entry;
	bool has_entry;
};

static void __attribute__((format(printf, 5, 0)))
listen(xentoollog_logger *logger, xentoollog_level level, int error, const char *context,
       const char *format, va_list args)
{
	struct listener *l = (struct listener *)logger;
	char line[1024];

	(void)level, (void)error, (void)context;
	vsnprintf(line, sizeof(line), format, args);
	if (sscanf(line, " virt_entry = 0x%" SCNx64, &l->entry) == 1)
		l->has_entry = true;
}

/* It compares what the hypervisor can run, which it has not been asked, with the guest's type. */
static void claim_pvh(struct xc_dom_image *dom)
{
	dom->container_type = XC_DOM_HVM_CONTAINER;
	snprintf(dom->xen_caps, sizeof(dom->xen_caps), "hvm-3.0-x86_32");
}

static void print_verdict(const struct listener *l, const struct xc_dom_image *dom)
{
	if (l->has_entry)
		printf("PVH 0x%" PRIx64, l->entry);
	else
		printf("firmware");
	printf(" 0x%" PRIx64 " 0x%" PRIx64 "\n", dom->kernel_seg.vstart, dom->kernel_seg.vend);
}

static int parse(xc_interface *xch, const struct listener *l, const char *path)
{
	struct xc_dom_image *dom = xc_dom_allocate(xch, NULL, NULL);

	if (!dom)
		return 1;
	claim_pvh(dom);
	if (xc_dom_kernel_file(dom, path) || xc_dom_parse_image(dom))
		printf("refused %s\n", xc_get_last_error(xch)->message);
	else
		print_verdict(l, dom);
	xc_dom_release(dom);
	return 0;
}

int main(int argc, char **argv)
{
	struct listener l = { .logger = { .vmessage = listen } };
	xc_interface *xch;
	int status;

	if (argc != 2) {
		fprintf(stderr, "usage: xenguest-parse FILE\n");
		return 64;
	}
	xch = xc_interface_open(&l.logger, &l.logger, XC_OPENFLAG_DUMMY);
	if (!xch || xc_dom_loginit(xch)) {
		fprintf(stderr, "xenguest-parse: libxenguest cannot be initialised\n");
		return 1;
	}
	status = parse(xch, &l, argv[1]);
	xc_interface_close(xch);
	return status;
}
