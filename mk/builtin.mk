# The image that is built in: BusyBox, made into a unified image tarball by builtin/image, and taken into the
# binary as it is between the symbols builtin_image_start and builtin_image_end.

BUILTIN := $(B)/builtin/tiny.tar.zst

$(B)/builtin/busybox: builtin/busybox builtin/busybox.config $(wildcard builtin/patches/*) $(B)/vendor/stamp/fetched
	echo "  build busybox"
	builtin/busybox $@
$(BUILTIN): builtin/image builtin/metadata.yaml $(shell find builtin/rootfs -type f) $(B)/builtin/busybox
	echo "  image $@"
	builtin/image $(B)/builtin/busybox $@
$(B)/builtin.o: builtin/builtin.S $(BUILTIN)
	gcc -c -DIMAGE='"$(BUILTIN)"' -DFINGERPRINT="\"$$(sha256sum <$(BUILTIN) | cut -c1-64)\"" -o $@ $<

builtin: $(BUILTIN)
.PHONY: builtin
