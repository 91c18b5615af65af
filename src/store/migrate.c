/*
 * store/migrate: brings a database to the program's schema, a number at a time.
 * Each number is one transaction, so a crash leaves a whole number behind.  It never
 * goes back and never touches a database that is newer or that differs.
 */
#include "store/db_in.h"
#include "store/migrate_in.h"

#include <assert.h>

/* Any number will do, so long as every node of the house asks for the same one. */
static const char only_one[] = "SELECT pg_advisory_xact_lock(723410927)";

static const char done_table_pg[] = "CREATE TABLE IF NOT EXISTS schema_done (n BIGINT PRIMARY KEY,"
    " name TEXT NOT NULL, at BIGINT NOT NULL, sum TEXT NOT NULL)";
static const char done_table_sqlite[] = "CREATE TABLE IF NOT EXISTS schema_done"
    " (n INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL, sum TEXT NOT NULL) STRICT";

static err
is_begun(struct db *db, struct arena *mem, bool *ret_is)
{
	struct stmt *s = db_is_sqlite(db)
	    ? stmt_new(db, mem, SQL("SELECT 1 FROM sqlite_schema WHERE name = 'schema_done'"))
	    : stmt_new(db, mem, SQL("SELECT 1 WHERE to_regclass('schema_done') IS NOT NULL"));

	*ret_is = stmt_next(s);
	if (*ret_is)
		(void)stmt_get_int(s);
	return stmt_end(s);
}

/* Inside a transaction: the highest number there, and whether all of them are ours. */
static err
look(struct db *db, struct arena *mem, const struct schema *all, int64_t *ret_at)
{
	struct stmt *s;
	bool         begun = false, ours = true;
	int64_t      at = 0;

	TRY(is_begun(db, mem, &begun));
	*ret_at = 0;
	if (!begun)
		return OK;
	s = stmt_new(db, mem, SQL("SELECT n, sum FROM schema_done ORDER BY n"));
	while (stmt_next(s)) {
		int64_t n = stmt_get_int(s);
		str     sum = stmt_get_str(s);

		if (n != ++at || at > (int64_t)all->n)
			ours = false;
		else if (!str_eq(sum, str_of(all->at[at - 1].sum)))
			ours = false;
	}
	TRY(stmt_end(s));
	*ret_at = at;
	if (ours)
		return OK;
	log_line("migrate", "at=%lld newest=%lld trouble=\"the database is newer than this program,"
	    " or of another kind; nothing was changed\"", (long long)at, (long long)all->n);
	return ERR_CLASH;
}

err
schema_look(struct db *db, struct arena *mem, const struct schema *all, struct migrated *ret)
{
	int64_t at = 0;
	err     e;

	TRY(db_begin(db));
	e = look(db, mem, all, &at);
	db_rollback(db);
	*ret = (struct migrated){ .from = at, .to = at, .newest = (int64_t)all->n };
	return e;
}

static err
write_down(struct db *db, struct arena *mem, const struct migration *m, stamp now)
{
	struct stmt *s = stmt_new(db, mem,
	    SQL("INSERT INTO schema_done (n, name, at, sum) VALUES (?, ?, ?, ?)"));

	stmt_put_int(s, m->n);
	stmt_put_str(s, str_of(m->name));
	stmt_put_int(s, now.s);
	stmt_put_str(s, str_of(m->sum));
	return stmt_end(s);
}

static err
apply(struct db *db, struct arena *mem, const struct migration *m, stamp now)
{
	const char *const *one = db_is_sqlite(db) ? m->sqlite : m->pg;

	TRY(db_script(db, db_is_sqlite(db) ? done_table_sqlite : done_table_pg));
	for (; *one != NULL; one++)
		TRY(db_script(db, *one));
	return write_down(db, mem, m, now);
}

/* The next number, if one is missing.  Another node may be doing the same: look again inside. */
static err
step(struct db *db, struct arena *mem, const struct schema *all, stamp now, int64_t *ret_at)
{
	err e = OK;

	TRY(db_begin_schema(db));
	if (!db_is_sqlite(db)) {
		e = db_script(db, only_one);
		if (e == OK)
			e = db_script(db, "SET LOCAL statement_timeout = 0");
	}
	if (e == OK)
		e = look(db, mem, all, ret_at);
	if (e != OK || *ret_at == (int64_t)all->n) {
		db_rollback(db);
		return e;
	}
	e = apply(db, mem, &all->at[*ret_at], now);
	if (e != OK) {
		db_rollback(db);
		return e;
	}
	TRY(db_commit(db));
	++*ret_at;
	return OK;
}

err
schema_up(struct db *db, struct arena *mem, const struct schema *all,
    struct progress p, struct migrated *ret)
{
	struct migrated m = { .newest = (int64_t)all->n };
	int64_t         before = -1;

	TRY(schema_look(db, mem, all, &m));
	for (m.to = m.from; m.to < m.newest && m.to != before;) {
		before = m.to;
		if (p.tell != NULL)
			p.tell(p.arg, m.to + 1, m.newest);
		TRY(step(db, mem, all, p.now, &m.to));
	}
	db_forget(db);
	*ret = m;
	return OK;
}

/* long: one parameter more, so that a caller need not make a struct for one number */
err
migrate_up(struct db *db, struct arena *mem, stamp now,
    void (*progress)(void *arg, int64_t n, int64_t of), void *arg, struct migrated *ret)
{
	return schema_up(db, mem, &schema_of_house, (struct progress){ now, progress, arg }, ret);
}

err
migrate_look(struct db *db, struct arena *mem, struct migrated *ret)
{
	return schema_look(db, mem, &schema_of_house, ret);
}
