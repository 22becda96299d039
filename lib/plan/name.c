/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/name.h"

#include "plan/abi.h"

const char *name_of_memory(enum pvh_memory_type type)
{
	switch (type) {
	case PVH_MEMORY_RAM:
		return "RAM";
	case PVH_MEMORY_RESERVED:
		return "reserved";
	case PVH_MEMORY_ACPI:
		return "ACPI data";
	case PVH_MEMORY_NVS:
		return "ACPI NVS";
	case PVH_MEMORY_TYPE_PAD_:
		break;
	}
	return "unknown";
}

const char *name_of_param(uint32_t index)
{
	static const struct {
		uint32_t index;
		const char *name;
	} params[] = {
		{ PARAM_STORE_PFN, "STORE_PFN" },
		{ PARAM_STORE_EVTCHN, "STORE_EVTCHN" },
		{ PARAM_IOREQ_PFN, "IOREQ_PFN" },
		{ PARAM_BUFIOREQ_PFN, "BUFIOREQ_PFN" },
		{ PARAM_TIMER_MODE, "TIMER_MODE" },
		{ PARAM_IDENT_PT, "IDENT_PT" },
		{ PARAM_CONSOLE_PFN, "CONSOLE_PFN" },
		{ PARAM_CONSOLE_EVTCHN, "CONSOLE_EVTCHN" },
		{ PARAM_PAGING_RING_PFN, "PAGING_RING_PFN" },
		{ PARAM_MONITOR_RING_PFN, "MONITOR_RING_PFN" },
		{ PARAM_SHARING_RING_PFN, "SHARING_RING_PFN" },
		{ PARAM_ALTP2M, "ALTP2M" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(params); i++)
		if (params[i].index == index)
			return params[i].name;
	return "unknown";
}

const char *name_of_record(uint16_t type)
{
	return type == RECORD_CPU ? "CPU" : type == RECORD_MTRR ? "MTRR" : "unknown";
}

const char *name_of_access(enum node_access access)
{
	static const char *const names[] = {
		[NODE_INHERIT] = "",
		[NODE_TOOLSTACK] = "toolstack",
		[NODE_GUEST_READS] = "guest-reads",
		[NODE_GUEST_OWNS] = "guest-owns",
		[NODE_GUEST_SHOWS] = "guest-shows",
		[NODE_BACKEND_SHOWS] = "backend-shows",
	};

	return names[access];
}

const char *name_of_piece(enum piece_kind kind)
{
	static const char *const names[] = {
		[PIECE_ZERO] = "zero",
		[PIECE_BYTES] = "bytes",
		[PIECE_SOURCE] = "file",
	};

	return names[kind];
}
