/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The domain's life, and the watches by which it is followed: one event is like another. */
#include "fake-life.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>
#include <xenctrl.h>
#include <xenstore.h>

#include "fake.h"

struct fake_life fake_life;

static int events[2] = { -1, -1 };

void fake_life_reset(void)
{
	char byte;

	memset(&fake_life, 0, sizeof(fake_life));
	fake_life.paused = 1;
	if (events[0] < 0 && pipe2(events, O_CLOEXEC | O_NONBLOCK))
		abort();
	while (read(events[0], &byte, 1) == 1)
		continue;
}

void fake_fire(void)
{
	/* When it is full everybody is told as it is. */
	if (write(events[1], "", 1) < 0)
		return;
}

void fake_shut_down(unsigned int reason)
{
	fake_life.flags |= XEN_DOMINF_shutdown | reason << XEN_DOMINF_shutdownshift;
	fake_fire();
}

void fake_later(unsigned int milliseconds, void (*fn)(int))
{
	struct itimerval in = { .it_value = { milliseconds / 1000, milliseconds % 1000 * 1000 } };

	signal(SIGALRM, fn);
	setitimer(ITIMER_REAL, &in, NULL);
}

void fake_set_node(const char *path, const char *value)
{
	size_t i = 0;

	while (i < fake.nr_nodes && strcmp(fake.nodes[i].path, path))
		i++;
	if (i == fake.nr_nodes)
		fake.nr_nodes++;
	snprintf(fake.nodes[i].path, sizeof(fake.nodes[i].path), "%s", path);
	snprintf(fake.nodes[i].value, sizeof(fake.nodes[i].value), "%s", value);
}

/* --- Xen ---------------------------------------------------------------------------------- */

#define ENTER()                                                  \
	do {                                                     \
		(void)xch;                                       \
		if (fake_refuses(__func__))                      \
			return -1;                               \
		if (!fake.exists || domid != FAKE_DOMID)         \
			return errno = ESRCH, -1;                \
	} while (0)

int xc_domain_getinfolist(xc_interface *xch, uint32_t first, unsigned int max,
			  xc_domaininfo_t *info)
{
	struct xen_domctl_createdomain creation;

	(void)xch, (void)max;
	if (fake_refuses(__func__))
		return -1;
	if (!fake.exists || first > FAKE_DOMID)
		return 0;
	memset(info, 0, sizeof(*info));
	memcpy(&creation, fake.creation, sizeof(creation));
	info->domain = FAKE_DOMID;
	info->flags = fake_life.flags;
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

/* --- xenstored ---------------------------------------------------------------------------- */

bool xs_watch(struct xs_handle *xs, const char *path, const char *token)
{
	(void)xs, (void)path, (void)token;
	if (fake_refuses(__func__))
		return false;
	fake_life.nr_watches++;
	fake_fire();
	return true;
}

int xs_fileno(struct xs_handle *xs)
{
	(void)xs;
	return events[0];
}

char **xs_check_watch(struct xs_handle *xs)
{
	char byte;

	(void)xs;
	if (fake_refuses(__func__))
		return NULL;
	if (fake_life.deaf)
		return errno = EINVAL, NULL;
	if (read(events[0], &byte, 1) != 1)
		return errno = EAGAIN, NULL;
	return calloc(2, sizeof(char *));
}
