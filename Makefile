# make          build/lx: static, stripped, with the built-in image
# make debug    build/debug/lx: glibc, address and undefined-behaviour sanitizers
# make test     everything: format, unit, fuzz, integration, fresh host; the last line is the sum
# make demo     install what building needs, build, and run a container
# make unit | fuzz | it | fresh | lint | bench | setup | format | tags | clean | distclean
#
# FUZZ_SECONDS=10 a fuzz target; V=1 shows the commands.

B := build
VERSION := $(shell cat VERSION)
SOURCES := $(sort $(wildcard src/*.c src/*/*.c src/*/*/*.c))
$(if $(V),,.SILENT:)
.DELETE_ON_ERROR:
.SUFFIXES:

WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	-Wmissing-declarations -Wundef -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla -Wdate-time \
	-Wimplicit-fallthrough -Werror
COMMON := -std=gnu11 $(WARN) -D_GNU_SOURCE -DLX_VERSION='"$(VERSION)"' -Isrc -pthread -MD -MP
CFLAGS := -O2
STATIC := $(COMMON) $(CFLAGS) -fno-pie -ffunction-sections -fdata-sections -fstack-protector-strong \
	-fno-asynchronous-unwind-tables -fno-ident -ffile-prefix-map=$(CURDIR)=. \
	-isystem $(B)/vendor/include -idirafter $(B)/vendor/kernel
LINK := -static -no-pie -s -Wl,--gc-sections,--build-id=none,-z,noexecstack,-z,noseparate-code,-z,norelro
LIBS := -larchive -llzma -lz -lbz2 -lzstd -lseccomp -lcjson -lyaml -lm
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -g

# $(call remember,FILE,TEXT): FILE holds TEXT, and gets a new time only when that is another than last time. What
# depends on it is made again when flags or the list of sources change.
remember = $(if $(call differs,$(file <$1),$2),$(shell mkdir -p $(dir $1))$(file >$1,$2))
differs = $(subst <$1>,,<$2>)$(subst <$2>,,<$1>)

all: $(B)/lx

include mk/vendor.mk mk/builtin.mk mk/check.mk

OBJECTS := $(SOURCES:src/%.c=$(B)/obj/%.o)
$(B)/lx: $(OBJECTS) $(B)/builtin.o $(B)/obj/link $(VENDOR)
	echo "  link  $@"
	musl-gcc $(LINK) -o $@ $(OBJECTS) $(B)/builtin.o -L$(B)/vendor/lib $(LIBS)
$(B)/obj/%.o: src/%.c $(B)/obj/flags | $(VENDOR)
	echo "  cc    $<"
	mkdir -p $(@D)
	musl-gcc $(STATIC) -c -o $@ $<
$(call remember,$(B)/obj/flags,$(STATIC))
$(call remember,$(B)/obj/link,$(LINK) $(LIBS) $(OBJECTS))

DEBUG := $(COMMON) -O1 $(SANITIZE)
DEBUG_OBJECTS := $(SOURCES:src/%.c=$(B)/debug/obj/%.o)
debug: $(B)/debug/lx
$(B)/debug/lx: $(DEBUG_OBJECTS) $(B)/builtin.o $(B)/debug/link
	echo "  link  $@"
	gcc $(SANITIZE) -pthread -o $@ $(DEBUG_OBJECTS) $(B)/builtin.o $(LIBS)
$(B)/debug/obj/%.o: src/%.c $(B)/debug/flags
	echo "  cc    $< (debug)"
	mkdir -p $(@D)
	gcc $(DEBUG) -c -o $@ $<
$(call remember,$(B)/debug/flags,$(DEBUG))
$(call remember,$(B)/debug/link,$(LIBS) $(DEBUG_OBJECTS))

setup:
	scripts/setup
demo:
	scripts/setup --build
	$(MAKE) all
	scripts/demo
bench: all
	scripts/bench
format:
	clang-format -i $(FORMATTED)
tags:
	ctags -R -f $(B)/tags src
clean:
	rm -rf $(filter-out $(B)/vendor $(B)/builtin $(B)/tests,$(wildcard $(B)/*))
distclean:
	rm -rf $(B)
.PHONY: all debug setup demo bench format tags clean distclean

-include $(OBJECTS:.o=.d) $(DEBUG_OBJECTS:.o=.d)
