/*
 * app/house: opens the provider's database for a command.  See house.h.
 * Everything that can be wrong at start is found here, before anything is touched,
 * and said in one sentence each: folder, lock, room on the disk, a newer schema.
 */
#include "app/house.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/disk.h"
#include "app/keep.h"
#include "app/set_up.h"
#include "base/secret.h"
#include "rooms/unit/unit.h"
#include "store/migrate.h"
#include "store/reserve.h"
#include "words/words.h"

enum { PROBE_BYTES = 256 * 1024 };

static int
make_folder(struct cli *c, str folder)
{
	if (folder_make(c->mem, folder))
		return EX_OK;
	return cli_fail(c, EX_CANTCREAT, "We cannot make the folder %.*s: %s.", STR_ARG(folder), strerror(errno));
}

static int
take_lock(struct cli *c, str db_file, int *ret_lock)
{
	const char *path = str_fmt(c->mem, "%.*s.lock", STR_ARG(db_file)).p;
	int         fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return cli_fail(c, EX_CANTCREAT, "We cannot write in the folder %.*s: %s.",
		    STR_ARG(folder_of(c->mem, db_file)), strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		(void)close(fd);
		return cli_fail(c, EX_UNAVAILABLE, "Waggle is running on %.*s already. Stop it first, or"
		    " use the web pages or the API instead.", STR_ARG(db_file));
	}
	*ret_lock = fd;
	return EX_OK;
}

int
house_lock(struct cli *c, int *ret_lock)
{
	str file = house_of(c)->config.db_file;
	int code;

	if (file.n == 0)
		return EX_OK;
	code = make_folder(c, folder_of(c->mem, file));
	return code != EX_OK ? code : take_lock(c, file, ret_lock);
}

/* A restore that was cut short leaves nothing in the database's place, or half of it. */
static int
see_restoring(struct cli *c, str db_file)
{
	str half = str_fmt(c->mem, "%.*s.restoring", STR_ARG(db_file));

	if (disk_bytes(c->mem, half) < 0)
		return EX_OK;
	return cli_fail(c, EX_DATAERR, "Putting a backup back was cut short. Run `waggle restore` again; or, when"
	    " %.*s is there and right, remove %.*s.", STR_ARG(db_file), STR_ARG(half));
}

/* SQLite needs room for its log; better to say so now than in the middle of a change. */
static int
probe_disk(struct cli *c, str db_file)
{
	const char *path = str_fmt(c->mem, "%.*s.probe", STR_ARG(db_file)).p;
	char       *zeros = arena_take(c->mem, PROBE_BYTES);
	int         fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t     n = fd < 0 ? -1 : write(fd, zeros, PROBE_BYTES);
	bool        good = n == PROBE_BYTES && fsync(fd) == 0;
	int         why = n >= 0 && n < PROBE_BYTES ? ENOSPC : errno;

	if (fd >= 0)
		(void)close(fd);
	(void)unlink(path);
	if (good)
		return EX_OK;
	if (why == ENOSPC && reserve_release(str_c(c->mem, house_reserve(c)))) {
		log_line("start", "trouble=\"the disk is full: Waggle opens with the room it held back, for reading"
		    " and for urgent messages\"");
		return EX_OK;
	}
	if (why == ENOSPC || why == EDQUOT)
		return cli_fail(c, EX_IOERR, "The disk that holds %.*s is full. Make some room and start again."
		    " Nothing was changed.", STR_ARG(folder_of(c->mem, db_file)));
	return cli_fail(c, EX_IOERR, "We cannot write in the folder %.*s: %s.",
	    STR_ARG(folder_of(c->mem, db_file)), strerror(why));
}

str
house_reserve(struct cli *c)
{
	str file = house_of(c)->config.db_file;

	return file.n == 0 ? file : str_fmt(c->mem, "%.*s.reserve", STR_ARG(file));
}

/* Each step is a line; a step that takes long says so, on a screen each second, in a log now and then. */
static void
progress(void *arg, const struct migrating *m)
{
	enum { LOG_S = 5 };
	struct cli *c = arg;
	bool        screen = isatty(fileno(c->err));
	char       *name = arena_take(c->mem, strlen(m->name) + 1);

	for (size_t i = 0; m->name[i] != '\0'; i++)
		name[i] = m->name[i] == '_' ? ' ' : m->name[i];
	if (m->part == 0)
		fprintf(c->err, "Preparing the database: step %lld of %lld, %s\n", (long long)m->n, (long long)m->of, name);
	else if (screen || m->seconds % LOG_S == 0)
		fprintf(c->err, "  still at step %lld, %s: part %lld of %lld, %lld seconds so far\n", (long long)m->n, name,
		    (long long)m->part, (long long)m->parts, (long long)m->seconds);
	(void)fflush(c->err);
}

static int
too_new(struct cli *c, const struct migrated *m)
{
	return cli_fail(c, EX_DATAERR, "This database was made by a newer Waggle, or changed by hand"
	    " (schema %lld, this program knows %lld). Nothing was changed. Install the newer program.",
	    (long long)m->from, (long long)m->newest);
}

/* What an upgrade changes can be undone: `waggle rollback` puts this back. */
static int
backup_before(struct cli *c, struct db *db, const struct keys *keys)
{
	struct migrated m = { 0 };
	struct keep     k = { .mem = c->mem, .config = &house_of(c)->config, .keys = keys, .now = c->now };
	str             file;
	err             e = migrate_look(db, c->mem, &m);

	if (e == ERR_CLASH)
		return too_new(c, &m);
	if (e != OK || m.from == 0 || m.from == m.newest)
		return e == OK ? EX_OK : cli_fail(c, EX_IOERR, "The database cannot be read. The log line above says why.");
	fprintf(c->err, "Making a backup before the database is brought up to date\n");
	if (keep_backup(&k, str_fmt(c->mem, "before-%lld", (long long)m.newest), &file))
		return EX_OK;
	return cli_fail(c, EX_IOERR, "There is no backup, so the database was left as it is: %.*s", STR_ARG(k.why));
}

static int
bring_up_to_date(struct cli *c, struct db *db, const struct keys *keys)
{
	const struct house *h = house_of(c);
	struct migrated     m = { 0 };
	int                 code = backup_before(c, db, keys);
	struct cx           cx;
	void               *out;
	bool                sums;
	struct word         zone = { .name = STR("zone"), .value = h->config.zone };
	err                 e;

	if (code != EX_OK)
		return code;
	e = migrate_up(db, c->mem, c->now, &(struct migrate_tell){ progress, c }, &m);
	if (e == ERR_CLASH)
		return too_new(c, &m);
	if (e == OK && db_is_sqlite(db))
		e = db_page_sums(db, true, &sums);      /* one from before the pages had sums */
	if (e != OK)
		return cli_fail(c, EX_IOERR, "The database could not be prepared. The log line above says why.");
	house_cx(c, db, NULL, &cx);
	e = op_run(&cx, &house_start, (struct words){ &zone, 1 }, &out);
	return e == OK ? EX_OK : cli_refused(c, &cx, e);
}

static int
open_to_read(struct cli *c, struct db **ret_db)
{
	const struct house *h = house_of(c);
	struct migrated     m = { 0 };
	err                 e = db_open(h->config.db, DB_READ, ret_db);

	if (e == ERR_MISSING)
		return cli_fail(c, EX_NOINPUT, "There is no database yet at %.*s. `waggle serve`,"
		    " `waggle init` or `waggle demo` makes one.", STR_ARG(h->config.db));
	if (e != OK)
		return cli_fail(c, EX_IOERR, "We cannot open the database. The log line above says why.");
	e = migrate_look(*ret_db, c->mem, &m);
	if (e == ERR_CLASH || m.from > m.newest)
		return too_new(c, &m);
	if (e != OK || m.from < m.newest)
		return cli_fail(c, EX_CONFIG, "The database is older than this program. Run `waggle migrate`.");
	return EX_OK;
}

/* The record of who did what is chained with a key that is not in the database. */
static int
take_keys(struct cli *c, struct opened *o)
{
	str path = house_of(c)->config.keys, why;
	int code = make_folder(c, folder_of(c->mem, path));

	if (code != EX_OK)
		return code;
	if (!keys_read(c->mem, path, true, &o->keys, &why))
		return cli_fail(c, EX_NOPERM, "%.*s", STR_ARG(why));
	db_set_key(o->db, o->keys.chain.at[0]);
	return make_folder(c, house_of(c)->config.backups);     /* while we still may make one */
}

static int
open_to_write(struct cli *c, struct opened *o)
{
	const struct house *h = house_of(c);
	str                 file = h->config.db_file;
	int                 code = EX_OK;

	if (file.n > 0) {
		code = house_lock(c, &o->lock);
		if (code == EX_OK)
			code = see_restoring(c, file);
		if (code == EX_OK)
			code = probe_disk(c, file);
	}
	if (code != EX_OK)
		return code;
	if (db_open(h->config.db, DB_WRITE, &o->db) != OK)
		return cli_fail(c, EX_IOERR, "We cannot open the database. The log line above says why.");
	code = take_keys(c, o);
	return code != EX_OK ? code : bring_up_to_date(c, o->db, &o->keys);
}

/* Looked at first, so that nothing is made and no older schema written to. */
static int
open_beside(struct cli *c, struct opened *o)
{
	int code = open_to_read(c, &o->db);

	if (code != EX_OK)
		return code;
	db_close(o->db);
	o->db = NULL;
	return db_open(house_of(c)->config.db, DB_WRITE, &o->db) == OK ? take_keys(c, o)
	    : cli_fail(c, EX_IOERR, "We cannot open the database. The log line above says why.");
}

int
house_open(struct cli *c, enum house_use use, struct opened *ret_open)
{
	struct opened o = { .lock = -1 };
	int           code = use == HOUSE_READ ? open_to_read(c, &o.db)
	    : use == HOUSE_BESIDE ? open_beside(c, &o) : open_to_write(c, &o);

	if (code == EX_OK)
		*ret_open = o;
	else
		house_close(&o);
	return code;
}

void
house_close(struct opened *o)
{
	if (o->db != NULL)
		db_close(o->db);
	if (o->lock >= 0)
		(void)close(o->lock);
	*o = (struct opened){ .lock = -1 };
}

int
house_provider(struct cli *c, struct db *db, struct provider *ret)
{
	const struct house_facts *f;
	struct provider           p = { 0 };
	struct cx                 cx;
	void                     *out = NULL;

	house_cx(c, db, NULL, &cx);
	if (op_run(&cx, &house_read, (struct words){ 0 }, &out) != OK)
		return cli_fail(c, EX_IOERR, "The provider's settings cannot be read from the database.");
	f = out;
	p.name = f->provider;
	p.demo = f->demo.n > 0;
	p.zone = zone_find(f->zone);
	if (p.zone == NULL || !secret_from_base64url(c->mem, f->secret, &p.secret))
		return cli_fail(c, EX_CONFIG, "The provider's time zone or secret in the database is not one"
		    " we can use.");
	*ret = p;
	return EX_OK;
}

int
house_beside(struct cli *c, struct provider *ret_provider, struct keys *ret_keys)
{
	struct opened o;
	str           why;
	int           code = house_open(c, HOUSE_READ, &o);

	if (code != EX_OK)
		return code;
	code = house_provider(c, o.db, ret_provider);
	house_close(&o);
	if (code == EX_OK && !keys_read(c->mem, house_of(c)->config.keys, false, ret_keys, &why))
		code = cli_fail(c, EX_NOPERM, "%.*s", STR_ARG(why));
	return code;
}

void
house_cx(struct cli *c, struct db *db, const struct zone *zone, struct cx *ret_cx)
{
	*ret_cx = (struct cx){ .db = db, .mem = c->mem, .now = c->now, .today = zone_day(zone, c->now), .zone = zone,
		.who = actor_house(), .who_known = true, .door = "cli", .lang = lang_find(STR("en")) };
}

static err
place_find(struct cx *cx, str slug, int64_t *ret_id)
{
	struct word             w = { .name = STR("slug"), .value = slug };
	const struct unit_page *all;
	void                   *out = NULL;

	if (slug.n > 0) {
		TRY(op_run(cx, &house_place, (struct words){ &w, 1 }, &out));
		*ret_id = ((const struct house_found *)out)->id;
		return OK;
	}
	TRY(op_run(cx, &unit_list, (struct words){ 0 }, &out));
	all = out;
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].parent == 0) {
			*ret_id = all->at[i].id;
			return OK;
		}
	return ERR_MISSING;
}

int
house_place_id(struct cli *c, struct cx *cx, str slug, int64_t *ret_id)
{
	err e = place_find(cx, slug, ret_id);

	if (e == ERR_MISSING)
		return cli_fail(c, EX_DATAERR, "There is no such place. `waggle run unit.list` lists them.");
	return e == OK ? EX_OK : cli_refused(c, cx, e);
}
