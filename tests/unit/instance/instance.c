/* Instances, profiles and keys: what is saved comes back, and what is wrong is refused by name. */
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "instance/device.h"
#include "instance/instance.h"
#include "instance/keys.h"
#include "instance/profile.h"
#include "state/file.h"

static struct store open_store(void)
{
	struct store s = STORE_CLOSED;
	char path[128];
	struct err e;

	snprintf(path, sizeof(path), "%s/dir", test_tmp());
	setenv("LX_DIR", path, 1);
	snprintf(path, sizeof(path), "%s/run", test_tmp());
	setenv("LX_RUN", path, 1);
	if (store_open(&s, &e) < 0)
		exit(1);
	return s;
}

TEST(an_instance_comes_back_as_it_was_saved)
{
	struct store s = open_store();
	struct instance *i = instance_new("c1"), *back;
	struct stage st;
	struct map root = {0};
	struct strv names = {0};
	struct err e;
	int instances = store_open_dir(&s, "instances", &e);

	REQUIRE(stage_begin(&s, &st, &e) == 0);
	memcpy(i->id, st.id, sizeof(i->id));
	i->ephemeral = true;
	i->created_at = 1795446555;
	i->ids = (struct idrange){1000000, 65536};
	strv_add(&i->profiles, "default");
	strv_add(&i->layers, "00000000000000aa");
	strv_add(&i->layers, "00000000000000bb");
	map_set(&i->config, "user.note", "a \"b\"\n");
	map_set(&root, "type", "disk");
	devices_set(&i->devices, &i->device_count, "root", &root);
	CHECK(instance_save_staged(&st, i, &e) == 0);
	CHECK(stage_publish(&st, instances, "c1", &e) == 0);
	back = instance_load(&s, "c1", &e);
	REQUIRE(back != NULL);
	CHECK_STR(back->id, i->id);
	CHECK(back->ephemeral && back->created_at == 1795446555 && back->ids.base == 1000000);
	CHECK(back->layers.n == 2 && back->device_count == 1);
	CHECK_STR(back->layers.v[1], "00000000000000bb");
	CHECK_STR(map_get(&back->config, "user.note"), "a \"b\"\n");
	CHECK(instance_names(&s, &names, &e) == 0 && names.n == 1);
	CHECK(!instance_load(&s, "c2", &e) && e.kind == ERR_NOT_FOUND);
	CHECK_STR(e.text, "Instance not found");
	strv_free(&names);
	map_free(&root);
	instance_free(i);
	instance_free(back);
	close(instances);
	store_close(&s);
}

TEST(a_damaged_file_is_named)
{
	struct store s = open_store();
	struct err e;

	int dir;

	mkdirat(s.dir, "instances/bad", 0700);
	dir = store_open_dir(&s, "instances/bad", &e);
	CHECK(file_write(dir, "instance.json", "{\"format\":1}", 12, FILE_SYNC, &e) == 0);
	CHECK(!instance_load(&s, "bad", &e));
	CHECK_STR(e.text, "instance \"bad\": \"id\" is missing or malformed");
	close(dir);
	store_close(&s);
}

TEST(profiles_apply_in_order_and_the_last_wins)
{
	struct store s = open_store();
	struct instance *i = instance_new("c1");
	struct device *devices = NULL;
	struct map config = {0};
	static const char p1[] =
		"{\"format\":1,\"config\":{\"user.a\":\"1\",\"user.b\":\"1\"},"
		"\"devices\":{\"root\":{\"type\":\"disk\",\"path\":\"/\",\"pool\":\"other\"}}}";
	struct err e;
	size_t n = 0;

	CHECK(file_write(s.dir, "p.json", p1, sizeof(p1) - 1, FILE_SYNC, &e) == 0);
	CHECK(renameat(s.dir, "p.json", s.dir, "profiles/p1.json") == 0);
	strv_add(&i->profiles, "default");
	strv_add(&i->profiles, "p1");
	map_set(&i->config, "user.b", "2");
	REQUIRE(instance_expand(&s, i, &config, &devices, &n, &e) == 0);
	CHECK_STR(map_get(&config, "user.a"), "1");
	CHECK_STR(map_get(&config, "user.b"), "2");
	CHECK(n == 1);
	CHECK_STR(map_get(&devices[0].properties, "pool"), "other");
	map_free(&config);
	devices_free(devices, n);
	strv_add(&i->profiles, "nope");
	devices = NULL;
	n = 0;
	CHECK(instance_expand(&s, i, &config, &devices, &n, &e) < 0 && e.kind == ERR_NOT_FOUND);
	map_free(&config);
	devices_free(devices, n);
	instance_free(i);
	store_close(&s);
}

TEST(profiles_are_there_from_the_first_run)
{
	struct store s = open_store();
	struct strv names = {0};
	struct err e;
	struct profile *p = profile_load(&s, "docker", &e);

	REQUIRE(p != NULL);
	CHECK_STR(map_get(&p->config, "security.nesting"), "true");
	profile_free(p);
	CHECK(profile_names(&s, &names, &e) == 0 && strv_has(&names, "default"));
	CHECK(!profile_load(&s, "../x", &e) && e.kind == ERR_INVALID);
	strv_free(&names);
	store_close(&s);
}

static bool accepts(const char *key, const char *value)
{
	struct err e;

	return key_check(key, value, &e) == 0;
}

TEST(keys_are_checked_against_the_table)
{
	struct map config = {0};
	struct err e;

	CHECK(accepts("user.x", "anything") && accepts("environment.LANG", "C"));
	CHECK(accepts("security.nesting", "yes") && accepts("security.nesting", ""));
	CHECK(!accepts("security.nesting", "maybe"));
	CHECK(accepts("boot.host_shutdown_timeout", "5") &&
	      !accepts("boot.host_shutdown_timeout", "-5") &&
	      !accepts("boot.host_shutdown_timeout", "99999999999"));
	CHECK(!accepts("user", "x") && !accepts("user.", "x") && !accepts("environment.A=B", "x"));
	CHECK(key_check("nokey", "x", &e) < 0);
	CHECK_STR(e.text, "Unknown configuration key: nokey");
	CHECK_STR(key_value(&config, "boot.host_shutdown_timeout"), "30");
	map_set(&config, "security.nesting", "on");
	CHECK(key_is_true(&config, "security.nesting"));
	map_free(&config);
}

int main(void)
{
	return test_main();
}
