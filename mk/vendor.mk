# The libraries of vendor/manifest, each built once into build/vendor/{include,lib}.
# VENDOR are the stamps that tell they are there.

LIBRARIES := zlib xz zstd libarchive libseccomp bearssl cjson libyaml
VENDOR := $(LIBRARIES:%=$(B)/vendor/stamp/%)

$(B)/vendor/stamp/fetched: vendor/manifest vendor/fetch vendor/sources
	echo "  fetch vendor"
	vendor/fetch
	mkdir -p $(@D)
	touch $@
$(VENDOR): $(B)/vendor/stamp/%: vendor/recipes/% vendor/build $(B)/vendor/stamp/fetched
	echo "  build vendor/$*"
	vendor/build $*
$(B)/vendor/stamp/libarchive: | $(B)/vendor/stamp/zlib $(B)/vendor/stamp/xz $(B)/vendor/stamp/zstd

vendor: $(VENDOR)
.PHONY: vendor
