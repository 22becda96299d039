/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pools, scheduling and CPUs: what there is on the host against what is wished for. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config/cpu-list.h"
#include "config/pointer.h"
#include "plan/abi.h"
#include "plan/host.h"

/* --- Pools -------------------------------------------------------------------------------- */

static bool is_called(const struct host_pool *pool, const char *wish)
{
	char id[16];

	snprintf(id, sizeof(id), "%u", (unsigned int)pool->id);
	return strcmp(pool->name, wish) == 0 || strcmp(id, wish) == 0;
}

const struct host_pool *host_find_pool(const struct host *host, const char *wish)
{
	for (size_t i = 0; i < host->nr_pools; i++)
		if (wish ? is_called(&host->pools[i], wish) : host->pools[i].id == 0)
			return &host->pools[i];
	return NULL;
}

static int no_pool(const struct host *host, const char *wish, struct fault *f)
{
	char list[sizeof(f->hint)] = "";
	size_t used = 0;

	for (size_t i = 0; i < host->nr_pools && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s (%u)",
					 i ? ", " : "", host->pools[i].name,
					 (unsigned int)host->pools[i].id);
	fault_set(f, -EOPNOTSUPP, "\"pool\" is \"%s\", and this host has no such pool",
		  wish ? wish : "0");
	fault_hint(f, "it has %s", list);
	return pointer_fault_key("pool", f);
}

/* --- Scheduling ----------------------------------------------------------------------------- */

static const char *scheduler_name(int scheduler)
{
	static const char *const names[] = {
		[SCHED_CREDIT] = "credit",     [SCHED_CREDIT2] = "credit2",
		[SCHED_ARINC653] = "arinc653", [SCHED_RTDS] = "rtds",
		[SCHED_NULL] = "null",
	};

	if (scheduler < 0 || (size_t)scheduler >= ARRAY_SIZE(names) || !names[scheduler])
		return "unknown";
	return names[scheduler];
}

static int check_scheduling(const struct plan_policy *p, const struct host_pool *pool,
			    struct fault *f)
{
	bool credit = pool->scheduler == SCHED_CREDIT || pool->scheduler == SCHED_CREDIT2;
	bool rtds = pool->scheduler == SCHED_RTDS;
	const struct { const char *key; bool wanted, there; const char *schedulers; } rows[] = {
		{ "cpu_weight", p->weight != POLICY_DEFAULT, credit, "credit and credit2" },
		{ "cap", p->cap != POLICY_DEFAULT, credit, "credit and credit2" },
		{ "period", p->period != POLICY_DEFAULT, rtds, "rtds" },
		{ "extratime", !p->extratime, rtds, "rtds" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!rows[i].wanted || rows[i].there)
			continue;
		fault_set(f, -EOPNOTSUPP, "\"%s\" is for %s, and the scheduler of pool %u is %s",
			  rows[i].key, rows[i].schedulers, (unsigned int)pool->id,
			  scheduler_name(pool->scheduler));
		return pointer_fault_key(rows[i].key, f);
	}
	return 0;
}

/* --- CPUs --------------------------------------------------------------------------------- */

static bool term_has(const struct host *host, const struct cpu_term *term, size_t cpu)
{
	uint32_t number = term->nodes ? host->nodes[cpu] : (uint32_t)cpu;

	return term->all || (number >= term->first && number <= term->last);
}

void host_cpus(const struct host *host, const char *text, uint8_t *map)
{
	struct cpu_term term;

	while (cpu_list_next(&text, &term) > 0) {
		for (size_t i = 0; i < host->nr_cpus; i++) {
			if (!term_has(host, &term, i))
				continue;
			if (term.exclude)
				map[i / 8] &= (uint8_t)~(1u << i % 8);
			else
				map[i / 8] |= (uint8_t)(1u << i % 8);
		}
	}
}

static uint32_t count_nodes(const struct host *host)
{
	uint32_t nr = 0;

	for (size_t i = 0; i < host->nr_cpus; i++)
		if (host->nodes[i] != HOST_NO_NODE && host->nodes[i] >= nr)
			nr = host->nodes[i] + 1;
	return nr;
}

/* A list of CPUs, and where it stands: the whole wish, or what is for one vCPU. */
struct list_place {
	const char *key, *text;
	const struct pointer *at;
};

/* Names a CPU or node that the host does not have. */
static int missing(const struct list_place *list, const struct cpu_term *term, uint32_t nr,
		   struct fault *f)
{
	const char *what = term->nodes ? "node" : "CPU";

	fault_set(f, -EOPNOTSUPP, "\"%s\" is \"%.64s\", and the highest %s of this host is %u",
		  list->key, list->text, what, (unsigned int)nr - 1);
	fault_values(f, nr - 1, term->last);
	return pointer_fault(list->at, f);
}

static int check_terms(const struct list_place *list, const struct host *host, struct fault *f)
{
	const char *rest = list->text;
	struct cpu_term term;

	while (cpu_list_next(&rest, &term) > 0) {
		uint32_t nr = term.nodes ? count_nodes(host) : (uint32_t)host->nr_cpus;

		/* To take away what is not there is fine: a config may be for several hosts. */
		if (!term.all && !term.exclude && term.last >= nr)
			return missing(list, &term, nr, f);
	}
	return 0;
}

static bool overlap(const struct host *host, const uint8_t *map, const uint8_t *pool)
{
	for (size_t i = 0; i < host->nr_cpus; i++)
		if (map[i / 8] & pool[i / 8] & 1u << i % 8)
			return true;
	return false;
}

static int check_list(const struct list_place *list, const struct host *host,
		      const struct host_pool *pool, struct fault *f)
{
	_cleanup_free_ uint8_t *map = calloc(1, host_map_size(host));
	int r = check_terms(list, host, f);

	if (r)
		return r;
	if (!map)
		return fault_oom(f);
	host_cpus(host, list->text, map);
	if (overlap(host, map, pool->cpus))
		return 0;
	fault_set(f, -EOPNOTSUPP, "\"%s\" is \"%.64s\", which has no CPU of pool %u", list->key,
		  list->text, (unsigned int)pool->id);
	return pointer_fault(list->at, f);
}

static int check_lists(const struct text_list *lists, const char *key, const struct host *host,
		       const struct host_pool *pool, struct fault *f)
{
	const struct pointer wish = { .key = key };
	int r = 0;

	for (size_t i = 0; i < lists->nr && !r; i++) {
		const struct pointer element = { &wish, NULL, i };
		const struct list_place list = { key, lists->texts[i],
						 lists->single ? &wish : &element };

		r = check_list(&list, host, pool, f);
	}
	return r;
}

int host_check_cpus(const struct plan_policy *p, const struct host *host, struct fault *f)
{
	const struct host_pool *pool = host_find_pool(host, p->pool);
	int r;

	if (!host->nr_pools)
		return 0;
	if (!pool)
		return no_pool(host, p->pool, f);
	r = check_scheduling(p, pool, f);
	if (!r)
		r = check_lists(&p->hard, "cpus", host, pool, f);
	/* A node may have memory and no CPU: then there is none to prefer. */
	return r || p->near_nodes ? r : check_lists(&p->soft, "cpus_soft", host, pool, f);
}
