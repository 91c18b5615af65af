/*
 * app/keep: backups of a PostgreSQL database.  A backup is proved, and put back, the same way:
 * into a place (a schema) of its own in the same database, by the schema's own steps and COPY,
 * and looked through there.  Then it is thrown away, or changes places with what serves, in one
 * transaction, and what was there is kept under another name.  docs/why/backup-postgres.md
 */
#include <string.h>
#include <unistd.h>

#include "app/keep_in.h"
#include "store/migrate.h"
#include "store/place.h"

struct aside { struct db *db; str live, place; };

static bool
is_ours(struct keep *k, const struct manifest *m)
{
	str hex;
	int64_t bytes;

	if (!str_eq(m->engine, STR("postgres")))
		return keep_fail(k, "%.*s is a backup of SQLite; WAGGLE_DB names a PostgreSQL database.", STR_ARG(m->file));
	keep_say(k, "reading the file");
	if (!file_sum(k, m->file, &hex, &bytes))
		return false;
	if (bytes != m->bytes)
		return keep_fail(k, "%.*s has %lld bytes; its manifest says %lld.", STR_ARG(m->file), (long long)bytes,
		    (long long)m->bytes);
	return str_eq(hex, m->sha256) ||
	    keep_fail(k, "%.*s was changed: its sha-256 is not the manifest's.", STR_ARG(m->file));
}

static bool
open_aside(struct keep *k, struct aside *a)
{
	if (db_open(k->config->db, DB_WRITE, &a->db) != OK || db_patient(a->db) != OK)
		return keep_fail(k, "The database cannot be opened, or a backup is just being put back in it.");
	if (place_now(a->db, k->mem, &a->live) != OK || a->live.n > 40)
		return keep_fail(k, "The schema that WAGGLE_DB names is not there, or has too long a name.");
	a->place = str_fmt(k->mem, "%.*s_proof", STR_ARG(a->live));
	return true;
}

static bool
fill_aside(struct keep *k, struct aside *a, const struct manifest *m)
{
	struct place_load l = { .place = a->place, .file = m->file, .schema = m->schema, .now = k->now, .tell = &k->tell };
	err               e;

	keep_say(k, "restoring it into a scratch place");
	e = place_fill(a->db, k->mem, &l);
	if (e == ERR_CLASH)
		return keep_fail(k, "%.*s was made by a newer Waggle. Install the newer program.", STR_ARG(m->file));
	if (e == ERR_BUSY) {
		a->place = (str){ 0 };          /* theirs */
		return keep_fail(k, "Another backup is just being proved in this database.");
	}
	return e == OK || keep_fail(k, "It could not be put back into a scratch place. The log line above says why. The"
	    " database's user must be allowed to make a schema: GRANT CREATE ON DATABASE.");
}

static void
close_aside(struct keep *k, struct aside *a)
{
	if (a->db == NULL)
		return;
	if (a->place.n > 0 && place_drop(a->db, k->mem, a->place) != OK)
		log_line("backup", "trouble=\"the schema %.*s is left over\"", STR_ARG(a->place));
	db_close(a->db);
}

bool
place_prove(struct keep *k, const struct manifest *m, bool upgrade)
{
	struct aside a = { 0 };
	bool         good = is_ours(k, m) && open_aside(k, &a) && fill_aside(k, &a, m) && look_through(k, a.db, m) &&
	    (!upgrade || try_upgrade(k, a.db));

	close_aside(k, &a);
	return good;
}

static bool
change_places(struct keep *k, struct aside *a, str *ret_old)
{
	str  old = str_fmt(k->mem, "%.*s_before_%lld", STR_ARG(a->live), (long long)k->now.s);
	str  names[3] = { a->live, a->place, old };
	bool kept = false;

	keep_say(k, "putting it in its place");
	if (place_swap(a->db, k->mem, names, &kept) != OK)
		return keep_fail(k, "The schemas could not change places. The log line above says why.");
	*ret_old = kept ? str_fmt(k->mem, "the schema %.*s", STR_ARG(old)) : (str){ 0 };
	a->place = (str){ 0 };                  /* it is the real one now */
	return true;
}

bool
place_restore(struct keep *k, const struct manifest *m, str *ret_old)
{
	struct aside a = { 0 };
	bool         alone = false, good = is_ours(k, m) && open_aside(k, &a);

	if (good && place_alone(a.db, &alone) != OK)
		good = keep_fail(k, "The database cannot be asked who uses it.");
	if (good && !alone) {
		k->busy = true;
		a.place = (str){ 0 };
		good = keep_fail(k, "Waggle is running on this database. Stop it on every machine first.");
	}
	good = good && fill_aside(k, &a, m) && look_through(k, a.db, m) && change_places(k, &a, ret_old);
	close_aside(k, &a);
	return good;
}
