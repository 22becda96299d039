/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * make-seeds DIR: writes the seeds of each target's corpus, small inputs of our own making:
 * DIR/TARGET/good-NAME is accepted, DIR/TARGET/seed-NAME need not be.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "codec.h"
#include "fixture.h"
#include "mkbz.h"
#include "seed-kernels.h"
#include "worker/message.h"

static const char *top;

static void write_file(const char *target, const char *name, const void *data, size_t size)
{
	char dir[256];

	snprintf(dir, sizeof(dir), "%.128s/%s", top, target);
	mkdir(dir, 0777);
	fx_write_file(dir, name, data, size);
}

static void write_seed(const char *target, const char *name, const void *data, size_t size)
{
	char file[64];

	snprintf(file, sizeof(file), "good-%s", name);
	write_file(target, file, data, size);
}

static struct mk_blob join(const void *head, size_t head_size, const void *data, size_t size)
{
	struct mk_blob b = { .size = head_size + size };

	b.data = malloc(b.size);
	memcpy(b.data, head, head_size);
	memcpy(b.data + head_size, data, size);
	return b;
}

/* --- Kernels -------------------------------------------------------------------------- */

static void make_elf_seeds(const struct kernels *k)
{
	_cleanup_(mk_fini) struct mk_blob packed = mk_compress("gzip", k->small.data,
							       k->small.size);

	write_seed("elf", "elf32", k->small.data, k->small.size);
	write_seed("elf", "notes", k->notes.data, k->notes.size);
	write_seed("elf", "symbols", k->symbols.data, k->symbols.size);
	write_seed("elf", "sections", k->sections.data, k->sections.size);
	if (packed.data)
		write_seed("elf", "gzip", packed.data, packed.size);
	write_file("elf", "seed-long-string", k->wordy.data, k->wordy.size);
}

/* --- bzImages and codecs -------------------------------------------------------------- */

static void write_with_head(const char *target, const char *name, const void *head,
			    size_t head_size, const struct mk_blob *b)
{
	struct mk_blob seed = join(head, head_size, b->data, b->size);

	write_seed(target, name, seed.data, seed.size);
	mk_fini(&seed);
}

/* In the order of fuzz-bzimage.c; made by it, ... */
static const char *const codecs[] = {
	"none", "gzip", "bzip2", "lzma", "xz", "xz-plain", "lz4", "zstd",
};

static void make_bzimage_seed(uint8_t codec, const struct mk_blob *elf)
{
	uint8_t head[16] = { codec, 0, 1, 1, 8, 2 };
	struct mk_blob packed = mk_compress(codecs[codec], elf->data, elf->size);
	char name[32];

	if (!packed.data)
		return;
	write_with_head("bzimage", codecs[codec], head, sizeof(head), elf);
	/* ... and as it is: 4 says that a size word follows, which gzip has inside. */
	head[0] = 0;
	head[1] = strcmp(codecs[codec], "gzip") ? 4 : 0;
	store_le32(head + 12, (uint32_t)elf->size);
	snprintf(name, sizeof(name), "%s-raw", codecs[codec]);
	write_with_head("bzimage", name, head, sizeof(head), &packed);
	mk_fini(&packed);
}

static const char text[] = "All of this, all of this, all of this is to be compressed.";

/* What is not accepted. */
static void make_bad_streams(const char *codec)
{
	static const struct {
		const char *name;
		uint8_t flags;
	} kinds[] = {
		{ "seed-cut", CODEC_PLAIN | CODEC_DECLARED | CODEC_CUT },
		{ "seed-tail", CODEC_PLAIN | CODEC_DECLARED | CODEC_TAIL },
		{ "seed-again", CODEC_PLAIN | CODEC_AGAIN },
		{ "seed-lie", CODEC_PLAIN | CODEC_DECLARED | CODEC_LIE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		uint8_t head[CODEC_HEAD] = { kinds[i].flags, sizeof(text) + 1, [4] = 3 };
		struct mk_blob b = join(head, sizeof(head), text, sizeof(text));

		write_file(codec, kinds[i].name, b.data, b.size);
		mk_fini(&b);
	}
}

static void make_codec_seeds(const char *codec)
{
	const struct mk_blob plain = { .data = (uint8_t *)(uintptr_t)text, .size = sizeof(text) };
	struct mk_blob packed = mk_compress(codec, text, sizeof(text));
	uint8_t head[CODEC_HEAD] = { CODEC_PLAIN };

	if (!packed.data)
		return;
	write_with_head(codec, "plain", head, sizeof(head), &plain);
	head[0] = CODEC_PLAIN | CODEC_DECLARED;
	write_with_head(codec, "plain-declared", head, sizeof(head), &plain);
	head[0] = 0;
	write_with_head(codec, "stream", head, sizeof(head), &packed);
	head[0] = CODEC_DECLARED;
	head[1] = sizeof(text);
	write_with_head(codec, "stream-declared", head, sizeof(head), &packed);
	make_bad_streams(codec);
	mk_fini(&packed);
}

static void make_compressed_seeds(const struct kernels *k)
{
	for (uint8_t i = 1; i < ARRAY_SIZE(codecs); i++) {
		make_bzimage_seed(i, &k->small);
		if (strcmp(codecs[i], "xz-plain"))
			make_codec_seeds(codecs[i]);
	}
	make_codec_seeds("lzo");
}

/* --- Configs ---------------------------------------------------------------------------- */

static const char small_config[] = "{\"name\":\"a\",\"memory\":4,\"kernel\":\"k\"}";
static const char full_config[] =
	"{\"name\": \"web\\u00e9\", \"uuid\": \"" FX_UUID "\", \"memory\": \"1.5G\",\n"
	" \"maxmem\": 2048, \"vcpus\": 2, \"maxvcpus\": 3, \"kernel\": \"/boot/k\",\n"
	" \"ramdisk\": \"i\", \"cmdline\": \"a=\\\"b\\\" c\",\n"
	" \"modules\": [{\"path\": \"m\", \"cmdline\": \"x\"}, {\"path\": \"n\"}]}\n";

static const char layout_config[] =
	"{\"name\": \"a\", \"uuid\": \"" FX_UUID "\", \"memory\": 5120, \"vcpus\": 3,\n"
	" \"kernel\": \"k\", \"mmio_hole\": \"1G\", \"acpi_firmware\": \"t\",\n"
	" \"reserved\": [{\"start\": \"0x1000\", \"size\": \"8K\"}, {\"start\": \"4G\", \"size\": 1}],\n"
	" \"vnuma\": [{\"pnode\": 1, \"size\": \"4G\", \"vcpus\": \"0,2\", \"vdistances\": [10, 15]},\n"
	"           {\"pnode\": 0, \"size\": \"1G\", \"vcpus\": [1]}]}\n";
static const char policy_config[] =
	"{\"name\": \"a\", \"memory\": 4, \"kernel\": \"k\", \"hap\": true, \"oos\": false,\n"
	" \"shadow_memory\": 8, \"altp2m\": \"mixed\", \"vpmu\": true, \"vmtrace_buf_kb\": 64,\n"
	" \"passthrough\": \"disabled\", \"nomigrate\": true, \"tsc_mode\": \"native\",\n"
	" \"timer_mode\": \"no_missed_ticks_pending\", \"rtc_timeoffset\": -3600,\n"
	" \"localtime\": true, \"pool\": \"Pool-0\", \"cpus\": \"0-3,^1,node:2\",\n"
	" \"cpus_soft\": [\"all,^nodes:1-2\"], \"cpu_weight\": 512, \"cap\": 50, \"period\": 100,\n"
	" \"budget\": 50, \"extratime\": false, \"max_grant_frames\": 4,\n"
	" \"max_maptrack_frames\": 0, \"max_grant_version\": 1, \"max_event_channels\": 99,\n"
	" \"seclabel\": \"a:b:c\", \"init_seclabel\": \"a:b:d\", \"driver_domain\": true,\n"
	" \"xend_suspend_evtchn_compat\": true, \"cpuid\": \"host,family=6,rdcl-no=1,lm=x\"}\n";
static const char leaf_config[] =
	"{\"name\": \"a\", \"memory\": 4, \"kernel\": \"k\", \"nestedhvm\": true, \"cpuid\": [\n"
	" \"7,0:ebx=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx0\",\n"
	" \"0x80000001:ecx=01xksxxxxxxxxxxxxxxxxxxxxxxxxxxx,edx=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"]}\n";

static const char device_config[] =
	"{\"name\": \"a\", \"memory\": 4, \"kernel\": \"k\", \"disk\": [\n"
	" {\"target\": \"/dev/a\", \"vdev\": \"xvda\", \"access\": \"ro\", \"format\": \"raw\",\n"
	"  \"backendtype\": \"phy\", \"devtype\": \"cdrom\", \"script\": \"block\", \"discard\": true,\n"
	"  \"direct_io_safe\": true, \"trusted\": false},\n"
	" {\"target\": \"b\", \"vdev\": \"d2\", \"backend\": \"storage\"}], \"vif\": [\n"
	" {\"mac\": \"00:16:3e:01:02:03\", \"bridge\": \"br0\", \"script\": \"s\", \"vifname\": \"v\",\n"
	"  \"ip\": \"10.0.0.1\", \"gatewaydev\": \"eth0\", \"backend\": \"n\", \"mtu\": 9000,\n"
	"  \"rate\": \"10Mb/s@20ms\", \"devid\": 3, \"trusted\": true, \"type\": \"vif\"}, {}]}\n";

static const char share_config[] =
	"{\"name\": \"a\", \"memory\": 4, \"kernel\": \"k\", \"p9\": [\n"
	" {\"tag\": \"t\", \"path\": \"/p\", \"security_model\": \"none\", \"backend\": \"n\"}],\n"
	" \"channel\": [{\"name\": \"c\", \"connection\": \"pty\"},\n"
	" {\"name\": \"d\", \"connection\": \"socket\", \"path\": \"s\", \"backend\": \"n\"}],\n"
	" \"device_model_override\": \"q\", \"disk\": [\n"
	" {\"vdev\": \"d1\", \"target\": \"c\", \"devtype\": \"cdrom\", \"backendtype\": \"qdisk\"},\n"
	" {\"vdev\": \"d2\", \"target\": \"a\", \"format\": \"qcow2\", \"backendtype\": \"qdisk\"}]}\n";

static void make_json_seeds(void)
{
	write_seed("json", "devices", device_config, strlen(device_config));
	write_seed("json", "shares", share_config, strlen(share_config));
	write_seed("json", "layout", layout_config, strlen(layout_config));
	write_seed("json", "small", small_config, strlen(small_config));
	write_seed("json", "full", full_config, strlen(full_config));
	write_seed("json", "policy", policy_config, strlen(policy_config));
	write_seed("json", "leaves", leaf_config, strlen(leaf_config));
}

/* --- ACPI tables ------------------------------------------------------------------------ */

static void make_acpi_seeds(void)
{
	uint8_t file[36 + 50 + 41];

	fx_make_table(file, "SSDT", 36);
	write_seed("acpi", "one", file, 36);
	fx_make_table(file + 36, "SRAT", 50);
	fx_make_table(file + 86, "OEM1", 41);
	write_seed("acpi", "three", file, sizeof(file));
	fx_make_table(file + 36, "FACP", 50);
	write_file("acpi", "seed-taken", file, sizeof(file));
}

/* --- Answers of a worker ---------------------------------------------------------------- */

/* See fuzz-answer.c. */
static void write_answer(const char *name, uint8_t choice, const struct mk_blob *elf)
{
	struct pvh_image *image = fx_image(elf);
	const struct facts *facts = &image->facts;
	static const struct answer answer;
	uint8_t sizes[8];
	char *bytes = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&bytes, &size);

	store_le32(sizes, (uint32_t)elf->size);
	store_le32(sizes + 4, 0);
	fputc(choice, file);
	fwrite(sizes, sizeof(sizes), 1, file);
	fwrite(&answer.code, offsetof(struct answer, facts) - offsetof(struct answer, code), 1,
	       file);
	fwrite(facts, offsetof(struct facts, segments), 1, file);
	fwrite(facts->segments, sizeof(*facts->segments), facts->nr_segments, file);
	fwrite(facts->notes, sizeof(*facts->notes), facts->nr_notes, file);
	fwrite(facts->strings, 1, facts->strings_size, file);
	fclose(file);
	write_seed("answer", name, bytes, size);
	free(bytes);
	image_unref(image);
}

static void make_answer_seeds(const struct kernels *k)
{
	enum { LEAST = 1, MIB_64 = 6 << 1, GIB_8 = 13 << 1 };

	write_answer("small", MIB_64, &k->small);
	write_answer("least", LEAST, &k->small);
	write_answer("notes", GIB_8, &k->notes);
	write_answer("symbols", MIB_64, &k->symbols);
}

/* --- All of it -------------------------------------------------------------------------- */

/* See fuzz-pipeline.c. */
static void write_pipeline(const char *name, const char *config, const char *module,
			   const struct mk_blob *kernel)
{
	uint8_t head[4];
	struct mk_blob front, texts;

	store_le16(head, (uint16_t)strlen(config));
	store_le16(head + 2, (uint16_t)strlen(module));
	texts = join(config, strlen(config), module, strlen(module));
	front = join(head, sizeof(head), texts.data, texts.size);
	write_with_head("pipeline", name, front.data, front.size, kernel);
	mk_fini(&texts);
	mk_fini(&front);
}

static void make_pipeline_seeds(const struct kernels *k)
{
	_cleanup_(mk_fini) struct mk_blob bz = mkbz(&k->small, "lz4", 0);

	write_pipeline("overlap", small_config, "", &k->overlap);
	write_pipeline("small", small_config, "", &k->small);
	write_pipeline("layout", layout_config, "", &k->small);
	write_pipeline("modules", full_config, "module", &k->notes);
	write_pipeline("symbols", small_config, "", &k->symbols);
	if (bz.data)
		write_pipeline("bzimage", small_config, "", &bz);
}

int main(int argc, char **argv)
{
	_cleanup_(kernels_fini) struct kernels k = kernels_make();

	if (argc != 2) {
		fprintf(stderr, "usage: make-seeds DIR\n");
		return 2;
	}
	top = argv[1];
	mkdir(top, 0777);
	make_elf_seeds(&k);
	make_compressed_seeds(&k);
	make_json_seeds();
	make_acpi_seeds();
	make_answer_seeds(&k);
	make_pipeline_seeds(&k);
	return 0;
}
