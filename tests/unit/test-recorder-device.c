/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The judge judged, on guests with devices: each rule refuses. */
#include "test-recorder.h"

#include "plan/device.h"

static const struct fx_guest guest = {
	.wishes = WISHES("disk", "[{\"vdev\": \"xvda\", \"target\": \"/a\"},"
			 " {\"vdev\": \"xvdb\", \"target\": \"b\", \"backend\": \"storage\"}]",
			 "vif", "[{\"mac\": \"00:16:3e:00:00:01\"}]")
};

#define FRONT "/local/domain/{domid}/device/"
#define BACK "/local/domain/{backend_domid}/backend/"
#define RECORD "/libxl/{domid}/device/"

/* The node at `path` of a device. */
static struct node *at(struct plan_device *d, const char *path)
{
	return node_at(&d->nodes, path);
}

static void rename_to(struct node *node, const char *path)
{
	set_text(&node->path, path);
}

static void set_value(struct plan_device *d, const char *path, const char *value)
{
	set_text(&at(d, path)->value, value);
}

/* A disk, one of another domain's, and an interface. */
#define BREAK(name) static void name(struct plan_device *d)

BREAK(no_pointer) { set_text(&d[0].pointer, NULL); }
BREAK(odd_pointer) { set_text(&d[0].pointer, "disk/0"); }
BREAK(relative_script) { set_text(&d[0].script, "block"); }
BREAK(no_script) { set_text(&d[2].script, NULL); }
BREAK(relative_target) { set_text(&d[0].target, "a"); }
BREAK(console_backend) { d[0].nodes.backend = SLOT_CONSOLE_DOMID; }
BREAK(twice) { d[1].devid = d[0].devid; }
BREAK(other_front) { set_text(&d[0].frontend, FRONT "vbd/51713"); }
BREAK(other_back) { set_text(&d[1].served, "/local/domain/0/backend/vbd/{domid}/51728"); }
BREAK(no_record) { set_text(&d[2].record, NULL); }
BREAK(bad_path) { rename_to(at(d, FRONT "vbd/51712/state"), FRONT "vbd/51712/a b"); }
BREAK(bad_slot) { set_value(d, FRONT "vbd/51712/state", "{state}"); }
BREAK(foreign) { rename_to(at(d, FRONT "vbd/51712/state"), FRONT "vbd/51713/state"); }
BREAK(node_twice) { rename_to(at(d, FRONT "vbd/51712/state"), FRONT "vbd/51712/trusted"); }
BREAK(late)
{
	struct node *dir = at(d, FRONT "vbd/51712"), *state = at(d, FRONT "vbd/51712/state");

	SWAP(*dir, *state);
}
BREAK(no_dir)
{
	at(d, BACK "vbd/{domid}/51712")->access = NODE_INHERIT;
	rename_to(at(d, BACK "vbd/{domid}/51712"), BACK "vbd/{domid}/51712/dir");
}
BREAK(guest_front) { at(d, FRONT "vbd/51712")->access = NODE_BACKEND_SHOWS; }
BREAK(guest_back) { at(d, BACK "vbd/{domid}/51712")->access = NODE_GUEST_SHOWS; }
BREAK(tools_back) { at(d, BACK "vbd/{domid}/51712")->access = NODE_INHERIT; }
BREAK(guest_mode) { at(d, BACK "vbd/{domid}/51712/mode")->access = NODE_GUEST_OWNS; }
BREAK(guest_record) { at(d, RECORD "vbd/51712/params")->access = NODE_GUEST_READS; }
BREAK(guest_state) { at(d, FRONT "vbd/51712/state")->access = NODE_GUEST_READS; }
BREAK(front_link) { set_value(d, FRONT "vbd/51712/backend", BACK "vbd/{domid}/51713"); }
BREAK(front_id) { set_value(d, FRONT "vbd/51712/backend-id", "{domid}"); }
BREAK(front_state) { set_value(d, FRONT "vbd/51712/state", "4"); }
BREAK(back_link) { set_value(d, BACK "vbd/{domid}/51712/frontend", FRONT "vif/0"); }
BREAK(back_id) { set_value(d, BACK "vbd/{domid}/51712/frontend-id", "0"); }
BREAK(back_state) { set_value(d, BACK "vbd/{domid}/51712/state", "2"); }
BREAK(offline) { set_value(d, BACK "vbd/{domid}/51712/online", "0"); }
BREAK(other_script) { set_value(d, BACK "vbd/{domid}/51712/script", "/x"); }
BREAK(record_front) { set_value(d, RECORD "vbd/51712/frontend", FRONT "vif/0"); }
BREAK(record_back) { rename_to(at(d, RECORD "vbd/51712/backend"), RECORD "vbd/51712/back"); }
BREAK(virtual_device) { set_value(d, FRONT "vbd/51712/virtual-device", "202"); }
BREAK(other_params) { set_value(d, BACK "vbd/{domid}/51712/params", "/etc/shadow"); }
BREAK(writable) { d[0].readonly = true; }
BREAK(no_dev) { set_value(d, BACK "vbd/{domid}/51712/dev", ""); }
BREAK(no_params) { set_value(d + 1, BACK "vbd/{domid}/51728/params", ""); }
BREAK(front_handle) { set_value(d + 2, FRONT "vif/0/handle", "1"); }
BREAK(back_handle) { set_value(d + 2, BACK "vif/{domid}/0/handle", "1"); }
BREAK(no_mac) { set_value(d + 2, FRONT "vif/0/mac", ""); }
BREAK(other_mac) { set_value(d + 2, BACK "vif/{domid}/0/mac", "00:16:3e:00:00:02"); }
BREAK(done_early) { set_value(d + 2, BACK "vif/{domid}/0/hotplug-status", "connected"); }
BREAK(no_copy) { rename_to(at(d, RECORD "vbd/51712/mode"), RECORD "vbd/51712/made"); }
BREAK(other_copy) { set_value(d, RECORD "vbd/51712/mode", "r"); }
BREAK(template_copy) { at(d, RECORD "vbd/51712/params")->verbatim = false; }

static const struct {
	const char *name;
	void (*break_it)(struct plan_device *d);
	const char *refused; /* part of the reason */
} cases[] = {
	{ "no pointer", no_pointer, "disk xvda has no pointer" },
	{ "a pointer that is none", odd_pointer, "disk xvda has no pointer" },
	{ "a script's name", relative_script, "script that is no absolute path" },
	{ "no script", no_script, "vif 0 has a script that is no absolute path" },
	{ "a relative target", relative_target, "target that is no absolute path" },
	{ "the console's backend", console_backend, "calls another its backend" },
	{ "a device twice", twice, "disk xvdb is attached twice" },
	{ "another's frontend", other_front, "disk xvda has the directory" },
	{ "another's backend", other_back, "disk xvdb has the directory" },
	{ "no record", no_record, "vif 0 has the directory none" },
	{ "a path with a space", bad_path, "no path of a node" },
	{ "a slot that does not exist", bad_slot, "unknown slot" },
	{ "a node of another device", foreign, "in no directory of disk xvda" },
	{ "a node written twice", node_twice, "written twice" },
	{ "a directory behind what is in it", late, "before its directory" },
	{ "no directory", no_dir, "disk xvda has no directory" },
	{ "a frontend of the backend's", guest_front, "the wrong domain owns" },
	{ "a backend of the guest's", guest_back, "the wrong domain owns" },
	{ "a backend of the toolstack's", tools_back, "the wrong domain owns" },
	{ "a mode of the guest's", guest_mode, "access of its own" },
	{ "a record that the guest reads", guest_record, "access of its own" },
	{ "a state that the guest cannot change", guest_state, "access of its own" },
	{ "a link to another backend", front_link, "51712/backend is" },
	{ "another backend", front_id, "backend-id is 7" },
	{ "a frontend that is connected", front_state, "state is 4" },
	{ "a link to another frontend", back_link, "51712/frontend is" },
	{ "another guest", back_id, "frontend-id is 0" },
	{ "a backend that is ready", back_state, "state is 2" },
	{ "a device that is going", offline, "online is 0" },
	{ "another script", other_script, "script is /x" },
	{ "a record of another frontend", record_front, "51712/frontend is" },
	{ "a record of no backend", record_back, "backend is not there" },
	{ "another disk", virtual_device, "virtual-device is 202" },
	{ "another file", other_params, "params is /etc/shadow" },
	{ "a disk that is writable", writable, "mode is w" },
	{ "a disk without a name", no_dev, "dev is" },
	{ "nothing for the script", no_params, "params is" },
	{ "another handle", front_handle, "handle is 1" },
	{ "another handle for the backend", back_handle, "handle is 1" },
	{ "no address", no_mac, "mac is" },
	{ "another address", other_mac, "mac is 00:16:3e:00:00:02" },
	{ "a script that has run", done_early, "hotplug-status is connected" },
	{ "a node without a copy", no_copy, "mode has no copy" },
	{ "a copy that is none", other_copy, "mode has no copy" },
	{ "a copy that is a template", template_copy, "params has no copy" },
};

static void test_rule(size_t i)
{
	struct pvh_plan *plan = fx_sealed(&guest, NULL);

	cases[i].break_it(plan->registration.devices);
	test_refused(plan, cases[i].name, cases[i].refused);
	pvh_plan_unref(plan);
}

int main(void)
{
	struct pvh_plan *plan = fx_sealed(&guest, NULL);
	struct fault f = FAULT_NONE;
	struct recorder r;

	ok(!build(&r, plan, &f), "a sound plan breaks no rule%s", f.what);
	ok(strstr(r.trace, "introduce\nattach disk xvda\nattach disk xvdb\nattach vif 0\ncommit"),
	   "devices come last");
	test_pointer(plan, r.calls - 1, "/vif/0"); /* commit() comes behind */
	recorder_fini(&r);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test_rule(i);
	pvh_plan_unref(plan);
	return done();
}
