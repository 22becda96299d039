/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/event.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tools/console.h"
#include "tools/json.h"

static FILE *output(const struct options *o)
{
	return o->console ? stderr : stdout;
}

/* Who waits for guests goes on doing so, whoever listens. A stream remembers that it has failed. */
static void go_on_without(const struct options *o, bool known)
{
	if (!known)
		event_say(o, "standard output: %s; going on without it", strerror(errno));
}

enum exit_code event_built(const struct options *o, uint32_t domid)
{
	bool known = ferror(output(o));

	if (o->json)
		fprintf(output(o), "{\"domid\": %u}\n", domid);
	else if (!o->console)
		printf("%u\n", domid);
	else if (!o->quiet)
		event_say(o, "domain %u%s", domid,
			  console_has_keys() ? "; ^] leaves its console" : "");
	if (fflush(output(o)) != EOF || o->console)
		return EXIT_DONE;
	if (o->wait) {
		go_on_without(o, known);
		return EXIT_DONE;
	}
	report_output_failed(o->json);
	report_left(domid, o->json);
	return EXIT_OUTPUT;
}

static void print_json(const struct options *o, const struct event *e)
{
	FILE *out = output(o);
	bool known = ferror(out);

	fprintf(out, "{\"domid\": %u", e->domid);
	json_text(out, "end", pvh_end_get_name(e->end));
	if (e->acted)
		json_text(out, "action", pvh_action_get_name(e->action));
	if (e->name)
		json_text(out, "name", e->name);
	fprintf(out, "}\n");
	if (fflush(out) == EOF && !o->console)
		go_on_without(o, known);
}

static bool is_kept(const struct event *e)
{
	return !e->acted || e->action == PVH_ACTION_PRESERVE ||
	       e->action == PVH_ACTION_RENAME_RESTART;
}

/* What is left to the user to be removed is told even to who wants quiet. */
void event_ended(const struct options *o, const struct event *e)
{
	const char *again = e->again ? "; it is built again" : "";
	const char *end = pvh_end_get_name(e->end);

	if (o->json)
		print_json(o, e);
	else if (e->end == PVH_END_GONE)
		event_say(o, "domain %u is gone: somebody else has destroyed it", e->domid);
	else if (is_kept(e))
		event_say(o, "domain %u has ended (%s) and is kept as %s: xl destroy %u removes it%s",
			  e->domid, end, e->name ? e->name : "it is", e->domid, again);
	else if (!o->quiet)
		event_say(o, "domain %u has ended (%s) and is destroyed%s%s", e->domid, end,
			  e->core ? "; its core is in Xen's dump directory" : "", again);
}

void event_say(const struct options *o, const char *fmt, ...)
{
	char *line;
	va_list args;
	int size;

	va_start(args, fmt);
	size = vasprintf(&line, fmt, args);
	va_end(args);
	if (size < 0)
		return;
	report_line(PVH_LOG_INFO, line, o->json);
	free(line);
}
