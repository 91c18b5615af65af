/*
 * app/keep: making a backup, finding the newest, letting old ones go, and putting one back.
 * See keep.h.  Nothing here overwrites a database: what was there is kept beside.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/disk.h"
#include "app/keep_in.h"
#include "op/batch.h"
#include "store/migrate.h"
#include "store/place.h"

enum { DAY_S = 86400, KEPT_MAX = 2000, BEFORE_KEPT = 3 };

/* --- the moment ---------------------------------------------------------------------------------- */

struct moment { struct keep *k; struct manifest *m; str path; bool record; struct audit_heads heads; };

static err
take_moment(struct cx *cx, void *arg)
{
	struct moment *t = arg;

	TRY(db_counts(cx->db, cx->mem, &t->m->counts, &t->m->ncounts));
	for (size_t i = 0; i < t->m->ncounts; i++)
		t->record |= str_eq(t->m->counts[i].table, STR("audit_head"));
	if (t->record)
		TRY(audit_heads(cx, &t->heads));
	return db_copy(cx->db, t->path, &t->k->tell);
}

static bool
copy_moment(struct keep *k, struct manifest *m)
{
	struct moment   t = { .k = k, .m = m, .path = m->file };
	struct migrated at = { 0 };
	struct db      *db = NULL;
	struct cx       cx;
	err             e = db_open(k->config->db, DB_READ, &db);

	if (e != OK)
		return keep_fail(k, "The database cannot be opened.");
	keep_cx(k, db, &cx);
	keep_say(k, "copying the database as it is at this moment");
	e = db_patient(db);
	if (e == OK)
		e = migrate_look(db, k->mem, &at);
	m->schema = at.from;
	m->engine = db_is_sqlite(db) ? STR("sqlite") : STR("postgres");
	if (e == OK)
		e = batch_look(&cx, take_moment, &t);
	db_close(db);
	if (e != OK)
		return keep_fail(k, "The copy could not be made. The log line above says why.");
	if (t.record)
		m->anchor = anchor_line(k->mem, k->keys, &(struct anchor){ .at = k->now, .heads = t.heads });
	return true;
}

/* --- names ------------------------------------------------------------------------------------------- */

/* "waggle" of "var/waggle.db", and of PostgreSQL. */
static str
stem_of(const struct config *f)
{
	str name = f->db_file;

	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '/') {
			name = (str){ name.p + i, name.n - i };
			break;
		}
	if (name.n > 3 && str_eq((str){ name.p + name.n - 3, 3 }, STR(".db")))
		name.n -= 3;
	return name.n > 0 ? name : STR("waggle");
}

str
keep_path(struct arena *mem, const struct config *f, const char *name)
{
	str  stem = stem_of(f);
	bool hidden = *name == '.';

	if (str_eq(stem, STR("waggle")))
		return str_fmt(mem, "%.*s/%s", STR_ARG(f->backups), name);
	return str_fmt(mem, "%.*s/%s%.*s-%s", STR_ARG(f->backups), hidden ? "." : "", STR_ARG(stem), name + hidden);
}

/* --- making one ------------------------------------------------------------------------------------ */

static const char *ending_of(const struct keep *k) { return k->config->db_file.n > 0 ? ".db" : ".dump"; }

static str
name_for(struct keep *k, str label)
{
	str     iso = stamp_to_iso(k->mem, k->now);
	struct buf b = { .mem = k->mem };

	for (size_t i = 0; i < iso.n; i++)
		if (iso.p[i] != '-' && iso.p[i] != ':')
			buf_add(&b, (str){ iso.p + i, 1 });
	return str_fmt(k->mem, "%.*s/%.*s-%.*s%s%.*s%s", STR_ARG(k->config->backups), STR_ARG(stem_of(k->config)),
	    STR_ARG(buf_str(&b)), label.n > 0 ? "-" : "", STR_ARG(label), ending_of(k));
}

static bool
is_room(struct keep *k)
{
	int64_t bytes, mb;

	if (k->config->db_file.n == 0)
		return true;                    /* how much of it rows are, only writing them tells */
	bytes = disk_bytes(k->mem, k->config->db_file);
	mb = megabytes_free(k->mem, k->config->backups);
	if (mb > bytes * 2 / (1 << 20) + 16)
		return true;
	return keep_fail(k, "There are %lld MB free for backups; making one and trying it out needs %lld.",
	    (long long)mb, (long long)(bytes * 2 / (1 << 20) + 16));
}

static bool
make_one(struct keep *k, struct manifest *m, str final, bool upgrade)
{
	if (!copy_moment(k, m) || !file_sum(k, m->file, &m->sha256, &m->bytes) || !prove(k, m, upgrade))
		return false;
	if (rename(str_c(k->mem, m->file), str_c(k->mem, final)) != 0 || !disk_sync_folder(k->mem, final))
		return keep_fail(k, "We cannot write in %.*s.", STR_ARG(k->config->backups));
	m->file = final;
	return manifest_write(k, m);
}

static bool
make_alone(struct keep *k, str label, str *ret_file)
{
	str             final = name_for(k, label);
	str             making = keep_path(k->mem, k->config, ".making.db");
	struct manifest m = { .made = stamp_to_iso(k->mem, k->now), .file = making };
	bool            good;

	if (disk_bytes(k->mem, manifest_path(k->mem, final)) > 0)
		return keep_fail(k, "%.*s is there already.", STR_ARG(final));
	database_gone(k, making);               /* of one that was cut short */
	good = is_room(k) && make_one(k, &m, final, str_starts(label, STR("before-")));
	database_gone(k, making);
	*ret_file = final;
	if (good)
		keep_prune(k);
	return good;
}

bool
keep_backup(struct keep *k, str label, str *ret_file)
{
	const char *path = keep_path(k->mem, k->config, ".lock").p;
	int         lock;
	bool        good;

	if (!folder_make(k->mem, k->config->backups))
		return keep_fail(k, "We cannot make the folder %.*s: %s.", STR_ARG(k->config->backups), strerror(errno));
	lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0)
		good = keep_fail(k, lock < 0 ? "We cannot write in %.*s." : "Another backup is being made in %.*s.",
		    STR_ARG(k->config->backups));
	else
		good = make_alone(k, label, ret_file);
	if (lock >= 0)
		(void)close(lock);
	return good;
}

bool
keep_verify(struct keep *k, str file, struct manifest *ret)
{
	str        hex;
	int64_t    bytes;
	struct db *db = NULL;
	bool       good;

	if (!manifest_read(k, file, ret))
		return false;
	if (k->config->db_file.n == 0)
		return place_prove(k, ret, false);
	if (!str_eq(ret->engine, STR("sqlite")))
		return keep_fail(k, "%.*s is a backup of PostgreSQL; WAGGLE_DB names a SQLite database.", STR_ARG(file));
	keep_say(k, "reading the file");
	if (!file_sum(k, file, &hex, &bytes))
		return false;
	if (bytes != ret->bytes)
		return keep_fail(k, "%.*s has %lld bytes; its manifest says %lld.", STR_ARG(file), (long long)bytes,
		    (long long)ret->bytes);
	if (!str_eq(hex, ret->sha256))
		return keep_fail(k, "%.*s was changed: its sha-256 is not the manifest's.", STR_ARG(file));
	if (db_open(str_fmt(k->mem, "sqlite:%.*s", STR_ARG(file)), DB_READ, &db) != OK)
		return keep_fail(k, "%.*s is no database that we can open.", STR_ARG(file));
	good = look_through(k, db, ret);
	db_close(db);
	return good;
}

bool
keep_verify_now(struct keep *k)
{
	struct manifest nothing = { 0 };
	struct db      *db = NULL;
	bool            good;

	if (db_open(k->config->db, DB_READ, &db) != OK)
		return keep_fail(k, "The database cannot be opened.");
	good = db_patient(db) == OK && look_through(k, db, &nothing);
	db_close(db);
	return good;
}

/* --- the folder --------------------------------------------------------------------------------------- */

/* "waggle-20261122T201500Z-before-5.json"; another database's are not ours. */
static bool
read_name(struct keep *k, const char *name, struct kept *ret)
{
	str     s = str_of(name), stem = stem_of(k->config), t;
	int64_t n[6];
	static const struct { size_t at, n; } parts[] = { { 0, 4 }, { 4, 2 }, { 6, 2 }, { 9, 2 }, { 11, 2 }, { 13, 2 } };

	if (s.n < stem.n + 22 || !str_starts(s, stem) || s.p[stem.n] != '-')
		return false;
	t = (str){ s.p + stem.n + 1, s.n - stem.n - 1 };
	if (t.p[8] != 'T' || t.p[15] != 'Z' || !str_eq((str){ t.p + t.n - 5, 5 }, STR(".json")))
		return false;
	for (size_t i = 0; i < LEN(parts); i++)
		if (!str_to_int((str){ t.p + parts[i].at, parts[i].n }, &n[i]))
			return false;
	if (n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > 31)
		return false;
	ret->at.s = day_make(n[0], n[1], n[2]).n * DAY_S + n[3] * 3600 + n[4] * 60 + n[5];
	ret->file = str_fmt(k->mem, "%.*s/%.*s%s", STR_ARG(k->config->backups), (int)(s.n - 5), s.p, ending_of(k));
	return true;
}

/* Newest first. */
static struct kept *
list_kept(struct keep *k, size_t *ret_n)
{
	struct kept   *at = arena_take(k->mem, KEPT_MAX * sizeof *at), one;
	DIR           *d = opendir(str_c(k->mem, k->config->backups));
	struct dirent *e;
	size_t         n = 0;

	while (d != NULL && n < KEPT_MAX && (e = readdir(d)) != NULL) {
		size_t i = n;

		if (!read_name(k, e->d_name, &one))
			continue;
		for (; i > 0 && at[i - 1].at.s < one.at.s; i--)
			at[i] = at[i - 1];
		at[i] = one;
		n++;
	}
	if (d != NULL)
		(void)closedir(d);
	*ret_n = n;
	return at;
}

bool
keep_newest(struct keep *k, str label, struct kept *ret)
{
	size_t       n;
	struct kept *at = list_kept(k, &n);

	for (size_t i = 0; i < n; i++)
		if (label.n == 0 || str_has(at[i].file, label)) {
			*ret = at[i];
			return true;
		}
	return false;
}

static int64_t
month_of(stamp at)
{
	int64_t y, m, d;

	day_split(stamp_utc_day(at), &y, &m, &d);
	return y * 12 + m;
}

static int64_t
week_of(stamp at)
{
	return (stamp_utc_day(at).n + 3) / 7;   /* Mondays begin one */
}

/* Those that stand last in their week or month are the ones that stay. */
void
keep_prune(struct keep *k)
{
	size_t       n, before = 0;
	struct kept *at = list_kept(k, &n);
	int64_t      week = -1, month = -1;

	for (size_t i = 0; i < n; i++) {
		int64_t age = (k->now.s - at[i].at.s) / DAY_S;
		bool    labelled = str_has(at[i].file, STR("-before-"));
		bool    stays = labelled ? before++ < BEFORE_KEPT : age <= 7 ||
		    (age <= 35 && week_of(at[i].at) != week) || (age <= 366 && month_of(at[i].at) != month);

		if (!labelled) {
			week = week_of(at[i].at);
			month = month_of(at[i].at);
		}
		if (stays || i < BEFORE_KEPT)
			continue;
		(void)unlink(str_c(k->mem, manifest_path(k->mem, at[i].file)));
		(void)unlink(str_c(k->mem, at[i].file));
	}
}

bool
keep_anchor(struct keep *k, bool restored, const struct audit_heads *heads)
{
	struct anchor a = { .at = k->now, .restored = restored, .heads = *heads };

	return folder_make(k->mem, k->config->backups) &&
	    disk_append(k->mem, keep_path(k->mem, k->config, KEEP_ANCHORS),
	        str_fmt(k->mem, "%.*s\n", STR_ARG(anchor_line(k->mem, k->keys, &a))));
}

/* --- putting one back ------------------------------------------------------------------------------------ */

/* "waggle.db" with its log becomes "waggle.db.before-20261122T201500Z". */
static bool
set_aside(struct keep *k, str path, str *ret_old)
{
	static const char *const ends[] = { "-wal", "-shm", "" };

	*ret_old = (str){ 0 };
	if (disk_bytes(k->mem, path) < 0)
		return true;
	*ret_old = str_fmt(k->mem, "%.*s.before-%lld", STR_ARG(path), (long long)k->now.s);
	if (disk_bytes(k->mem, *ret_old) >= 0)
		return keep_fail(k, "%.*s is there already.", STR_ARG(*ret_old));
	for (size_t i = 0; i < LEN(ends); i++)
		if (rename(str_fmt(k->mem, "%.*s%s", STR_ARG(path), ends[i]).p,
		    str_fmt(k->mem, "%.*s%s", STR_ARG(*ret_old), ends[i]).p) != 0 && errno != ENOENT)
			return keep_fail(k, "We cannot move %.*s out of the way: %s.", STR_ARG(path), strerror(errno));
	return true;
}

static bool
write_restored(struct keep *k, const struct manifest *m)
{
	struct anchor a;

	if (m->anchor.n == 0)
		return true;
	return (anchor_read(k->mem, k->keys->open, m->anchor, &a) && keep_anchor(k, true, &a.heads)) ||
	    keep_fail(k, "The database is back, but we cannot write in %.*s.", STR_ARG(k->config->backups));
}

static bool
restore_place(struct keep *k, str file, str *ret_old)
{
	struct manifest m;

	return manifest_read(k, file, &m) && place_restore(k, &m, ret_old) && write_restored(k, &m);
}

/* While the file ".restoring" is there, no start takes what lies beside it for the database. */
bool
keep_restore(struct keep *k, str file, str *ret_old)
{
	str             path = k->config->db_file, hex;
	str             fresh = str_fmt(k->mem, "%.*s.restoring", STR_ARG(path));
	struct manifest m;
	int64_t         bytes;

	if (path.n == 0)
		return restore_place(k, file, ret_old);
	if (!keep_verify(k, file, &m))
		return false;
	keep_say(k, "putting it in its place");
	if (!file_copy(k, file, fresh) || !file_sum(k, fresh, &hex, &bytes))
		return false;
	if (!str_eq(hex, m.sha256))
		return keep_fail(k, "The copy is not what was read: the disk lost something. Nothing was changed.");
	if (!set_aside(k, path, ret_old))
		return false;
	if (rename(str_c(k->mem, fresh), str_c(k->mem, path)) != 0 || !disk_sync_folder(k->mem, path))
		return keep_fail(k, "We cannot put %.*s in its place: %s.", STR_ARG(path), strerror(errno));
	return write_restored(k, &m);
}
