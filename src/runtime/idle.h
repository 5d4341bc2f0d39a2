/* Waiting with next to nothing in memory. Private to runtime/. */
#ifndef LX_RUNTIME_IDLE_H
#define LX_RUNTIME_IDLE_H

#include <sys/epoll.h>

/* As epoll_wait(2) without a timeout, after giving back the pages of the program itself and the
 * unused part of the stack. What is needed again comes from the page cache. */
int idle_wait(int epoll, struct epoll_event *events, int max);

#endif
