/* See name.h. */
#include "state/name.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/own.h"

static const char *const adjectives[] = {
	"able",	  "amber",  "ample",  "apt",	"autumn", "awake",   "balmy",	"blithe", "bold",
	"brave",  "breezy", "bright", "brisk",	"calm",	  "candid",  "careful", "cheery", "civil",
	"clear",  "clever", "coral",  "cosy",	"crisp",  "curious", "daring",	"dapper", "deft",
	"devout", "direct", "eager",  "early",	"easy",	  "elated",  "epic",	"fair",	  "fancy",
	"fast",	  "fine",   "firm",   "fluent", "fond",	  "frank",   "free",	"fresh",  "gentle",
	"glad",	  "golden", "grand",  "happy",	"hardy",  "hearty",  "honest",	"humble", "ideal",
	"jolly",  "keen",   "kind",   "lively", "loyal",  "lucid",   "lucky",	"mellow", "merry",
	"mighty", "modest", "neat",   "nimble", "noble",  "patient", "placid",	"polite", "proud",
	"quick",  "quiet",  "ready",  "robust", "rosy",	  "rustic",  "sharp",	"silent", "smart",
	"smooth", "snug",   "sound",  "spry",	"stable", "steady",  "sturdy",	"sunny",  "swift",
	"tender", "tidy",   "tough",  "trusty", "upbeat", "valiant", "vivid",	"warm",	  "wise",
	"zesty",
};

static const char *const animals[] = {
	"adder",   "alpaca",  "badger",	 "bat",	    "bear",	"beaver",  "bison",   "bobcat",
	"buzzard", "camel",   "caribou", "cat",	    "cheetah",	"cobra",   "condor",  "cougar",
	"coyote",  "crab",    "crane",	 "cricket", "crow",	"deer",	   "dingo",   "dolphin",
	"donkey",  "dove",    "duck",	 "eagle",   "eel",	"egret",   "elk",     "emu",
	"ermine",  "falcon",  "ferret",	 "finch",   "fox",	"gazelle", "gecko",   "goose",
	"grouse",  "gull",    "hare",	 "hawk",    "hedgehog", "heron",   "hornet",  "horse",
	"husky",   "ibex",    "ibis",	 "iguana",  "jackal",	"jaguar",  "kestrel", "kiwi",
	"koala",   "lark",    "lemur",	 "leopard", "lion",	"lizard",  "llama",   "lobster",
	"lynx",	   "macaw",   "magpie",	 "marmot",  "marten",	"meerkat", "mole",    "moose",
	"mule",	   "newt",    "ocelot",	 "orca",    "osprey",	"otter",   "owl",     "panda",
	"parrot",  "pelican", "penguin", "pigeon",  "puffin",	"puma",	   "quail",   "rabbit",
	"raven",   "robin",   "salmon",	 "seal",    "sparrow",	"squid",   "stork",   "swan",
	"tapir",   "tiger",   "toucan",	 "walrus",
};

static uint64_t random_number(void)
{
	uint64_t n;

	while (getrandom(&n, sizeof(n), 0) != (ssize_t)sizeof(n))
		;
	return n;
}

/* Why it is no name, NULL where it is one. */
static const char *objection(const char *name)
{
	size_t n = strlen(name);

	if (!n || n > NAME_MAX_LEN)
		return "Name must be 1-63 characters long";
	if (isdigit((unsigned char)name[0]))
		return "Name must not start with a number";
	if (name[0] == '-')
		return "Name must not start with \"-\" character";
	if (name[n - 1] == '-')
		return "Name must not end with \"-\" character";
	for (size_t i = 0; i < n; i++)
		if (!isascii((unsigned char)name[i]) ||
		    (!isalnum((unsigned char)name[i]) && name[i] != '-'))
			return "Name can only contain alphanumeric and hyphen characters";
	return NULL;
}

int name_check_instance(const char *name, struct err *e)
{
	const char *why = objection(name);

	return why ? err_set(e, ERR_INVALID, "Invalid instance name: %s", why) : 0;
}

bool name_is_instance(const char *name)
{
	return !objection(name);
}

void name_random(char *out)
{
	uint64_t n = random_number();

	snprintf(out, NAME_MAX_LEN + 1, "%s-%s", adjectives[n % countof(adjectives)],
		 animals[(n >> 32) % countof(animals)]);
}

void name_random_id(char out[17])
{
	snprintf(out, 17, "%016llx", (unsigned long long)random_number());
}

void name_random_uuid(char out[37])
{
	uint64_t a = random_number(), b = random_number();

	snprintf(out, 37, "%08x-%04x-4%03x-%04x-%012llx", (unsigned)(a >> 32),
		 (unsigned)(a >> 16) & 0xffff, (unsigned)a & 0xfff,
		 ((unsigned)(b >> 48) & 0x3fff) | 0x8000, (unsigned long long)(b & 0xffffffffffff));
}
