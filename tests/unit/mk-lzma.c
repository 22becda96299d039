/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <lzma.h>
#include <string.h>

#include "base/bytes.h"
#include "mk-compress.h"

#define DICTIONARY (1 << 20)

static void set_options(lzma_options_lzma *options)
{
	lzma_lzma_preset(options, 6);
	options->dict_size = DICTIONARY;
}

/* All of `from` through a stream whose encoder has just been set up. */
static size_t encode(lzma_stream *s, lzma_ret set_up, uint8_t *to, size_t room,
		     const uint8_t *from, size_t size)
{
	lzma_ret ret = set_up;

	s->next_in = from;
	s->avail_in = size;
	s->next_out = to;
	s->avail_out = room;
	if (ret == LZMA_OK)
		ret = lzma_code(s, LZMA_FINISH);
	lzma_end(s);
	return ret == LZMA_STREAM_END ? room - s->avail_out : 0;
}

static size_t xz_with(uint8_t *to, size_t room, const uint8_t *from, size_t size,
		      bool bcj, lzma_check check)
{
	lzma_options_lzma options;
	lzma_filter filters[] = { { LZMA_FILTER_X86, NULL },
				  { LZMA_FILTER_LZMA2, &options },
				  { LZMA_VLI_UNKNOWN, NULL } };
	lzma_stream s = LZMA_STREAM_INIT;

	set_options(&options);
	return encode(&s, lzma_stream_encoder(&s, bcj ? filters : filters + 1, check), to,
		      room, from, size);
}

size_t mk_xz(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	return xz_with(to, room, from, size, true, LZMA_CHECK_CRC32);
}

size_t mk_xz_plain(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	return xz_with(to, room, from, size, false, LZMA_CHECK_CRC32);
}

size_t mk_xz_sha256(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	return xz_with(to, room, from, size, true, LZMA_CHECK_SHA256);
}

/* As xz --format=lzma: of unknown size, with an end marker. */
size_t mk_lzma(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	lzma_options_lzma options;
	lzma_stream s = LZMA_STREAM_INIT;

	set_options(&options);
	return encode(&s, lzma_alone_encoder(&s, &options), to, room, from, size);
}

#ifdef LZMA_FILTER_LZMA1EXT
/* As the LZMA SDK's own tool. */
size_t mk_lzma_known_size(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	lzma_options_lzma options;
	lzma_filter filters[] = { { LZMA_FILTER_LZMA1EXT, &options },
				  { LZMA_VLI_UNKNOWN, NULL } };
	lzma_stream s = LZMA_STREAM_INIT;
	size_t used;

	set_options(&options);
	options.ext_flags = 0;
	lzma_set_ext_size(options, size);
	if (lzma_properties_encode(filters, to) != LZMA_OK)
		return 0;
	store_le64(to + 5, size);
	used = encode(&s, lzma_raw_encoder(&s, filters), to + 13, room - 13, from, size);
	return used ? used + 13 : 0;
}
#else
/* Before 5.4, liblzma could not leave the end marker out. */
size_t mk_lzma_known_size(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	(void)to;
	(void)room;
	(void)from;
	(void)size;
	return 0;
}
#endif
