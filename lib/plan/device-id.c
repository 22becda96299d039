/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What people call a device of a domain that is there. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/utf8.h"
#include "config/vdev.h"
#include "plan/device.h"

static int no_name(const char *key, const char *name, const char *hint, struct fault *f)
{
	fault_set(f, -EINVAL, "\"%.*s\" is no name of a %s", utf8_cut(name, 64), name, key);
	fault_hint(f, "%s", hint);
	return f->code;
}

static int identify_nic(const char *name, struct device_id *id, struct fault *f)
{
	uint8_t bytes[MAC_SIZE];

	id->kind = DEVICE_VIF;
	if (!mac_from_text(name, bytes)) {
		mac_to_text(bytes, id->mac);
		return 0;
	}
	id->devid = (unsigned int)strtoul(name, NULL, 10);
	if (*name && strspn(name, "0123456789") == strlen(name) && strlen(name) <= 5 &&
	    id->devid <= CONFIG_MAX_DEVID)
		return 0;
	return no_name("vif", name, "write its number, such as \"0\", or its MAC address", f);
}

int device_identify(const char *key, const char *name, struct device_id *id, struct fault *f)
{
	*id = (struct device_id){ .kind = DEVICE_VBD };
	if (!strcmp(key, "vif"))
		return identify_nic(name, id, f);
	if (!strcmp(key, "p9") || !strcmp(key, "channel")) {
		fault_set(f, -EINVAL, "a \"%s\" cannot be taken from a domain that is there", key);
		fault_hint(f, "it goes with the domain");
		return f->code;
	}
	if (strcmp(key, "disk")) {
		fault_set(f, -EINVAL, "\"%.*s\" is no kind of device", utf8_cut(key, 64), key);
		fault_hint(f, "there are \"disk\" and \"vif\"");
		return f->code;
	}
	if (!vdev_from_text(name, &id->devid))
		return no_name("disk", name, "write its \"vdev\", such as \"xvdb\"", f);
	return 0;
}
