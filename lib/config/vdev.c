/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/vdev.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { XVD_MAJOR = 202, SD_MAJOR = 8, FIRST_HD_MAJOR = 3, SECOND_HD_MAJOR = 22 };
enum { MAX_XVD = (1 << 20) - 1, MAX_XVD_PARTITION = 255, EXTENDED = 1 << 28 };

struct vdev {
	unsigned int disk, partition;
};

/* A number in any base that C has, at most `max`; *at is put behind it. */
static bool read_number(const char **at, unsigned long max, unsigned int *number)
{
	unsigned long value;
	char *end;

	if (!isdigit((unsigned char)**at)) /* a sign, a space: strtoul() would take them */
		return false;
	errno = 0;
	value = strtoul(*at, &end, 0);
	if (errno || value > max)
		return false;
	*at = end;
	*number = (unsigned int)value;
	return true;
}

/* a is 0, z is 25, aa is 26. */
static bool read_letters(const char **at, unsigned int max, unsigned int *disk)
{
	unsigned int count = 0;

	for (; **at >= 'a' && **at <= 'z'; (*at)++) {
		count = count * 26 + (unsigned int)(**at - 'a') + 1;
		if (count > max + 1)
			return false;
	}
	*disk = count - 1;
	return count;
}

/* The rest of a name: a partition in decimal digits without a 0 in front, or nothing. */
static bool read_partition(const char *at, unsigned int max, unsigned int *partition)
{
	*partition = 0;
	if (!*at)
		return true;
	if (*at == '0' || at[strspn(at, "0123456789")])
		return false;
	return read_number(&at, max, partition);
}

static bool read_name(const char *text, const char *prefix, unsigned int max_disk,
		      unsigned int max_partition, struct vdev *v)
{
	const char *at = text + strlen(prefix);

	return !strncmp(text, prefix, strlen(prefix)) && read_letters(&at, max_disk, &v->disk) &&
	       read_partition(at, max_partition, &v->partition);
}

bool vdev_is_short(const char *text)
{
	unsigned int disk;

	return *text++ == 'd' && read_number(&text, MAX_XVD, &disk) && !*text;
}

/* d1p2 */
static bool read_numbers(const char *text, struct vdev *v)
{
	v->partition = 0;
	if (vdev_is_short(text)) {
		text++;
		return read_number(&text, MAX_XVD, &v->disk);
	}
	return *text++ == 'd' && read_number(&text, MAX_XVD, &v->disk) && *text++ == 'p' &&
	       read_number(&text, MAX_XVD_PARTITION, &v->partition) && !*text;
}

static unsigned int xvd_number(const struct vdev *v)
{
	if (v->disk < 16 && v->partition < 16)
		return XVD_MAJOR << 8 | v->disk << 4 | v->partition;
	return EXTENDED | v->disk << 8 | v->partition;
}

static unsigned int hd_number(const struct vdev *v)
{
	unsigned int major = v->disk < 2 ? FIRST_HD_MAJOR : SECOND_HD_MAJOR;

	return major << 8 | (v->disk & 1) << 6 | v->partition;
}

bool vdev_from_text(const char *text, unsigned int *devid)
{
	struct vdev v;

	if (read_numbers(text, &v) || read_name(text, "xvd", MAX_XVD, MAX_XVD_PARTITION, &v))
		*devid = xvd_number(&v);
	else if (read_name(text, "hd", 3, 63, &v))
		*devid = hd_number(&v);
	else if (read_name(text, "sd", 15, 15, &v))
		*devid = SD_MAJOR << 8 | v.disk << 4 | v.partition;
	else
		return read_number(&text, INT_MAX, devid) && !*text;
	return true;
}
