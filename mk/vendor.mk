# The libraries of vendor/manifest, each built once into build/vendor/{include,lib}.
# VENDOR are the stamps that tell they are there.

LIBRARIES := zlib bzip2 xz zstd libarchive libseccomp cjson libyaml
VENDOR := $(LIBRARIES:%=$(B)/vendor/stamp/%)

$(B)/vendor/stamp/fetched: vendor/manifest vendor/fetch vendor/sources
	echo "  fetch vendor"
	vendor/fetch
	mkdir -p $(@D)
	touch $@
$(VENDOR): $(B)/vendor/stamp/%: vendor/recipes/% vendor/build $(B)/vendor/stamp/fetched
	echo "  build vendor/$*"
	vendor/build $*

vendor: $(VENDOR)
.PHONY: vendor
