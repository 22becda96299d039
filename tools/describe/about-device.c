/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What devices are made of. */
#include "tools/describe/about.h"

/* Texts that become nodes of xenstore. */
#define NODE .min = 1, .max = CONFIG_MAX_TEXT, .pattern = PLAIN

/* Of xen-vbd-interface(7): a number in any base, a partition in decimal digits. */
#define NUMBER "(0[xX]" HEX "+|[0-9]+)"
#define PARTITION(digits) "([1-9][0-9]{0," digits "})?"
#define VDEV "^(d" NUMBER "(p" NUMBER ")?|xvd[a-z]{1,5}" PARTITION("2") "|hd[a-d]" PARTITION("1") \
	"|sd[a-p]" PARTITION("1") "|" NUMBER ")$"

static const struct about disk[] = {
	KEY("target", FORM_TEXT, "path of a block device or an image. With a `script` other than "
	    "`block` it is what that script makes of it, and with a `backend` it is a path in that "
	    "domain: then it stays as it is",
	    .min = 1, .max = CONFIG_MAX_TARGET, .pattern = PLAIN, .mandatory = true),
	KEY("vdev", FORM_TEXT, "what the guest finds: `xvda`, `xvdb2`, `d16p2`, `hda`, `sdb3` "
	    "or a number, as xen-vbd-interface(7) has them. `d1` is `d1p0`", .min = 1,
	    .pattern = VDEV, .mandatory = true),
	KEY("access", FORM_WORD, "whether the guest may write; `\"w\"` is `\"rw\"`, and "
	    "`\"r\"` is `\"ro\"`", .preset = "`\"rw\"`; for a CD-ROM `\"ro\"`, the only one"),
	KEY("devtype", FORM_WORD, "what it is; a drive without an image is refused, because neither "
	    "the kernel's backend nor QEMU serves one", .preset = "`\"disk\"`"),
	KEY("format", FORM_WORD, "what the image is; it is not guessed", .preset = "`\"raw\"`"),
	KEY("backendtype", FORM_WORD, "what serves it: the block backend of the serving "
	    "domain's kernel, for raw disks, or QEMU, for all: see Devices that QEMU serves; `tap` "
	    "and `standalone` are refused",
	    .preset = "`\"phy\"` for raw disks, else `\"qdisk\"`"),
	KEY("backend", FORM_TEXT, "the domain that serves it: its name, or its domid in a "
	    "string", NODE, .preset = "the domain that builds"),
	KEY("script", FORM_TEXT, "hotplug script: an absolute path, or a name in the folder of "
	    "Xen's scripts, which `configure --with-xen-script-dir` sets; refused with `qdisk`, which "
	    "has none", NODE,
	    .preset = "`\"" CONFIG_DISK_SCRIPT "\"`"),
	KEY("discard", FORM_FLAG, "the guest may say which blocks it no longer needs",
	    .preset = "`true`, unless it is read-only"),
	KEY("direct_io_safe", FORM_FLAG, "the backend need not work around a bug of O_DIRECT "
	    "on network file systems", .preset = "`false`"),
	KEY("trusted", FORM_FLAG, "`false`: the guest is advised to guard against its backend",
	    .preset = "`true`"),
};

const struct group about_disk = GROUP("disk", "disk", disk);

static const struct about vif[] = {
	KEY("mac", FORM_TEXT, "address, such as `\"00:16:3e:12:34:56\"`; no multicast address, "
	    "and not all zeros", .min = MAC_TEXT, .max = MAC_TEXT,
	    .pattern = "^[0-9A-Fa-f][02468ACEace](:" HEX "{2}){5}$",
	    .preset = "a random one of Xen's, `00:16:3e` and 23 random bits"),
	KEY("bridge", FORM_TEXT, "the bridge, for the script", NODE,
	    .preset = "`\"" CONFIG_BRIDGE "\"`"),
	KEY("script", FORM_TEXT, "hotplug script, written as that of a disk", NODE,
	    .preset = "`\"" CONFIG_NIC_SCRIPT "\"`"),
	KEY("vifname", FORM_TEXT, "what it is called in the domain that serves it", .min = 1,
	    .max = CONFIG_MAX_VIFNAME, .pattern = PLAIN, .preset = "vifDOMID.DEVID"),
	KEY("ip", FORM_TEXT, "its addresses, for the script", NODE),
	KEY("gatewaydev", FORM_TEXT, "the interface to the outside, for the script", NODE),
	KEY("backend", FORM_TEXT, "the domain that serves it, as that of a disk", NODE,
	    .preset = "the domain that builds"),
	KEY("rate", FORM_TEXT, "how much the guest may send: `\"10Mb/s\"`, `\"250KB/s\"`, "
	    "`\"1MB/s@20ms\"`. G, M and K are powers of 1000, b is bits and B bytes; behind "
	    "the `@`, the interval in which the credit is renewed: us, ms or s (as with xl, "
	    "also when nothing is written)", .min = 1,
	    .pattern = "^[1-9][0-9]*[GMK]?[Bb]/s(@[1-9][0-9]*[mu]?s?)?$",
	    .preset = "unlimited; 50ms"),
	KEY("mtu", FORM_NUMBER, "bytes of the largest packet; 1500 is that of the bridge, as "
	    "with xl", .min = CONFIG_MIN_MTU, .max = CONFIG_MAX_MTU, .preset = "`1500`"),
	KEY("devid", FORM_NUMBER, "its number", .max = CONFIG_MAX_DEVID,
	    .preset = "the lowest that is free, in order"),
	KEY("trusted", FORM_FLAG, "`false`: the guest is advised to guard against its backend",
	    .preset = "`true`"),
	KEY("type", FORM_WORD, "what it is; `ioemu` is refused: a PVH guest has no emulated "
	    "devices", .preset = "`\"vif\"`"),
};

const struct group about_vif = GROUP("vif", "vif", vif);

static const struct about p9[] = {
	KEY("tag", FORM_TEXT, "what it is called in the guest: no `,`, `=` and `\"`; no two are the "
	    "same", .min = 1, .max = CONFIG_MAX_TAG, .pattern = "^[^[:cntrl:],=\"]+$",
	    .mandatory = true),
	KEY("path", FORM_TEXT, "the directory; with a `backend` it is a path in that domain",
	    .min = 1, .max = CONFIG_MAX_TARGET, .pattern = PLAIN, .mandatory = true),
	KEY("security_model", FORM_WORD, "files have the owners and modes that the guest gives "
	    "them; `mapped` and `passthrough`, which QEMU has besides, are refused, because "
	    "xl.cfg(5) has them not", .preset = "`\"none\"`"),
	KEY("backend", FORM_TEXT, "the domain that serves it, as that of a disk", NODE,
	    .preset = "the domain that builds"),
};

const struct group about_p9 = GROUP("p9", "p9", p9);

static const struct about channel[] = {
	KEY("name", FORM_TEXT, "what the guest finds it by, in its xenstore directory; no two are "
	    "the same", NODE, .mandatory = true),
	KEY("connection", FORM_WORD, "`\"pty\"`: a terminal, `xl console -n 1` for the first of "
	    "them; `\"socket\"`: a socket on which QEMU listens, for one program at a time",
	    .mandatory = true),
	KEY("path", FORM_TEXT, "of the socket, which is made, up to 107 bytes as an absolute path; "
	    "only with `\"socket\"`, and mandatory there", .min = 1, .max = CONFIG_MAX_SOCKET,
	    .pattern = PLAIN),
	KEY("backend", FORM_TEXT, "the domain that serves it, as that of a disk", NODE,
	    .preset = "the domain that builds"),
};

const struct group about_channel = GROUP("channel", "channel", channel);
