/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GUEST_CONSOLE_H
#define GUEST_CONSOLE_H

/* Sends the report to the Xen console, if there is one. */
void console_send(void);

#endif
