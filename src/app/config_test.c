/* app/config: settings from a file and from variables, and what is refused by name and line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "app/config.h"

static int
mem_new(void **state)
{
	*state = arena_new(1 << 24);
	return 0;
}

static int
mem_free(void **state)
{
	arena_free(*state);
	return 0;
}

static const char *
no_variable(const char *name)
{
	return strcmp(name, "WAGGLE_CONFIG") == 0 ? "/dev/null" : NULL;
}

static const char *
some_variables(const char *name)
{
	if (strcmp(name, "WAGGLE_LISTEN") == 0)
		return "[::1]:9090";
	if (strcmp(name, "WAGGLE_DB") == 0)
		return "postgres:dbname=waggle";
	return no_variable(name);
}

static const char *
missing_file(const char *name)
{
	return strcmp(name, "WAGGLE_CONFIG") == 0 ? "/dev/null/none.ini" : NULL;
}

static void
test_config__works_without_any(void **state)
{
	struct config c;
	str           why;

	assert_true(config_load(*state, no_variable, &c, &why));
	assert_true(str_eq(c.db_file, STR("var/waggle.db")));
	assert_true(str_eq(c.host, STR("127.0.0.1")) && c.port == 8080 && !c.https);
	assert_true(config_is_loopback(&c));
}

static void
test_config__variables_win(void **state)
{
	struct config c;
	str           why;

	assert_true(config_load(*state, some_variables, &c, &why));
	assert_true(str_eq(c.host, STR("::1")) && c.port == 9090 && c.db_file.n == 0);
	assert_true(config_is_loopback(&c));
}

/* A folder beside the database's is taken when it is there, and one in it from before goes on being used. */
static void
test_config__backups_lie_beside_or_where_they_did(void **state)
{
	char        top[] = "/tmp/waggle-config.XXXXXX", made[3][80];
	const char *want[] = { "house/backups", "house-backups", "house/backups" };
	const char *make[] = { "house", "house-backups", "house/backups" };
	str         why;

	assert_non_null(mkdtemp(top));
	for (int i = 0; i < 3; i++) {
		struct config c = { .db = str_fmt(*state, "sqlite:%s/house/waggle.db", top), .listen = STR("127.0.0.1:1"),
			.zone = STR("Europe/London") };

		(void)snprintf(made[i], sizeof made[i], "%s/%s", top, make[i]);
		assert_int_equal(mkdir(made[i], 0700), 0);
		assert_true(config_check(*state, &c, &why));
		assert_true(str_eq(c.backups, str_fmt(*state, "%s/%s", top, want[i])));
	}
	for (int i = 2; i >= 0; i--)
		assert_int_equal(rmdir(made[i]), 0);
	assert_int_equal(rmdir(top), 0);
}

static void
test_config__reads_a_file(void **state)
{
	struct config c = { 0 };
	str           why;

	assert_true(config_read(*state, STR("w.ini"), STR("# ours\n\ndb = sqlite:/srv/w.db\n"
	    "listen=0.0.0.0:80 ; all\n[waggle]\nhttps: yes\r\nzone = Europe/London\n"), &c, &why));
	assert_true(str_eq(c.db, STR("sqlite:/srv/w.db")) && c.https);
	assert_true(config_check(*state, &c, &why));
	assert_int_equal(c.port, 80);
}

static void
test_config__refuses_by_name_and_line(void **state)
{
	const struct { str text, says; } bad[] = {
		{ STR_INIT("db = sqlite:x\n\nlissen = 1\n"), STR_INIT("w.ini, line 3: \"lissen\" is no setting") },
		{ STR_INIT("db = sqlite:x\ndb = sqlite:y\n"), STR_INIT("line 2: \"db\" is set twice") },
		{ STR_INIT("https = maybe\n"), STR_INIT("line 1: \"https\" must be yes or no") },
		{ STR_INIT("[mail]\nhost = x\n"), STR_INIT("line 2: \"mail\" is no section") },
		{ STR_INIT("zone = Europe/London\njust words\n"), STR_INIT("line 2: we expected") },
		{ STR_INIT("db = \xff\n"), STR_INIT("not UTF-8") },
		{ STR_INIT("db = sqlite:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"),
		  STR_INIT("line 1: the line is longer") },
	};

	for (size_t i = 0; i < LEN(bad); i++) {
		struct config c = { 0 };
		str           why = { 0 };

		assert_false(config_read(*state, STR("w.ini"), bad[i].text, &c, &why));
		assert_true(str_has(why, bad[i].says));
	}
}

static void
test_config__refuses_what_cannot_work(void **state)
{
	const struct { str db, listen, zone, says; } bad[] = {
		{ STR_INIT("mysql:x"), STR_INIT("127.0.0.1:1"), STR_INIT("Europe/London"), STR_INIT("sqlite:PATH") },
		{ STR_INIT("sqlite:"), STR_INIT("127.0.0.1:1"), STR_INIT("Europe/London"), STR_INIT("sqlite:PATH") },
		{ STR_INIT("sqlite:x"), STR_INIT("8080"), STR_INIT("Europe/London"), STR_INIT("like 127") },
		{ STR_INIT("sqlite:x"), STR_INIT("127.0.0.1:70000"), STR_INIT("Europe/London"), STR_INIT("like 127") },
		{ STR_INIT("sqlite:x"), STR_INIT("0.0.0.0:80"), STR_INIT("Europe/London"), STR_INIT("HTTPS") },
		{ STR_INIT("sqlite:x"), STR_INIT("127.0.0.1:80"), STR_INIT("Mars/Base"), STR_INIT("time zone") },
	};

	for (size_t i = 0; i < LEN(bad); i++) {
		struct config c = { .db = bad[i].db, .listen = bad[i].listen, .zone = bad[i].zone };
		str           why = { 0 };

		assert_false(config_check(*state, &c, &why));
		assert_true(str_has(why, bad[i].says));
	}
}

static void
test_config__refuses_mail_that_could_not_go_out(void **state)
{
	const struct { str smtp, from, seconds; bool good; } some[] = {
		{ STR_INIT("smtp://mail.example.org:587"), STR_INIT("waggle@example.org"), STR_INIT("30"), true },
		{ STR_INIT(""), STR_INIT(""), STR_INIT(""), true },
		{ STR_INIT("smtp-plain://127.0.0.1:25"), STR_INIT("waggle@example.org"), STR_INIT(""), true },
		{ STR_INIT("smtp-plain://mail.example.org"), STR_INIT("waggle@example.org"), STR_INIT(""), false },
		{ STR_INIT("smtp://mail.example.org"), STR_INIT(""), STR_INIT(""), false },
		{ STR_INIT("smtp://mail.example.org"), STR_INIT("a@b.org>\r\nRCPT"), STR_INIT(""), false },
		{ STR_INIT("smtp://mail.example.org"), STR_INIT("waggle@example.org"), STR_INIT("0"), false },
	};

	for (size_t i = 0; i < LEN(some); i++) {
		struct config c = { .db = STR("sqlite:x"), .listen = STR("127.0.0.1:1"), .zone = STR("Europe/London"),
			.smtp = some[i].smtp, .smtp_from = some[i].from, .smtp_timeout_said = some[i].seconds };
		str           why = { 0 };

		assert_int_equal(config_check(*state, &c, &why), some[i].good);
		assert_int_equal(why.n > 0, !some[i].good);
	}
}

static void
test_config__a_named_file_must_be_there(void **state)
{
	struct config c;
	str           why = { 0 };

	assert_false(config_load(*state, missing_file, &c, &why));
	assert_true(str_has(why, STR("/dev/null/none.ini")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_config__works_without_any, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_config__variables_win, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_config__backups_lie_beside_or_where_they_did, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_config__reads_a_file, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_config__refuses_by_name_and_line, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_config__refuses_what_cannot_work, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_config__refuses_mail_that_could_not_go_out, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_config__a_named_file_must_be_there, mem_new, mem_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
