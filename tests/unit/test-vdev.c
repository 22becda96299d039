/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names of virtual disks and their numbers. Those of xen-vbd-interface(7) and the results of
 * libxl__device_disk_dev_number() of Xen 4.17 were the source of the table.
 */
#include "config/vdev.h"

#include "base/macro.h"
#include "tap.h"

static const struct {
	const char *text;
	unsigned int devid;
} good[] = {
	{ "xvda", 51712 },           { "xvdb2", 51730 },         { "xvdtq37", 268572709 },
	{ "xvda15", 51727 },         { "xvda16", 268435472 },    { "xvdp15", 51967 },
	{ "xvdp16", 268439312 },     { "xvdq", 268439552 },      { "xvdq1", 268439553 },
	{ "xvda255", 268435711 },    { "xvdz", 268441856 },      { "xvdaa", 268442112 },
	{ "xvdzz", 268614912 },      { "xvdaaa", 268615168 },    { "xvdbgqcv", 536870656 },
	{ "xvdbgqcv255", 536870911 },
	{ "d0", 51712 },             { "d0p0", 51712 },          { "d1p2", 51730 },
	{ "d1", 51728 },             { "d16", 268439552 },
	{ "d536p37", 268572709 },    { "d15p15", 51967 },        { "d16p0", 268439552 },
	{ "d0p16", 268435472 },      { "d0x10p1", 268439553 },   { "d010p1", 51841 },
	{ "d1048575p255", 536870911 },
	{ "hda", 768 },              { "hda1", 769 },            { "hdb63", 895 },
	{ "hdc", 5632 },             { "hdc2", 5634 },           { "hdd63", 5759 },
	{ "sda", 2048 },             { "sda15", 2063 },          { "sdp15", 2303 },
	{ "51712", 51712 },          { "0xca00", 51712 },        { "0145000", 51712 },
	{ "2147483647", 2147483647 }, { "0", 0 },
};

static const char *const bad[] = {
	"",      "x",      "xvd",    "xvd1",   "XVDA",   "xvdA",  "xvda256", "xvda01", "xvda0",
	"xvda1a", "xvda ", " xvda",  "xvda-1", "xvdbgqcw", "xvdzzzzzzzzzzzzzzzz", "vda",
	/* These libxl takes for 51713. */
	"xvda 1", "xvda+1",
	"d",     "dp",     "d1p",    "dp1",    "d1p2x",  "d-1p0", "d 1p2",   "d1p-2",  "d1048576",
	"d1048576p0", "d0p256", "d08p1", "d1p2p3",
	"hd",    "hde",    "hda64",  "hda0",   "hda1 ",  "sd",    "sdq",     "sda16",  "sda0",
	"-1",    "+1",     " 5",     "5 ",     "0x",     "08",    "5x",      "2147483648",
	"99999999999999999999", "nvme0n1", "/dev/xvda",
};

int main(void)
{
	unsigned int devid;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		devid = 1;
		ok(vdev_from_text(good[i].text, &devid) && devid == good[i].devid, "%s is %u",
		   good[i].text, devid);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ok(!vdev_from_text(bad[i], &devid), "\"%s\" is none", bad[i]);
	ok(vdev_is_short("d0") && vdev_is_short("d0x10") && !vdev_is_short("d0p0") &&
		   !vdev_is_short("d") && !vdev_is_short("0") && !vdev_is_short("") &&
		   !vdev_is_short("dx"),
	   "a disk by its number alone");
	return done();
}
