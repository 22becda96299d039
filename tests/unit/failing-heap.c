/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "failing-heap.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/macro.h"

struct failing_heap heap;

#ifndef SANITIZED

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t nr, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *p);

static bool refuses(void)
{
	if (!heap.on)
		return false;
	heap.nr++;
	return heap.fail_at &&
	       (heap.nr == heap.fail_at || (heap.all_after && heap.nr > heap.fail_at));
}

static void *count(void *p)
{
	heap.live += p && heap.on;
	return p;
}

/* Exported: the libraries are to find these. */
PVH_EXPORT void *malloc(size_t size)
{
	return refuses() ? (errno = ENOMEM, NULL) : count(__libc_malloc(size));
}

PVH_EXPORT void *calloc(size_t nr, size_t size)
{
	return refuses() ? (errno = ENOMEM, NULL) : count(__libc_calloc(nr, size));
}

PVH_EXPORT void *realloc(void *old, size_t size)
{
	if (refuses())
		return errno = ENOMEM, NULL;
	return old ? __libc_realloc(old, size) : count(__libc_realloc(NULL, size));
}

PVH_EXPORT void free(void *p)
{
	int saved = errno;

	heap.live -= p && heap.on;
	__libc_free(p);
	errno = saved;
}

/*
 * json-c, up to 0.17 at least, crashes when it cannot copy a key, and prints half a text
 * when its buffer cannot grow; and it loses a key when an object cannot grow. None is ours to
 * test, so that its parser, its printer and an addition to an object count as one allocation
 * each (the linker is told to --wrap them).
 */
struct json_object;
struct json_object *__real_json_tokener_parse(const char *text);
struct json_object *__wrap_json_tokener_parse(const char *text);
const char *__real_json_object_to_json_string_ext(struct json_object *o, int flags);
const char *__wrap_json_object_to_json_string_ext(struct json_object *o, int flags);
int __real_json_object_object_add(struct json_object *o, const char *key, struct json_object *v);
int __wrap_json_object_object_add(struct json_object *o, const char *key, struct json_object *v);

int __wrap_json_object_object_add(struct json_object *o, const char *key, struct json_object *v)
{
	bool refused = refuses();
	unsigned int fail_at = heap.fail_at;
	int r = -1;

	heap.fail_at = 0;
	if (!refused)
		r = __real_json_object_object_add(o, key, v);
	heap.fail_at = fail_at;
	return r;
}

struct json_object *__wrap_json_tokener_parse(const char *text)
{
	struct json_object *object = NULL;
	bool refused = refuses();
	unsigned int fail_at = heap.fail_at;

	heap.fail_at = 0;
	if (!refused)
		object = __real_json_tokener_parse(text);
	heap.fail_at = fail_at;
	return object;
}

const char *__wrap_json_object_to_json_string_ext(struct json_object *o, int flags)
{
	const char *text = NULL;
	bool refused = refuses();
	unsigned int fail_at = heap.fail_at;

	heap.fail_at = 0;
	if (!refused)
		text = __real_json_object_to_json_string_ext(o, flags);
	heap.fail_at = fail_at;
	return text;
}

/*
 * The linker is told to --wrap these as well (by the names they have with 64-bit offsets); the
 * C library calls its own.
 */
void *__real_mmap64(void *at, size_t size, int prot, int flags, int fd, off_t offset);
void *__wrap_mmap64(void *at, size_t size, int prot, int flags, int fd, off_t offset);
int __real_munmap(void *map, size_t size);
int __wrap_munmap(void *map, size_t size);

void *__wrap_mmap64(void *at, size_t size, int prot, int flags, int fd, off_t offset)
{
	void *map;

	if (refuses())
		return errno = ENOMEM, MAP_FAILED;
	map = __real_mmap64(at, size, prot, flags, fd, offset);
	heap.live += map != MAP_FAILED && heap.on;
	return map;
}

int __wrap_munmap(void *map, size_t size)
{
	heap.live -= heap.on;
	return __real_munmap(map, size);
}

#endif
