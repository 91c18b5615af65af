/*
 * app/doctor: is everything as it must be for Waggle to run well?  One line a check,
 * and how to mend what is wrong.  Looks only; a running server is not disturbed.
 */
#include "app/house.h"

#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/keep.h"
#include "base/picture.h"
#include "rooms/outbox/outbox.h"
#include "rooms/safeguarding/safeguarding.h"
#include "store/migrate.h"

enum { FREE_MB = 500, YEAR_2026 = 1767225600, TESTED_S = 26 * 3600 };

struct visit { struct cli *c; struct buf b; size_t n, bad; };

static void
note(struct visit *v, bool good, const char *what, str how)
{
	if (v->c->json) {
		buf_addf(&v->b, "%s{\"ok\":%s,\"check\":", v->n > 0 ? "," : "", good ? "true" : "false");
		json_str(&v->b, str_of(what));
		buf_add(&v->b, STR(",\"mend\":"));
		json_str(&v->b, good ? STR("") : how);
		buf_add(&v->b, STR("}"));
	} else if (good) {
		fprintf(v->c->out, "good  %s\n", what);
	} else {
		fprintf(v->c->out, "BAD   %s. %.*s\n", what, STR_ARG(how));
	}
	v->n++;
	v->bad += !good;
}

static void
see_folder(struct visit *v, str db_file)
{
	struct arena  *mem = v->c->mem;
	struct statvfs fs;
	char          *folder = arena_take(mem, db_file.n + 2);
	char          *slash;
	int64_t        free_mb = 0;

	if (db_file.n == 0)
		return;
	memcpy(folder, db_file.p, db_file.n);
	slash = strrchr(folder, '/');
	if (slash != NULL)
		*slash = 0;
	else
		memcpy(folder, ".", 2);
	note(v, access(folder, W_OK | X_OK) == 0, "The database's folder can be written",
	    str_fmt(mem, "Let the user that runs Waggle own %s.", folder));
	if (statvfs(folder, &fs) == 0)
		free_mb = (int64_t)(fs.f_bavail * (fs.f_frsize / 1024) / 1024);
	note(v, free_mb >= FREE_MB, "The disk has at least 500 MB to spare",
	    str_fmt(mem, "It has %lld MB.", (long long)free_mb));
}

/* The way from words that say somebody may be in danger to a person on call. */
static void
see_lane(struct visit *v, struct db *db)
{
	const struct coverage      *c;
	const struct outbox_health *h;
	struct cx                   cx;
	void                       *covered = NULL, *mail = NULL;

	house_cx(v->c, db, NULL, &cx);
	if (op_run(&cx, &safeguarding_coverage, (struct words){ 0 }, &covered) != OK ||
	    op_run(&cx, &outbox_health_read, (struct words){ 0 }, &mail) != OK) {
		note(v, false, "Alerts can be looked at", STR("The log line above says why."));
		return;
	}
	c = covered;
	h = mail;
	note(v, c->empty == 0, "Somebody is on call for every open place", str_fmt(v->c->mem,
	    "Nobody is for %lld of them. Put people on the rota, on the page /rota.", (long long)c->empty));
	note(v, c->late == 0, "No alert waits longer than 15 minutes", STR("Call who is on call now."));
	note(v, !h->down, "Mail goes out", STR("See /mail/undelivered, and the settings of mail."));
	note(v, c->tested.s == 0 || v->c->now.s - c->tested.s < TESTED_S, "The clock tested the way of an alert within a day",
	    STR("Is `waggle serve` running? Its log says what the clock does."));
}

static void
see_database(struct visit *v, str url)
{
	struct db      *db = NULL;
	struct migrated m = { 0 };
	bool            sums = false;
	err             e = db_open(url, DB_READ, &db);

	note(v, e == OK, "The database opens", e == ERR_MISSING ? STR("There is none yet. `waggle serve`,"
	    " `waggle init` or `waggle demo` makes one.") : STR("The log line above says why."));
	if (e != OK)
		return;
	e = migrate_look(db, v->c->mem, &m);
	note(v, e == OK && m.from == m.newest, "The database fits this program", m.from > m.newest
	    ? STR("A newer Waggle made it. Install that one.") : STR("Run: waggle migrate"));
	if (db_page_sums(db, false, &sums) == OK)
		note(v, sums, "What the disk spoils is found (every page has a sum)", db_is_sqlite(db)
		    ? STR("Run: waggle migrate") : STR("Make the PostgreSQL cluster with checksums"
		    " (pg_checksums --enable, while it is stopped)."));
	if (e == OK && m.from == m.newest)
		see_lane(v, db);
	db_close(db);
}

static void
see_pictures(struct visit *v)
{
	struct painter *p = painter_start();

	note(v, painter_is_well(p), "Pictures are drawn in a process without power",
	    STR("This machine does not let a program give up its rights (seccomp). Until it does,"
	    " photos are refused; words and documents work."));
	painter_stop(p);
}

static void
see_backup(struct visit *v)
{
	struct config config = house_of(v->c)->config;
	struct keep   k = { .mem = v->c->mem, .config = &config, .now = v->c->now };
	struct kept   last = { .at = { 0 } };

	if (config.db_file.n == 0 || !keep_newest(&k, (str){ 0 }, &last))
		return;                         /* a new house; `waggle safety` says it */
	note(v, v->c->now.s - last.at.s < 2 * 86400, "A backup was proved within two days", STR("Run: waggle backup"));
}

int
doctor_command(struct cli *c)
{
	const struct config *f = &house_of(c)->config;
	struct visit         v = { .c = c, .b = { .mem = c->mem } };

	note(&v, true, "The settings are right", STR(""));
	note(&v, c->now.s > YEAR_2026, "The machine's clock is set", STR("Set it; promises hang on it."));
	see_folder(&v, f->db_file);
	see_database(&v, f->db);
	see_pictures(&v);
	see_backup(&v);
	if (c->json)
		fprintf(c->out, "{\"checks\":[%.*s]}\n", STR_ARG(buf_str(&v.b)));
	return v.bad == 0 ? EX_OK : EX_CONFIG;
}
