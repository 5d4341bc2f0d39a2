/* The store's promises: whole or absent, one at a time, nothing forgotten. */
#include "test.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/own.h"
#include "state/file.h"
#include "state/idrange.h"
#include "state/lock.h"
#include "state/stage.h"
#include "state/store.h"

static struct store open_store(void)
{
	struct store s = STORE_CLOSED;
	char path[128];
	struct err e;

	snprintf(path, sizeof(path), "%s/dir", test_tmp());
	setenv("LX_DIR", path, 1);
	snprintf(path, sizeof(path), "%s/run", test_tmp());
	setenv("LX_RUN", path, 1);
	if (store_open(&s, &e) < 0) {
		printf("%s\n", e.text);
		exit(1);
	}
	return s;
}

static bool exists(const struct store *s, const char *path)
{
	return !faccessat(s->dir, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

TEST(a_store_is_private_and_has_a_tag_of_its_own)
{
	struct store s = open_store();
	struct stat st;

	CHECK(!fstatat(s.dir, "instances", &st, 0) && (st.st_mode & 0777) == 0700);
	CHECK(!strncmp(s.tag, "lx-", 3) && strlen(s.tag) == 11);
	store_close(&s);
}

TEST(a_relative_store_has_the_name_it_has_from_everywhere)
{
	struct store s;
	struct err e;
	char whole[160];

	CHECK(chdir(test_tmp()) == 0);
	setenv("LX_DIR", "some/where", 1);
	snprintf(whole, sizeof(whole), "%s/some/where", test_tmp());
	CHECK(store_open(&s, &e) == 0);
	CHECK_STR(s.dir_path, whole);
	store_close(&s);
}

TEST(a_write_replaces_the_whole_file)
{
	struct store s = open_store();
	struct str text = {0};
	struct err e;

	CHECK(file_write(s.dir, "f", "long content", 12, FILE_SYNC, &e) == 0);
	CHECK(file_write(s.dir, "f", "short", 5, FILE_NO_SYNC, &e) == 0);
	CHECK(file_read(s.dir, "f", 100, &text, &e) == 0);
	CHECK_STR(str_c(&text), "short");
	str_clear(&text);
	CHECK(file_read(s.dir, "f", 4, &text, &e) < 0 && e.kind == ERR_INVALID);
	CHECK(file_read(s.dir, "none", 4, &text, &e) < 0 && e.kind == ERR_NOT_FOUND);
	str_free(&text);
	store_close(&s);
}

TEST(json_of_a_newer_format_is_refused)
{
	struct store s = open_store();
	struct err e;

	CHECK(file_write(s.dir, "j", "{\"format\":2}", 12, FILE_SYNC, &e) == 0);
	CHECK(!file_read_json(s.dir, "j", 1, &e) && strstr(e.text, "newer version of lx"));
	store_close(&s);
}

TEST(a_tree_is_removed_without_following_links)
{
	struct store s = open_store();
	struct err e;

	mkdirat(s.dir, "keep", 0700);
	mkdirat(s.dir, "keep/me", 0700);
	mkdirat(s.dir, "t", 0700);
	mkdirat(s.dir, "t/sub", 0000);
	mkdirat(s.dir, "t/sub/deeper", 0700);
	CHECK(symlinkat("../keep", s.dir, "t/link") == 0);
	CHECK(mkfifoat(s.dir, "t/fifo", 0600) == 0);
	CHECK(file_remove_tree(s.dir, "t", &e) == 0);
	CHECK(!exists(&s, "t") && exists(&s, "keep/me"));
	CHECK(file_remove_tree(s.dir, "t", &e) == 0);
	store_close(&s);
}

TEST(a_very_deep_tree_is_removed)
{
	struct store s = open_store();
	int at = openat(s.dir, ".", O_RDONLY | O_DIRECTORY);
	struct err e;

	for (int i = 0; i < 3000; i++) {
		int next;

		mkdirat(at, "d", 0700);
		next = openat(at, "d", O_RDONLY | O_DIRECTORY);
		close(at);
		at = next;
	}
	close(at);
	CHECK(file_remove_tree(s.dir, "d", &e) == 0);
	CHECK(!exists(&s, "d"));
	store_close(&s);
}

TEST(a_lock_keeps_others_out_until_it_is_closed)
{
	struct store s = open_store();
	struct err e;
	int a = lock_take(&s, LOCK_INSTANCE, "c1", LOCK_TRY, &e), b;

	CHECK(a >= 0);
	CHECK(lock_take(&s, LOCK_INSTANCE, "c1", LOCK_TRY, &e) < 0 && e.kind == ERR_BUSY);
	b = lock_take(&s, LOCK_INSTANCE, "c2", LOCK_TRY, &e);
	CHECK(b >= 0);
	close(a);
	a = lock_take(&s, LOCK_INSTANCE, "c1", LOCK_TRY, &e);
	CHECK(a >= 0);
	close(a);
	close(b);
	store_close(&s);
}

TEST(a_lock_whose_file_was_retired_is_nobodys)
{
	struct store s = open_store();
	struct err e;
	int a = lock_take(&s, LOCK_INSTANCE, "c1", LOCK_WAIT, &e), b;
	int ready[2];
	pid_t pid;

	CHECK(pipe(ready) == 0);
	pid = fork();
	if (!pid) {
		/* Waits on the file that is about to go; must end up with the one that stays. */
		int w;

		close(a);
		close(ready[1]);
		w = lock_take(&s, LOCK_INSTANCE, "c1", LOCK_WAIT, &e);
		_exit(w >= 0 && exists(&s, "lock/instance-c1") ? 0 : 1);
	}
	usleep(50000);
	lock_retire(&s, LOCK_INSTANCE, "c1");
	close(a);
	waitpid(pid, &b, 0);
	CHECK(WIFEXITED(b) && WEXITSTATUS(b) == 0);
	store_close(&s);
}

TEST(what_is_staged_appears_whole_or_not_at_all)
{
	struct store s = open_store();
	struct stage st;
	struct err e;
	int instances = store_open_dir(&s, "instances", &e);

	CHECK(stage_begin(&s, &st, &e) == 0);
	CHECK(file_create(st.dir, "x", "1", 1, &e) == 0);
	CHECK(stage_publish(&st, instances, "c1", &e) == 0);
	CHECK(exists(&s, "instances/c1/x") && st.dir == -1);
	CHECK(stage_begin(&s, &st, &e) == 0);
	CHECK(stage_publish(&st, instances, "c1", &e) < 0 && e.kind == ERR_EXISTS);
	stage_end(&st);
	CHECK(stage_retire(&s, &st, instances, "c1", &e) == 0);
	CHECK(!exists(&s, "instances/c1"));
	stage_end(&st);
	close(instances);
	store_close(&s);
}

static int released;

static bool release(const struct store *s, int entry, const char *id)
{
	(void)s;
	(void)entry;
	released += strlen(id) == 16;
	return true;
}

TEST(the_sweep_takes_the_dead_and_leaves_the_living)
{
	struct store s = open_store();
	struct stage alive;
	struct err e;
	char path[64];
	pid_t pid;

	CHECK(stage_begin(&s, &alive, &e) == 0);
	pid = fork();
	if (!pid) {
		struct stage dead;

		_exit(stage_begin(&s, &dead, &e) < 0);
	}
	waitpid(pid, NULL, 0);
	released = 0;
	stage_on_sweep(release);
	stage_sweep(&s);
	CHECK(released == 1);
	snprintf(path, sizeof(path), "trash/%s", alive.id);
	CHECK(exists(&s, path));
	stage_end(&alive);
	stage_sweep(&s);
	CHECK(released == 1 && !exists(&s, path));
	store_close(&s);
}

TEST(ranges_of_ids_never_overlap)
{
	struct store s = open_store();
	struct idrange r[3], again;
	struct err e;

	for (int i = 0; i < 3; i++)
		CHECK(idrange_take(&s, i == 1 ? "two" : "one", &r[i], &e) == 0);
	CHECK(r[0].size == 65536 && r[1].base == r[0].base + 65536 &&
	      r[2].base == r[1].base + 65536);
	idrange_release(&s, "one", r[1].base); /* not its owner */
	CHECK(idrange_take(&s, "three", &again, &e) == 0 && again.base == r[2].base + 65536);
	idrange_release(&s, "two", r[1].base);
	CHECK(idrange_take(&s, "four", &again, &e) == 0 && again.base == r[1].base);
	idrange_release_all(&s, "one");
	CHECK(idrange_take(&s, "five", &again, &e) == 0 && again.base == r[0].base);
	for (int i = 0; i < 2; i++)
		idrange_release_all(&s, (const char *[]){"four", "five"}[i]);
	idrange_release_all(&s, "three");
	store_close(&s);
}

int main(void)
{
	return test_main();
}
