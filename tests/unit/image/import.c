/* Importing: an image is there whole, or there is nothing of it; two at once do no harm. */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "image/image.h"
#include "image/tar.h"
#include "state/store.h"

#define METADATA                                                                            \
	"architecture: x86_64\ncreation_date: 1\nproperties: {os: testos, release: 1.10}\n" \
	"templates:\n  /etc/hostname: {when: [create], template: hostname.tpl}\n"

static struct store store = STORE_CLOSED;
static struct err err;
static char fingerprint[65];

static void fresh(void)
{
	char path[96], command[128];

	if (store.dir >= 0)
		store_close(&store);
	snprintf(path, sizeof(path), "%s/store", test_tmp());
	snprintf(command, sizeof(command), "rm -rf %s", path);
	CHECK_INT(system(command), 0);
	setenv("LX_DIR", path, 1);
	snprintf(path, sizeof(path), "%s/run", test_tmp());
	setenv("LX_RUN", path, 1);
	err_clear(&err);
	CHECK_INT(store_open(&store, &err), 0);
}

/* The path of a new file in the test's folder. */
static const char *path_of(const char *name)
{
	static char path[2][96];
	static int turn;

	turn = !turn;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", test_tmp(), name);
	return path[turn];
}

static const char *file(const char *name, struct str *t)
{
	const char *path = path_of(name);
	FILE *f = fopen(path, "w");

	CHECK(f && fwrite(t->p, 1, t->len, f) == t->len);
	if (f)
		fclose(f);
	str_free(t);
	return path;
}

static int import(const char *meta, const char *rootfs)
{
	struct image_import in = {.meta = meta, .rootfs = rootfs};

	err_clear(&err);
	return image_import(&store, &in, fingerprint, &err);
}

static int entries(const char *path)
{
	int fd = openat(store.dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), n = 0;
	DIR *d = fdopendir(fd);

	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

#define NOTHING_LEFT(layers)                                        \
	do {                                                        \
		CHECK_INT(entries("trash"), 0);                     \
		CHECK_INT(entries("pools/default/layers"), layers); \
	} while (0)

/* The content of a file in the image's layer. */
static void layer_has(const struct image *i, const char *name, const char *want)
{
	char path[160], got[64] = {0};
	int fd;

	snprintf(path, sizeof(path), "pools/default/layers/%s/fs/%s", i->layer, name);
	fd = openat(store.dir, path, O_RDONLY | O_CLOEXEC);
	CHECK(fd >= 0 && read(fd, got, sizeof(got) - 1) >= 0);
	CHECK_STR(got, want);
	close(fd);
}

static void add_metadata(struct str *t)
{
	TAR(t, .name = "metadata.yaml", .content = METADATA);
	TAR(t, .name = "templates/hostname.tpl", .content = "{{ container.name }}");
}

static struct str unified(const char *content)
{
	struct str t = {0};

	add_metadata(&t);
	TAR(&t, .name = "rootfs/", .type = '5');
	TAR(&t, .name = "rootfs/file", .content = content);
	tar_end(&t);
	return t;
}

/* What the shell says about a file. */
static const char *sha256sum(const char *files)
{
	static char out[80];
	char command[300];
	FILE *f;

	snprintf(command, sizeof(command), "cat %s | sha256sum", files);
	f = popen(command, "r");
	CHECK(f && fgets(out, sizeof(out), f));
	if (f)
		pclose(f);
	out[64] = '\0';
	return out;
}

TEST(a_unified_file)
{
	struct str t = unified("hello");
	const char *path = file("u.tar", &t);
	struct image *i;
	struct str text = {0};
	int fd;

	fresh();
	CHECK_INT(import(path, NULL), 0);
	CHECK_STR(err.text, "");
	CHECK_STR(fingerprint, sha256sum(path));
	i = image_find(&store, "u", &err);
	CHECK(!i);
	CHECK_STR(err.text, "Image not found");
	fingerprint[12] = '\0';
	i = image_find(&store, fingerprint, &err);
	REQUIRE(i);
	CHECK_STR(i->architecture, "x86_64");
	CHECK_STR(i->filename, "u.tar");
	CHECK_STR(i->suffix, ".tar");
	CHECK_STR(map_get(&i->properties, "release"), "1.10");
	CHECK_INT(i->kind, IMAGE_UNIFIED);
	CHECK_INT(i->created_at, 1);
	CHECK_INT(i->last_used_at, 0);
	layer_has(i, "file", "hello");
	fd = image_open_part(&store, i, IMAGE_PART_FIRST, &err);
	CHECK(fd >= 0 && lseek(fd, 0, SEEK_END) == (off_t)i->size);
	close(fd);
	CHECK_INT(image_read_metadata(&store, i->fingerprint, &text, &err), 0);
	CHECK_STR(str_c(&text), METADATA);
	str_free(&text);
	image_touch(&store, i->fingerprint);
	image_free(i);
	i = image_resolve(&store, fingerprint, &err);
	CHECK(i && i->last_used_at > 1700000000);
	image_free(i);
	NOTHING_LEFT(1);

	CHECK(import(path, NULL) < 0);
	CHECK_STR(err.text, "Image with same fingerprint already exists");
	CHECK_INT(err.kind, ERR_EXISTS);
	NOTHING_LEFT(1);
}

TEST(a_pair)
{
	struct str m = {0}, r = {0};
	char both[200];
	struct image *i;

	fresh();
	add_metadata(&m);
	tar_end(&m);
	TAR(&r, .name = "./", .type = '5', .mode = 0700);
	TAR(&r, .name = "./file", .content = "root");
	tar_end(&r);
	snprintf(both, sizeof(both), "%s %s", file("m.tar", &m), file("r.tar", &r));
	CHECK_INT(import(path_of("m.tar"), path_of("r.tar")), 0);
	CHECK_STR(err.text, "");
	CHECK_STR(fingerprint, sha256sum(both));
	i = image_load(&store, fingerprint, &err);
	REQUIRE(i);
	CHECK_INT(i->kind, IMAGE_SPLIT);
	CHECK_STR(i->root_suffix, ".tar");
	layer_has(i, "file", "root");
	image_free(i);
}

/* The same folder gives the same image, whenever and in whatever order it was written. */
TEST(a_folder)
{
	static const char make[] =
		"cd %s && rm -rf d && mkdir -p d/rootfs/etc d/templates && cd d && "
		"printf 'architecture: x86_64\\ncreation_date: 1\\n' >metadata.yaml && "
		"echo t >templates/t && echo %s && ln rootfs/b rootfs/etc/c && "
		"ln -s b rootfs/l && truncate -s 1M rootfs/hole && "
		"find . -exec touch -h -d @1700000000 {} +";
	char first[65], command[600];
	struct image *i;

	fresh();
	snprintf(command, sizeof(command), make, test_tmp(), "x >rootfs/a && echo yy >rootfs/b");
	CHECK_INT(system(command), 0);
	CHECK_INT(import(path_of("d"), NULL), 0);
	CHECK_STR(err.text, "");
	memcpy(first, fingerprint, sizeof(first));
	i = image_load(&store, fingerprint, &err);
	REQUIRE(i);
	layer_has(i, "etc/c", "yy\n");
	CHECK_STR(i->suffix, ".tar.zst");
	snprintf(command, sizeof(command), "%s/store/images/%s/image", test_tmp(), fingerprint);
	CHECK_STR(sha256sum(command), fingerprint);
	image_free(i);
	snprintf(command, sizeof(command), make, test_tmp(),
		 "x >/dev/null && echo yy >rootfs/b && echo >rootfs/a");
	CHECK_INT(system(command), 0);
	CHECK(import(path_of("d"), NULL) < 0 || strcmp(first, fingerprint) != 0);
	snprintf(command, sizeof(command), make, test_tmp(),
		 "yy >rootfs/b && echo >/dev/null && echo >rootfs/0 && rm rootfs/0 && "
		 "echo - >/dev/null && printf 'x\\n' >rootfs/a");
	CHECK_INT(system(command), 0);
	CHECK(import(path_of("d"), NULL) < 0);
	CHECK_STR(fingerprint, first);
	CHECK_INT(err.kind, ERR_EXISTS);
	NOTHING_LEFT(2);
	snprintf(command, sizeof(command), "rm -r %s/d/rootfs", test_tmp());
	CHECK_INT(system(command), 0);
	CHECK(import(path_of("d"), NULL) < 0);
	CHECK_HAS(err.text, "has no folder rootfs");
	NOTHING_LEFT(2);
}

static void refused(const char *meta, const char *rootfs, const char *words)
{
	CHECK(import(meta, rootfs) < 0);
	CHECK_HAS(err.text, words);
	NOTHING_LEFT(0);
	CHECK_INT(entries("images"), 0);
}

TEST(nothing_is_left_of_a_failure)
{
	struct str t = unified("0123456789"), m = {0};

	fresh();
	t.len -= 1024;
	refused(file("f.tar", &t), NULL, "it is cut short");
	t = unified("x");
	t.len = 1024 + 700;
	refused(file("f.tar", &t), NULL, "it is cut short");
	TAR(&t, .name = "rootfs/", .type = '5');
	tar_end(&t);
	refused(file("f.tar", &t), NULL, "Metadata tarball is missing metadata.yaml");
	add_metadata(&t);
	tar_end(&t);
	refused(file("f.tar", &t), NULL, "it has no rootfs/");
	TAR(&t, .name = "rootfs/f", .content = "x");
	TAR(&t, .name = "rootfs/../../../evil", .content = "x");
	tar_end(&t);
	refused(file("f.tar", &t), NULL, "is refused");
	TAR(&t, .name = "metadata.yaml", .content = "architecture: x86_64\n");
	TAR(&t, .name = "rootfs/f", .content = "x");
	tar_end(&t);
	refused(file("f.tar", &t), NULL, "Missing creation date");
	t = unified("x");
	add_metadata(&m);
	tar_end(&m);
	refused(file("u.tar", &t), file("m.tar", &m), "without a second file");
	str_add(&t, "hsqs is no squashfs");
	add_metadata(&m);
	tar_end(&m);
	refused(file("m.tar", &m), file("s", &t), "it is cut short");
	str_add(&t, "hsqs");
	refused(file("s", &t), NULL, "a squashfs is the second file");
	refused(path_of("none"), NULL, "No such file");
	refused("https://example.org/image", NULL, "not possible yet");
	refused("http://example.org/image", NULL, "Only https:// is supported");
	str_add(&t, "LZIP");
	refused(file("b", &t), NULL, "it is compressed with lzip");
}

TEST(many_at_once)
{
	struct str t = unified("hello");
	const char *path = file("u.tar", &t);
	int won = 0, lost = 0, status;

	fresh();
	fflush(stdout);
	for (int i = 0; i < 6; i++) {
		if (fork())
			continue;
		_exit(!import(path, NULL) ? 0 : err.kind == ERR_EXISTS ? 1 : 2);
	}
	while (wait(&status) > 0) {
		won += WIFEXITED(status) && WEXITSTATUS(status) == 0;
		lost += WIFEXITED(status) && WEXITSTATUS(status) == 1;
	}
	CHECK_INT(won, 1);
	CHECK_INT(lost, 5);
	NOTHING_LEFT(1);
}

TEST(the_built_in_one)
{
	struct image *i;
	int status, good = 0;
	struct err e = {0};

	fresh();
	if (!image_is_builtin_alias("tiny"))
		SKIP("linked without it");
	CHECK(!image_find(&store, "tiny", &e));
	CHECK_INT(e.kind, ERR_NOT_FOUND);
	fflush(stdout);
	for (int n = 0; n < 6; n++) {
		if (fork())
			continue;
		_exit(image_resolve(&store, n % 2 ? "tiny" : "builtin:tiny", &e) ? 0 : 1);
	}
	while (wait(&status) > 0)
		good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	CHECK_INT(good, 6);
	NOTHING_LEFT(1);
	i = image_find(&store, "tiny", &e);
	REQUIRE(i);
	CHECK(i->cached);
	status = image_open_part(&store, i, IMAGE_PART_FIRST, &e);
	CHECK(status >= 0 && lseek(status, 0, SEEK_END) == (off_t)i->size);
	close(status);
	image_free(i);
	CHECK(!image_resolve(&store, "builtin:other", &e));
	CHECK(!image_resolve(&store, "images:debian/12", &e));
	CHECK_STR(e.text, "The remote \"images\" doesn't exist");
}

static const char *alias_fingerprint(const char *name)
{
	static char text[65];
	struct image_alias *a;
	size_t n;

	text[0] = '\0';
	CHECK_INT(image_aliases(&store, &a, &n, &err), 0);
	for (size_t i = 0; i < n; i++)
		if (!strcmp(a[i].name, name))
			snprintf(text, sizeof(text), "%s", a[i].fingerprint);
	image_aliases_free(a, n);
	return text;
}

TEST(aliases)
{
	struct str t = unified("one"), u = unified("two");
	struct strv names = {0};
	struct image_import in = {.meta = file("1.tar", &t), .aliases = &names};
	char first[65];
	struct image *i;

	fresh();
	strv_add(&names, "debian/12");
	strv_add(&names, "tiny");
	CHECK_INT(image_import(&store, &in, first, &err), 0);
	CHECK_STR(alias_fingerprint("debian/12"), first);
	/* A local alias comes before the built-in one's. */
	i = image_resolve(&store, "tiny", &err);
	REQUIRE(i);
	CHECK_STR(i->fingerprint, first);
	image_free(i);
	in.meta = file("2.tar", &u);
	CHECK(image_import(&store, &in, fingerprint, &err) < 0);
	CHECK_STR(err.text, "Alias \"debian/12\" already exists");
	NOTHING_LEFT(1);
	in.reuse = true;
	CHECK_INT(image_import(&store, &in, fingerprint, &err), 0);
	CHECK_STR(alias_fingerprint("debian/12"), fingerprint);

	CHECK_INT(image_alias_create(&store, "x", first, "some words", &err), 0);
	CHECK(image_alias_create(&store, "x", first, "", &err) < 0);
	CHECK_STR(err.text, "Alias \"x\" already exists");
	CHECK(image_alias_create(&store, "y", "nope", "", &err) < 0);
	CHECK_STR(err.text, "Image not found");
	CHECK(image_alias_create(&store, "a:b", first, "", &err) < 0);
	CHECK(image_alias_create(&store, "", first, "", &err) < 0);
	CHECK_INT(image_alias_rename(&store, "x", "y", &err), 0);
	CHECK(image_alias_rename(&store, "x", "z", &err) < 0);
	CHECK_STR(err.text, "Image alias not found");
	CHECK(image_alias_rename(&store, "y", "tiny", &err) < 0);
	CHECK_STR(alias_fingerprint("y"), first);
	CHECK_INT(image_delete(&store, first, &err), 0);
	CHECK_STR(alias_fingerprint("y"), "");
	CHECK(image_delete(&store, first, &err) < 0);
	CHECK_STR(err.text, "Image not found");
	CHECK(image_alias_delete(&store, "y", &err) < 0);
	CHECK_INT(image_alias_delete(&store, "tiny", &err), 0);
	CHECK_STR(alias_fingerprint("debian/12"), fingerprint);
	/* The layer waits for whoever knows the containers (ops/). */
	NOTHING_LEFT(2);
	strv_free(&names);
}

int main(void)
{
	int r = test_main();

	if (store.dir >= 0)
		store_close(&store);
	return r;
}
