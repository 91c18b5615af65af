/*
 * store/place: filling, dropping and swapping a schema of a PostgreSQL database.  See place.h.
 */
#include "store/place.h"

#include "store/migrate_in.h"
#include "store/place_in.h"

err
db_patient(struct db *db)
{
	return db_is_sqlite(db) ? OK : pg_patient(db);
}

err
place_now(struct db *db, struct arena *mem, str *ret_place)
{
	struct stmt *s;
	err          e;

	TRY(db_begin(db));
	s = stmt_new(db, mem, SQL("SELECT current_schema()::text"));
	while (stmt_next(s))
		*ret_place = stmt_get_str(s);
	e = stmt_end(s);
	db_rollback(db);
	return e == OK && ret_place->n == 0 ? ERR_MISSING : e;
}

/* All rows, or none of them. */
static err
load(struct db *db, struct arena *mem, const struct place_load *l)
{
	static const struct db_tell nobody = { 0 };
	err                         e;

	TRY(db_begin_schema(db));
	e = pg_load(db, str_c(mem, l->file), l->tell == NULL ? &nobody : l->tell);
	if (e != OK) {
		db_rollback(db);
		return e;
	}
	TRY(db_commit(db));
	return db_script(db, "ANALYZE");
}

err
place_fill(struct db *db, struct arena *mem, const struct place_load *l)
{
	const char         *place = str_c(mem, l->place);
	const struct schema part = { schema_of_house.at, (size_t)l->schema };
	struct migrated     m = { 0 };
	bool                ours = false;

	if (l->schema < 1 || l->schema > (int64_t)schema_of_house.n)
		return ERR_CLASH;
	TRY(pg_claim(db, true, &ours));
	if (!ours)
		return ERR_BUSY;
	TRY(pg_drop_place(db, place));
	TRY(pg_make_place(db, place));
	TRY(pg_go_to(db, place));
	TRY(schema_up(db, mem, &part, (struct progress){ .now = l->now }, &m));
	return load(db, mem, l);
}

err
place_drop(struct db *db, struct arena *mem, str place)
{
	return pg_drop_place(db, str_c(mem, place));
}

static err
is_bare(struct db *db, struct arena *mem, str place, bool *ret_bare)
{
	struct stmt *s = stmt_new(db, mem,
	    SQL("SELECT COUNT(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ?"));

	stmt_put_str(s, place);
	while (stmt_next(s))
		*ret_bare = stmt_get_int(s) == 0;
	return stmt_end(s);
}

static err
swap(struct db *db, struct arena *mem, const str names[3], bool *ret_kept)
{
	bool bare = false;

	TRY(is_bare(db, mem, names[0], &bare));
	*ret_kept = !bare;
	TRY(pg_rename_place(db, str_c(mem, names[0]), str_c(mem, names[2])));
	TRY(pg_rename_place(db, str_c(mem, names[1]), str_c(mem, names[0])));
	return bare ? pg_drop_place(db, str_c(mem, names[2])) : OK;
}

err
place_swap(struct db *db, struct arena *mem, const str names[3], bool *ret_kept)
{
	err e;

	TRY(db_begin_schema(db));
	e = swap(db, mem, names, ret_kept);
	if (e == OK)
		return db_commit(db);
	db_rollback(db);
	return e;
}

err
place_alone(struct db *db, bool *ret_alone)
{
	return pg_claim(db, false, ret_alone);
}
