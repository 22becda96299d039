/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* xl.conf(5), as of Xen 4.17: what xl takes from it where the file of a guest says nothing. */
#ifndef XLCFG_CONF_H
#define XLCFG_CONF_H

#include "tools/xlcfg/convert.h"

#define CONF_PATH XEN_CONFIG_DIR "/xl.conf"

/*
 * Fills conf->domain with the defaults, by their names, and conf->notes, from a file; if that is
 * not there, there are none, but only for CONF_PATH. They are good if nothing was refused.
 */
void conf_read(struct conversion *conf, const char *path);

#endif
