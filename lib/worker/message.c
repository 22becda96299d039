/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "worker/message.h"

#include <errno.h>
#include <string.h>

struct message_head message_head(void)
{
	return (struct message_head){ MESSAGE_MAGIC, MESSAGE_VERSION, sizeof(struct answer) };
}

bool message_head_ours(const struct message_head *head)
{
	return head->magic == MESSAGE_MAGIC && head->version == MESSAGE_VERSION &&
	       head->size == sizeof(struct answer);
}

void answer_finish(struct answer *a, int code, const struct fault *f)
{
	a->head = message_head();
	a->code = code;
	a->os_error = f->os_error;
	a->offset = f->offset;
	a->expected = f->expected;
	a->actual = f->actual;
	memcpy(a->what, f->what, sizeof(a->what));
	memcpy(a->hint, f->hint, sizeof(a->hint));
}

/* What image_read() can say, without what only concerns this process. */
static bool is_known(int code)
{
	static const int known[] = { -ENOEXEC, -EBADMSG, -EFBIG, -EOPNOTSUPP, -ENOMEM, -EIO };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (code == known[i])
			return true;
	return false;
}

static bool is_text(const char *text, size_t room)
{
	size_t size = strnlen(text, room);

	for (size_t i = 0; i < size; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			return false;
	return size < room;
}

static bool loads(const struct answer *a, uint64_t file_size, uint64_t decoded_size)
{
	const struct facts *facts = &a->facts;
	bool plain = facts->codec == IMAGE_PLAIN;

	return facts->file_size == file_size &&
	       facts->payload_size == (plain ? file_size : decoded_size) &&
	       facts_loadable(facts);
}

bool answer_sound(const struct answer *a, uint64_t file_size, uint64_t decoded_size)
{
	if (!is_text(a->what, sizeof(a->what)) || !is_text(a->hint, sizeof(a->hint)) ||
	    !facts_sound(&a->facts))
		return false;
	if (a->code)
		return is_known(a->code) && a->what[0];
	return loads(a, file_size, decoded_size);
}

void answer_fault(const struct answer *a, struct fault *f)
{
	fault_at(f, a->code, a->offset, "%s", a->what);
	if (a->hint[0])
		fault_hint(f, "%s", a->hint);
	fault_values(f, a->expected, a->actual);
	f->os_error = a->os_error;
}
