/* See metadata.h. The messages that LXD has too are its own words. */
#include "image/metadata.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/own.h"
#include "base/yaml.h"
#include "image/member.h"

static const struct {
	const char *name;
	const char *others; /* separated by blanks */
} architectures[] = {
	{"x86_64", "amd64 generic_64"},
	{"i686", "i386 i586 386 x86 generic_32"},
	{"aarch64", "arm64 arm64_generic"},
	{"armv8l", ""},
	{"armv7l", "armhf armhfp armv7a_hardfp armv7 armv7a_vfpv3_hardfp"},
	{"armv6l", "armel arm"},
	{"ppc64le", "ppc64el powerpc64le"},
	{"ppc64", "powerpc64"},
	{"ppc", "powerpc"},
	{"s390x", "mainframe"},
	{"riscv64", ""},
	{"riscv32", ""},
	{"mips", "mipsel mipsle"},
	{"mips64", "mips64el mips64le"},
	{"loongarch64", "loong64"},
};

const char *architecture_name(const char *name)
{
	for (size_t i = 0; i < countof(architectures); i++) {
		own_strv struct strv others = {0};

		strv_split(&others, architectures[i].others, " ", true);
		if (str_eq(name, architectures[i].name) || strv_has(&others, name))
			return architectures[i].name;
	}
	return NULL;
}

static int invalid(struct err *e, const char *what)
{
	return err_set(e, ERR_INVALID, "metadata.yaml: %s", what);
}

static int read_architecture(struct metadata *m, const cJSON *j, struct err *e)
{
	const cJSON *node = cJSON_GetObjectItemCaseSensitive(j, "architecture");
	const char *text = yaml_text(node), *name;
	char shown[MEMBER_SHOWN];

	if (!node || !text || !*text)
		return invalid(e, "Missing architecture");
	name = architecture_name(text);
	if (!name)
		return err_set(e, ERR_INVALID, "metadata.yaml: Architecture isn't supported: %s",
			       member_show(text, shown));
	m->architecture = mem_strdup(name);
	return 0;
}

/* A whole number, quoted or not; 0 where it is missing. */
static int read_date(const cJSON *j, const char *key, int64_t *out, struct err *e)
{
	const cJSON *node = cJSON_GetObjectItemCaseSensitive(j, key);
	const char *text = yaml_text(node);
	char *end;

	*out = 0;
	if (!node || cJSON_IsNull(node))
		return 0;
	/* 1.7e9 is a whole number, too. */
	if (cJSON_IsNumber(node) && fabs(node->valuedouble) < 1e15 &&
	    floor(node->valuedouble) >= node->valuedouble) {
		*out = (int64_t)node->valuedouble;
		return 0;
	}
	errno = 0;
	if (text)
		*out = strtoll(text, &end, 10);
	if (!text || !*text || *end || errno)
		return err_set(e, ERR_INVALID,
			       "metadata.yaml: \"%s\" is not a time in unix seconds", key);
	return 0;
}

static int read_id(const cJSON *j, const char *key, int base, int64_t *out, struct err *e)
{
	const char *text = yaml_text(cJSON_GetObjectItemCaseSensitive(j, key));
	char *end;

	*out = -1;
	if (!text || !*text)
		return 0;
	errno = 0;
	*out = strtoll(text, &end, base);
	if (*end || errno || *out < 0 || *out > UINT32_MAX)
		return err_set(e, ERR_INVALID,
			       "metadata.yaml: \"%s\" of a template is not a number", key);
	return 0;
}

static int read_when(struct image_template *t, const cJSON *when, struct err *e)
{
	const cJSON *child;

	if (!when || cJSON_IsNull(when))
		return 0;
	if (!cJSON_IsArray(when))
		return invalid(e, "\"when\" of a template is not a list");
	cJSON_ArrayForEach(child, when)
	{
		if (!yaml_text(child))
			return invalid(e, "\"when\" of a template is not a list of words");
		strv_add(&t->when, yaml_text(child));
	}
	return 0;
}

static int read_template(struct image_template *t, const cJSON *j, struct err *e)
{
	const cJSON *only = cJSON_GetObjectItemCaseSensitive(j, "create_only");
	const char *file = yaml_text(cJSON_GetObjectItemCaseSensitive(j, "template"));
	own_str struct str path = {0};
	char shown[MEMBER_SHOWN];

	t->uid = t->gid = t->mode = -1;
	t->path = mem_strdup(j->string);
	if (*t->path != '/' || member_path(t->path + 1, &path, e) || !path.len)
		return err_set(e, ERR_INVALID,
			       "metadata.yaml: template path \"%s\" is not that of a file inside "
			       "the container",
			       member_show(t->path, shown));
	if (!cJSON_IsObject(j) || !file || !*file)
		return err_set(e, ERR_INVALID, "metadata.yaml: template \"%s\" names no file",
			       member_show(t->path, shown));
	if (member_path(file, &path, e) || !path.len)
		return err_set(e, ERR_INVALID,
			       "metadata.yaml: template \"%s\" names a file outside templates/",
			       member_show(t->path, shown));
	t->file = str_take(&path);
	if (only && !cJSON_IsNull(only) && !cJSON_IsBool(only))
		return invalid(e, "\"create_only\" of a template is neither true nor false");
	t->create_only = cJSON_IsTrue(only);
	if (read_when(t, cJSON_GetObjectItemCaseSensitive(j, "when"), e) ||
	    read_id(j, "uid", 10, &t->uid, e) || read_id(j, "gid", 10, &t->gid, e) ||
	    read_id(j, "mode", 8, &t->mode, e))
		return -1;
	if (yaml_get_map(j, "properties", &t->properties, e))
		return err_wrap(e, "metadata.yaml: template \"%s\"", member_show(t->path, shown));
	return 0;
}

static int read_templates(struct metadata *m, const cJSON *list, struct err *e)
{
	const cJSON *child;

	if (!list || cJSON_IsNull(list))
		return 0;
	if (!cJSON_IsObject(list))
		return invalid(e, "\"templates\" is not a map");
	cJSON_ArrayForEach(child, list)
	{
		m->templates = mem_grow(m->templates, m->template_count + 1, sizeof(*m->templates));
		memset(&m->templates[m->template_count], 0, sizeof(*m->templates));
		if (read_template(&m->templates[m->template_count++], child, e))
			return -1;
	}
	return 0;
}

int metadata_parse(struct metadata *m, const char *text, size_t len, struct err *e)
{
	own_json cJSON *j = NULL;

	if (len > METADATA_MAX_SIZE)
		return invalid(e, "it is too large: more than 1 MiB");
	j = yaml_parse(text, len, "metadata.yaml", e);
	if (!j)
		return -1;
	if (!cJSON_IsObject(j))
		return invalid(e, "it is not a map");
	if (read_architecture(m, j, e) || read_date(j, "creation_date", &m->creation_date, e) ||
	    read_date(j, "expiry_date", &m->expiry_date, e))
		return -1;
	if (m->creation_date <= 0)
		return invalid(e, "Missing creation date");
	if (m->expiry_date < 0)
		m->expiry_date = 0;
	if (yaml_get_map(j, "properties", &m->properties, e))
		return err_wrap(e, "metadata.yaml");
	return read_templates(m, cJSON_GetObjectItemCaseSensitive(j, "templates"), e);
}

void metadata_free(struct metadata *m)
{
	for (size_t i = 0; i < m->template_count; i++) {
		free(m->templates[i].path);
		free(m->templates[i].file);
		strv_free(&m->templates[i].when);
		map_free(&m->templates[i].properties);
	}
	free(m->templates);
	free(m->architecture);
	map_free(&m->properties);
	*m = (struct metadata){0};
}
