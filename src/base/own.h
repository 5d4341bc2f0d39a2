/* Ownership of locals: `own_free char *p`, `own_fd int fd = -1` are released at the end of their
 * scope; take() and take_fd() give them away. Used everywhere, so it includes nothing of ours. */
#ifndef LX_BASE_OWN_H
#define LX_BASE_OWN_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void own_free_(void *p)
{
	free(*(void **)p);
}

static inline void own_fd_(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void own_dir_(DIR **d)
{
	if (*d)
		closedir(*d);
}

static inline void own_file_(FILE **f)
{
	if (*f)
		fclose(*f);
}

#define own_free __attribute__((cleanup(own_free_)))
#define own_fd	 __attribute__((cleanup(own_fd_)))
#define own_dir	 __attribute__((cleanup(own_dir_)))
#define own_file __attribute__((cleanup(own_file_)))

/* Gives a pointer away: its owner forgets it. */
#define take(p)                       \
	({                            \
		__typeof__(p) t_ = p; \
		(p) = NULL;           \
		t_;                   \
	})

static inline int take_fd(int *fd)
{
	int t = *fd;
	*fd = -1;
	return t;
}

#define countof(a) (sizeof(a) / sizeof((a)[0]))

#endif
