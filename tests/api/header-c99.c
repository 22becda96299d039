/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The header alone, before any other, in C99 without extensions; and what unref promises.
 */
#include <pvh.h>

#include <stdio.h>

int main(void)
{
	int good = !pvh_unref(NULL) && !pvh_config_unref(NULL) &&
		   !pvh_source_unref(NULL) && !pvh_image_unref(NULL) &&
		   !pvh_plan_unref(NULL) && !pvh_backend_unref(NULL);

	printf("1..2\n");
	printf("ok 1 - pvh.h compiles by itself as C99\n");
	printf("%sok 2 - every unref takes and returns NULL\n", good ? "" : "not ");
	return !good;
}
