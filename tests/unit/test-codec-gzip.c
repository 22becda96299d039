/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "test-codec.h"

/* Both words of the trailer are checked, and the reason is zlib's. */
static void check_trailer(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_packed("gzip", SIZE);

	b.data[b.size - 1] ^= 1;
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "incorrect length check", "gzip length");
	b.data[b.size - 5] ^= 1;
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "incorrect data check", "gzip CRC");
	b.data[2] = 7;
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "unknown compression method",
	       "gzip method");
}

int main(void)
{
	static const struct codec_case gzip = { "gzip", "gzip", false, false };

	check_codec(&gzip);
	check_trailer();
	return done();
}
