/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Guests that are shell scripts, for pvh-build on the Xen of fake.h: $FAKE_GUEST runs, from when
 * its domain is unpaused, with the console's other side for standard input and output, and with
 * the number of its life in $LIFE, and Xen's library directory in $LIB. Its exit status is
 * SHUTDOWN_*. Requests come as signals: poweroff as SIGTERM, reboot as SIGUSR1. With status 100
 * somebody else destroys the domain.
 * With $FAKE_STAYS Xen destroys none, with $FAKE_NO_CONSOLE there is no xenconsoled. When the first
 * one ends, xl has written $FAKE_CHANGE, "PATH=VALUE" of a node.
 */
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <xenctrl.h>
#include <xenstore.h>

#include "fake-life.h"
#include "fake.h"

enum { DESTROYED = 100 };

static struct {
	pid_t pid; /* 0: it does not run */
	int master, slave;
	unsigned int lives;
} guest;

/* What the linker puts between the backend and the fake. */
#define WRAPPED(type, name, ...) type __real_##name(__VA_ARGS__); type __wrap_##name(__VA_ARGS__)

WRAPPED(bool, xs_write, struct xs_handle *xs, xs_transaction_t t, const char *path,
	const void *data, unsigned int len);
WRAPPED(bool, xs_watch, struct xs_handle *xs, const char *path, const char *token);
WRAPPED(int, xc_domain_unpause, xc_interface *xch, uint32_t domid);
WRAPPED(int, xc_domain_destroy, xc_interface *xch, uint32_t domid);
WRAPPED(int, xc_domain_create, xc_interface *xch, uint32_t *domid,
	struct xen_domctl_createdomain *config);
WRAPPED(int, xc_domain_getinfolist, xc_interface *xch, uint32_t first, unsigned int max,
	xc_domaininfo_t *info);

static void on_child(int number)
{
	(void)number;
	fake_announce("@releaseDomain");
}

/* As xenconsoled does, when it notices that there is a domain. */
static void make_console(const char *path)
{
	struct termios raw;
	char name[64];

	if (getenv("FAKE_NO_CONSOLE") || openpty(&guest.master, &guest.slave, name, NULL, NULL))
		return;
	tcgetattr(guest.slave, &raw);
	cfmakeraw(&raw);
	tcsetattr(guest.slave, TCSANOW, &raw);
	fcntl(guest.master, F_SETFD, FD_CLOEXEC);
	fcntl(guest.slave, F_SETFD, FD_CLOEXEC);
	fake_write(path, name);
}

static void run(const char *script)
{
	char life[16];
	sigset_t none;

	snprintf(life, sizeof(life), "%u", guest.lives);
	setenv("LIFE", life, 1);
	setenv("LIB", fake_lib_dir(), 1);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	dup2(guest.master > 0 ? guest.master : open("/dev/null", O_RDWR), STDIN_FILENO);
	dup2(STDIN_FILENO, STDOUT_FILENO);
	execl("/bin/sh", "sh", "-c", script, (char *)NULL);
	_exit(127);
}

static void start(void)
{
	const char *script = getenv("FAKE_GUEST");

	signal(SIGCHLD, on_child);
	guest.lives++;
	guest.pid = fork();
	if (!guest.pid)
		run(script ? script : "exit 0");
	setpgid(guest.pid, guest.pid);
}

static void change(void)
{
	const char *change = getenv("FAKE_CHANGE"), *value = change ? strchr(change, '=') : NULL;
	char path[128];

	if (!value || guest.lives > 1)
		return;
	snprintf(path, sizeof(path), "%.*s", (int)(value - change), change);
	fake_write(path, value + 1);
}

static void look(void)
{
	int status;

	if (!guest.pid || waitpid(guest.pid, &status, WNOHANG) != guest.pid)
		return;
	guest.pid = 0;
	change();
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 3;
	if (status == DESTROYED)
		fake.exists = false;
	else
		fake_shut_down((unsigned int)status);
}

/* xenconsoled closes what it made, and a new domain has nothing of the old one. */
static void forget(void)
{
	if (guest.pid)
		kill(-guest.pid, SIGKILL);
	if (guest.master) {
		close(guest.master);
		close(guest.slave);
	}
	guest.pid = guest.master = guest.slave = 0;
	fake.exists = false;
	fake.nr_extents = 0;
	fake.owned = 0;
	fake_life_reset();
}

__attribute__((constructor)) static void begin(void)
{
	fake_reset();
}

/* The end of the program is the end of its Xen, and of who was left to run on it. */
__attribute__((destructor)) static void end(void)
{
	if (guest.pid)
		kill(-guest.pid, SIGKILL);
}

int __wrap_xc_domain_unpause(xc_interface *xch, uint32_t domid)
{
	int r = __real_xc_domain_unpause(xch, domid);

	if (!r && fake.running)
		start();
	return r;
}

int __wrap_xc_domain_destroy(xc_interface *xch, uint32_t domid)
{
	int r;

	if (getenv("FAKE_STAYS")) {
		errno = EBUSY;
		return -1;
	}
	r = __real_xc_domain_destroy(xch, domid);
	forget();
	return r;
}

/* There is one domain at most: one that is kept is forgotten. */
int __wrap_xc_domain_create(xc_interface *xch, uint32_t *domid,
			    struct xen_domctl_createdomain *config)
{
	if (fake.exists)
		forget();
	return __real_xc_domain_create(xch, domid, config);
}

int __wrap_xc_domain_getinfolist(xc_interface *xch, uint32_t first, unsigned int max,
				 xc_domaininfo_t *info)
{
	look();
	return __real_xc_domain_getinfolist(xch, first, max, info);
}

bool __wrap_xs_watch(struct xs_handle *xs, const char *path, const char *token)
{
	if (strstr(path, "/console/tty"))
		make_console(path);
	return __real_xs_watch(xs, path, token);
}

bool __wrap_xs_write(struct xs_handle *xs, xs_transaction_t t, const char *path,
		     const void *data, unsigned int len)
{
	if (guest.pid && strstr(path, "/control/shutdown"))
		kill(guest.pid, memcmp(data, "poweroff", 8) ? SIGUSR1 : SIGTERM);
	return __real_xs_write(xs, t, path, data, len);
}
