/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The domain's life. */
#include "fake-life.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <xenctrl.h>

#include "fake.h"

struct fake_life fake_life;

void fake_life_reset(void)
{
	memset(&fake_life, 0, sizeof(fake_life));
	fake_life.paused = 1;
}

void fake_shut_down(unsigned int reason)
{
	fake_life.flags |= XEN_DOMINF_shutdown | reason << XEN_DOMINF_shutdownshift;
	fake_announce("@releaseDomain");
}

void fake_later(unsigned int milliseconds, void (*fn)(int))
{
	struct itimerval in = { .it_value = { milliseconds / 1000, milliseconds % 1000 * 1000 } };

	signal(SIGALRM, fn);
	setitimer(ITIMER_REAL, &in, NULL);
}

/* --- Xen ---------------------------------------------------------------------------------- */

#define ENTER()                                                  \
	do {                                                     \
		(void)xch;                                       \
		if (fake_refuses(__func__))                      \
			return -1;                               \
		if (!fake.exists || domid != fake.domid)         \
			return errno = ESRCH, -1;                \
	} while (0)

static int show_neighbour(xc_domaininfo_t *info)
{
	memset(info, 0, sizeof(*info));
	info->domain = (domid_t)fake_life.neighbour.domid;
	info->flags = fake_life.neighbour.flags;
	memcpy(info->handle, fake_life.neighbour.uuid, sizeof(info->handle));
	return 1;
}

int xc_domain_getinfolist(xc_interface *xch, uint32_t first_domid, unsigned int max,
			  xc_domaininfo_t *info)
{
	struct xen_domctl_createdomain creation;
	domid_t first = (domid_t)first_domid; /* as the real one cuts it */
	uint32_t other = fake_life.neighbour.domid;
	bool own = fake.exists && first <= fake.domid;

	(void)xch, (void)max;
	if (fake_refuses(__func__))
		return -1;
	if (other && first <= other && (!own || other < fake.domid))
		return show_neighbour(info);
	if (!own)
		return 0;
	memset(info, 0, sizeof(*info));
	memcpy(&creation, fake.creation, sizeof(creation));
	info->domain = (domid_t)fake.domid;
	info->flags = fake_life.flags;
	info->cpupool = creation.cpupool_id;
	memcpy(info->handle, fake_life.renamed ? fake_life.uuid : creation.handle,
	       sizeof(info->handle));
	if (fake_life.other)
		info->handle[0] ^= 0xff;
	return 1;
}

int xc_domain_pause(xc_interface *xch, uint32_t domid)
{
	ENTER();
	fake_life.paused++;
	return 0;
}

int xc_domain_unpause(xc_interface *xch, uint32_t domid)
{
	ENTER();
	if (!fake_life.paused)
		return errno = EINVAL, -1;
	fake.running = !--fake_life.paused;
	return 0;
}

int xc_domain_sethandle(xc_interface *xch, uint32_t domid, xen_domain_handle_t handle)
{
	ENTER();
	memcpy(fake_life.uuid, handle, sizeof(fake_life.uuid));
	fake_life.renamed = true;
	return 0;
}

int xc_domain_dumpcore_via_callback(xc_interface *xch, uint32_t domid, void *data,
				    dumpcore_rtn_t write_bytes)
{
	char half[2][8] = { "first, ", "second." };

	ENTER();
	for (int i = 0; i < 2; i++)
		if (write_bytes(xch, data, half[i], 7))
			return errno = EINVAL, -1; /* not what is wrong */
	return 0;
}
