/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The only process of a guest: reports what its kernel sees, as "init" does, and powers off.
 * For 32 bits, and for guests whose system calls take their time. It needs no library, so that
 * the C compiler alone makes it.
 */
#include <asm/unistd_32.h>
#include <linux/fcntl.h>
#include <linux/reboot.h>
#include <linux/utsname.h>

void _start(void);

static long system_call(long nr, long a, long b, long c, long d, long e)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory");
	return result;
}

#define CALL(nr, a, b, c) system_call(nr, (long)(a), (long)(b), (long)(c), 0, 0)

static void say(const char *text)
{
	long size = 0;

	while (text[size])
		size++;
	while (size > 0) {
		long n = CALL(__NR_write, 1, text, size);

		if (n <= 0)
			return;
		text += n;
		size -= n;
	}
}

static void mount(const char *type, const char *where)
{
	CALL(__NR_mkdir, where, 0755, 0);
	system_call(__NR_mount, (long)type, (long)where, (long)type, 0, 0);
}

static void report(const char *key, const char *value)
{
	say(key);
	say("=");
	say(value);
	say("\n");
}

/* Each line of `text` that is not indented. */
static void report_lines(const char *key, char *text)
{
	char *line = text;

	for (; *text; text++) {
		if (*text != '\n')
			continue;
		*text = '\0';
		if (*line != ' ')
			report(key, line);
		line = text + 1;
	}
}

static void report_file(const char *key, const char *path)
{
	static char text[8192];
	long fd = CALL(__NR_open, path, O_RDONLY, 0), size = 0, n;

	if (fd < 0)
		return;
	do {
		n = CALL(__NR_read, fd, text + size, sizeof(text) - 1 - size);
		size += n > 0 ? n : 0;
	} while (n > 0);
	text[size] = '\0';
	report_lines(key, text);
	CALL(__NR_close, fd, 0, 0);
}

static int has_text(const char *line, const char *text)
{
	long at;

	for (; *line; line++) {
		for (at = 0; text[at] && line[at] == text[at]; at++)
			continue;
		if (!text[at])
			return 1;
	}
	return 0;
}

static int is_complaint(const char *line)
{
	static const char *const words[] = { "rror", "warn", "Warn", " bug", "BUG", "Bug", "fail", "Fail",
					     "e820: update", "e820: remove" };

	for (unsigned long i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (has_text(line, words[i]))
			return 1;
	return 0;
}

/* "<6>[    0.123456] text": up to level 4 it is a warning. */
static void report_message(const char *line)
{
	int warning = line[0] == '<' && line[2] == '>' && line[1] <= '4';
	const char *text = line;

	while (*text && *text != ']')
		text++;
	if (text[0] && text[1] && (warning || is_complaint(text)))
		report(warning ? "dmesg.warning" : "dmesg.complaint", text + 2);
}

static void report_log(void)
{
	static char text[1 << 18];
	long size = CALL(__NR_syslog, 3, text, sizeof(text) - 1); /* SYSLOG_ACTION_READ_ALL */
	char *line = text;

	for (long i = 0; i < size; i++) {
		if (text[i] != '\n')
			continue;
		text[i] = '\0';
		report_message(line);
		line = text + i + 1;
	}
}

static void report_kernel(void)
{
	struct new_utsname name;

	if (CALL(__NR_uname, &name, 0, 0))
		return;
	report("version", name.release);
	report("machine", name.machine);
}

void _start(void)
{
	mount("proc", "/proc");
	mount("sysfs", "/sys");
	say("RIG-BEGIN\n");
	report_kernel();
	report_file("cmdline", "/proc/cmdline");
	report_file("iomem", "/proc/iomem");
	report_file("guest_type", "/sys/hypervisor/guest_type");
	report_file("uuid", "/sys/hypervisor/uuid");
	report_log();
	say("RIG-END\n");
	CALL(__NR_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_POWER_OFF);
	for (;;)
		CALL(__NR_pause, 0, 0, 0);
}
