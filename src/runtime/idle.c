/* See idle.h. The kernel maps pages of a file in aligned windows of 64 KB around the one that is
 * touched (fault_around_bytes in mm/memory.c). So what runs between giving the pages back and
 * sleeping lies within one window: one function, aligned so that it crosses none, that makes its
 * system calls itself, because the libc's are elsewhere. */
#include "runtime/idle.h"

#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/own.h"

enum { STACK_MAX = 1 << 16 };

struct range {
	uintptr_t from, len;
};

#if defined(__x86_64__)
static inline __attribute__((always_inline)) long call6(long n, long a, long b, long c, long d,
							long e, long f)
{
	register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
	long r;

	__asm__ volatile("syscall"
			 : "=a"(r)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return r;
}
#elif defined(__aarch64__)
static inline __attribute__((always_inline)) long call6(long n, long a, long b, long c, long d,
							long e, long f)
{
	register long x8 __asm__("x8") = n, x0 __asm__("x0") = a, x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c, x3 __asm__("x3") = d, x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}
#else
#define call6(n, a, b, c, d, e, f) syscall(n, a, b, c, d, e, f)
#endif

static __attribute__((noinline, aligned(1024))) long shed_and_wait(const struct range *ranges,
								   size_t n, int epoll,
								   struct epoll_event *events,
								   int max)
{
	for (size_t i = 0; i < n; i++)
		call6(SYS_madvise, (long)ranges[i].from, (long)ranges[i].len, MADV_DONTNEED, 0, 0,
		      0);
	return call6(SYS_epoll_pwait, epoll, (long)(uintptr_t)events, max, -1, 0, 8);
}

int idle_wait(int epoll, struct epoll_event *events, int max)
{
	const ElfW(Phdr) *h = (const ElfW(Phdr) *)getauxval(AT_PHDR);
	uintptr_t mask = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
	struct range ranges[4];
	size_t count = 0;
	/* Below this frame and the one of the call nothing on the stack is alive; what is not mapped is
	 * skipped. */
	uintptr_t unused = ((uintptr_t)__builtin_frame_address(0) - mask) & ~mask;

	ranges[count++] = (struct range){unused - STACK_MAX, STACK_MAX};
	for (unsigned long n = getauxval(AT_PHNUM); n; n--, h++) {
		uintptr_t from = h->p_vaddr & ~mask;

		if (h->p_type == PT_LOAD && !(h->p_flags & PF_W) && count < countof(ranges))
			ranges[count++] = (struct range){from, h->p_vaddr + h->p_memsz - from};
	}
	return (int)shed_and_wait(ranges, count, epoll, events, max);
}
