/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/dump.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "config/utf8.h"
#include "plan/bill.h"
#include "plan/device.h"
#include "plan/name.h"
#include "plan/text.h"

/* 512 MiB, 1576 KiB, 86 bytes: exact, in the largest unit that divides it. */
static const char *size_text(uint64_t bytes, char buf[32])
{
	if (bytes && bytes % MIB(1) == 0)
		snprintf(buf, 32, "%" PRIu64 " MiB", bytes / MIB(1));
	else if (bytes && bytes % KIB(1) == 0)
		snprintf(buf, 32, "%" PRIu64 " KiB", bytes / KIB(1));
	else
		snprintf(buf, 32, "%" PRIu64 " bytes", bytes);
	return buf;
}

/* A user's text, whatever is in it: of what nobody could read, the bytes are shown. */
static void put_text(FILE *out, const char *text)
{
	size_t left = strlen(text), n;
	uint32_t code;

	for (; left; text += n, left -= n) {
		n = utf8_char(text, left, &code);
		if (n && code >= 0x20 && (code < 0x7f || code >= 0xa0)) {
			fwrite(text, 1, n, out);
		} else {
			fprintf(out, "\\x%02x", (uint8_t)*text);
			n = 1;
		}
	}
}

/* ... on a line of its own; nothing when it is empty. */
static void dump_text(FILE *out, const char *label, const char *text)
{
	if (!*text)
		return;
	fputs(label, out);
	put_text(out, text);
	fputc('\n', out);
}

static void dump_start_info(FILE *out, const struct plan_payload *payload)
{
	const struct config_start_info *form = &payload->form;

	fprintf(out, "  start_info   0x%" PRIx64 " (rbx of vCPU 0)", payload->start_info);
	if (!form->memmap)
		fprintf(out, ", version %u, without a memory map", form->version);
	if (form->flags)
		fprintf(out, ", flags 0x%" PRIx32, form->flags);
	fputc('\n', out);
}

/* What it takes of the host, and what of that is what. */
static void dump_bill(FILE *out, const struct plan_domain *d)
{
	const struct bill b = plan_bill(d);
	char size[32];

	fprintf(out, "  host memory  %s", size_text(bill_total(&b), size));
	fprintf(out, " = %s memory", size_text(b.memory, size));
	fprintf(out, " + %s special pages", size_text(b.special, size));
	fprintf(out, " + %s ACPI", size_text(b.acpi, size));
	if (b.vmtrace)
		fprintf(out, " + %s vmtrace", size_text(b.vmtrace, size));
	fprintf(out, " + %s paging pool\n", size_text(b.paging_pool, size));
}

static void dump_fact(void *out, const struct policy_fact *fact)
{
	fprintf(out, "  %-12s ", fact->name);
	if (fact->kind == FACT_TEXT)
		put_text(out, fact->text);
	else if (fact->kind == FACT_NUMBER)
		fprintf(out, "%" PRId64, fact->number);
	else
		fputs(fact->number ? "true" : "false", out);
	fputc('\n', out);
}

static void dump_domain(FILE *out, const struct pvh_plan *plan)
{
	const struct plan_domain *d = &plan->domain;
	char uuid[37], size[32];

	config_uuid_text(d->uuid, uuid);
	fprintf(out, "domain\n");
	fprintf(out, "  name         %s\n", d->name);
	fprintf(out, "  uuid         %s\n", uuid);
	fprintf(out, "  memory       %s\n", size_text(d->memory, size));
	if (d->max_memory != d->memory)
		fprintf(out, "  maxmem       %s, populated on demand\n",
			size_text(d->max_memory, size));
	fprintf(out, "  vcpus        %u online of %u\n", d->vcpus, d->max_vcpus);
	if (d->msr_relaxed)
		fprintf(out, "  msr_relaxed  MSRs that Xen does not know read as 0\n");
	policy_each_fact(&d->policy, dump_fact, out);
	fprintf(out, "  max_mem      %s, Xen's limit for the domain\n", size_text(d->max_mem, size));
	fprintf(out, "  paging pool  %s, for Xen's page tables of it\n",
		size_text(d->paging_pool, size));
	dump_bill(out, d);
	fprintf(out, "  entry        0x%" PRIx32 " (rip of vCPU 0)\n", plan->payload.entry);
	dump_start_info(out, &plan->payload);
	dump_text(out, "  cmdline      ", plan->payload.cmdline);
}

static void dump_map(FILE *out, const struct plan_domain *d)
{
	char size[32];

	fprintf(out, "\nmemory map\n");
	for (size_t i = 0; i < d->nr_map; i++)
		fprintf(out, "  0x%09" PRIx64 "..0x%09" PRIx64 "  %12s  %s\n", d->map[i].gpa,
			d->map[i].gpa + d->map[i].size, size_text(d->map[i].size, size),
			name_of_memory(d->map[i].type));
}

static void dump_vnuma(FILE *out, const struct plan_domain *d)
{
	const struct plan_vnuma *v = &d->vnuma;
	char size[32];

	if (!v->nr_nodes)
		return;
	fprintf(out, "\nNUMA nodes\n");
	for (size_t i = 0; i < v->nr_nodes; i++) {
		fprintf(out, "  node %zu on the host's node %u, distances", i, v->nodes[i].pnode);
		for (size_t j = 0; j < v->nr_nodes; j++)
			fprintf(out, " %u", v->nodes[i].distances[j]);
		fprintf(out, ", vcpus");
		for (unsigned int cpu = 0; cpu < d->max_vcpus; cpu++)
			if (v->node_of[cpu] == i)
				fprintf(out, " %u", cpu);
		fputc('\n', out);
	}
	for (size_t i = 0; i < v->nr_ranges; i++)
		fprintf(out, "  0x%09" PRIx64 "..0x%09" PRIx64 "  %12s  node %u\n", v->ranges[i].gpa,
			v->ranges[i].gpa + v->ranges[i].size, size_text(v->ranges[i].size, size),
			v->ranges[i].vnode);
}

static void dump_piece(FILE *out, const struct piece *piece)
{
	fprintf(out, "    0x%09" PRIx64 "..0x%09" PRIx64 "  %s", piece->gpa,
		piece->gpa + piece->size, name_of_piece(piece->kind));
	if (piece->kind == PIECE_SOURCE)
		fprintf(out, " at 0x%" PRIx64, piece->offset);
	fputc('\n', out);
}

static void dump_placements(FILE *out, const struct plan_payload *payload)
{
	char size[32];

	fprintf(out, "\nplacements\n");
	for (size_t i = 0; i < payload->nr_placements; i++) {
		const struct placement *p = &payload->placements[i];
		const char *file = placement_file(p);

		fprintf(out, "  0x%09" PRIx64 "..0x%09" PRIx64 "  %s, %s%s", p->gpa,
			p->gpa + p->size, p->name, size_text(p->data_size, size), *file ? ", " : "");
		put_text(out, file);
		fputc('\n', out);
		dump_text(out, "    cmdline ", p->cmdline ? p->cmdline : "");
		for (size_t k = 0; k < p->nr_pieces; k++)
			dump_piece(out, &p->pieces[k]);
	}
}

static void dump_params(FILE *out, const struct plan_domain *d)
{
	fprintf(out, "\nHVM params\n");
	for (size_t i = 0; i < d->nr_params; i++) {
		const struct param *p = &d->params[i];

		fprintf(out, "  %2" PRIu32 " %-16s ", p->index, name_of_param(p->index));
		if (p->slot == SLOT_NONE)
			fprintf(out, "0x%" PRIx64 "\n", p->value);
		else
			fprintf(out, "{%s}\n", slot_name(p->slot));
	}
	fprintf(out, "\ngrants\n");
	for (size_t i = 0; i < ARRAY_SIZE(d->grants); i++)
		fprintf(out, "  %2" PRIu32 " 0x%" PRIx64 " to {%s}\n", d->grants[i].ref,
			d->grants[i].gpa, slot_name(d->grants[i].backend));
}

static void dump_device(FILE *out, const struct plan_device *d)
{
	fputs("  ", out);
	put_text(out, d->name);
	fprintf(out, ", device/%s/%u%s, served by %s", device_kind_name(d->kind), d->devid,
		d->readonly ? ", read-only" : "", device_needs_qemu(d->kind) ? "QEMU of " : "");
	put_text(out, d->backend ? d->backend : "the domain that builds");
	fputc('\n', out);
	dump_text(out, "    target ", d->target ? d->target : "");
	dump_text(out, "    script ", d->script ? d->script : "");
}

static void dump_devices(FILE *out, const struct plan_registration *reg)
{
	if (!reg->nr_devices)
		return;
	fprintf(out, "\ndevices\n");
	for (size_t i = 0; i < reg->nr_devices; i++)
		dump_device(out, &reg->devices[i]);
}

static void dump_qemu(FILE *out, const struct plan_qemu *q)
{
	if (!q->path)
		return;
	fprintf(out, "\nQEMU\n");
	dump_text(out, "  program ", q->path);
	for (size_t i = 0; i < q->nr_args; i++)
		dump_text(out, "    ", q->args[i].text);
	for (size_t i = 0; i < q->nr_env; i++)
		dump_text(out, "  environment ", q->env[i].text);
	dump_text(out, "  log ", q->log);
}

static void dump_nodes(FILE *out, const char *when, const char *what, const struct nodes *nodes)
{
	fprintf(out, "\nxenstore, %s", when);
	put_text(out, what);
	fputc('\n', out);
	for (size_t i = 0; i < nodes->nr; i++) {
		const struct node *node = &nodes->list[i];
		const char *access = name_of_access(node->access);

		fprintf(out, "  %s = \"", node->path);
		put_text(out, node->value);
		fprintf(out, "\"%s%s%s\n", *access ? " (" : "", access, *access ? ")" : "");
	}
}

static void dump_plan(FILE *out, const struct pvh_plan *plan)
{
	const struct plan_registration *reg = &plan->registration;

	dump_domain(out, plan);
	dump_map(out, &plan->domain);
	dump_vnuma(out, &plan->domain);
	dump_placements(out, &plan->payload);
	dump_params(out, &plan->domain);
	dump_devices(out, reg);
	dump_qemu(out, &reg->qemu);
	dump_nodes(out, "when the domain is created", "", &reg->create);
	dump_nodes(out, "when it has been built", "", &reg->start);
	for (size_t i = 0; i < reg->nr_devices; i++)
		dump_nodes(out, "for ", reg->devices[i].name, &reg->devices[i].nodes);
}

int plan_dump(const struct pvh_plan *plan, char **text, struct fault *f)
{
	struct text t;
	FILE *out = text_open(&t);

	*text = NULL;
	if (!out)
		return fault_oom(f);
	dump_plan(out, plan);
	*text = text_close(&t, out);
	return *text ? 0 : fault_oom(f);
}
