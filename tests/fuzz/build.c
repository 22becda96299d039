/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What must hold of plans: they can be shown, and carried out by Xen's rules. */
#include <errno.h>
#include <json-c/json.h>

#include "fuzz.h"
#include "recorder.h"

static const int no_room[] = { -ENOSPC, 0 };

static void check_dumps(const struct pvh_plan *plan)
{
	struct json_object *object;
	char *text;

	fuzz_require(!pvh_plan_dump(plan, PVH_FORMAT_TEXT, &text), "a plan without a text");
	free(text);
	fuzz_require(!pvh_plan_dump(plan, PVH_FORMAT_JSON, &text), "a plan without JSON");
	object = json_tokener_parse(text);
	fuzz_require(object, "JSON of a plan that is none");
	json_object_put(object);
	free(text);
}

static void carry_out(struct pvh_ctx *ctx, struct pvh_plan *plan)
{
	struct recorder r;
	uint32_t domid;
	int code;

	recorder_init(&r, ctx);
	code = pvh_build(plan, &r.be, 0, &domid);
	fuzz_require(!recorder_broken(&r), "a rule is broken: %s", recorder_broken(&r));
	fuzz_require(code == 0 && domid == RECORDER_DOMID, "the build fails: %s",
		     pvh_get_error(ctx)->sentence);
	pvh_backend_unref(&r.be);
	recorder_fini(&r);
}

bool fuzz_build(struct pvh_ctx *ctx, struct pvh_plan *plan)
{
	int r = pvh_plan_emit_acpi(plan);

	fuzz_require(!r, "no ACPI tables: %s", pvh_get_error(ctx)->sentence);
	r = pvh_plan_emit_start_info(plan);
	if (r) {
		fuzz_error(ctx, r, no_room);
		return false;
	}
	fuzz_require(!pvh_plan_seal(plan), "not sealed: %s", pvh_get_error(ctx)->sentence);
	check_dumps(plan);
	carry_out(ctx, plan);
	return true;
}
