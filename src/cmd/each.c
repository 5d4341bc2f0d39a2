/* See each.h. */
#include "cmd/each.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/own.h"
#include "cmd/cli/output.h"
#include "cmd/target.h"
#include "ops/ops.h"

enum { AT_ONCE = 32 };

/* What a child leaves behind, in memory shared with it. */
struct result {
	bool done, failed;
	struct err err;
};

int each_named(const struct invocation *in, struct strv *names, struct err *e)
{
	for (size_t i = 0; i < in->arg_count; i++) {
		const char *name;

		if (target_instance(in->args[i], &name, e) < 0)
			return -1;
		if (!strv_has(names, name))
			strv_add(names, name);
	}
	return 0;
}

static int add_all(struct invocation *in, bool (*wanted)(enum run_status), struct strv *names,
		   struct err *e)
{
	const struct store *s = command_store(in, e);
	struct op_view *views = NULL;
	size_t n = 0;

	if (!s || op_list(s, &views, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (wanted(views[i].run.status))
			strv_add(names, views[i].instance->name);
	op_views_free(views, n);
	return 0;
}

int each_chosen(struct invocation *in, size_t all_flag, bool (*wanted)(enum run_status),
		struct strv *names, struct err *e)
{
	if (flag_on(in, all_flag)) {
		if (in->arg_count)
			return err_set(e, ERR_INVALID, "Both --all and instance name given");
		return add_all(in, wanted, names, e);
	}
	if (!in->arg_count)
		return err_set(e, ERR_USAGE, "Invalid number of arguments");
	return each_named(in, names, e);
}

static pid_t begin(const struct store *s, const char *name, const struct invocation *in,
		   each_do act, struct result *result)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	result->failed = act(s, name, in, &result->err) < 0;
	result->done = true;
	_exit(0);
}

static void await(pid_t pid)
{
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* Tells the failures in the order of the names; returns how many there were. */
static size_t tell(const struct strv *names, const struct result *results)
{
	size_t failed = 0;

	for (size_t i = 0; i < names->n; i++) {
		if (results[i].done && !results[i].failed)
			continue;
		failed++;
		err_line("%s: error: %s", names->v[i],
			 results[i].done ? results[i].err.text
					 : "the process that did it was killed");
	}
	return failed;
}

int each_instance(struct invocation *in, const struct strv *names, const char *verb, each_do act,
		  struct err *e)
{
	const struct store *s = command_store(in, e);
	size_t size = names->n * sizeof(struct result), failed;
	struct result *results;
	own_free pid_t *pids = mem_zalloc(names->n * sizeof(*pids));

	if (!s)
		return -1;
	if (names->n <= 1)
		return names->n ? act(s, names->v[0], in, e) : 0;
	results = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (results == MAP_FAILED)
		return err_oom(e);
	for (size_t i = 0; i < names->n; i++) {
		if (i >= AT_ONCE)
			await(pids[i - AT_ONCE]);
		pids[i] = begin(s, names->v[i], in, act, &results[i]);
		if (pids[i] < 0) {
			err_sys(&results[i].err, errno, "cannot make a process");
			results[i].failed = results[i].done = true;
		}
	}
	for (size_t i = names->n > AT_ONCE ? names->n - AT_ONCE : 0; i < names->n; i++)
		await(pids[i]);
	failed = tell(names, results);
	munmap(results, size);
	if (!failed)
		return 0;
	err_line("%s", "");
	return err_set(e, ERR_FAILED, "Some instances failed to %s", verb);
}
