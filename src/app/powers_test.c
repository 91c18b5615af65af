/* app/powers: who may write the backups, and who may call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "app/powers.h"

static const struct config on_files = {
	.db = { "sqlite:/srv/waggle/waggle.db", 28 }, .db_file = { "/srv/waggle/waggle.db", 21 },
	.backups = { "/mnt/kept", 9 }, .keys = { "/srv/waggle/waggle.db.keys", 26 },
	.smtp = { "smtps://mail.example.org", 24 },
};

static const struct config on_a_server = {
	.db = { "postgres:host=db port=5433", 26 }, .backups = { "/mnt/kept", 9 }, .keys = { "/etc/waggle/keys", 16 },
	.smtp = { "smtps://mail.example.org", 24 },
};

static bool
names(const char *const *list, const char *path)
{
	for (size_t i = 0; i < JAIL_PATHS_MAX && list[i] != NULL; i++)
		if (strcmp(list[i], path) == 0)
			return true;
	return false;
}

static void
test_powers__only_the_keeper_writes_backups(void **state)
{
	const struct config *both[] = { &on_files, &on_a_server };
	struct arena        *mem = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < LEN(both); i++) {
		struct jail_want web, mail, keep;

		powers_web(mem, both[i], &web);
		powers_mail(mem, both[i], &mail);
		powers_keep(mem, both[i], &keep);
		assert_true(names(keep.writes, "/mnt/kept"));
		assert_false(names(web.writes, "/mnt/kept") || names(web.reads, "/mnt/kept"));
		assert_false(names(mail.writes, "/mnt/kept") || names(mail.reads, "/mnt/kept"));
		assert_int_equal(names(keep.writes, "/srv/waggle/"), both[i]->db_file.n > 0);
	}
	arena_free(mem);
}

static void
test_powers__the_keeper_calls_its_database_and_nobody_else(void **state)
{
	struct arena    *mem = arena_new(1 << 20);
	struct jail_want on_disk, calling;

	(void)state;
	powers_keep(mem, &on_files, &on_disk);
	powers_keep(mem, &on_a_server, &calling);
	assert_int_equal(on_disk.role, JAIL_KEEP);
	assert_int_equal(on_disk.calls[0], 0);
	assert_int_equal(calling.role, JAIL_KEEP_CALLING);
	assert_int_equal(calling.calls[0], 5433);
	assert_int_equal(calling.calls[1], 0);
	assert_false(names(on_disk.reads, "/etc/resolv.conf"));
	assert_false(names(calling.reads, "/usr/share"));
	arena_free(mem);
}

/* What one of them may, the supervisor must not have lost before. */
static void
test_powers__the_supervisor_holds_what_the_keeper_needs(void **state)
{
	struct arena    *mem = arena_new(1 << 20);
	struct config    here = on_a_server;    /* with folders that are there */
	struct jail_want keep, all;

	(void)state;
	here.backups = STR("/tmp");
	here.keys = STR("/tmp/waggle.keys");
	powers_keep(mem, &here, &keep);
	powers_supervisor(mem, &here, &all);
	for (size_t i = 0; keep.reads[i] != NULL; i++)
		assert_true(names(all.reads, keep.reads[i]));
	for (size_t i = 0; keep.writes[i] != NULL; i++)
		assert_true(names(all.writes, keep.writes[i]));
	assert_int_equal(all.calls[0], 5433);
	arena_free(mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_powers__only_the_keeper_writes_backups),
		cmocka_unit_test(test_powers__the_keeper_calls_its_database_and_nobody_else),
		cmocka_unit_test(test_powers__the_supervisor_holds_what_the_keeper_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
