/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-vnuma.h"

#include <errno.h>

#include "config/json-array.h"
#include "config/json-object.h"
#include "config/json-option.h"
#include "config/json-value.h"
#include "config/utf8.h"
#include "config/vcpu-list.h"
#include "config/vnuma.h"

/* One node, as it stands in the text. */
struct vnode_text {
	struct config_vnode node;
	bool has_pnode, has_size;
};

static int read_pnode(const struct key *k, struct json_object *v, const struct pointer *at,
		      void *to, struct fault *f)
{
	struct vnode_text *t = to;

	(void)k;
	t->has_pnode = true;
	return value_count(v, &t->node.pnode, at, f);
}

static int read_size(const struct key *k, struct json_object *v, const struct pointer *at,
		     void *to, struct fault *f)
{
	struct vnode_text *t = to;

	(void)k;
	t->has_size = true;
	return value_size(v, &t->node.size, at, f);
}

static int read_vcpu_list(struct config_vnode *node, const char *text, const struct pointer *at,
			  struct fault *f)
{
	const char *why = vcpu_list_from_text(text, node->vcpus, CONFIG_MAX_VCPUS);

	if (!why)
		return 0;
	fault_set(f, -EINVAL, "\"vcpus\" is \"%.*s\", which %s", utf8_cut(text, 64), text, why);
	return pointer_fault(at, f);
}

/* "0-3,5", or the numbers one by one. */
static int read_vcpus(const struct key *k, struct json_object *v, const struct pointer *at,
		      void *to, struct fault *f)
{
	struct config_vnode *node = &((struct vnode_text *)to)->node;
	int r;

	(void)k;
	if (json_object_is_type(v, json_type_string))
		return read_vcpu_list(node, json_object_get_string(v), at, f);
	r = value_is(v, json_type_array, "a list such as \"0-3,5\" or an array of numbers", at, f);
	for (size_t i = 0; !r && i < json_object_array_length(v); i++) {
		const struct pointer element = { at, NULL, i };
		uint64_t cpu;

		r = value_count(json_object_array_get_idx(v, i), &cpu, &element, f);
		if (!r && cpu >= CONFIG_MAX_VCPUS) {
			fault_set(f, -EINVAL, "element %zu names a CPU that there cannot be", i);
			r = pointer_fault(&element, f);
		}
		if (!r)
			node->vcpus[cpu] = true;
	}
	return r;
}

static int read_distances(const struct key *k, struct json_object *v, const struct pointer *at,
			  void *to, struct fault *f)
{
	struct config_vnode *node = &((struct vnode_text *)to)->node;
	int r = value_is(v, json_type_array, "an array of numbers", at, f);

	(void)k;
	if (!r && (!json_object_array_length(v) ||
		   json_object_array_length(v) > CONFIG_MAX_VNODES)) {
		fault_set(f, -EINVAL, "\"vdistances\" has %zu elements, but there are 1 to %d nodes",
			  json_object_array_length(v), CONFIG_MAX_VNODES);
		return pointer_fault(at, f);
	}
	for (size_t i = 0; !r && i < json_object_array_length(v); i++)
		r = value_count(json_object_array_get_idx(v, i),
				&node->distances[node->nr_distances++],
				&(struct pointer){ at, NULL, i }, f);
	return r;
}

static const struct key vnode_keys[] = {
	{ .name = "pnode", .read = read_pnode },
	{ .name = "size", .read = read_size },
	{ .name = "vcpus", .read = read_vcpus },
	{ .name = "vdistances", .read = read_distances },
};

const struct key_table json_vnode_keys = KEY_TABLE(vnode_keys);

static int read_vnode(struct pvh_config *c, struct json_object *v, const struct pointer *at,
		      struct fault *f)
{
	struct vnode_text t = { 0 };
	int r = table_read(json_vnode_keys, v, "an object with pnode and size", at, &t, f);

	if (r)
		return r;
	if (!t.has_pnode || !t.has_size) {
		fault_set(f, -EINVAL, "the node has no \"%s\"", t.has_pnode ? "size" : "pnode");
		return pointer_fault(at, f);
	}
	return config_add_vnode(c, &t.node, f);
}

int json_read_vnuma(const struct key *k, struct json_object *v, const struct pointer *at,
		    void *to, struct fault *f)
{
	_cleanup_(config_unrefp) struct pvh_config *aside = NULL;
	struct pvh_config *c = to;
	int r = json_read_array(v, read_vnode, at, &aside, f);

	(void)k;
	if (r)
		return r;
	SWAP(c->vnodes, aside->vnodes);
	SWAP(c->nr_vnodes, aside->nr_vnodes);
	return 0;
}

static struct json_object *write_vcpus(const struct config_vnode *node)
{
	char text[CONFIG_MAX_VCPUS * 5];

	vcpu_list_to_text(node->vcpus, CONFIG_MAX_VCPUS, text, sizeof(text));
	return json_object_new_string(text);
}

static struct json_object *write_distances(const struct pvh_config *c, size_t i)
{
	struct json_object *array = json_object_new_array();
	bool whole = array;

	for (size_t j = 0; whole && j < c->nr_vnodes; j++)
		whole = json_append(array, json_object_new_int((int)config_vnode_distance(c, i, j)));
	return json_whole(array, whole);
}

static struct json_object *write_vnode(const struct pvh_config *c, size_t i)
{
	const struct config_vnode *node = &c->vnodes[i];
	struct json_object *o = json_object_new_object();

	return json_whole(o, o && json_add(o, "pnode", json_object_new_int((int)node->pnode)) &&
				     json_add(o, "size", json_write_size(node->size)) &&
				     json_add(o, "vcpus", write_vcpus(node)) &&
				     json_add(o, "vdistances", write_distances(c, i)));
}

struct json_object *json_write_vnuma(const struct pvh_config *c)
{
	struct json_object *array = json_object_new_array();
	bool whole = array;

	for (size_t i = 0; whole && i < c->nr_vnodes; i++)
		whole = json_append(array, write_vnode(c, i));
	return json_whole(array, whole);
}
