/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* QEMU's arguments and environment, once the domain has a number. */
#include <string.h>

#include "backend/xen-qemu.h"

/* A slot's name is longer than one brace. */
static char *expand(const struct qemu_word *word, const struct slots *slots)
{
	size_t size = strlen(word->text) + 1;
	char *text;

	if (word->verbatim)
		return strdup(word->text);
	for (const char *c = word->text; *c; c++)
		size += *c == '{' ? sizeof(slots->text[0]) : 0;
	text = malloc(size);
	if (text && !slots_expand(slots, word->text, text, size))
		free(TAKE(text));
	return text;
}

static bool set_arguments(struct xen_qemu_command *command, const struct plan_qemu *plan,
			  const struct slots *slots)
{
	command->argv = calloc(plan->nr_args + 2, sizeof(*command->argv));
	if (!command->argv)
		return false;
	command->argv[0] = strdup(plan->path);
	for (size_t i = 0; i < plan->nr_args && command->argv[i]; i++)
		command->argv[i + 1] = expand(&plan->args[i], slots);
	return command->argv[plan->nr_args];
}

/* Has our environment a variable of this "NAME=value"? */
static bool is_ours(const char *variable)
{
	size_t size = strcspn(variable, "=") + 1;

	for (char **one = environ; one && *one; one++)
		if (!strncmp(*one, variable, size))
			return true;
	return false;
}

static bool set_environment(struct xen_qemu_command *command, const struct plan_qemu *plan,
			    const struct slots *slots)
{
	size_t nr = 0;

	while (environ && environ[nr])
		nr++;
	command->env = calloc(plan->nr_env + nr + 1, sizeof(*command->env));
	if (!command->env)
		return false;
	for (size_t i = 0; i < plan->nr_env; i++) {
		char *variable = expand(&plan->env[i], slots);

		if (!variable)
			return false;
		if (is_ours(variable))
			free(variable);
		else
			command->env[command->nr_owned++] = variable;
	}
	if (nr)
		memcpy(command->env + command->nr_owned, environ, nr * sizeof(*command->env));
	return true;
}

int xen_qemu_command_new(const struct plan_qemu *plan, const struct slots *slots,
			 struct xen_qemu_command *command, struct fault *f)
{
	return set_arguments(command, plan, slots) && set_environment(command, plan, slots) ?
		       0 : fault_oom(f);
}

void xen_qemu_command_fini(struct xen_qemu_command *command)
{
	for (size_t i = 0; command->argv && command->argv[i]; i++)
		free(command->argv[i]);
	for (size_t i = 0; i < command->nr_owned; i++)
		free(command->env[i]);
	free(command->argv);
	free(command->env);
}
