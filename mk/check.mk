# Unit tests, fuzz targets and lint. A program of tests/unit/FOLDER/NAME.c is linked with all of src but main.c and
# has the sanitizers of `make debug`; one of tests/fuzz/NAME.c (LLVMFuzzerTestOneInput) likewise, by clang.
# A program may include a .c file of src to test what is static in it: the library then gives only the rest.

D := $(B)/debug
TESTED := $(filter-out src/main.c,$(SOURCES))
UNITS := $(patsubst tests/%.c,$(D)/%,$(sort $(wildcard tests/unit/*/*.c)))
FUZZERS := $(patsubst tests/%.c,$(D)/%,$(sort $(wildcard tests/fuzz/*.c)))
FORMATTED := $(sort $(wildcard src/*.[ch] src/*/*.[ch] src/*/*/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch]))
FUZZ_SECONDS := 10

# --- unit tests: each program prints its own lines
unit: $(UNITS)
	export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1; bad=; for u in $(UNITS); do \
		timeout 300 $$u || { code=$$?; bad=1; [ $$code = 1 ] || echo "FAIL $$u: exit code $$code"; }; \
	done; [ -z "$$bad" ]
$(UNITS): $(D)/unit/%: tests/unit/%.c $(D)/liblx.a $(B)/builtin.o
	echo "  unit  $<"
	mkdir -p $(@D)
	gcc $(DEBUG) -Itests/unit -o $@ $< $(D)/liblx.a $(B)/builtin.o $(LIBS)
$(D)/liblx.a: $(TESTED:src/%.c=$(D)/obj/%.o) $(D)/link
	rm -f $@ && gcc-ar rcs $@ $(filter %.o,$^)

# --- fuzz targets: the corpus in git is only read, what is found new goes to build/debug/corpus
FUZZ := $(filter-out -W%,$(COMMON)) -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined
fuzz: $(FUZZERS)
	$(if $(FUZZERS),MAKEFLAGS= $(MAKE) -s -k -j$(shell nproc) FUZZ_SECONDS=$(FUZZ_SECONDS) $(FUZZERS:=.run))
$(FUZZERS:=.run): %.run: %
	mkdir -p $(D)/corpus/$(*F)
	if $* -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=$(D)/corpus/$(*F)- -timeout=10 -rss_limit_mb=1024 \
		$(D)/corpus/$(*F) $(wildcard tests/fuzz/corpus/$(*F)) >$@.log 2>&1; \
	then echo "ok   fuzz/$(*F)"; else tail -n 40 $@.log; echo "FAIL fuzz/$(*F)"; exit 1; fi
$(FUZZERS): $(D)/fuzz/%: tests/fuzz/%.c $(D)/fuzz/liblx.a $(B)/builtin.o
	echo "  fuzz  $<"
	clang $(FUZZ) -fsanitize=fuzzer -o $@ $< $(D)/fuzz/liblx.a $(B)/builtin.o $(LIBS)
$(D)/fuzz/liblx.a: $(TESTED:src/%.c=$(D)/fuzz/obj/%.o) $(D)/link
	rm -f $@ && gcc-ar rcs $@ $(filter %.o,$^)
$(D)/fuzz/obj/%.o: src/%.c $(D)/fuzz/flags
	echo "  clang $<"
	mkdir -p $(@D)
	clang $(FUZZ) -fsanitize=fuzzer-no-link -c -o $@ $<
$(call remember,$(D)/fuzz/flags,$(FUZZ))

# --- lint: clang-tidy looks at a file again when its debug object was made again, that is when a header changed
lint: format-check $(SOURCES:src/%.c=$(D)/tidy/%)
format-check:
	if clang-format --dry-run -Werror $(FORMATTED); then echo "ok   format"; \
	else echo "FAIL format: make format mends it"; exit 1; fi
$(D)/tidy/%: src/%.c $(D)/obj/%.o .clang-tidy
	echo "  tidy  $<"
	mkdir -p $(@D)
	clang-tidy --quiet $< -- $(filter-out -M%,$(COMMON)) 2>$@.log || { cat $@.log >&2; exit 1; }
	touch $@

it: all
	tests/it/run
fresh: all
	tests/fresh/run
test: setup
	$(MAKE) all debug $(UNITS) $(FUZZERS)
	tests/run
.PHONY: unit fuzz lint format-check it fresh test $(FUZZERS:=.run)

-include $(UNITS:=.d) $(FUZZERS:=.d) $(TESTED:src/%.c=$(D)/fuzz/obj/%.d)
