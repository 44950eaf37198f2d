# clau: `make` builds build/clau; `make up` brings the stack up; `make test` runs every test.
# Modes never mix: SAN=1 builds with ASan, UBSan and LSan into build/san, STATIC=1 without shared
# libraries into build/static (`make static` fetches what that needs). V=1 shows the commands.
BUILD ?= build
MODE  := $(BUILD)$(if $(SAN),/san)$(if $(STATIC),/static)
CC    ?= cc
Q     := $(if $(V),,@)
say    = $(if $(V),,@printf '  %-7s %s\n' $(1) $(2))

# The rooms in the order of their ranks, and the doors each may open; tests/structure.py holds the
# sources against this table, and a room's unit tests link only what it lists.
rooms := base yaml option loop json archive model schema ui engine keys load plan build health \
         generate run commands
opens_base     :=
opens_yaml     := base
opens_option   := base
opens_loop     := base
opens_json     := base
opens_archive  := base
opens_model    := base
opens_schema   := base json yaml model
opens_ui       := base json
opens_engine   := base json loop
opens_keys     := base
opens_load     := base json yaml keys schema model
opens_plan     := base model
opens_build    := base json archive loop engine ui
opens_health   := base loop engine
opens_generate := base json yaml schema model load
opens_run      := base json archive keys loop model plan engine build health ui
opens_commands := $(filter-out commands,$(rooms))

# The libraries, by the one room that includes each.
pkg_loop    := libuv libcurl
pkg_json    := libcjson
pkg_yaml    := yaml-0.1
pkg_archive := libarchive
pkg_keys    := libcrypto
packages    := $(foreach room,$(rooms),$(pkg_$(room)))

warnings := -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wold-style-definition \
            -Wformat=2 -Wundef -Wvla -Wpointer-arith -Wwrite-strings -Wcast-qual -Wswitch-enum \
            -Wno-missing-field-initializers -Wimplicit-fallthrough=5 -Wnull-dereference \
            -Wduplicated-cond -Wlogical-op -Werror=format-security -Wtrampolines -Wbidi-chars=any $(if $(WERROR),-Werror)
harden   := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
            -fcf-protection=full -ftrivial-auto-var-init=zero -fno-strict-overflow \
            -fno-strict-aliasing -fno-delete-null-pointer-checks -fexceptions -fPIE
sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer \
            -DBASE_ARENA_PLAIN
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo 0.1.0)
CFLAGS   ?= -g
cflags    = -std=gnu11 -D_GNU_SOURCE -Iinclude -MMD -MP $(warnings) \
            $(if $(SAN),-O1 $(sanitize),-O2 $(harden)) $(CFLAGS)
ldflags   = $(if $(SAN),$(sanitize),$(if $(STATIC),-static-pie,-pie) \
            -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code,--as-needed) $(LDFLAGS)
deps     := $(BUILD)/deps
libs      = $(if $(STATIC),$(patsubst %,$(deps)/lib/lib%.a,curl archive cjson) -luv_a -lyaml \
            -lcrypto -lpthread,$(shell pkg-config --libs $(packages))) -lm
cflags_of = $(if $(pkg_$(1)),$(if $(STATIC),-I$(deps)/include,$(shell pkg-config --cflags $(pkg_$(1)))))

sources_of = $(wildcard src/$(1)/*.c)
objects_of = $(patsubst src/%.c,$(MODE)/obj/%.o,$(call sources_of,$(1)))
objects   := $(foreach room,$(rooms),$(call objects_of,$(room))) $(MODE)/obj/main.o

all: $(MODE)/clau

$(MODE)/clau: $(objects)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ldflags) -o $@ $(objects) $(libs)

$(MODE)/obj/main.o: src/main.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(cflags) -c -o $@ $<

# A room and all that it stands on.
below      = $(sort $(1) $(foreach room,$(opens_$(1)),$(call below,$(room))))

define room_rules
$(MODE)/obj/$(1)/%.o: src/$(1)/%.c
	$$(call say,CC,$$<)
	$$(Q)mkdir -p $$(@D) && $$(CC) $$(cflags) $$(call cflags_of,$(1)) -c -o $$@ $$<

# Unit tests: one program a room, its list made from the names of its test functions.
unit_sources_$(1) := $$(wildcard tests/unit/$(1)/*.c)
unit_below_$(1)   := $$(foreach room,$$(call below,$(1)),$$(call objects_of,$$(room)))
$(MODE)/unit/$(1)/list.c: $$(unit_sources_$(1)) tests/unit/list.sh
	$$(Q)mkdir -p $$(@D) && sh tests/unit/list.sh $$(unit_sources_$(1)) > $$@
$(MODE)/unit/$(1)/run: $(MODE)/unit/$(1)/list.c $$(unit_sources_$(1)) $$(unit_below_$(1))
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) -Wno-missing-prototypes $$(filter-out -MMD -MP -Wmissing-prototypes -Wcast-qual,$$(cflags)) -Isrc/$(1) $$(ldflags) \
		-o $$@ $$< $$(unit_sources_$(1)) $$(unit_below_$(1)) $$(libs) -lcmocka
endef
$(foreach room,$(rooms),$(eval $(call room_rules,$(room))))

# The version is text of its own, so that a new commit recompiles one file.
$(MODE)/obj/commands/version.o: CFLAGS += -DCLAU_VERSION='"$(VERSION)"'

rooms_tested := $(patsubst tests/unit/%/,%,$(sort $(dir $(wildcard tests/unit/*/*.c))))
unit: $(patsubst %,unit-%,$(if $(ROOM),$(ROOM),$(rooms_tested)))
unit-%: $(MODE)/unit/%/run
	$(Q)$<

static:
	$(Q)src/static.sh $(deps)
	$(Q)$(MAKE) STATIC=1
	$(Q)strip -o $(BUILD)/static/clau.stripped $(BUILD)/static/clau && \
		mv $(BUILD)/static/clau.stripped $(BUILD)/static/clau

test:
	$(Q)SAN=$(SAN) tests/run

# Rewrites the expected files of the golden cases; read the difference before keeping it.
golden-update: all
	$(Q)CLAU_GOLDEN_UPDATE=1 build/venv/bin/python -m pytest -q tests/golden

up: ; $(Q)docker/up
base: ; $(Q)docker/base/make-base.sh

bench: all
	$(Q)tests/bench/run
	$(Q)tests/bench/config
coverage:
	$(Q)tests/coverage.sh

format:
	clang-format-14 -i $(wildcard src/*.c src/*/*.[ch] include/clau/*.h tests/unit/*/*.c)
structure:
	$(Q)python3 tests/structure.py

PREFIX ?= /usr/local
install: all
	install -Dm755 $(MODE)/clau $(DESTDIR)$(PREFIX)/bin/clau

clean:
	rm -rf $(BUILD)

include tests/fuzz/fuzz.mk
-include $(objects:.o=.d)
.PHONY: all static unit test golden-update up base bench coverage format structure install clean
.DELETE_ON_ERROR:
