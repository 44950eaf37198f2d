# Fuzzing. `make fuzz` builds each target with clang's libFuzzer and runs it SECONDS (TARGET=name:
# only that one); `make replay` builds the same targets with $(CC) and no fuzzer, as programs that
# run each file they are given once: tests/fuzz/test_replay.py does that with the corpus, which is
# made of the golden inputs, and with what was once found, tests/fuzz/crashers/.
FUZZ_CC ?= clang-14
SECONDS ?= 60

# The room that each target needs, with all that it stands on.
fuzz_frames        := engine
fuzz_dotenv        := load
fuzz_ignore        := build
fuzz_interpolation := load
fuzz_json          := json
fuzz_load          := generate
fuzz_merge         := schema
fuzz_trace         := build
fuzz_yaml          := yaml
# A target that opens a private header, and the room whose it is.
fuzz_inside_frames        := -Isrc/engine
fuzz_inside_dotenv        := -Isrc/load
fuzz_inside_interpolation := -Isrc/load
fuzz_inside_trace         := -Isrc/build
fuzz_targets := $(if $(TARGET),$(TARGET),$(filter-out replay,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))))

fuzz_out    := $(BUILD)/fuzz
fuzz_corpus := $(fuzz_out)/corpus
fuzz_flags  := -std=gnu11 -D_GNU_SOURCE -Iinclude -MMD -MP -Wall -Wextra -g -O1 -DBASE_ARENA_PLAIN \
               -fno-omit-frame-pointer -fno-sanitize-recover=all
fuzz_libs    = $(shell pkg-config --libs $(packages)) -lm

$(fuzz_out)/obj/%.o: src/%.c
	$(call say,FUZZ_CC,$<)
	$(Q)mkdir -p $(@D) && $(FUZZ_CC) $(fuzz_flags) -fsanitize=fuzzer-no-link,address,undefined \
		$(call cflags_of,$(firstword $(subst /, ,$*))) -c -o $@ $<

define fuzz_rules
fuzz_below_$(1) := $$(foreach room,$$(call below,$$(fuzz_$(1))),$$(call sources_of,$$(room)))
$(fuzz_out)/$(1): tests/fuzz/$(1).c tests/fuzz/fuzz.h \
		$$(fuzz_below_$(1):src/%.c=$(fuzz_out)/obj/%.o)
	$$(call say,LINK,$$@)
	$$(Q)$(FUZZ_CC) $$(fuzz_flags) -MF $(fuzz_out)/$(1).d -fsanitize=fuzzer,address,undefined \
		$(fuzz_inside_$(1)) -o $$@ $$(filter %.c %.o,$$^) -Wl,--as-needed $$(fuzz_libs)
$(MODE)/replay/$(1): tests/fuzz/replay.c tests/fuzz/$(1).c tests/fuzz/fuzz.h \
		$$(fuzz_below_$(1):src/%.c=$(MODE)/obj/%.o)
	$$(call say,LINK,$$@)
	$$(Q)mkdir -p $$(@D) && $(CC) $$(filter-out -MMD -MP,$$(cflags)) $(fuzz_inside_$(1)) \
		$$(ldflags) -o $$@ $$(filter %.c %.o,$$^) $$(libs)
endef
$(foreach target,$(fuzz_targets),$(eval $(call fuzz_rules,$(target))))

fuzz: $(addprefix $(fuzz_out)/,$(fuzz_targets)) fuzz-corpus
	$(Q)tests/fuzz/run $(fuzz_out) $(SECONDS) $(fuzz_targets)
fuzz-corpus:
	$(Q)python3 tests/fuzz/corpus.py $(fuzz_corpus)
replay: $(addprefix $(MODE)/replay/,$(fuzz_targets))

-include $(patsubst src/%.c,$(fuzz_out)/obj/%.d,$(wildcard src/*/*.c))
.PHONY: fuzz fuzz-corpus replay
