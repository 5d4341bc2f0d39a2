/* See complete.h. Completing must not change anything nor complain: the store is opened without
 * a sweep, and whatever fails offers nothing. */
#include "cmd/cli/complete.h"

#include <string.h>

#include "base/own.h"
#include "cmd/cli/command.h"
#include "image/image.h"
#include "instance/instance.h"
#include "instance/keys.h"
#include "instance/profile.h"
#include "runtime/runtime.h"

/* The command line up to the word in question. */
struct line {
	const struct command *command;
	size_t arg;		    /* how many arguments stand before */
	const struct flag *pending; /* waits for its value */
	bool only_args;		    /* "--" was given */
};

static void offer(struct strv *out, const char *prefix, const char *before, const char *word)
{
	if (str_starts(word, prefix))
		strv_add_take(out, mem_printf("%s%s", before, word));
}

static const struct flag *find_flag(const struct flag *table, const char *name, size_t len,
				    char letter)
{
	for (; table && table->name; table++)
		if (letter ? table->letter == letter
			   : !strncmp(table->name, name, len) && !table->name[len])
			return table;
	return NULL;
}

static const struct flag *flag_of(const struct line *l, const char *name, size_t len, char letter)
{
	const struct flag *f = find_flag(l->command->flags, name, len, letter);

	return f ? f : find_flag(global_flags, name, len, letter);
}

static bool wants_value(const struct flag *f)
{
	return f && f->type != FLAG_BOOL && !f->bare;
}

static void step(struct line *l, const char *word)
{
	const struct command *sub;

	if (l->pending) {
		l->pending = NULL;
	} else if (!l->only_args && !strcmp(word, "--")) {
		l->only_args = true;
	} else if (!l->only_args && word[0] == '-' && word[1] == '-') {
		const struct flag *f = flag_of(l, word + 2, strlen(word + 2), 0);

		l->pending = wants_value(f) ? f : NULL;
	} else if (!l->only_args && word[0] == '-' && word[1]) {
		const struct flag *f = flag_of(l, "", 0, word[strlen(word) - 1]);

		l->pending = wants_value(f) ? f : NULL;
	} else if (l->command->subs) {
		sub = command_find(l->command, word);
		l->command = sub ? sub : l->command;
	} else {
		l->arg++;
	}
}

static void offer_instances(const struct store *s, enum complete what, const char *prefix,
			    const char *before, struct strv *out)
{
	own_strv struct strv names = {0};
	struct run_state run;
	struct err e;

	if (instance_names(s, &names, &e) < 0)
		return;
	for (size_t i = 0; i < names.n; i++) {
		if (what != COMPLETE_INSTANCE)
			run_look(s, names.v[i], &run);
		if (what == COMPLETE_INSTANCE ||
		    (what == COMPLETE_STOPPED) == (run.status == RUN_STOPPED))
			offer(out, prefix, before, names.v[i]);
	}
}

static void offer_images(const struct store *s, enum complete what, const char *prefix,
			 const char *before, struct strv *out)
{
	own_strv struct strv all = {0};
	struct image_alias *aliases = NULL;
	size_t n = 0;
	struct err e;

	if (!image_aliases(s, &aliases, &n, &e))
		for (size_t i = 0; i < n; i++)
			offer(out, prefix, before, aliases[i].name);
	image_aliases_free(aliases, n);
	if (what == COMPLETE_IMAGE_ALIAS)
		return;
	/* A fingerprint is completed once somebody began one, as people write them. */
	if (*prefix && !image_fingerprints(s, &all, &e))
		for (size_t i = 0; i < all.n; i++) {
			own_free char *few = mem_strndup(all.v[i], 12);

			offer(out, prefix, before, few);
		}
	if (!strv_has(out, "tiny"))
		offer(out, prefix, before, "tiny");
}

static void offer_profiles(const struct store *s, const char *prefix, const char *before,
			   struct strv *out)
{
	own_strv struct strv names = {0};
	struct err e;

	if (profile_names(s, &names, &e) < 0)
		return;
	for (size_t i = 0; i < names.n; i++)
		offer(out, prefix, before, names.v[i]);
}

/* "limits.cpu=", or "user." where any name may follow. */
static void offer_keys(const char *prefix, const char *before, struct strv *out)
{
	for (size_t i = 0; i < instance_key_count; i++) {
		const char *name = instance_keys[i].name;
		size_t n = strlen(name) - (str_ends(name, "*") ? 1 : 0);
		own_free char *word = mem_printf("%.*s%s", (int)n, name, name[n] ? "" : "=");

		if (!instance_keys[i].internal)
			offer(out, prefix, before, word);
	}
}

static void offer_stored(enum complete what, const char *prefix, const char *before,
			 struct strv *out)
{
	own_store struct store s = STORE_CLOSED;
	own_free char *local = NULL;
	struct err e;

	if (str_starts(prefix, "local:")) {
		local = mem_printf("%slocal:", before);
		before = local;
		prefix += strlen("local:");
	}
	if (store_open(&s, &e) < 0)
		return;
	if (what == COMPLETE_IMAGE || what == COMPLETE_IMAGE_ALIAS)
		offer_images(&s, what, prefix, before, out);
	else if (what == COMPLETE_PROFILE)
		offer_profiles(&s, prefix, before, out);
	else
		offer_instances(&s, what, prefix, before, out);
}

static void offer_commands(const struct command *group, const char *prefix, struct strv *out)
{
	for (const struct command *const *c = group->subs; c && *c; c++)
		if (!(*c)->hidden)
			offer(out, prefix, "", (*c)->name);
}

/* before is what of the word stands before prefix and must be given back with it. */
static void offer_what(enum complete what, const char *prefix, const char *before, struct strv *out)
{
	switch (what) {
	case COMPLETE_NOTHING:
		break;
	case COMPLETE_FILE:
		strv_add(out, COMPLETE_FILES);
		break;
	case COMPLETE_INSTANCE:
	case COMPLETE_RUNNING:
	case COMPLETE_STOPPED:
	case COMPLETE_IMAGE:
	case COMPLETE_IMAGE_ALIAS:
	case COMPLETE_PROFILE:
		offer_stored(what, prefix, before, out);
		break;
	case COMPLETE_CONFIG:
		offer_keys(prefix, before, out);
		break;
	case COMPLETE_REMOTE:
		offer(out, prefix, before, "builtin:");
		offer(out, prefix, before, "local:");
		break;
	case COMPLETE_COMMAND:
		offer_commands(&root_command, prefix, out);
		break;
	case COMPLETE_SHELL:
		for (const char *const *s = complete_shells; *s; s++)
			offer(out, prefix, before, *s);
		break;
	}
}

static void offer_value(const struct flag *f, const char *prefix, const char *before,
			struct strv *out)
{
	for (const char *const *c = f->choices; c && *c; c++)
		offer(out, prefix, before, *c);
	offer_what(f->complete, prefix, before, out);
}

static void offer_flags(const struct flag *table, const char *prefix, struct strv *out)
{
	for (; table && table->name; table++) {
		own_free char *word = mem_printf("--%s", table->name);

		offer(out, prefix, "", word);
	}
}

/* The argument at a place; the last one may be repeated. */
static enum complete argument_at(const struct command *c, size_t at)
{
	const struct argument *a = c->args;

	for (; a->name; a++, at--)
		if (!at || a->count == ARG_SOME || a->count == ARG_ANY)
			return a->complete;
	return COMPLETE_NOTHING;
}

void complete_words(const char *const *words, size_t n, struct strv *out)
{
	struct line l = {.command = &root_command};
	const char *word = n ? words[n - 1] : "", *value = strchr(word, '=');

	for (size_t i = 0; i + 1 < n; i++)
		step(&l, words[i]);
	if (l.pending) {
		offer_value(l.pending, word, "", out);
	} else if (!l.only_args && str_starts(word, "--") && value) {
		const struct flag *f = flag_of(&l, word + 2, (size_t)(value - word - 2), 0);
		own_free char *before = mem_strndup(word, (size_t)(value + 1 - word));

		if (f)
			offer_value(f, value + 1, before, out);
	} else if (!l.only_args && word[0] == '-') {
		offer_flags(l.command->flags, word, out);
		offer_flags(global_flags, word, out);
	} else if (l.command->subs) {
		offer_commands(l.command, word, out);
	} else {
		offer_what(argument_at(l.command, l.arg), word, "", out);
	}
}
