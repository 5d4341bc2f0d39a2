/* The store: $LX_DIR on disk, $LX_RUN in memory. Opened once a command; everything below is
 * reached by descriptor. Opening it read-write also sweeps what a killed command left behind. */
#ifndef LX_STATE_STORE_H
#define LX_STATE_STORE_H

#include <stdbool.h>

#include "base/err.h"

struct store {
	int dir;	/* $LX_DIR, O_PATH-free directory descriptor */
	int run;	/* $LX_RUN */
	char *dir_path; /* absolute, canonical */
	char *run_path;
	char tag[24]; /* "lx" for the default store, else "lx-<8 hex of its path>": prefixes the names
			 of cgroups and of links on the host */
};

/* Opens the store, making its folders (0700) where they are missing: $LX_DIR, else /var/lib/lx
 * (~/.local/share/lx for a user); $LX_RUN, else /run/lx ($XDG_RUNTIME_DIR/lx), and the tag in the
 * place of the last "lx" where $LX_DIR is given. */
int store_open(struct store *s, struct err *e);
void store_close(struct store *s);
#define own_store    __attribute__((cleanup(store_close)))
#define STORE_CLOSED ((struct store){.dir = -1, .run = -1})

/* Opens $LX_DIR/<path> as a directory. Returns the descriptor. */
int store_open_dir(const struct store *s, const char *path, struct err *e);

#endif
