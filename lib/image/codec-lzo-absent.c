/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In the place of codec-lzo.c, where that is not linked: see codec.h. */
#include "image/codec.h"

int lzo_decode(struct inflow *in, struct outflow *out, struct fault *f)
{
	(void)out;
	return codec_absent("lzo", in, "needs a pvh-image-worker built with --enable-lzo",
			    f);
}
