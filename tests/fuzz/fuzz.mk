# SPDX-License-Identifier: LGPL-2.1-or-later
# Fuzz targets, with a fuzzer's compiler: $(OUT)/NAME for each NAME in $(TARGETS), of
# fuzz-NAME.c and everything in $(SOURCES). run-fuzz calls it in the build's folder, with
# srcdir, CC, FLAGS for compiling and linking, LINK for linking alone, and LIBS.

objects := $(SOURCES:%.c=$(OUT)/obj/%.o)
programs := $(TARGETS:%=$(OUT)/%)

all: $(programs)

$(programs): $(OUT)/%: $(OUT)/obj/tests/fuzz/fuzz-%.o $(OUT)/all.a
	$(CC) $(FLAGS) $(LINK) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS)

# In the library there is one that refuses: see codec.h.
$(OUT)/lzo: $(OUT)/obj/lib/image/codec-lzo.o

# Whole archives keep what has been taken out of the list.
$(OUT)/all.a: $(objects) Makefile
	rm -f $@
	$(AR) rcs $@ $(objects)

$(OUT)/obj/%.o: $(srcdir)/%.c $(srcdir)/tests/fuzz/fuzz.mk
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

-include $(objects:.o=.d) $(TARGETS:%=$(OUT)/obj/tests/fuzz/fuzz-%.d)
.SECONDARY:
