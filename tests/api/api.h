/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What programs that have only <pvh.h> start from: a context, a directory of files, objects. */
#ifndef API_H
#define API_H

#include <pvh.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../examples/worker.h"
#include "kernel.h"
#include "tap.h"

#define NR(a) (sizeof(a) / sizeof((a)[0]))
#define MIB(n) ((uint64_t)(n) << 20)
#define UUID "00112233-4455-6677-8899-aabbccddeeff"

static struct pvh_ctx *ctx;
static char dir[] = "/tmp/pvh-api-XXXXXX";
static char json[1024];

static inline const char *sentence(void)
{
	return pvh_get_error(ctx)->sentence;
}

/* Ends the test when what it stands on is not there. */
static inline void must(int r)
{
	if (!r)
		return;
	printf("Bail out! %s\n", sentence());
	exit(99);
}

static inline bool any(const uint64_t *words, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (words[i])
			return true;
	return false;
}

static inline void write_file(const char *name, const void *data, size_t size)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "wb");
	must(!file || fwrite(data, 1, size, file) != size || fclose(file));
}

static inline void remove_file(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

static inline struct pvh_config *make_config(void)
{
	struct pvh_config *config;

	must(pvh_config_new(ctx, &config));
	must(pvh_config_set_name(config, "api"));
	must(pvh_config_set_uuid(config, UUID));
	must(pvh_config_set_memory(config, MIB(64)));
	must(pvh_config_set_vcpus(config, 2));
	must(pvh_config_set_max_vcpus(config, 3));
	must(pvh_config_set_cmdline(config, "console=hvc0"));
	return config;
}

static inline int inspect(const void *data, size_t size, struct pvh_image **image)
{
	struct pvh_source *source;
	int r;

	must(pvh_source_from_memory(ctx, data, size, "vmlinux", &source));
	r = pvh_image_inspect(ctx, source, image);
	pvh_source_unref(source);
	return r;
}

static inline int inspect_kernel(struct pvh_image **image)
{
	struct kernel kernel;

	kernel_make(&kernel);
	return inspect(&kernel, sizeof(kernel), image);
}

static inline struct pvh_image *make_image(void)
{
	struct pvh_source *source;
	struct pvh_image *image;
	struct kernel kernel;

	kernel_make(&kernel);
	must(pvh_source_from_memory(ctx, &kernel, sizeof(kernel), "vmlinux", &source));
	must(pvh_image_open(ctx, source, &image));
	pvh_source_unref(source);
	return image;
}

static inline struct pvh_source *make_module(void)
{
	struct pvh_source *source;

	must(pvh_source_from_memory(ctx, "0123456789", 10, "initrd", &source));
	return source;
}

static inline void write_files(void)
{
	struct kernel kernel;
	char path[128];

	must(!mkdtemp(dir));
	kernel_make(&kernel);
	write_file("vmlinux", &kernel, sizeof(kernel));
	write_file("initrd", "0123456789", 10);
	write_file("empty", "", 0);
	write_file("large", "", 0);
	snprintf(path, sizeof(path), "%s/large", dir);
	must(truncate(path, 1 << 24));
	snprintf(json, sizeof(json),
		 "{ \"name\": \"api\", \"uuid\": \"" UUID
		 "\", \"memory\": 64, \"vcpus\": 2, "
		 "\"maxvcpus\": 3, \"cmdline\": \"console=hvc0\", \"kernel\": "
		 "\"vmlinux\", "
		 "\"ramdisk\": \"initrd\" }");
}

/* Makes the context and the files that `json` names, and others. */
static inline void begin(void)
{
	must(pvh_new(&ctx));
	must(choose_worker(ctx));
	write_files();
}

static inline int end(void)
{
	static const char *const files[] = { "vmlinux", "initrd", "empty", "large" };

	pvh_unref(ctx);
	for (size_t i = 0; i < NR(files); i++)
		remove_file(files[i]);
	rmdir(dir);
	return done();
}

#endif
