/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a domain.json is refused for, and in which words. */
#include "config-refusals.h"

static bool hint_matches(const struct refusal *c, const struct fault *f)
{
	return *c->hint ? strstr(f->hint, c->hint) != NULL : !f->hint[0];
}

static void test_refusals(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		const struct refusal *c = &refusals[i];
		struct pvh_config *config;
		struct fault f = FAULT_NONE;
		int r = load(c->text, strlen(c->text), &config, &f);

		ok(r == c->code && f.code == r && !config && !strcmp(f.pointer, c->pointer) &&
			   says(&f, c->what) && hint_matches(c, &f),
		   "%zu refused: %d \"%s\" %s (%s)", i, r, f.pointer, f.what, f.hint);
		config_unref(config);
	}
}

int main(void)
{
	test_refusals();
	return done();
}
