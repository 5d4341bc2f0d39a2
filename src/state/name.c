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

static int invalid(struct err *e, const char *why)
{
	return err_set(e, ERR_INVALID, "Invalid instance name: %s", why);
}

int name_check_instance(const char *name, struct err *e)
{
	size_t n = strlen(name);

	if (!n || n > NAME_MAX_LEN)
		return invalid(e, "Name must be 1-63 characters long");
	if (isdigit((unsigned char)name[0]))
		return invalid(e, "Name must not start with a number");
	if (name[0] == '-')
		return invalid(e, "Name must not start with \"-\" character");
	if (name[n - 1] == '-')
		return invalid(e, "Name must not end with \"-\" character");
	for (size_t i = 0; i < n; i++)
		if (!isascii((unsigned char)name[i]) ||
		    (!isalnum((unsigned char)name[i]) && name[i] != '-'))
			return invalid(e,
				       "Name can only contain alphanumeric and hyphen characters");
	return 0;
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
