/* User namespaces: writing the maps of one, acting under another host uid while keeping all
 * capabilities. user_namespaces(7). */
#ifndef LX_KERNEL_USERNS_H
#define LX_KERNEL_USERNS_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/* Maps ids 0..size-1 of the process' fresh user namespace to base.. on the host. */
int userns_map(pid_t pid, uint32_t base, uint32_t size, struct err *e);

/* A descriptor of a user namespace made only for its map, for idmapped mounts. */
int userns_open(uint32_t base, uint32_t size, struct err *e);
/* A descriptor of the user namespace of a process. */
int userns_of(pid_t pid, struct err *e);

/* Takes on uid and gid as effective and file-system ids without losing capabilities. Things made
 * then (user namespaces, overlay mounts) belong to that id. userns_act_as_root goes back. */
int userns_act_as(uint32_t id, struct err *e);
int userns_act_as_root(struct err *e);

#endif
