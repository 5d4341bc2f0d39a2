/* The built-in image, as C sees it:
 *	extern const unsigned char builtin_image_start[], builtin_image_end[];
 *	extern const char builtin_image_fingerprint[65];	the image's SHA-256 in hex */
	.section .rodata.builtin_image, "a", @progbits
	.balign 16
	.globl builtin_image_start, builtin_image_end, builtin_image_fingerprint
	.hidden builtin_image_start, builtin_image_end, builtin_image_fingerprint
builtin_image_start:
	.incbin IMAGE
builtin_image_end:
	.byte 0
builtin_image_fingerprint:
	.asciz FINGERPRINT
	.section .note.GNU-stack, "", @progbits
