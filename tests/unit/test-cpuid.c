/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPUID edits: what they come to in both notations, and what is none. */
#include "config/cpuid.h"

#include <errno.h>
#include <string.h>

#include "tap.h"

#define X8 "xxxxxxxx"
#define X16 X8 X8
#define X24 X16 X8
#define X32 X16 X16
#define NONE CPUID_NO_SUBLEAF

/* One text, and one register as it is then. */
static const struct {
	const char *text;
	uint32_t leaf, subleaf;
	enum cpuid_register reg;
	const char *policy;
} edits[] = {
	/* libxl's. Bits are written from 31 down. */
	{ "host,tm=0", 1, NONE, CPUID_EDX, "xx0" X24 "xxxxx" },
	{ "host,sse3=0", 1, NONE, CPUID_ECX, X24 "xxxxxxx0" },
	{ "host,sse3=0,hypervisor=1", 1, NONE, CPUID_ECX, "1" X16 X8 "xxxxxx0" },
	{ "host,aes=k,sse4.1=s", 1, NONE, CPUID_ECX, "xxxxxxkxxxxxsxxx" X16 },
	{ "host,fsgsbase=1", 7, 0, CPUID_EBX, X24 "xxxxxxx1" },
	{ "host,fsrcs=0", 7, 1, CPUID_EAX, "xxxxxxxxxxxxxxxxxxx0xxxxxxxxxxxx" },
	{ "host,xsaves=0", 0xd, 1, CPUID_EAX, X24 "xxxx0xxx" },
	{ "host,invtsc=1", 0x80000007, NONE, CPUID_EDX, X16 "xxxxxxx1" X8 },
	{ "host,lm=0", 0x80000001, NONE, CPUID_EDX, "xx0xxxxx" X24 },
	{ "host,maxleaf=0xd", 0, NONE, CPUID_EAX, "00000000000000000000000000001101" },
	{ "host,maxleaf=x", 0, NONE, CPUID_EAX, X32 },
	{ "host,proccount=4", 1, NONE, CPUID_EBX, "xxxxxxxx00000100" X16 },
	{ "host,clflush=8", 1, NONE, CPUID_EBX, X16 "00001000" X8 },
	{ "host,clfsh=0", 1, NONE, CPUID_EDX, "xxxxxxxxxxxx0xxx" X16 },
	{ "host,procpkg=3", 4, 0, CPUID_EAX, "000011xx" X24 },
	{ "host,apicidsize=15", 0x80000008, NONE, CPUID_ECX, X16 "1111xxxxxxxxxxxx" },
	{ "host,stepping=3", 1, NONE, CPUID_EAX, X24 "xxxx0011" },
	{ "host,family=6", 1, NONE, CPUID_EAX, "xxxx00000000xxxxxxxx0110xxxxxxxx" },
	{ "host,family=15", 1, NONE, CPUID_EAX, "xxxx00000000xxxxxxxx1111xxxxxxxx" },
	{ "host,family=0x17", 1, NONE, CPUID_EAX, "xxxx00001000xxxxxxxx1111xxxxxxxx" },
	{ "host,family=270", 1, NONE, CPUID_EAX, "xxxx11111111xxxxxxxx1111xxxxxxxx" },
	{ "host,family=k", 1, NONE, CPUID_EAX, "xxxxkkkkkkkkxxxxxxxxkkkkxxxxxxxx" },
	{ "host,model=0x9e", 1, NONE, CPUID_EAX, "xxxxxxxxxxxx1001xxxxxxxx1110xxxx" },
	{ "host,family=6,model=15,stepping=1", 1, NONE, CPUID_EAX,
	  "xxxx000000000000xxxx011011110001" },
	{ "host,sse3=0,sse3=x", 1, NONE, CPUID_ECX, X32 },
	/* MSRs, by the names of their features. */
	{ "host,rdcl-no=1", 0x10a, NONE, CPUID_MSR_LOW, X32 X24 "xxxxxxx1" },
	{ "host,its-no=s,rdcl-no=k", 0x10a, NONE, CPUID_MSR_LOW, "xk" X24 "xxxxxx" X24 "xxxxxxxk" },
	/* xend's. */
	{ "1:ecx=" X24 "xxxxxxx0", 1, NONE, CPUID_ECX, X24 "xxxxxxx0" },
	{ "7,0:ebx=" X32 ", edx=0101" X24 "ksxx", 7, 0, CPUID_EDX, "0101" X24 "ksxx" },
	{ "0x80000001:edx=1" X24 "xxxxxxx", 0x80000001, NONE, CPUID_EDX, "1" X24 "xxxxxxx" },
};

static const struct {
	const char *text, *what;
} refused[] = {
	{ "", "does not start with \"host\"" },
	{ "hosts", "does not start with \"host\"" },
	{ "sse3=0", "does not start with a leaf" }, /* in a list, see below */
	{ "host,", "\"\" has no value" },
	{ "host,sse3", "\"sse3\" has no value" },
	{ "host,,sse3=0", "\"\" has no value" },
	{ "host,sse33=0", "\"sse33\" is no part of CPUID" },
	{ "host, sse3=0", "\" sse3\" is no part of CPUID" },
	{ "host,lahf_lm=0", "is no part of CPUID" },
	{ "host,sse3=", "the value of sse3 is \"\"" },
	{ "host,sse3=2", "the value of sse3 is \"2\"" },
	{ "host,sse3=xx", "the value of sse3 is \"xx\"" },
	{ "host,sse3=y", "the value of sse3 is \"y\"" },
	{ "host,family=271", "the value of family is \"271\"" },
	{ "host,model=256", "the value of model is \"256\"" },
	{ "host,maxleaf=0x100000000", "the value of maxleaf" },
	{ "host,maxleaf=99999999999", "the value of maxleaf" },
	{ "host,maxleaf=0x", "the value of maxleaf" },
	{ "host,stepping=16", "the value of stepping" },
	{ "host,rdcl-no=2", "the value of rdcl-no" },
	{ "1", "has no colon" },
	{ "1,:eax=" X32, "has no subleaf" },
	{ "x:eax=" X32, "does not start with a leaf" },
	{ "0x:eax=" X32, "does not start with a leaf" },
	{ "4294967295:eax=" X32, "does not start with a leaf" },
	{ "1:", "names no register" },
	{ "1:fax=" X32, "names no register" },
	{ "1:rax=" X32, "names no register" },
	{ "1:eex=" X32, "names no register" },
	{ "1:eax:" X32, "names no register" },
	{ "1:eax=" X24, "has no 32 bits" },
	{ "1:eax=" X32 "x", "has no 32 bits" },
	{ "1:eax=" X24 "xxxxxxx2", "has no 32 bits" },
	{ "1:eax=" X32 ",", "names no register" },
	{ "1:eax=" X32 ";", "goes on" },
};

/* A text that is none of libxl's is an element of a list. */
static int read_text(struct cpuid_edits *e, const char *text, struct fault *f)
{
	char *texts[] = { (char *)(uintptr_t)text };
	const struct text_list list = { texts, 1, !*text || !strncmp(text, "host", 4) };

	return cpuid_read(e, &list, &(struct pointer){ .key = "cpuid" }, f);
}

static const char *policy_of(const struct cpuid_edits *e, size_t i)
{
	for (size_t k = 0; k < e->nr_leaves; k++)
		if (e->leaves[k].leaf == edits[i].leaf && e->leaves[k].subleaf == edits[i].subleaf)
			return e->leaves[k].policy[edits[i].reg];
	return e->nr_msrs == 1 && e->msrs[0].index == edits[i].leaf ? e->msrs[0].policy : "none";
}

static void test_several(void)
{
	char *texts[] = { (char[]){ "1:ecx=" X24 "xxxxxxx0" }, (char[]){ "7,0:ebx=" X32 },
			  (char[]){ "1:ecx=" X32 ",eax=" X32 } };
	const struct text_list list = { texts, 3, false };
	struct cpuid_edits e = { 0 };
	struct fault f = FAULT_NONE;

	ok(!cpuid_read(&e, &list, NULL, &f) && e.nr_leaves == 2 &&
		   !strcmp(e.leaves[0].policy[CPUID_ECX], X32) &&
		   !strcmp(e.leaves[0].policy[CPUID_EAX], X32) && !e.leaves[0].policy[CPUID_EBX][0],
	   "of two texts for a register the later one counts");
	cpuid_clear(&e);
	texts[1] = (char[]){ "7,0" };
	ok(cpuid_read(&e, &list, &(struct pointer){ .key = "cpuid" }, &f) == -EINVAL &&
		   !strcmp(f.pointer, "/cpuid/1"), "the place of a bad one: %s", f.pointer);
	cpuid_clear(&e);
}

/* No name twice; each has a place. */
static void test_names(void)
{
	struct cpuid_field a, b;

	ok(cpuid_find_field("clflush", &a) && a.length == 8, "clflush is a size");
	ok(cpuid_find_field("tsa-l1-no", &a) && a.leaf == 0x80000021 && a.reg == CPUID_ECX &&
		   a.bit == 2, "the last feature");
	ok(cpuid_find_field("tsc-adjust", &a) && cpuid_find_field("tsc_adjust", &b) &&
		   a.leaf == b.leaf && a.reg == b.reg && a.bit == b.bit, "an older name");
	ok(!cpuid_find_field("", &a) && !cpuid_find_field("FPU", &a), "no such names");
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(edits); i++) {
		struct cpuid_edits e = { 0 };
		struct fault f = FAULT_NONE;
		int r = read_text(&e, edits[i].text, &f);

		if (!ok(!r && !strcmp(policy_of(&e, i), edits[i].policy), "%s%s", edits[i].text, f.what))
			printf("# got:    %s\n# wanted: %s\n", policy_of(&e, i), edits[i].policy);
		cpuid_clear(&e);
	}
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct cpuid_edits e = { 0 };
		struct fault f = FAULT_NONE;
		int r = read_text(&e, refused[i].text, &f);

		ok(r == -EINVAL && strstr(f.what, refused[i].what) && f.hint[0] &&
			   !strncmp(f.pointer, "/cpuid", 6), "refused: %s", f.what);
		cpuid_clear(&e);
	}
	test_several();
	test_names();
	return done();
}
