/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What parts of a CPUID leaf or of an MSR are called in xl.cfg(5): features by the names of
 * Xen's arch-x86/cpufeatureset.h, in lower case and with - for _, by word and bit of it, and
 * names that libxl has besides.
 */
#include "config/cpuid-feature.h"

#include <string.h>

#define ALL CPUID_NO_SUBLEAF

/* Where the words of a feature set come from. */
static const struct { uint32_t leaf, subleaf; enum cpuid_register reg; } words[] = {
	[0] = { 1, ALL, CPUID_EDX },           [1] = { 1, ALL, CPUID_ECX },
	[2] = { 0x80000001, ALL, CPUID_EDX },  [3] = { 0x80000001, ALL, CPUID_ECX },
	[4] = { 0xd, 1, CPUID_EAX },           [5] = { 7, 0, CPUID_EBX },
	[6] = { 7, 0, CPUID_ECX },             [7] = { 0x80000007, ALL, CPUID_EDX },
	[8] = { 0x80000008, ALL, CPUID_EBX },  [9] = { 7, 0, CPUID_EDX },
	[10] = { 7, 1, CPUID_EAX },            [11] = { 0x80000021, ALL, CPUID_EAX },
	[12] = { 7, 1, CPUID_EBX },            [13] = { 7, 2, CPUID_EDX },
	[14] = { 7, 1, CPUID_ECX },            [15] = { 7, 1, CPUID_EDX },
	[16] = { 0x10a, ALL, CPUID_MSR_LOW },  [17] = { 0x10a, ALL, CPUID_MSR_HIGH },
	[18] = { 0x80000021, ALL, CPUID_ECX },
};

static const char *const features[ARRAY_SIZE(words)][32] = {
	[0] = { /* 1, edx */
		[0] = "fpu", [1] = "vme", [2] = "de", [3] = "pse", [4] = "tsc", [5] = "msr",
		[6] = "pae", [7] = "mce", [8] = "cx8", [9] = "apic", [11] = "sep", [12] = "mtrr",
		[13] = "pge", [14] = "mca", [15] = "cmov", [16] = "pat", [17] = "pse36",
		[19] = "clflush", [21] = "ds", [22] = "acpi", [23] = "mmx", [24] = "fxsr",
		[25] = "sse", [26] = "sse2", [27] = "ss", [28] = "htt", [29] = "tm1",
		[31] = "pbe",
	},
	[1] = { /* 1, ecx */
		[0] = "sse3", [1] = "pclmulqdq", [2] = "dtes64", [3] = "monitor", [4] = "dscpl",
		[5] = "vmx", [6] = "smx", [7] = "eist", [8] = "tm2", [9] = "ssse3",
		[11] = "sdbg", [12] = "fma", [13] = "cx16", [14] = "xtpr", [15] = "pdcm",
		[17] = "pcid", [18] = "dca", [19] = "sse4-1", [20] = "sse4-2", [21] = "x2apic",
		[22] = "movbe", [23] = "popcnt", [24] = "tsc-deadline", [25] = "aesni",
		[26] = "xsave", [27] = "osxsave", [28] = "avx", [29] = "f16c", [30] = "rdrand",
		[31] = "hypervisor",
	},
	[2] = { /* 0x80000001, edx */
		[11] = "syscall", [20] = "nx", [22] = "mmxext", [25] = "ffxsr", [26] = "page1gb",
		[27] = "rdtscp", [29] = "lm", [30] = "3dnowext", [31] = "3dnow",
	},
	[3] = { /* 0x80000001, ecx */
		[0] = "lahf-lm", [1] = "cmp-legacy", [2] = "svm", [3] = "extapic",
		[4] = "cr8-legacy", [5] = "abm", [6] = "sse4a", [7] = "misalignsse",
		[8] = "3dnowprefetch", [9] = "osvw", [10] = "ibs", [11] = "xop", [12] = "skinit",
		[13] = "wdt", [15] = "lwp", [16] = "fma4", [19] = "nodeid-msr", [21] = "tbm",
		[22] = "topoext", [26] = "dbext", [29] = "monitorx", [30] = "addr-msk-ext",
	},
	[4] = { /* 0xd.1, eax */
		[0] = "xsaveopt", [1] = "xsavec", [2] = "xgetbv1", [3] = "xsaves", [4] = "xfd",
	},
	[5] = { /* 7.0, ebx */
		[0] = "fsgsbase", [1] = "tsc-adjust", [2] = "sgx", [3] = "bmi1", [4] = "hle",
		[5] = "avx2", [6] = "fdp-excp-only", [7] = "smep", [8] = "bmi2", [9] = "erms",
		[10] = "invpcid", [11] = "rtm", [12] = "pqm", [13] = "no-fpu-sel", [14] = "mpx",
		[15] = "pqe", [16] = "avx512f", [17] = "avx512dq", [18] = "rdseed", [19] = "adx",
		[20] = "smap", [21] = "avx512-ifma", [23] = "clflushopt", [24] = "clwb",
		[25] = "proc-trace", [26] = "avx512pf", [27] = "avx512er", [28] = "avx512cd",
		[29] = "sha", [30] = "avx512bw", [31] = "avx512vl",
	},
	[6] = { /* 7.0, ecx */
		[0] = "prefetchwt1", [1] = "avx512-vbmi", [2] = "umip", [3] = "pku",
		[4] = "ospke", [5] = "waitpkg", [6] = "avx512-vbmi2", [7] = "cet-ss",
		[8] = "gfni", [9] = "vaes", [10] = "vpclmulqdq", [11] = "avx512-vnni",
		[12] = "avx512-bitalg", [13] = "tme", [14] = "avx512-vpopcntdq", [16] = "la57",
		[22] = "rdpid", [24] = "bld", [25] = "cldemote", [27] = "movdiri",
		[28] = "movdir64b", [29] = "enqcmd", [30] = "sgx-lc", [31] = "pks",
	},
	[7] = { /* 0x80000007, edx */
		[7] = "hw-pstate", [8] = "itsc", [9] = "cpb", [10] = "efro",
	},
	[8] = { /* 0x80000008, ebx */
		[0] = "clzero", [2] = "rstr-fp-err-ptrs", [9] = "wbnoinvd", [12] = "ibpb",
		[14] = "ibrs", [15] = "amd-stibp", [16] = "ibrs-always", [17] = "stibp-always",
		[18] = "ibrs-fast", [19] = "ibrs-same-mode", [20] = "no-lmsl", [23] = "amd-ppin",
		[24] = "amd-ssbd", [25] = "virt-ssbd", [26] = "ssb-no", [27] = "cppc",
		[28] = "psfd", [29] = "btc-no", [30] = "ibpb-ret",
	},
	[9] = { /* 7.0, edx */
		[1] = "sgx-keys", [2] = "avx512-4vnniw", [3] = "avx512-4fmaps", [4] = "fsrm",
		[5] = "uintr", [8] = "avx512-vp2intersect", [9] = "srbds-ctrl",
		[10] = "md-clear", [11] = "rtm-always-abort", [13] = "tsx-force-abort",
		[14] = "serialize", [15] = "hybrid", [16] = "tsxldtrk", [18] = "pconfig",
		[19] = "arch-lbr", [20] = "cet-ibt", [22] = "amx-bf16", [23] = "avx512-fp16",
		[24] = "amx-tile", [25] = "amx-int8", [26] = "ibrsb", [27] = "stibp",
		[28] = "l1d-flush", [29] = "arch-caps", [30] = "core-caps", [31] = "ssbd",
	},
	[10] = { /* 7.1, eax */
		[0] = "sha512", [1] = "sm3", [2] = "sm4", [4] = "avx-vnni", [5] = "avx512-bf16",
		[6] = "lass", [7] = "cmpccxadd", [8] = "arch-perf-mon", [10] = "fzrm",
		[11] = "fsrs", [12] = "fsrcs", [17] = "fred", [18] = "lkgs", [19] = "wrmsrns",
		[20] = "nmi-src", [21] = "amx-fp16", [23] = "avx-ifma", [26] = "lam",
		[27] = "msrlist", [30] = "no-invd", [31] = "movrs",
	},
	[11] = { /* 0x80000021, eax */
		[0] = "no-nest-bp", [1] = "fs-gs-ns", [2] = "lfence-dispatch",
		[5] = "verw-clear", [6] = "nscb", [8] = "auto-ibrs", [10] = "amd-fsrs",
		[11] = "amd-fsrc", [17] = "cpuid-user-dis", [18] = "epsf", [19] = "fsrsc",
		[20] = "amd-prefetchi", [23] = "avx512-bmm", [27] = "sbpb", [28] = "ibpb-brtype",
		[29] = "srso-no", [30] = "srso-us-no", [31] = "srso-msr-fix",
	},
	[12] = { /* 7.1, ebx */
		[0] = "intel-ppin",
	},
	[13] = { /* 7.2, edx */
		[0] = "intel-psfd", [1] = "ipred-ctrl", [2] = "rrsba-ctrl", [3] = "ddp-ctrl",
		[4] = "bhi-ctrl", [5] = "mcdt-no", [6] = "uc-lock-dis",
	},
	[15] = { /* 7.1, edx */
		[4] = "avx-vnni-int8", [5] = "avx-ne-convert", [8] = "amx-complex",
		[10] = "avx-vnni-int16", [14] = "prefetchi", [17] = "uiret-uif",
		[18] = "cet-sss", [24] = "slsm",
	},
	[16] = { /* MSR 0x10a (ARCH_CAPABILITIES), low half */
		[0] = "rdcl-no", [1] = "eibrs", [2] = "rsba", [3] = "skip-l1dfl",
		[4] = "intel-ssb-no", [5] = "mds-no", [6] = "if-pschange-mc-no",
		[7] = "tsx-ctrl", [8] = "taa-no", [9] = "mcu-ctrl", [10] = "misc-pkg-ctrl",
		[11] = "energy-filtering", [12] = "doitm", [13] = "sbdr-ssdp-no",
		[14] = "fbsdp-no", [15] = "psdp-no", [16] = "mcu-ext", [17] = "fb-clear",
		[18] = "fb-clear-ctrl", [19] = "rrsba", [20] = "bhi-no", [21] = "xapic-status",
		[23] = "ovrclk-status", [24] = "pbrsb-no", [25] = "gds-ctrl", [26] = "gds-no",
		[27] = "rfds-no", [28] = "rfds-clear", [29] = "ign-umonitor",
		[30] = "mon-umon-mitg",
	},
	[17] = { /* MSR 0x10a, high half */
		[0] = "pb-opt-ctrl", [30] = "its-no",
	},
	[18] = { /* 0x80000021, ecx */
		[1] = "tsa-sq-no", [2] = "tsa-l1-no",
	},
};

/* These come first: clflush is a field here, and the feature is called clfsh. */
static const struct cpuid_field fields[] = {
	{ "maxleaf", 0, ALL, CPUID_EAX, 0, 32 },
	{ "stepping", 1, ALL, CPUID_EAX, 0, 4 },
	{ "model", 1, ALL, CPUID_EAX, 4, 8 },  /* in two parts, as the next: see cpuid-host.c */
	{ "family", 1, ALL, CPUID_EAX, 8, 8 },
	{ "brandid", 1, ALL, CPUID_EBX, 0, 8 },
	{ "clflush", 1, ALL, CPUID_EBX, 8, 8 },
	{ "proccount", 1, ALL, CPUID_EBX, 16, 8 },
	{ "localapicid", 1, ALL, CPUID_EBX, 24, 8 },
	{ "procpkg", 4, 0, CPUID_EAX, 26, 6 },
	{ "nc", 0x80000008, ALL, CPUID_ECX, 0, 8 },
	{ "apicidsize", 0x80000008, ALL, CPUID_ECX, 12, 4 },
	{ "maxhvleaf", 0x40000000, ALL, CPUID_EAX, 0, 8 },
	{ "est", 1, ALL, CPUID_ECX, 7, 1 },
	{ "cntxid", 1, ALL, CPUID_ECX, 10, 1 },
	{ "cmpxchg16", 1, ALL, CPUID_ECX, 13, 1 },
	{ "sse4_1", 1, ALL, CPUID_ECX, 19, 1 },
	{ "sse4.1", 1, ALL, CPUID_ECX, 19, 1 },
	{ "sse4_2", 1, ALL, CPUID_ECX, 20, 1 },
	{ "sse4.2", 1, ALL, CPUID_ECX, 20, 1 },
	{ "aes", 1, ALL, CPUID_ECX, 25, 1 },
	{ "cmpxchg8", 1, ALL, CPUID_EDX, 8, 1 },
	{ "sysenter", 1, ALL, CPUID_EDX, 11, 1 },
	{ "psn", 1, ALL, CPUID_EDX, 18, 1 },
	{ "clfsh", 1, ALL, CPUID_EDX, 19, 1 },
	{ "tm", 1, ALL, CPUID_EDX, 29, 1 },
	{ "ia64", 1, ALL, CPUID_EDX, 30, 1 },
	{ "arat", 6, ALL, CPUID_EAX, 2, 1 },
	{ "tsc_adjust", 7, 0, CPUID_EBX, 1, 1 },
	{ "cmt", 7, 0, CPUID_EBX, 12, 1 },
	{ "lahfsahf", 0x80000001, ALL, CPUID_ECX, 0, 1 },
	{ "cmplegacy", 0x80000001, ALL, CPUID_ECX, 1, 1 },
	{ "altmovcr8", 0x80000001, ALL, CPUID_ECX, 4, 1 },
	{ "nodeid", 0x80000001, ALL, CPUID_ECX, 19, 1 },
	{ "perfctr_core", 0x80000001, ALL, CPUID_ECX, 23, 1 },
	{ "perfctr_nb", 0x80000001, ALL, CPUID_ECX, 24, 1 },
	{ "invtsc", 0x80000007, ALL, CPUID_EDX, 8, 1 },
	{ "ppin", 0x80000008, ALL, CPUID_EBX, 23, 1 },
	{ "svm_npt", 0x8000000a, ALL, CPUID_EDX, 0, 1 },
	{ "svm_lbrv", 0x8000000a, ALL, CPUID_EDX, 1, 1 },
	{ "svm_nrips", 0x8000000a, ALL, CPUID_EDX, 3, 1 },
	{ "svm_tscrate", 0x8000000a, ALL, CPUID_EDX, 4, 1 },
	{ "svm_vmcbclean", 0x8000000a, ALL, CPUID_EDX, 5, 1 },
	{ "svm_decode", 0x8000000a, ALL, CPUID_EDX, 7, 1 },
	{ "svm_pausefilt", 0x8000000a, ALL, CPUID_EDX, 10, 1 },
	{ "lfence+", 0x80000021, ALL, CPUID_EAX, 2, 1 },
};

static bool find_feature(const char *name, struct cpuid_field *field)
{
	for (size_t i = 0; i < ARRAY_SIZE(words) * 32; i++) {
		size_t word = i / 32, bit = i % 32;

		if (!features[word][bit] || strcmp(features[word][bit], name) != 0)
			continue;
		*field = (struct cpuid_field){ features[word][bit], words[word].leaf,
					       words[word].subleaf, words[word].reg,
					       (unsigned int)bit, 1 };
		return true;
	}
	return false;
}

bool cpuid_find_field(const char *name, struct cpuid_field *field)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (strcmp(fields[i].name, name) == 0) {
			*field = fields[i];
			return true;
		}
	}
	return find_feature(name, field);
}
