/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "test-codec.h"

/*
 * The window is the byte behind the frame header's descriptor. However large, it takes no
 * memory: the output is the window.
 */
static void check_window(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_packed("zstd", SIZE);

	b.data[5] = (27 - 10) << 3;
	expect(&b, SIZE, 0, 0, "", "zstd window of 128 MiB");
	b.data[5] = (28 - 10) << 3;
	expect(&b, SIZE, 0, 0, "", "zstd window of 256 MiB");
	b.data[5] = (28 - 10) << 3 | 1;
	expect(&b, SIZE, 0, 0, "", "zstd window of 288 MiB");
	b.data[5] = 31 << 3;
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "too much memory", "zstd window of 2 TiB");
}

/* A frame that means nothing: 0x184d2a50 to ..5f, and how many bytes to skip. */
static const uint8_t skippable[] = { 0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'a', 'b', 'c' };

static void check_skippable_behind(const struct codec_case *c)
{
	_cleanup_(mk_fini) struct mk_blob good = make_packed("zstd", SIZE);
	struct view stream = { good.data, good.size };

	expect_one_stream(c, stream, (struct view){ skippable, sizeof(skippable) },
			  good.size, SIZE, "a skippable frame behind");
}

static void check_skippable_before(void)
{
	_cleanup_(mk_fini) struct mk_blob good = make_packed("zstd", SIZE);
	struct mk_blob payload = { .size = sizeof(skippable) + good.size + 4 };
	_cleanup_free_ uint8_t *bytes = malloc(payload.size);
	_cleanup_(mk_fini) struct mk_blob b = { 0 };

	memcpy(bytes, skippable, sizeof(skippable));
	memcpy(bytes + sizeof(skippable), good.data, good.size);
	store_le32(bytes + payload.size - 4, SIZE);
	b = mkbz_raw(bytes, payload.size, 0);
	must_refuse(&b, -EOPNOTSUPP, b.payload_at, "(it begins with 50 2a 4d 18)",
		    "a skippable frame before");
}

/* The file is as long as it may become, and mapped, whether that is declared or not. */
static void check_undeclared(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_packed("zstd", SIZE);
	_cleanup_free_ uint8_t *data = make_data(SIZE);
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	_cleanup_(inflow_fini) struct inflow in = { 0 };
	_cleanup_(outflow_fini) struct outflow out = { 0 };
	const struct budget budget = fx_budget();
	struct fault f = FAULT_NONE;
	_cleanup_close_ int fd = memfd_new("out", &f);
	_cleanup_free_ uint8_t *got = malloc(SIZE);

	fx_must(source_from_memory(b.data, b.size, "zstd", &source, &f), "source");
	fx_must(inflow_init(&in, source, 0, b.size, &budget, &f), "in");
	fx_must(outflow_init(&out, fd, MIB(1), FAULT_NOWHERE, &budget, &f), "out");
	ok(!zstd_decode(&in, &out, &f) && out.written == SIZE &&
		   pread(fd, got, SIZE, 0) == SIZE && !memcmp(got, data, SIZE),
	   "no size declared: %s", f.what);
}

int main(void)
{
	static const struct codec_case zstd = { "zstd", "zstd", false, false };

	check_codec(&zstd);
	check_window();
	check_skippable_behind(&zstd);
	check_skippable_before();
	check_undeclared();
	return done();
}
