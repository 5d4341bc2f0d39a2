/* See unpack.h.
 *
 * libarchive turns the names of pax headers from UTF-8 into the locale's character set, and into
 * Unicode's composed form at that; only where it cannot, it hands out the bytes as they are. Names
 * are bytes to us, so it runs in the "C" locale, where it never can with any but ASCII names. */
#include "image/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "image/extract.h"
#include "image/member.h"
#include "image/metadata.h"

enum { TEMPLATE_MAX_SIZE = 1 << 20 };

struct unpacking {
	struct unpack *to;
	const struct feed *in;
	struct archive *archive;
	struct extract root, templates;
	int templates_dir;
	bool feed_failed;
	struct err feed_err;
};

static la_ssize_t read_feed(struct archive *a, void *data, const void **p)
{
	struct unpacking *u = data;
	size_t n = 0;

	if (u->in->next(u->in->data, (const uint8_t **)p, &n, &u->feed_err)) {
		u->feed_failed = true;
		archive_set_error(a, EIO, "%s", u->feed_err.text);
		return -1;
	}
	return (la_ssize_t)n;
}

/* A character set that cannot be turned into ours: what we want, see above. */
static bool harmless(const char *why)
{
	return why && strstr(why, "can't be converted");
}

static int archive_failed(struct unpacking *u, struct err *e)
{
	const char *why = archive_error_string(u->archive);
	char shown[MEMBER_SHOWN];

	if (u->feed_failed) {
		*e = u->feed_err;
		return -1;
	}
	if (why && strstr(why, "Unrecognized archive format"))
		return err_set(e, ERR_INVALID, "it is no tar archive");
	if (why && str_starts(why, "Truncated"))
		return err_set(e, ERR_INVALID, "it is cut short");
	return err_set(e, ERR_INVALID, "it is damaged: %s", member_show(why ? why : "?", shown));
}

static int read_metadata(struct unpacking *u, struct archive_entry *en, struct err *e)
{
	int64_t size = archive_entry_size(en);
	la_ssize_t n;

	if (archive_entry_filetype(en) != AE_IFREG || archive_entry_hardlink(en))
		return err_set(e, ERR_INVALID, "its metadata.yaml is not a plain file");
	if (size > METADATA_MAX_SIZE)
		return err_set(e, ERR_INVALID, "its metadata.yaml is too large: more than 1 MiB");
	str_clear(&u->to->metadata);
	str_reserve(&u->to->metadata, (size_t)size + 1);
	while ((size_t)size > u->to->metadata.len) {
		char buffer[4096];

		n = archive_read_data(u->archive, buffer, sizeof(buffer));
		if (n < 0)
			return archive_failed(u, e);
		if (!n)
			break;
		str_add_bytes(&u->to->metadata, buffer, (size_t)n);
	}
	u->to->has_metadata = true;
	return 0;
}

/* Templates are files of ours rather than of the root: neither owners nor links. */
static int unpack_template(struct unpacking *u, const char *path, struct archive_entry *en,
			   struct err *e)
{
	bool dir = archive_entry_filetype(en) == AE_IFDIR;
	char shown[MEMBER_SHOWN];

	if ((!dir && archive_entry_filetype(en) != AE_IFREG) || archive_entry_hardlink(en))
		return err_set(e, ERR_INVALID,
			       "member \"%s\" is refused: templates are plain files",
			       member_show(archive_entry_pathname(en), shown));
	if (archive_entry_size(en) > TEMPLATE_MAX_SIZE)
		return err_set(e, ERR_INVALID, "template \"%s\" is too large: more than 1 MiB",
			       member_show(path, shown));
	if (u->templates_dir < 0) {
		if (mkdirat(u->to->entry, "templates", 0700))
			return err_sys(e, errno, "cannot make the folder \"templates\"");
		u->templates_dir = openat(u->to->entry, "templates",
					  O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (u->templates_dir < 0)
			return err_sys(e, errno, "cannot open the folder \"templates\"");
		if (extract_begin(&u->templates, u->templates_dir, u->to->durable, e))
			return -1;
	}
	archive_entry_set_uid(en, 0);
	archive_entry_set_gid(en, 0);
	archive_entry_set_perm(en, dir ? 0700 : 0600);
	archive_entry_xattr_clear(en);
	archive_entry_acl_clear(en);
	return extract_member(&u->templates, path, NULL, u->archive, en, e);
}

/* The part of path below folder ("" for the folder itself), or NULL. */
static const char *below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	if (strncmp(path, folder, n) != 0 || (path[n] && path[n] != '/'))
		return NULL;
	return path[n] ? path + n + 1 : path + n;
}

static int unpack_root(struct unpacking *u, const char *path, struct archive_entry *en,
		       struct err *e)
{
	const char *name = archive_entry_pathname(en), *target = archive_entry_hardlink(en);
	const char *inside = NULL;
	own_str struct str clean = {0};
	char shown[MEMBER_SHOWN], shown_target[MEMBER_SHOWN];

	u->to->has_root = true;
	if (!target)
		return extract_member(&u->root, path, NULL, u->archive, en, e);
	if (member_target(name, target, &clean, e))
		return -1;
	inside = u->to->kind == UNPACK_ROOT ? str_c(&clean) : below(str_c(&clean), "rootfs");
	if (!inside || !*inside)
		return err_set(e, ERR_INVALID,
			       "member \"%s\" is refused: its link target \"%s\" is outside the "
			       "root",
			       member_show(name, shown), member_show(target, shown_target));
	return extract_member(&u->root, path, inside, u->archive, en, e);
}

/* Members of other names are passed over, once they were found harmless. */
static int unpack_member(struct unpacking *u, struct archive_entry *en, struct err *e)
{
	const char *name = archive_entry_pathname(en), *rest;
	own_str struct str clean = {0};

	if (member_path(name ? name : "", &clean, e))
		return -1;
	if (u->to->kind == UNPACK_ROOT)
		return unpack_root(u, str_c(&clean), en, e);
	if (str_eq(str_c(&clean), "metadata.yaml"))
		return read_metadata(u, en, e);
	rest = below(str_c(&clean), "templates");
	if (rest)
		return unpack_template(u, rest, en, e);
	rest = below(str_c(&clean), "rootfs");
	if (rest && u->to->kind == UNPACK_METADATA)
		return err_set(
			e, ERR_INVALID,
			"it holds a root file system itself: import it without a second file");
	if (rest)
		return unpack_root(u, rest, en, e);
	return 0;
}

static int unpack_all(struct unpacking *u, struct err *e)
{
	struct archive_entry *en;
	const uint8_t *p;
	size_t n;
	int r;

	if (archive_read_support_format_tar(u->archive) != ARCHIVE_OK)
		return archive_failed(u, e);
	if (archive_read_open(u->archive, u, NULL, read_feed, NULL) != ARCHIVE_OK)
		return archive_failed(u, e);
	while ((r = archive_read_next_header(u->archive, &en)) == ARCHIVE_OK || r == ARCHIVE_WARN) {
		if (r == ARCHIVE_WARN && !harmless(archive_error_string(u->archive)))
			return archive_failed(u, e);
		if (unpack_member(u, en, e)) {
			/* Where the stream itself broke, that is the cause. */
			if (u->feed_failed)
				*e = u->feed_err;
			return -1;
		}
	}
	if (r != ARCHIVE_EOF)
		return archive_failed(u, e);
	do
		if (u->in->next(u->in->data, &p, &n, e))
			return -1;
	while (n);
	if (u->to->root >= 0 && extract_finish(&u->root, e))
		return -1;
	return u->templates_dir < 0 ? 0 : extract_finish(&u->templates, e);
}

int unpack_tar(struct unpack *to, const struct feed *in, struct err *e)
{
	struct unpacking u = {
		.to = to,
		.in = in,
		.root = EXTRACT_NONE,
		.templates = EXTRACT_NONE,
		.templates_dir = -1,
	};
	locale_t plain = newlocale(LC_CTYPE_MASK, "C", (locale_t)0), old;
	int r = 0;

	if (!plain)
		return err_oom(e);
	old = uselocale(plain);
	u.archive = archive_read_new();
	if (!u.archive)
		r = err_oom(e);
	else if (to->root >= 0)
		r = extract_begin(&u.root, to->root, to->durable, e);
	if (!r)
		r = unpack_all(&u, e);
	archive_read_free(u.archive);
	extract_free(&u.root);
	extract_free(&u.templates);
	if (u.templates_dir >= 0)
		close(u.templates_dir);
	uselocale(old);
	freelocale(plain);
	return r;
}
