/* Telling processes apart: a pid alone may be somebody else's by now, with its start time it is
 * not. */
#ifndef LX_KERNEL_PROCESS_H
#define LX_KERNEL_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Start time in ticks since boot (field 22 of /proc/PID/stat); 0 where there is no such process,
 * or only its zombie. */
uint64_t process_start_time(pid_t pid);
/* This boot's random id, 36 characters; empty where /proc has none. */
const char *process_boot_id(void);
/* Waits until the process behind a pidfd has ended; timeout_ms -1 is for ever. */
bool process_wait(int pidfd, int timeout_ms);
/* Whether the process has a handler for the signal, or blocks it to read it later (signalfd(2)). */
bool process_catches(pid_t pid, int sig);
/* The signal that ended a process which is no child of ours, where the kernel tells
 * (PIDFD_GET_INFO with PIDFD_INFO_EXIT, Linux 6.15); 0 where it does not or there was none. */
int process_exit_signal(int pidfd);
/* Proportional share of memory in bytes, from /proc/PID/smaps_rollup. */
uint64_t process_memory(pid_t pid);

#endif
