/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The judge judged, on guests with devices that QEMU serves: each rule refuses. */
#include "test-recorder.h"

#include "plan/device.h"

static const struct fx_guest guest = {
	.wishes = WISHES("disk", "[{\"vdev\": \"xvda\", \"target\": \"/a:b\", \"format\": \"qcow2\"},"
			 " {\"vdev\": \"xvdb\", \"target\": \"/b\"}]",
			 "channel", "[{\"name\": \"c\", \"connection\": \"socket\", \"path\": \"/s,t\"},"
			 " {\"name\": \"pty\", \"connection\": \"pty\"}]",
			 "p9", "[{\"tag\": \"home\", \"path\": \"/home\"}]")
};

#define FRONT "/local/domain/{domid}/device/"
#define BACK "/local/domain/{backend_domid}/backend/"

/* The node at `path` of a device. */
static struct node *at(struct plan_device *d, const char *path)
{
	return node_at(&d->nodes, path);
}

static void set_value(struct plan_device *d, const char *path, const char *value)
{
	set_text(&at(d, path)->value, value);
}

/* The argument that begins so. */
static struct qemu_word *arg(struct plan_qemu *q, const char *start)
{
	for (size_t i = 0; i < q->nr_args; i++)
		if (!strncmp(q->args[i].text, start, strlen(start)))
			return &q->args[i];
	fx_must(1, start);
	return NULL;
}

static void set_arg(struct plan_qemu *q, const char *start, const char *text)
{
	set_text(&arg(q, start)->text, text);
}

/* A disk of QEMU's, one of the kernel's, a console at a socket, one at a pty, a share. */
#define BREAK(name) static void name(struct plan_qemu *q, struct plan_device *d)
#define QEMU(what) { (void)d; what; }
#define DEVICE(what) { (void)q; what; }

BREAK(no_qemu) QEMU(set_text(&q->path, NULL))
BREAK(relative) QEMU(set_text(&q->path, "qemu"))
BREAK(no_log) QEMU(set_text(&q->log, ""))
BREAK(far_log) QEMU(set_text(&q->log, "../log"))
BREAK(no_pointer) QEMU(set_text(&q->pointer, NULL))
BREAK(other_pointer) QEMU(set_text(&q->pointer, "/disk/1"))
BREAK(other_domid) QEMU(set_arg(q, "{domid}", "0"))
BREAK(no_domid) QEMU(set_arg(q, "-xen-domid", "-xen-id"))
BREAK(two_machines) QEMU(set_arg(q, "-m", "-machine"))
BREAK(other_machine) QEMU(set_arg(q, "xenpv", "pc"))
BREAK(defaults) QEMU(set_arg(q, "-nodefaults", "-S"))
BREAK(user_config) QEMU(set_arg(q, "-no-user-config", "-S"))
BREAK(no_attach) QEMU(set_arg(q, "-xen-attach", "-S"))
BREAK(shutdown) QEMU(set_arg(q, "-no-shutdown", "-S"))
BREAK(display) QEMU(set_arg(q, "-display", "-vga"))
BREAK(bad_slot) QEMU(set_arg(q, "chardev=libxl-cmd", "chardev={slot}"))
BREAK(name_template) QEMU(arg(q, "guest=")->verbatim = false)
BREAK(name_options) QEMU(set_arg(q, "guest=", "guest=a,process=b"))
BREAK(no_name) QEMU(set_arg(q, "-name", "-S"))
BREAK(no_socket) QEMU(set_arg(q, "socket,id=libxl-channel1", "null,id=libxl-channel1"))
BREAK(socket_options) QEMU(set_arg(q, "socket,id=libxl-channel1",
				   "socket,id=libxl-channel1,path=/s,t,server=on,wait=off"))
BREAK(socket_waits) QEMU(set_arg(q, "socket,id=libxl-channel1",
				 "socket,id=libxl-channel1,path=/s,server=on,wait=on"))
BREAK(no_limit) QEMU(set_text(&q->env[0].text, "XEN_QEMU_CONSOLE_LIMIT=0"))
BREAK(script) DEVICE(set_text(&d[0].script, "/etc/xen/scripts/block"))
BREAK(script_node) DEVICE(set_text(&at(d, BACK "qdisk/{domid}/51712/bootable")->path,
			      BACK "qdisk/{domid}/51712/script"))
BREAK(kernels) DEVICE(set_value(d, BACK "qdisk/{domid}/51712/type", "phy"))
BREAK(qemus) DEVICE(set_value(d + 1, BACK "vbd/{domid}/51728/type", "qdisk"))
BREAK(no_format) DEVICE(set_value(d, BACK "qdisk/{domid}/51712/params", "/a"))
BREAK(other_file) DEVICE(set_value(d, BACK "qdisk/{domid}/51712/params", "qcow2:/a"))
BREAK(disk_twice) DEVICE(d[1].devid = d[0].devid)
BREAK(vbd) DEVICE(set_text(&d[0].served, BACK "vbd/{domid}/51712"))
BREAK(no_tag) DEVICE(set_value(d + 4, FRONT "9pfs/0/tag", ""))
BREAK(other_path) DEVICE(set_value(d + 4, BACK "9pfs/{domid}/0/path", "/"))
BREAK(model) DEVICE(set_value(d + 4, BACK "9pfs/{domid}/0/security_model", "mapped"))
BREAK(guest_output) DEVICE(at(d + 2, FRONT "console/1/output")->access = NODE_INHERIT)
BREAK(guest_tty) DEVICE(at(d + 3, FRONT "console/2/tty")->access = NODE_INHERIT)
BREAK(other_output) DEVICE(set_value(d + 2, FRONT "console/1/output", "pty"))
BREAK(no_output) DEVICE(set_value(d + 3, FRONT "console/2/output", "chardev:libxl-channel2"))
BREAK(other_socket) DEVICE(set_value(d + 2, BACK "console/{domid}/1/path", "/t"))
BREAK(no_console_name) DEVICE(set_value(d + 3, BACK "console/{domid}/2/name", ""))

static const struct {
	const char *name;
	void (*break_it)(struct plan_qemu *q, struct plan_device *d);
	const char *refused; /* part of the reason */
} cases[] = {
	{ "no QEMU", no_qemu, "disk xvda is attached, but there is no QEMU" },
	{ "a program somewhere", relative, "no absolute path" },
	{ "no log", no_log, "no name of a log" },
	{ "a log elsewhere", far_log, "no name of a log" },
	{ "for nobody", no_pointer, "there for nothing" },
	{ "for a disk of the kernel's", other_pointer, "there for /disk/1" },
	{ "another's domain", other_domid, "-xen-domid 0" },
	{ "no domain", no_domid, "not told -xen-domid once" },
	{ "two machines", two_machines, "not told -machine once" },
	{ "a machine with processors", other_machine, "-machine pc" },
	{ "default devices", defaults, "-nodefaults" },
	{ "somebody's settings", user_config, "-no-user-config" },
	{ "a domain to be made", no_attach, "-xen-attach" },
	{ "an end with the guest's", shutdown, "-no-shutdown" },
	{ "a window", display, "-display" },
	{ "a slot that does not exist", bad_slot, "unknown slot: chardev={slot}" },
	{ "a name that is a template", name_template, "the guest's name" },
	{ "a name with options", name_options, "the guest's name" },
	{ "no name", no_name, "the guest's name" },
	{ "no socket", no_socket, "QEMU has 0 sockets for channel c" },
	{ "a path with options", socket_options, "QEMU is told socket" },
	{ "a socket that is waited for", socket_waits, "QEMU is told socket" },
	{ "memory without end", no_limit, "keeps all" },
	{ "a script for QEMU", script, "disk xvda has a script" },
	{ "... in its nodes", script_node, "disk xvda has a script" },
	{ "QEMU's disk, but the kernel's", kernels, "type is phy" },
	{ "the kernel's disk, but QEMU's", qemus, "type is qdisk" },
	{ "a format that is missing", no_format, "params is /a" },
	{ "another file", other_file, "params is qcow2:/a" },
	{ "one disk, served twice", disk_twice, "disk xvdb is attached twice" },
	{ "the kernel's directory", vbd, "disk xvda has the directory" },
	{ "no tag", no_tag, "tag is" },
	{ "another directory", other_path, "path is /" },
	{ "another security model", model, "security_model is mapped" },
	{ "an output of the guest's", guest_output, "the guest can change" },
	{ "a tty of the guest's", guest_tty, "the guest can change" },
	{ "no output to a socket", other_output, "output is pty" },
	{ "an output to no socket", no_output, "output is chardev" },
	{ "another socket", other_socket, "path is /t" },
	{ "no name of a console", no_console_name, "name is" },
};

static void test_rule(size_t i)
{
	struct pvh_plan *plan = fx_sealed(&guest, NULL);

	cases[i].break_it(&plan->registration.qemu, plan->registration.devices);
	test_refused(plan, cases[i].name, cases[i].refused);
	pvh_plan_unref(plan);
}

int main(void)
{
	struct pvh_plan *plan = fx_sealed(&guest, NULL);
	struct fault f = FAULT_NONE;
	struct recorder r;

	ok(!build(&r, plan, &f), "a sound plan breaks no rule%s", f.what);
	ok(strstr(r.trace, "introduce\nstart_qemu " XEN_QEMU "\nattach disk xvda\nattach disk xvdb\n"
			   "attach channel c\nattach channel pty\nattach p9 home\ncommit"),
	   "QEMU is there before the first device");
	test_pointer(plan, r.calls - 6, "/disk/0"); /* five devices and commit() come behind */
	recorder_fini(&r);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test_rule(i);
	pvh_plan_unref(plan);
	return done();
}
