// SPDX-License-Identifier: LGPL-2.1-or-later
// The header in C++: names are not mangled, and enums and defaults are as in C.
#include <pvh.h>

int main()
{
	pvh_constraints constraints{};
	pvh_ctx *ctx = nullptr;
	int r = pvh_new(&ctx);

	pvh_set_log(ctx, nullptr, nullptr, PVH_LOG_DEBUG);
	constraints.align = 4096;
	return r || constraints.align != 4096 || constraints.max != 0 ||
	        pvh_get_error(ctx)->stage != PVH_STAGE_NONE || pvh_unref(ctx) != nullptr;
}
