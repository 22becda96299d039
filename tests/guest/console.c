/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report goes to the Xen console at the end, so that its ring can be judged untouched. */
#include "console.h"

#include "abi.h"
#include "cpu.h"

#define PATIENCE (1ull << 32) /* of the processor's clock, in which nobody reads: a second or so */

static bool send_some(struct console_ring *ring, const char **text, uint32_t *size)
{
	volatile uint32_t *cons = &ring->out_cons;
	uint32_t prod = ring->out_prod, before = *size;

	while (*size && prod - *cons < sizeof(ring->out)) {
		ring->out[prod++ % sizeof(ring->out)] = *(*text)++;
		--*size;
	}
	barrier();
	*(volatile uint32_t *)&ring->out_prod = prod;
	return *size != before;
}

/* Until xenconsoled has taken everything, as what is left dies with the guest. */
static void send_all(struct console_ring *ring, uint32_t port)
{
	volatile uint32_t *cons = &ring->out_cons;
	uint64_t start = read_tsc();
	uint32_t size;
	const char *text = report_text(&size);

	while ((size || *cons != ring->out_prod) && read_tsc() - start < PATIENCE) {
		if (send_some(ring, &text, &size)) {
			hypercall(HYPERCALL_EVTCHN, EVTCHN_SEND, ARG(&port), 0);
			start = read_tsc();
		}
		yield();
	}
}

void console_send(void)
{
	uint64_t pfn, port;
	uint32_t size;

	if (!on_xen() || !hvm_param(PARAM_CONSOLE_PFN, &pfn) || !pfn ||
	    !hvm_param(PARAM_CONSOLE_EVTCHN, &port))
		return;
	send_all((void *)window(pfn * PAGE, &size), (uint32_t)port);
}
