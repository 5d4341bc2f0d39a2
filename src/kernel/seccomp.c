/* See seccomp.h. */
#include "kernel/seccomp.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

#include "base/own.h"

/* What LXD denies by default: calls that act on the host as a whole, or reach files by handle
 * around the container's root. ENOSYS, so that programs take them for missing. */
static const char *const denied[] = {
	"delete_module",   "finit_module", "init_module",
	"kexec_file_load", "kexec_load",   "open_by_handle_at",
};

static void release(scmp_filter_ctx *filter)
{
	if (*filter)
		seccomp_release(*filter);
}

static int add_rules(scmp_filter_ctx filter, struct err *e)
{
	int r;

	for (size_t i = 0; i < countof(denied); i++) {
		int nr = seccomp_syscall_resolve_name(denied[i]);

		r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), nr, 0);
		if (r < 0)
			return err_sys(e, -r, "cannot deny \"%s\" by seccomp", denied[i]);
	}
	/* umount2(MNT_FORCE) would abort requests of network file systems for the whole host. */
	r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(umount2), 1,
			     SCMP_A1(SCMP_CMP_MASKED_EQ, 1, 1));
	return r < 0 ? err_sys(e, -r, "cannot deny forced umount by seccomp") : 0;
}

int seccomp_compile(struct str *program, struct err *e)
{
	__attribute__((cleanup(release))) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	own_fd int fd = memfd_create("seccomp", MFD_CLOEXEC);
	struct stat st;
	int r;

	if (!filter || fd < 0)
		return err_oom(e);
	/* Other architectures are let through: their numbers mean other calls. */
	seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW);
#ifdef __x86_64__
	if (seccomp_arch_add(filter, SCMP_ARCH_X86) < 0 ||
	    seccomp_arch_add(filter, SCMP_ARCH_X32) < 0)
		return err_set(e, ERR_FAILED, "cannot add the 32-bit modes to the seccomp filter");
#endif
	if (add_rules(filter, e) < 0)
		return -1;
	r = seccomp_export_bpf(filter, fd);
	if (r < 0)
		return err_sys(e, -r, "cannot compile the seccomp filter");
	if (fstat(fd, &st) < 0)
		return err_sys(e, errno, "cannot read the seccomp filter");
	str_reserve(program, (size_t)st.st_size);
	if (pread(fd, program->p, (size_t)st.st_size, 0) != st.st_size)
		return err_set(e, ERR_FAILED, "cannot read the seccomp filter");
	program->len = (size_t)st.st_size;
	return 0;
}

int seccomp_apply(const void *program, size_t len)
{
	/* The kernel only reads the program; the const is lost in its structure. */
	struct sock_fprog prog = {
		.len = (unsigned short)(len / sizeof(struct sock_filter)),
		.filter = (struct sock_filter *)(uintptr_t)program,
	};

	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog);
}
