/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/help.h"

#include <stdio.h>

#include "tools/limit.h"

static const char build_text[] =
	"Usage: pvh-build [OPTION]... DOMAIN.JSON\n"
	"       pvh-build check [OPTION]... KERNEL...   (see pvh-build check --help)\n"
	"Builds the Xen PVH domain that DOMAIN.JSON (- for standard input) describes, starts\n"
	"it, and prints its domid. A file *.cfg that is no JSON is read as xl.cfg, by pvh-xlcfg.\n"
	"\n"
	"  -p, --paused       leave the domain paused\n"
	"  -w, --wait         stay until the guest has ended, do what on_poweroff, on_reboot,\n"
	"                     on_crash, ... say, and end with a status that tells how it ended;\n"
	"                     the first signal asks the guest to power off, the second destroys it\n"
	"  -c, --console      be the guest's console, from its first byte on; ^] leaves it\n"
	"  -n, --dry-run      print the plan instead; needs neither Xen nor root\n"
	"  -o, --output FILE  write guest memory to FILE (a sparse ELF core) and the plan to\n"
	"                     FILE.json instead; needs neither Xen nor root\n"
	"      --xlcfg PATH   read xl.cfg by this executable of pvh-xlcfg\n"
	"  -j, --json         print results, plans and errors as JSON\n"
	"  -v, --verbose      say what is done; twice for more\n"
	"  -q, --quiet        no progress, even on a terminal, nor a word of ends that leave\n"
	"                     nothing, and with --console not the domid\n";

static const char check_text[] =
	"Usage: pvh-build check [OPTION]... KERNEL...\n"
	"Says of each KERNEL (- for standard input) whether a PVH guest can boot from it, why\n"
	"not and what to do then, and what is in it. Needs neither Xen nor root.\n"
	"\n"
	"  -j, --json         one JSON object for each file, on a line of its own\n"
	"  -v, --verbose      say what is done; twice for more\n"
	"  -q, --quiet        print no results; stop at the first file that is not bootable\n";

static const char common_text[] =
	"      --limit NAME=VALUE  set a limit on what a kernel may claim or cost, see below\n"
	"      --worker PATH  read kernels in this executable of pvh-image-worker\n"
	"      --in-process   read kernels in pvh-build itself, unconfined\n"
	"  -h, --help         print this\n"
	"  -V, --version      print the version\n"
	"\n"
	"Limits (K, M, G and T are powers of 1024)\n";

static const char build_codes[] =
	"  0   done\n"
	"  1   an unexpected failure; a bug, perhaps\n"
	"  2   DOMAIN.JSON cannot be read or asks for something that cannot be\n"
	"  3   the kernel or a module cannot be read or used\n"
	"  4   it does not fit into the guest's memory\n"
	"  5   there is no Xen here, it refuses this user, or the host lacks what DOMAIN.JSON\n"
	"      asks for\n"
	"  6   the domain could not be built, or with --console has no console; nothing of it\n"
	"      is left\n"
	"  7   the output could not be written; with --wait the guest's end counts instead\n"
	"  11 to 17  with --wait or --console, the guest has not powered off, but: 11 rebooted,\n"
	"      12 suspended, 13 crashed, 14 let its watchdog expire, 15 asked for a soft reset,\n"
	"      16 somebody has destroyed it, 17 ended for a reason that is not known\n"
	"  64  the command line is wrong\n"
	"  128+N  ended by signal N; nothing of the domain is left, but with --console alone\n";

static const char check_codes[] =
	"  0   every file is PVH-bootable\n"
	"  1   at least one file could not be checked, which is not its fault\n"
	"  3   at least one file is not PVH-bootable or cannot be read\n"
	"  7   the output could not be written\n"
	"  64  the command line is wrong\n";

static const struct {
	const char *text, *codes;
} helps[COMMANDS] = {
	[COMMAND_BUILD] = { build_text, build_codes },
	[COMMAND_CHECK] = { check_text, check_codes },
};

void help_print(enum command command, const struct pvh_ctx *ctx)
{
	fputs(helps[command].text, stdout);
	fputs(common_text, stdout);
	limit_print(ctx, stdout);
	fputs("\nExit status\n", stdout);
	fputs(helps[command].codes, stdout);
}
