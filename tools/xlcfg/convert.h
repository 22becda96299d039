/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From settings to a domain.json: the rows of a table, in the order of docs/domain.json.md. */
#ifndef XLCFG_CONVERT_H
#define XLCFG_CONVERT_H

#include <stdint.h>

#include "tools/xlcfg/cfg.h"

/* What vnuma says of the whole guest. */
struct vnuma {
	struct json_object *nodes; /* owned; NULL: there are none */
	long memory; /* MiB */
	long vcpus;
};

struct conversion {
	struct cfg cfg;
	struct notes notes;
	struct json_object *domain;
	struct vnuma vnuma;
	const char *cwd; /* that of relative paths */
	const struct conversion *conf; /* xl.conf: its domain has defaults; see conf.h */
};

struct row;
/* `s` is NULL where the file has no such setting: only for rows with `always`. */
typedef void convert_fn(struct conversion *c, const struct row *row, const struct setting *s);

enum row_kind {
	ROW_CONVERTED,
	ROW_PART,    /* of another one, which has it in its hands */
	ROW_TYPE,    /* checked before all others, and not needed any more */
	ROW_DROPPED, /* the guest is the same without it */
	ROW_REFUSED, /* the guest would be another without it */
	ROW_KINDS,
};

struct row {
	const char *name;
	enum row_kind kind;
	convert_fn *convert;
	bool always;
	long min, max;            /* of a number */
	const char *const *modes; /* in the order of their numbers; ends with NULL */
	const char *reason;       /* why it is dropped or refused; the other row's name */
};

/* The i-th row; NULL behind the last one. */
const struct row *row_at(size_t i);
const struct row *row_find(const char *name);

/* Fills c->domain and c->notes from c->cfg; the domain is good if nothing was refused. */
void convert(struct conversion *c);
void conversion_clear(struct conversion *c);

/* What is said of a setting. */
#define REFUSE(c, s, ...) note(&(c)->notes, NOTE_REFUSED, (s)->line, (s)->name, __VA_ARGS__)
#define DROP(c, s, ...) note(&(c)->notes, NOTE_DROPPED, (s)->line, (s)->name, __VA_ARGS__)
#define CHANGE(c, s, ...) note(&(c)->notes, NOTE_CHANGED, (s)->line, (s)->name, __VA_ARGS__)

/* value.c: one value each. */
convert_fn convert_text, convert_path, convert_number, convert_flag, convert_mode;
/* A number which, if the guest has none, is that of xl.conf. */
convert_fn convert_limit;
/* What an xl.conf says; NULL: nothing. */
const char *conf_text(const struct conversion *conf, const char *name);
/* The text, or NULL: it is a list, which is refused. */
const char *need_text(struct conversion *c, const struct setting *s);
/* As libxlutil reads numbers: decimal, octal or hexadecimal, also in quotes. */
bool read_number(const char *text, long *number);
/* Decimal digits and nothing else, as in specifications; at most nine. */
bool read_digits(const char *text, long *number);
/* "0-3", or "5", which is that alone. Cuts the word. */
bool read_range(char *word, long *first, long *last);
bool need_number(struct conversion *c, const struct row *row, const struct setting *s,
		 long *number);
/* Elements that are strings; false: it is none, which is refused. */
bool need_list(struct conversion *c, const struct setting *s);

/* Appends what the i-th item of a list becomes, unless it is dropped or refused. */
typedef void convert_item_fn(struct conversion *c, const struct setting *s, size_t i,
			     struct json_object *list);
/* An array of what the items become; nothing if that is none. */
void convert_items(struct conversion *c, const struct row *row, const struct setting *s,
		  convert_item_fn *item);
char *absolute(const struct conversion *c, const char *path);
/* Of a device its "path", unless that is a path in another domain. */
void put_absolute(const struct conversion *c, struct json_object *device);

/* guest.c: what several settings decide. */
void check_type(struct conversion *c);
convert_fn convert_name, convert_memory, convert_maxvcpus, convert_kernel,
	convert_cmdline, convert_seclabel, convert_passthrough, convert_action, refuse_firmware;
/* As far as the file says. */
long max_vcpus(const struct conversion *c);

/* qemu.c: which only some guests have. */
convert_fn convert_device_model, refuse_for_qemu, refuse_flag_for_qemu, drop_version;

/* Files of their own. */
convert_fn convert_cpus, convert_cpus_soft, convert_cpuid, convert_vnuma, convert_disks,
	convert_vifs, convert_shares, convert_channels;
void vnuma_read(struct conversion *c);

#endif
