/*
 * store/migrate: brings a database to the program's schema, a number at a time.
 * Each number is one transaction, so a crash leaves a whole number behind.  It never
 * goes back and never touches a database that is newer or that differs.
 */
#include "store/db_in.h"
#include "store/migrate_in.h"

#include <assert.h>
#include <time.h>

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

/* Who waits is told that it goes on: a table of millions of rows may take its time. */
struct watch { const struct progress *p; struct migrating now; int64_t began, told; };

static int64_t
millis(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
tick(void *arg)
{
	struct watch *w = arg;
	int64_t       at = millis(), every = w->p->every_ms > 0 ? w->p->every_ms : 1000;

	if (w->now.part == 0 || at - w->told < every)       /* before its first statement there is nothing new to say */
		return;
	w->told = at;
	w->now.seconds = (at - w->began) / 1000;
	w->p->t.tell(w->p->t.arg, &w->now);
}

static void
watch(struct db *db, struct watch *w, const struct migration *m, int64_t of)
{
	const char *const *one = db_is_sqlite(db) ? m->sqlite : m->pg;

	w->began = w->told = millis();
	w->now = (struct migrating){ .n = m->n, .of = of, .name = m->name };
	while (one[w->now.parts] != NULL)
		w->now.parts++;
	w->p->t.tell(w->p->t.arg, &w->now);
	db_watch(db, tick, w);
}

static err
apply(struct db *db, struct arena *mem, const struct migration *m, struct watch *w)
{
	const char *const *one = db_is_sqlite(db) ? m->sqlite : m->pg;

	TRY(db_script(db, db_is_sqlite(db) ? done_table_sqlite : done_table_pg));
	for (; *one != NULL; one++) {
		w->now.part++;
		TRY(db_script(db, *one));
	}
	return write_down(db, mem, m, w->p->now);
}

/* The next number, if one is missing.  Another node may be doing the same: look again inside. */
static err
step(struct db *db, struct arena *mem, const struct schema *all, const struct progress *p, int64_t *ret_at)
{
	struct watch w = { .p = p };
	err          e = OK;

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
	if (p->t.tell != NULL)
		watch(db, &w, &all->at[*ret_at], (int64_t)all->n);
	e = apply(db, mem, &all->at[*ret_at], &w);
	if (p->t.tell != NULL)
		db_watch(db, NULL, NULL);
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
		TRY(step(db, mem, all, &p, &m.to));
	}
	db_forget(db);
	*ret = m;
	return OK;
}

err
migrate_up(struct db *db, struct arena *mem, stamp now, const struct migrate_tell *t, struct migrated *ret)
{
	struct progress p = { .now = now };

	if (t != NULL)
		p.t = *t;
	return schema_up(db, mem, &schema_of_house, p, ret);
}

err
migrate_look(struct db *db, struct arena *mem, struct migrated *ret)
{
	return schema_look(db, mem, &schema_of_house, ret);
}
