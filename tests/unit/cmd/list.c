/* The columns and filters of lx list: scripts live on them. */
#include "test.h"

#include "cmd/list_columns.h"
#include "cmd/list_filter.h"

static struct instance *instance;
static struct op_view view;
static struct facts facts;

static void begin(const char *name)
{
	instance = instance_new(name);
	map_set(&instance->config, "user.role", "web");
	map_set(&instance->config, "security.nesting", "true");
	map_set(&instance->config, "volatile.base_image", "0123456789abcdef");
	strv_add(&instance->profiles, "default");
	strv_add(&instance->profiles, "big");
	view = (struct op_view){.instance = instance};
	facts = (struct facts){.view = &view, .is_expanded = true};
	map_copy(&facts.config, &instance->config);
}

static void end(void)
{
	facts_free(&facts);
	instance_free(instance);
}

/* The cells of the columns, joined by "|". */
static const char *row(const char *columns)
{
	static struct str text;
	struct list_columns c = {0};
	struct err e = {0};

	str_clear(&text);
	if (list_columns_parse(columns, &c, &e) < 0)
		str_add(&text, e.text);
	for (size_t i = 0; i < c.n && !e.kind; i++) {
		struct str cell = {0};

		c.v[i].cell(&facts, &c.v[i], &cell);
		str_addf(&text, i ? "|%s" : "%s", str_c(&cell));
		str_free(&cell);
	}
	list_columns_free(&c);
	return str_c(&text);
}

TEST(letters_give_cells)
{
	begin("web-1");
	CHECK_STR(row("nst"), "web-1|STOPPED|CONTAINER");
	CHECK_STR(row("n,s,S"), "web-1|STOPPED|0");
	CHECK_STR(row("P"), "default\nbig");
	CHECK_STR(row("fF"), "0123456789ab|0123456789abcdef");
	CHECK_STR(row("pmuN"), "|||");
	instance->ephemeral = true;
	CHECK_STR(row("t"), "CONTAINER (EPHEMERAL)");
	view.run = (struct run_state){.status = RUN_FROZEN, .init = 77};
	facts.has_usage = facts.has_network = true;
	facts.usage = (struct run_usage){.cpu_ns = 2500000000, .memory = 413696, .processes = 3};
	CHECK_STR(row("spumN"), "FROZEN|77|2s|404.00KiB|3");
	CHECK_STR(row("M"), "");
	map_set(&facts.config, "limits.memory", "4136960");
	CHECK_STR(row("M"), "10.0%");
	end();
}

TEST(keys_give_columns)
{
	begin("web-1");
	CHECK_STR(row("n,user.role,s"), "web-1|web|STOPPED");
	CHECK_STR(row("config:user.role:ROLE:2"), "web");
	CHECK_STR(row("user.none"), "");
	CHECK_STR(row("devices:eth0.parent"), "");
	end();
}

TEST(headings_are_lxd_s)
{
	struct list_columns c = {0};
	struct err e;

	REQUIRE(!list_columns_parse("4,user.my_key,devices:root.pool,user.a:b.c:0,user.x::7", &c,
				    &e));
	CHECK_STR(c.v[0].heading, "IPV4");
	CHECK_STR(c.v[1].heading, "USER MY KEY");
	CHECK_STR(c.v[2].heading, "ROOT POOL");
	CHECK_STR(c.v[3].heading, "B C");
	CHECK_INT(c.v[3].max_width, 3);
	CHECK_STR(c.v[4].heading, "USER X");
	CHECK_INT(c.v[4].max_width, 7);
	CHECK_INT(c.v[1].max_width, -1);
	list_columns_free(&c);
}

TEST(wrong_columns_are_refused_in_lxd_s_words)
{
	begin("c1");
	CHECK_STR(row("nz"), "Unknown column shorthand char 'z' in 'nz'");
	CHECK_STR(row("config:no"), "Unknown column shorthand char 'o' in 'config:no'");
	CHECK_STR(row("L"), "Can't specify column L when not clustered");
	CHECK_STR(row(""), "Empty column entry (redundant, leading or trailing command) in ''");
	CHECK_STR(row("n,,s"),
		  "Empty column entry (redundant, leading or trailing command) in 'n,,s'");
	CHECK_STR(row("user.a:A:B"), "Invalid max width (must be an integer) 'B' in 'user.a:A:B'");
	CHECK_STR(row("user.a:A:-2"),
		  "Invalid max width (must -1, 0 or a positive integer) '-2' in 'user.a:A:-2'");
	CHECK_STR(row("user.a:A:1:x"),
		  "Invalid config key column format (too many fields): 'user.a:A:1:x'");
	end();
}

static bool fits(const char *first, const char *second)
{
	struct list_filters l = {0};
	bool r;

	list_filters_add(&l, first);
	if (second)
		list_filters_add(&l, second);
	r = list_filters_fit(&l, &facts);
	list_filters_free(&l);
	return r;
}

TEST(a_word_is_a_beginning_or_an_expression)
{
	begin("web-1");
	CHECK(fits("web", NULL));
	CHECK(fits("web-1", NULL));
	CHECK(fits("^web-1$", NULL));
	CHECK(fits(".*-1", NULL));
	CHECK(fits("eb-1$", NULL));
	CHECK(!fits("eb", NULL));
	CHECK(!fits("WEB", NULL));
	CHECK(fits("db|web-[0-9]", NULL));
	CHECK(!fits("[", NULL));
	end();
}

TEST(config_fits_by_key_and_value)
{
	begin("web-1");
	CHECK(fits("user.role=web", NULL));
	CHECK(fits("u.role=web", NULL));
	CHECK(fits("u.r=w.*", NULL));
	CHECK(fits("s.nesting=true", NULL));
	CHECK(!fits("user.role=we", NULL));
	CHECK(!fits("user.role=", NULL));
	CHECK(!fits("role=web", NULL));
	CHECK(!fits("user=web", NULL));
	CHECK(!fits("user.role.x=web", NULL));
	end();
}

TEST(short_keys_and_all_filters_together)
{
	begin("web-1");
	CHECK(fits("status=stopped", NULL));
	CHECK(fits("state=running,stopped", NULL));
	CHECK(!fits("status=running", NULL));
	CHECK(fits("type=container", NULL));
	CHECK(!fits("type=virtual-machine", NULL));
	CHECK(fits("web", "type=container"));
	CHECK(!fits("web", "status=running"));
	end();
}

TEST(addresses_fit_networks)
{
	struct net_address *a = calloc(1, sizeof(*a));

	begin("web-1");
	*a = (struct net_address){.text = "10.1.2.3", .prefix = 24, .scope = "global"};
	facts.network = calloc(1, sizeof(*facts.network));
	facts.network[0] =
		(struct net_interface){.name = "eth0", .addresses = a, .address_count = 1};
	facts.network_count = 1;
	facts.has_network = true;
	CHECK(fits("ipv4=10.1.2.3", NULL));
	CHECK(fits("ipv4=10.1.0.0/16", NULL));
	CHECK(fits("ipv4=192.168.0.0/16,10.0.0.0/8", NULL));
	CHECK(!fits("ipv4=10.2.0.0/16", NULL));
	CHECK(!fits("ipv6=fd00::/8", NULL));
	CHECK(!fits("ipv4=nonsense", NULL));
	CHECK_STR(row("4"), "10.1.2.3 (eth0)");
	end();
}

int main(void)
{
	return test_main();
}
