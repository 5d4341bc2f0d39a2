/* Files that the host writes into a container's root before its init runs. */
#ifndef LX_RUNTIME_ROOT_FILE_H
#define LX_RUNTIME_ROOT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "state/idrange.h"

struct root_file {
	char *path; /* absolute, in the container */
	struct str text;
	bool create_only;	/* one that is there stays as it is */
	int64_t uid, gid, mode; /* of a new file; -1: root's, 0644 */
	int fd;			/* root_files_write leaves the open file here, or -1 */
};

struct root_files {
	struct root_file *v;
	size_t n;
};

void root_files_free(struct root_files *files);
#define own_root_files __attribute__((cleanup(root_files_free)))

/* Writes them in order. root is a descriptor of the root (O_PATH will do), which nobody else uses
 * yet; ids are the container's. Links lead to where they lead inside the container. A file that is
 * there keeps its owner and mode; missing folders are made, root's, 0755. */
int root_files_write(int root, struct root_files *files, struct idrange ids, struct err *e);
/* Puts what was written onto the disk. */
int root_files_sync(struct root_files *files, struct err *e);
/* Closes what is open. */
void root_files_close(struct root_files *files);

#endif
