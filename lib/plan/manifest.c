/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Numbers are JSON numbers, in bytes; values that exist only with the domain are
 * {"slot": name}. The first failed allocation leaves a NULL behind, and json-c's
 * functions that are given one fail in turn, so it is enough to collect `ok`.
 */
#include "plan/manifest.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "config/utf8.h"
#include "plan/bill.h"
#include "plan/name.h"

typedef struct json_object json;

struct writer {
	bool ok;
};

static json *keep(struct writer *w, json *value)
{
	if (!value)
		w->ok = false;
	return value;
}

static json *new_object(struct writer *w)
{
	return keep(w, json_object_new_object());
}

static json *new_array(struct writer *w)
{
	return keep(w, json_object_new_array());
}

static void put_key(struct writer *w, json *object, const char *key, json *value, unsigned int opts)
{
	if (!w->ok || json_object_object_add_ex(object, key, value, opts)) {
		w->ok = false;
		json_object_put(value);
	}
}

/* Takes `value`, whatever happens. `key` is a literal, of which json-c needs no copy. */
static void put(struct writer *w, json *object, const char *key, json *value)
{
	put_key(w, object, key, value, JSON_C_OBJECT_KEY_IS_CONSTANT);
}

static void append(struct writer *w, json *array, json *value)
{
	if (!w->ok || json_object_array_add(array, value)) {
		w->ok = false;
		json_object_put(value);
	}
}

static void put_number(struct writer *w, json *object, const char *key, uint64_t value)
{
	put(w, object, key, keep(w, json_object_new_uint64(value)));
}

static void put_text(struct writer *w, json *object, const char *key, const char *value)
{
	put(w, object, key, keep(w, json_object_new_string(value)));
}

/* JSON is UTF-8, and a path or a command line need not be: U+FFFD stands for what is not. */
static json *user_text(struct writer *w, const char *value)
{
	static const char replacement[] = "\xef\xbf\xbd";
	size_t left = strlen(value), used = 0, n;
	_cleanup_free_ char *text = malloc(left * strlen(replacement) + 1);

	if (!text)
		return keep(w, NULL);
	for (; left; value += n, left -= n) {
		n = utf8_valid(value, left);
		memcpy(text + used, value, n);
		used += n;
		if (n)
			continue;
		memcpy(text + used, replacement, strlen(replacement));
		used += strlen(replacement);
		n = 1;
	}
	text[used] = '\0';
	return keep(w, json_object_new_string(text));
}

static void put_user_text(struct writer *w, json *object, const char *key, const char *value)
{
	put(w, object, key, user_text(w, value));
}

/* Lower-case hex without the zeroes at the end: the size stands beside it. */
static void put_hex(struct writer *w, json *object, const uint8_t *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	_cleanup_free_ char *hex = NULL;

	while (size && !bytes[size - 1])
		size--;
	hex = malloc(size * 2 + 1);
	if (!hex) {
		w->ok = false;
		return;
	}
	for (size_t i = 0; i < size; i++) {
		hex[i * 2] = digits[bytes[i] >> 4];
		hex[i * 2 + 1] = digits[bytes[i] & 15];
	}
	hex[size * 2] = '\0';
	put_text(w, object, "hex", hex);
}

static void put_slot(struct writer *w, json *object, const char *key, enum slot slot)
{
	json *value = new_object(w);

	put_text(w, value, "slot", slot_name(slot));
	put(w, object, key, value);
}

struct facts_object {
	struct writer *w;
	json *object;
};

static json *fact_json(struct writer *w, const struct policy_fact *fact)
{
	if (fact->kind == FACT_TEXT)
		return user_text(w, fact->text);
	if (fact->kind == FACT_FLAG)
		return keep(w, json_object_new_boolean(fact->number != 0));
	return keep(w, json_object_new_int64(fact->number));
}

/* Its name need not outlive the call. */
static void put_fact(void *data, const struct policy_fact *fact)
{
	const struct facts_object *to = data;

	put_key(to->w, to->object, fact->name, fact_json(to->w, fact), 0);
}

/* What differs from how every domain is treated; left out when nothing does. */
static void put_policy(struct writer *w, json *object, const struct plan_policy *p)
{
	struct facts_object facts = { w, new_object(w) };

	policy_each_fact(p, put_fact, &facts);
	if (w->ok && json_object_object_length(facts.object))
		put(w, object, "policy", facts.object);
	else
		json_object_put(facts.object);
}

static json *domain_json(struct writer *w, const struct pvh_plan *plan)
{
	const struct plan_domain *d = &plan->domain;
	json *object = new_object(w);
	char uuid[37];

	config_uuid_text(d->uuid, uuid);
	put_text(w, object, "name", d->name);
	put_text(w, object, "uuid", uuid);
	put_number(w, object, "memory", d->memory);
	put_number(w, object, "maxmem", d->max_memory);
	put_number(w, object, "vcpus", d->vcpus);
	put_number(w, object, "maxvcpus", d->max_vcpus);
	if (d->msr_relaxed)
		put(w, object, "msr_relaxed", keep(w, json_object_new_boolean(true)));
	put_policy(w, object, &d->policy);
	put_number(w, object, "max_mem", d->max_mem);
	put_number(w, object, "paging_pool", d->paging_pool);
	put_number(w, object, "entry", plan->payload.entry);
	put_number(w, object, "start_info", plan->payload.start_info);
	put_number(w, object, "start_info_version", plan->payload.form.version);
	put_user_text(w, object, "cmdline", plan->payload.cmdline);
	return object;
}

static json *bill_json(struct writer *w, const struct plan_domain *d)
{
	const struct bill b = plan_bill(d);
	json *object = new_object(w);

	put_number(w, object, "total", bill_total(&b));
	put_number(w, object, "memory", b.memory);
	put_number(w, object, "special_pages", b.special);
	put_number(w, object, "acpi", b.acpi);
	if (b.vmtrace)
		put_number(w, object, "vmtrace", b.vmtrace);
	put_number(w, object, "paging_pool", b.paging_pool);
	return object;
}

static json *map_json(struct writer *w, const struct plan_domain *d)
{
	json *array = new_array(w);

	for (size_t i = 0; i < d->nr_map; i++) {
		json *entry = new_object(w);

		put_number(w, entry, "gpa", d->map[i].gpa);
		put_number(w, entry, "size", d->map[i].size);
		put_text(w, entry, "type", name_of_memory(d->map[i].type));
		append(w, array, entry);
	}
	return array;
}

static json *numbers_json(struct writer *w, const uint8_t *numbers, size_t nr)
{
	json *array = new_array(w);

	for (size_t i = 0; i < nr; i++)
		append(w, array, keep(w, json_object_new_int(numbers[i])));
	return array;
}

static json *vnodes_json(struct writer *w, const struct plan_vnuma *v)
{
	json *array = new_array(w);

	for (size_t i = 0; i < v->nr_nodes; i++) {
		json *node = new_object(w);

		put_number(w, node, "pnode", v->nodes[i].pnode);
		put_number(w, node, "size", v->nodes[i].size);
		put(w, node, "distances", numbers_json(w, v->nodes[i].distances, v->nr_nodes));
		append(w, array, node);
	}
	return array;
}

static json *ranges_json(struct writer *w, const struct plan_vnuma *v)
{
	json *array = new_array(w);

	for (size_t i = 0; i < v->nr_ranges; i++) {
		json *range = new_object(w);

		put_number(w, range, "gpa", v->ranges[i].gpa);
		put_number(w, range, "size", v->ranges[i].size);
		put_number(w, range, "node", v->ranges[i].vnode);
		append(w, array, range);
	}
	return array;
}

static json *vnuma_json(struct writer *w, const struct plan_domain *d)
{
	json *object = new_object(w), *vcpus = new_array(w);

	for (unsigned int cpu = 0; cpu < d->max_vcpus; cpu++)
		append(w, vcpus, keep(w, json_object_new_int((int)d->vnuma.node_of[cpu])));
	put(w, object, "nodes", vnodes_json(w, &d->vnuma));
	put(w, object, "ranges", ranges_json(w, &d->vnuma));
	put(w, object, "node_of_vcpu", vcpus);
	return object;
}

static json *pieces_json(struct writer *w, const struct placement *p)
{
	json *array = new_array(w);

	for (size_t i = 0; i < p->nr_pieces; i++) {
		const struct piece *piece = &p->pieces[i];
		json *object = new_object(w);

		put_number(w, object, "gpa", piece->gpa);
		put_number(w, object, "size", piece->size);
		put_text(w, object, "from", name_of_piece(piece->kind));
		if (piece->kind == PIECE_SOURCE)
			put_number(w, object, "offset", piece->offset);
		if (piece->kind == PIECE_BYTES)
			put_hex(w, object, piece->bytes, piece->size);
		append(w, array, object);
	}
	return array;
}

static json *placements_json(struct writer *w, const struct plan_payload *payload)
{
	json *array = new_array(w);

	for (size_t i = 0; i < payload->nr_placements; i++) {
		const struct placement *p = &payload->placements[i];
		json *object = new_object(w);

		put_text(w, object, "name", p->name);
		put_number(w, object, "gpa", p->gpa);
		put_number(w, object, "size", p->data_size);
		if (*placement_file(p))
			put_user_text(w, object, "file", placement_file(p));
		if (p->cmdline)
			put_user_text(w, object, "cmdline", p->cmdline);
		put(w, object, "pieces", pieces_json(w, p));
		append(w, array, object);
	}
	return array;
}

static json *params_json(struct writer *w, const struct plan_domain *d)
{
	json *array = new_array(w);

	for (size_t i = 0; i < d->nr_params; i++) {
		const struct param *p = &d->params[i];
		json *object = new_object(w);

		put_number(w, object, "index", p->index);
		put_text(w, object, "name", name_of_param(p->index));
		if (p->slot == SLOT_NONE)
			put_number(w, object, "value", p->value);
		else
			put_slot(w, object, "value", p->slot);
		append(w, array, object);
	}
	return array;
}

static json *grants_json(struct writer *w, const struct plan_domain *d)
{
	json *array = new_array(w);

	for (size_t i = 0; i < ARRAY_SIZE(d->grants); i++) {
		json *object = new_object(w);

		put_number(w, object, "ref", d->grants[i].ref);
		put_number(w, object, "gpa", d->grants[i].gpa);
		put_slot(w, object, "to", d->grants[i].backend);
		append(w, array, object);
	}
	return array;
}

static json *records_json(struct writer *w, const struct plan_payload *payload)
{
	json *array = new_array(w);

	for (size_t i = 0; i < payload->nr_records; i++) {
		const struct vcpu_record *record = &payload->records[i];
		json *object = new_object(w);

		put_number(w, object, "vcpu", record->vcpu);
		put_text(w, object, "record", name_of_record(record->type));
		put_number(w, object, "size", record->size);
		put_hex(w, object, record->bytes, record->size);
		append(w, array, object);
	}
	return array;
}

static json *nodes_json(struct writer *w, const struct nodes *nodes)
{
	json *array = new_array(w);

	for (size_t i = 0; i < nodes->nr; i++) {
		const struct node *node = &nodes->list[i];
		json *object = new_object(w);

		put_text(w, object, "path", node->path);
		put_text(w, object, "value", node->value);
		if (node->access != NODE_INHERIT)
			put_text(w, object, "access", name_of_access(node->access));
		append(w, array, object);
	}
	return array;
}

static json *plan_json(struct writer *w, const struct pvh_plan *plan)
{
	json *root = new_object(w), *store = new_object(w);

	put_text(w, root, "format", "pvh-plan-0");
	put(w, root, "domain", domain_json(w, plan));
	put(w, root, "host_memory", bill_json(w, &plan->domain));
	put(w, root, "memory_map", map_json(w, &plan->domain));
	if (plan->domain.vnuma.nr_nodes)
		put(w, root, "vnuma", vnuma_json(w, &plan->domain));
	put(w, root, "placements", placements_json(w, &plan->payload));
	put(w, root, "params", params_json(w, &plan->domain));
	put(w, root, "grants", grants_json(w, &plan->domain));
	put(w, root, "vcpus", records_json(w, &plan->payload));
	put(w, store, "create", nodes_json(w, &plan->registration.create));
	put(w, store, "start", nodes_json(w, &plan->registration.start));
	put(w, root, "xenstore", store);
	return root;
}

int plan_manifest(const struct pvh_plan *plan, char **text, struct fault *f)
{
	struct writer w = { .ok = true };
	json *root = plan_json(&w, plan);
	const char *json_text;

	*text = NULL;
	json_text = w.ok ? json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY |
								JSON_C_TO_STRING_SPACED |
								JSON_C_TO_STRING_NOSLASHESCAPE)
			 : NULL;
	if (json_text && asprintf(text, "%s\n", json_text) < 0)
		*text = NULL;
	json_object_put(root);
	return *text ? 0 : fault_oom(f);
}
