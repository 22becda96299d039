/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Numbers are JSON numbers, in bytes; values that exist only with the domain are
 * {"slot": name}.
 */
#include "plan/manifest.h"

#include <stdio.h>

#include "plan/bill.h"
#include "plan/device.h"
#include "plan/name.h"
#include "plan/writer.h"

static void put_slot(struct writer *w, json *object, const char *key, enum slot slot)
{
	json *value = writer_object(w);

	writer_put_text(w, value, "slot", slot_name(slot));
	writer_put(w, object, key, value);
}

struct facts_list {
	struct writer *w;
	json *array;
};

static json *fact_value(struct writer *w, const struct policy_fact *fact)
{
	if (fact->kind == FACT_TEXT)
		return writer_text(w, fact->text);
	if (fact->kind == FACT_FLAG)
		return writer_keep(w, json_object_new_boolean(fact->number != 0));
	return writer_keep(w, json_object_new_int64(fact->number));
}

static void append_fact(void *data, const struct policy_fact *fact)
{
	const struct facts_list *to = data;
	json *object = writer_object(to->w);

	writer_put_text(to->w, object, "name", fact->name);
	writer_put(to->w, object, "value", fact_value(to->w, fact));
	writer_append(to->w, to->array, object);
}

/* What differs from how every domain is treated; left out when nothing does. */
static void put_policy(struct writer *w, json *object, const struct plan_policy *p)
{
	struct facts_list facts = { w, writer_array(w) };

	policy_each_fact(p, append_fact, &facts);
	if (w->ok && json_object_array_length(facts.array))
		writer_put(w, object, "policy", facts.array);
	else
		json_object_put(facts.array);
}

static json *domain_json(struct writer *w, const struct pvh_plan *plan)
{
	const struct plan_domain *d = &plan->domain;
	json *object = writer_object(w);
	char uuid[37];

	config_uuid_text(d->uuid, uuid);
	writer_put_text(w, object, "name", d->name);
	writer_put_text(w, object, "uuid", uuid);
	writer_put_number(w, object, "memory", d->memory);
	writer_put_number(w, object, "maxmem", d->max_memory);
	writer_put_number(w, object, "vcpus", d->vcpus);
	writer_put_number(w, object, "maxvcpus", d->max_vcpus);
	if (d->msr_relaxed)
		writer_put(w, object, "msr_relaxed", writer_keep(w, json_object_new_boolean(true)));
	put_policy(w, object, &d->policy);
	writer_put_number(w, object, "max_mem", d->max_mem);
	writer_put_number(w, object, "paging_pool", d->paging_pool);
	writer_put_number(w, object, "entry", plan->payload.entry);
	writer_put_number(w, object, "start_info", plan->payload.start_info);
	writer_put_number(w, object, "start_info_version", plan->payload.form.version);
	writer_put_user_text(w, object, "cmdline", plan->payload.cmdline);
	return object;
}

static json *bill_json(struct writer *w, const struct plan_domain *d)
{
	const struct bill b = plan_bill(d);
	json *object = writer_object(w);

	writer_put_number(w, object, "total", bill_total(&b));
	writer_put_number(w, object, "memory", b.memory);
	writer_put_number(w, object, "special_pages", b.special);
	writer_put_number(w, object, "acpi", b.acpi);
	if (b.vmtrace)
		writer_put_number(w, object, "vmtrace", b.vmtrace);
	writer_put_number(w, object, "paging_pool", b.paging_pool);
	return object;
}

static json *map_json(struct writer *w, const struct plan_domain *d)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < d->nr_map; i++) {
		json *entry = writer_object(w);

		writer_put_number(w, entry, "gpa", d->map[i].gpa);
		writer_put_number(w, entry, "size", d->map[i].size);
		writer_put_text(w, entry, "type", name_of_memory(d->map[i].type));
		writer_append(w, array, entry);
	}
	return array;
}

static json *numbers_json(struct writer *w, const uint8_t *numbers, size_t nr)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < nr; i++)
		writer_append(w, array, writer_keep(w, json_object_new_int(numbers[i])));
	return array;
}

static json *vnodes_json(struct writer *w, const struct plan_vnuma *v)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < v->nr_nodes; i++) {
		json *node = writer_object(w);

		writer_put_number(w, node, "pnode", v->nodes[i].pnode);
		writer_put_number(w, node, "size", v->nodes[i].size);
		writer_put(w, node, "distances", numbers_json(w, v->nodes[i].distances, v->nr_nodes));
		writer_append(w, array, node);
	}
	return array;
}

static json *ranges_json(struct writer *w, const struct plan_vnuma *v)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < v->nr_ranges; i++) {
		json *range = writer_object(w);

		writer_put_number(w, range, "gpa", v->ranges[i].gpa);
		writer_put_number(w, range, "size", v->ranges[i].size);
		writer_put_number(w, range, "node", v->ranges[i].vnode);
		writer_append(w, array, range);
	}
	return array;
}

static json *vnuma_json(struct writer *w, const struct plan_domain *d)
{
	json *object = writer_object(w), *vcpus = writer_array(w);

	for (unsigned int cpu = 0; cpu < d->max_vcpus; cpu++)
		writer_append(w, vcpus, writer_keep(w, json_object_new_int((int)d->vnuma.node_of[cpu])));
	writer_put(w, object, "nodes", vnodes_json(w, &d->vnuma));
	writer_put(w, object, "ranges", ranges_json(w, &d->vnuma));
	writer_put(w, object, "node_of_vcpu", vcpus);
	return object;
}

static json *pieces_json(struct writer *w, const struct placement *p)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < p->nr_pieces; i++) {
		const struct piece *piece = &p->pieces[i];
		json *object = writer_object(w);

		writer_put_number(w, object, "gpa", piece->gpa);
		writer_put_number(w, object, "size", piece->size);
		writer_put_text(w, object, "from", name_of_piece(piece->kind));
		if (piece->kind == PIECE_SOURCE)
			writer_put_number(w, object, "offset", piece->offset);
		if (piece->kind == PIECE_BYTES)
			writer_put_hex(w, object, piece->bytes, piece->size);
		writer_append(w, array, object);
	}
	return array;
}

static json *placements_json(struct writer *w, const struct plan_payload *payload)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < payload->nr_placements; i++) {
		const struct placement *p = &payload->placements[i];
		json *object = writer_object(w);

		writer_put_text(w, object, "name", p->name);
		writer_put_number(w, object, "gpa", p->gpa);
		writer_put_number(w, object, "size", p->data_size);
		if (*placement_file(p))
			writer_put_user_text(w, object, "file", placement_file(p));
		if (p->cmdline)
			writer_put_user_text(w, object, "cmdline", p->cmdline);
		writer_put(w, object, "pieces", pieces_json(w, p));
		writer_append(w, array, object);
	}
	return array;
}

static json *params_json(struct writer *w, const struct plan_domain *d)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < d->nr_params; i++) {
		const struct param *p = &d->params[i];
		json *object = writer_object(w);

		writer_put_number(w, object, "index", p->index);
		writer_put_text(w, object, "name", name_of_param(p->index));
		if (p->slot == SLOT_NONE)
			writer_put_number(w, object, "value", p->value);
		else
			put_slot(w, object, "value", p->slot);
		writer_append(w, array, object);
	}
	return array;
}

static json *grants_json(struct writer *w, const struct plan_domain *d)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < ARRAY_SIZE(d->grants); i++) {
		json *object = writer_object(w);

		writer_put_number(w, object, "ref", d->grants[i].ref);
		writer_put_number(w, object, "gpa", d->grants[i].gpa);
		put_slot(w, object, "to", d->grants[i].backend);
		writer_append(w, array, object);
	}
	return array;
}

static json *records_json(struct writer *w, const struct plan_payload *payload)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < payload->nr_records; i++) {
		const struct vcpu_record *record = &payload->records[i];
		json *object = writer_object(w);

		writer_put_number(w, object, "vcpu", record->vcpu);
		writer_put_text(w, object, "record", name_of_record(record->type));
		writer_put_number(w, object, "size", record->size);
		writer_put_hex(w, object, record->bytes, record->size);
		writer_append(w, array, object);
	}
	return array;
}

static json *nodes_json(struct writer *w, const struct nodes *nodes)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < nodes->nr; i++) {
		const struct node *node = &nodes->list[i];
		json *object = writer_object(w);

		writer_put_text(w, object, "path", node->path);
		writer_put_user_text(w, object, "value", node->value);
		if (node->access != NODE_INHERIT)
			writer_put_text(w, object, "access", name_of_access(node->access));
		writer_append(w, array, object);
	}
	return array;
}

static json *device_json(struct writer *w, const struct plan_device *d)
{
	json *object = writer_object(w);

	writer_put_text(w, object, "kind", device_kind_name(d->kind));
	writer_put_number(w, object, "devid", d->devid);
	writer_put_user_text(w, object, "name", d->name);
	if (d->backend)
		writer_put_user_text(w, object, "backend", d->backend);
	if (d->target)
		writer_put_user_text(w, object, "target", d->target);
	writer_put(w, object, "readonly", writer_keep(w, json_object_new_boolean(d->readonly)));
	if (d->script)
		writer_put_user_text(w, object, "script", d->script);
	if (device_needs_qemu(d->kind))
		writer_put(w, object, "qemu", writer_keep(w, json_object_new_boolean(true)));
	writer_put_text(w, object, "frontend", d->frontend);
	writer_put_text(w, object, "served", d->served);
	writer_put_text(w, object, "record", d->record);
	writer_put(w, object, "xenstore", nodes_json(w, &d->nodes));
	return object;
}

static json *devices_json(struct writer *w, const struct plan_registration *reg)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < reg->nr_devices; i++)
		writer_append(w, array, device_json(w, &reg->devices[i]));
	return array;
}

static json *words_json(struct writer *w, const struct qemu_word *words, size_t nr)
{
	json *array = writer_array(w);

	for (size_t i = 0; i < nr; i++)
		writer_append(w, array, writer_text(w, words[i].text));
	return array;
}

static json *qemu_json(struct writer *w, const struct plan_qemu *q)
{
	json *object = writer_object(w);

	writer_put_user_text(w, object, "path", q->path);
	writer_put(w, object, "args", words_json(w, q->args, q->nr_args));
	writer_put(w, object, "env", words_json(w, q->env, q->nr_env));
	writer_put_user_text(w, object, "log", q->log);
	return object;
}

static json *plan_json(struct writer *w, const struct pvh_plan *plan)
{
	json *root = writer_object(w), *store = writer_object(w);

	writer_put_text(w, root, "format", "pvh-plan-0");
	writer_put(w, root, "domain", domain_json(w, plan));
	writer_put(w, root, "host_memory", bill_json(w, &plan->domain));
	writer_put(w, root, "memory_map", map_json(w, &plan->domain));
	if (plan->domain.vnuma.nr_nodes)
		writer_put(w, root, "vnuma", vnuma_json(w, &plan->domain));
	writer_put(w, root, "placements", placements_json(w, &plan->payload));
	writer_put(w, root, "params", params_json(w, &plan->domain));
	writer_put(w, root, "grants", grants_json(w, &plan->domain));
	writer_put(w, root, "vcpus", records_json(w, &plan->payload));
	writer_put(w, store, "create", nodes_json(w, &plan->registration.create));
	writer_put(w, store, "start", nodes_json(w, &plan->registration.start));
	writer_put(w, root, "xenstore", store);
	if (plan->registration.nr_devices)
		writer_put(w, root, "devices", devices_json(w, &plan->registration));
	if (plan->registration.qemu.path)
		writer_put(w, root, "qemu", qemu_json(w, &plan->registration.qemu));
	writer_put(w, root, "libxl", writer_keep(w, json_tokener_parse(plan->registration.record)));
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
