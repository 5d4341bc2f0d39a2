/* Everything begins and ends in trash/. An entry there is not alive: its maker or remover holds
 * flock on the entry's folder; an entry whose lock is free belongs to a process that died, and
 * the next command removes it with what it names (layers, id range). This is all the recovery
 * there is from kill -9 and power loss.
 *
 * Creating: stage_begin, build inside, stage_publish (rename = commit).
 * Deleting: stage_retire (rename = commit), remove what it named, stage_end. */
#ifndef LX_STATE_STAGE_H
#define LX_STATE_STAGE_H

#include <stdbool.h>

#include "base/err.h"
#include "state/store.h"

struct stage {
	const struct store *store;
	char id[17]; /* 16 hex digits, random: also the name of the entry in trash/ */
	int dir;     /* the entry, locked; -1 after stage_publish and stage_end */
};

#define STAGE_NONE ((struct stage){.dir = -1})

int stage_begin(const struct store *s, struct stage *st, struct err *e);
/* Moves the entry to parent/name, which must not exist (ERR_EXISTS), and fsyncs parent. */
int stage_publish(struct stage *st, int parent, const char *name, struct err *e);
/* Moves the living parent/name into trash/ under a new id and fsyncs parent. */
int stage_retire(const struct store *s, struct stage *st, int parent, const char *name,
		 struct err *e);
/* Removes the entry's folder and what is in it. Errors are left to the next sweep. */
void stage_end(struct stage *st);
/* Leaves all of it to the next sweep. */
void stage_leave(struct stage *st);
#define own_stage __attribute__((cleanup(stage_end)))

/* What an entry names beyond its own folder is known to those above: they register a function
 * that releases it (e.g. layers that no instance or image names any more, the id range). It gets
 * the entry's locked descriptor and id, and must be idempotent. false: the entry must stay. */
typedef bool (*stage_releaser)(const struct store *s, int entry_dir, const char *id);
void stage_on_sweep(stage_releaser release);
/* Removes entries whose process died; returns whether there were any. One readdir of an empty
 * folder when there is nothing. */
bool stage_sweep(const struct store *s);

#endif
