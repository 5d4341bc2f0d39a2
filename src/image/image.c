/* The record of an image: image.json, and finding one by what people type. See image.h. */
#include "image/image.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/own.h"
#include "image/builtin.h"
#include "image/metadata.h"
#include "image/record.h"
#include "state/file.h"
#include "state/lock.h"
#include "state/stage.h"

enum { IMAGE_FORMAT = 1, FINGERPRINT_LEN = 64 };

/* An empty file whose time says when the image was last used: noting it takes no lock. */
#define USED_FILE "used"

static const char *const kinds[] = {
	[IMAGE_UNIFIED] = "unified",
	[IMAGE_SPLIT] = "split",
	[IMAGE_SPLIT_SQUASHFS] = "squashfs",
};

bool record_is_fingerprint(const char *text)
{
	return strspn(text, "0123456789abcdef") == FINGERPRINT_LEN && !text[FINGERPRINT_LEN];
}

struct image *record_new(void)
{
	struct image *i = mem_zalloc(sizeof(*i));

	i->architecture = mem_strdup("");
	i->filename = mem_strdup("");
	i->suffix = mem_strdup("");
	i->root_suffix = mem_strdup("");
	i->pool = mem_strdup(RECORD_POOL);
	return i;
}

void image_free(struct image *i)
{
	if (!i)
		return;
	free(i->architecture);
	free(i->filename);
	free(i->suffix);
	free(i->root_suffix);
	free(i->pool);
	map_free(&i->properties);
	strv_free(&i->profiles);
	free(i);
}

int record_write(int dir, const struct image *i, bool sync, struct err *e)
{
	own_json cJSON *j = cJSON_CreateObject();

	json_set_int(j, "format", IMAGE_FORMAT);
	json_set_str(j, "kind", kinds[i->kind]);
	json_set_str(j, "architecture", i->architecture);
	json_set_str(j, "filename", i->filename);
	json_set_str(j, "suffix", i->suffix);
	json_set_str(j, "root_suffix", i->root_suffix);
	json_set_bool(j, "public", i->public);
	json_set_bool(j, "cached", i->cached);
	json_set_bool(j, "auto_update", i->auto_update);
	if (i->has_templates)
		json_set_bool(j, "templates", true);
	json_set_int(j, "size", (int64_t)i->size);
	json_set_int(j, "created_at", i->created_at);
	json_set_int(j, "expires_at", i->expires_at);
	json_set_int(j, "uploaded_at", i->uploaded_at);
	json_set_map(j, "properties", &i->properties);
	json_set_strv(j, "profiles", &i->profiles);
	json_set_str(j, "pool", i->pool);
	json_set_str(j, "layer", i->layer);
	return file_write_json(dir, "image.json", j, sync ? FILE_SYNC : FILE_NO_SYNC, e);
}

static int read_text(const cJSON *j, const char *key, char **out, struct err *e)
{
	const char *text;

	if (json_get_str(j, key, &text, e))
		return -1;
	if (text) {
		free(*out);
		*out = mem_strdup(text);
	}
	return 0;
}

static int read_kind(const cJSON *j, enum image_kind *kind, struct err *e)
{
	const char *text;

	if (json_get_str(j, "kind", &text, e))
		return -1;
	for (size_t i = 0; i < countof(kinds); i++) {
		if (str_eq(text, kinds[i])) {
			*kind = (enum image_kind)i;
			return 0;
		}
	}
	return err_set(e, ERR_INVALID, "\"kind\" is none that is known");
}

static int read_layer(const cJSON *j, struct image *i, struct err *e)
{
	const char *text;

	if (json_get_str(j, "layer", &text, e))
		return -1;
	if (!text || strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16)
		return err_set(e, ERR_INVALID, "\"layer\" is no layer's id");
	snprintf(i->layer, sizeof(i->layer), "%s", text);
	return 0;
}

static int read_record(const cJSON *j, struct image *i, struct err *e)
{
	int64_t size;

	if (read_kind(j, &i->kind, e) || read_layer(j, i, e) ||
	    read_text(j, "architecture", &i->architecture, e) ||
	    read_text(j, "filename", &i->filename, e) || read_text(j, "suffix", &i->suffix, e) ||
	    read_text(j, "root_suffix", &i->root_suffix, e) || read_text(j, "pool", &i->pool, e) ||
	    json_get_bool(j, "public", &i->public, e) ||
	    json_get_bool(j, "cached", &i->cached, e) ||
	    json_get_bool(j, "auto_update", &i->auto_update, e) ||
	    json_get_bool(j, "templates", &i->has_templates, e) ||
	    json_get_int(j, "size", &size, e) || json_get_int(j, "created_at", &i->created_at, e) ||
	    json_get_int(j, "expires_at", &i->expires_at, e) ||
	    json_get_int(j, "uploaded_at", &i->uploaded_at, e) ||
	    json_get_map(j, "properties", &i->properties, e) ||
	    json_get_strv(j, "profiles", &i->profiles, e))
		return -1;
	i->size = (uint64_t)size;
	return 0;
}

struct image *image_load_at(int dir, const char *fingerprint, struct err *e)
{
	own_json cJSON *j = file_read_json(dir, "image.json", IMAGE_FORMAT, e);
	own_image struct image *i = NULL;
	struct stat st;

	if (!j)
		return NULL;
	i = record_new();
	snprintf(i->fingerprint, sizeof(i->fingerprint), "%s", fingerprint);
	if (read_record(j, i, e)) {
		err_wrap(e, "image %.12s", fingerprint);
		return NULL;
	}
	if (!fstatat(dir, USED_FILE, &st, AT_SYMLINK_NOFOLLOW))
		i->last_used_at = st.st_mtim.tv_sec;
	return take(i);
}

static int open_image(const struct store *s, const char *fingerprint, struct err *e)
{
	char path[sizeof("images/") + FINGERPRINT_LEN];
	int dir;

	if (!record_is_fingerprint(fingerprint))
		return err_set(e, ERR_NOT_FOUND, "Image not found");
	snprintf(path, sizeof(path), "images/%s", fingerprint);
	dir = openat(s->dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (dir < 0 && errno == ENOENT)
		return err_set(e, ERR_NOT_FOUND, "Image not found");
	return dir < 0 ? err_sys(e, errno, "cannot open image %.12s", fingerprint) : dir;
}

struct image *image_load(const struct store *s, const char *fingerprint, struct err *e)
{
	own_fd int dir = open_image(s, fingerprint, e);

	return dir < 0 ? NULL : image_load_at(dir, fingerprint, e);
}

bool record_exists(const struct store *s, const char *fingerprint)
{
	char path[sizeof("images/") + FINGERPRINT_LEN];

	snprintf(path, sizeof(path), "images/%s", fingerprint);
	return record_is_fingerprint(fingerprint) &&
	       !faccessat(s->dir, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

int image_save(const struct store *s, const struct image *i, struct err *e)
{
	own_fd int dir = open_image(s, i->fingerprint, e);

	return dir < 0 ? -1 : record_write(dir, i, true, e);
}

void image_touch(const struct store *s, const char *fingerprint)
{
	struct err ignored;
	own_fd int dir = open_image(s, fingerprint, &ignored);
	own_fd int fd = -1;

	if (dir < 0 || !utimensat(dir, USED_FILE, NULL, AT_SYMLINK_NOFOLLOW))
		return;
	fd = openat(dir, USED_FILE, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

int image_fingerprints(const struct store *s, struct strv *out, struct err *e)
{
	int images = store_open_dir(s, "images", e);
	own_dir DIR *d = NULL;
	struct dirent *entry;

	if (images < 0)
		return -1;
	d = fdopendir(images);
	if (!d) {
		close(images);
		return err_oom(e);
	}
	while ((entry = readdir(d)))
		if (record_is_fingerprint(entry->d_name))
			strv_add(out, entry->d_name);
	strv_sort(out);
	return 0;
}

/* One image by the beginning of its fingerprint. */
static struct image *find_prefix(const struct store *s, const char *prefix, struct err *e)
{
	own_strv struct strv all = {0};
	const char *match = NULL;

	if (record_is_fingerprint(prefix))
		return image_load(s, prefix, e);
	if (!*prefix || prefix[strspn(prefix, "0123456789abcdef")]) {
		err_set(e, ERR_NOT_FOUND, "Image not found");
		return NULL;
	}
	if (image_fingerprints(s, &all, e))
		return NULL;
	for (size_t i = 0; i < all.n; i++) {
		if (!str_starts(all.v[i], prefix))
			continue;
		if (match) {
			err_set(e, ERR_INVALID, "More than one image matches");
			return NULL;
		}
		match = all.v[i];
	}
	if (!match) {
		err_set(e, ERR_NOT_FOUND, "Image not found");
		return NULL;
	}
	return image_load(s, match, e);
}

/* As image_find; builtin says whether the built-in image may be unpacked for it. */
static struct image *find(const struct store *s, const char *ref, bool builtin, struct err *e)
{
	own_free char *fingerprint = NULL;

	err_clear(e);
	fingerprint = alias_lookup(s, ref, e);
	if (fingerprint)
		return image_load(s, fingerprint, e);
	if (e->kind != ERR_NONE)
		return NULL;
	if (!image_is_builtin_alias(ref))
		return find_prefix(s, ref, e);
	if (builtin)
		return image_builtin(s, e);
	return image_load(s, builtin_fingerprint(), e);
}

struct image *image_find(const struct store *s, const char *ref, struct err *e)
{
	return find(s, ref, false, e);
}

struct image *image_resolve(const struct store *s, const char *ref, struct err *e)
{
	const char *colon = strchr(ref, ':');
	size_t n = colon ? (size_t)(colon - ref) : 0;

	if (!colon)
		return find(s, ref, true, e);
	if (!strncmp(ref, "local:", n + 1))
		return find(s, colon + 1, true, e);
	if (strncmp(ref, "builtin:", n + 1) != 0) {
		err_set(e, ERR_NOT_FOUND, "The remote \"%.*s\" doesn't exist", (int)n, ref);
		return NULL;
	}
	if (!image_is_builtin_alias(colon + 1) &&
	    (strlen(colon + 1) < 4 || !str_starts(builtin_fingerprint(), colon + 1))) {
		err_set(e, ERR_NOT_FOUND, "Image not found");
		return NULL;
	}
	return image_builtin(s, e);
}

int image_each_layer(const struct store *s,
		     void (*use)(const char *pool, const char *layer, void *data), void *data,
		     struct err *e)
{
	own_strv struct strv all = {0};

	if (image_fingerprints(s, &all, e))
		return -1;
	for (size_t n = 0; n < all.n; n++) {
		own_image struct image *i = image_load(s, all.v[n], e);

		if (!i && e->kind == ERR_NOT_FOUND)
			continue; /* deleted meanwhile */
		if (!i)
			return -1;
		use(i->pool, i->layer, data);
	}
	return 0;
}

int image_delete(const struct store *s, const char *fingerprint, struct err *e)
{
	own_fd int lock = -1, images = -1;
	own_stage struct stage entry = STAGE_NONE;

	if (!record_is_fingerprint(fingerprint))
		return err_set(e, ERR_NOT_FOUND, "Image not found");
	lock = lock_take(s, LOCK_IMAGE, fingerprint, LOCK_WAIT, e);
	if (lock < 0)
		return -1;
	images = store_open_dir(s, "images", e);
	if (images < 0)
		return -1;
	if (stage_retire(s, &entry, images, fingerprint, e))
		return e->kind == ERR_NOT_FOUND ? err_set(e, ERR_NOT_FOUND, "Image not found") : -1;
	lock_retire(s, LOCK_IMAGE, fingerprint);
	return alias_prune(s, e);
}

int image_open_part(const struct store *s, const struct image *i, enum image_part part,
		    struct err *e)
{
	const char *name = part == IMAGE_PART_ROOT ? RECORD_ROOT : RECORD_FIRST;
	own_fd int dir = open_image(s, i->fingerprint, e);
	int fd;

	if (dir < 0)
		return -1;
	fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno == ENOENT && part == IMAGE_PART_FIRST)
		return builtin_open(i->fingerprint, e);
	return fd < 0 ? err_sys(e, errno, "cannot open the file of image %.12s", i->fingerprint)
		      : fd;
}

int image_read_metadata(const struct store *s, const char *fingerprint, struct str *out,
			struct err *e)
{
	own_fd int dir = open_image(s, fingerprint, e);

	return dir < 0 ? -1 : file_read(dir, "metadata.yaml", METADATA_MAX_SIZE, out, e);
}
