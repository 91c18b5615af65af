/*
 * For issue 3, numbers 2 and 3: every write operation of the house, over a file system in
 * memory, cut off at every change and with every n-th call or allocation failing.
 *
 *	points cuts|calls|memory|rot [--all] [--seconds N] [--lie|--swallow|--bare] [OPERATION ...]
 * One line an operation: what was tried and how often it was not as promised; at the end the
 * operations of the house that no step here makes.  Built only for tests.
 */
#include "tests/faults/points.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <unicode/uclean.h>

#include "app/rooms.h"
#include "base/secret.h"
#include "store/db_in.h"
#include "store/migrate.h"

enum { MEM = 512 << 20 };

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool points_late(const struct points *p) { return seconds() > p->until; }

void
points_bad(struct points *p, const char *what, int64_t n)
{
	p->bad++;
	if (p->bad <= 5)
		printf("bad: %s: %s (%lld)\n", p->step->op, what, (long long)n);
}

/* --- the database: open, and what is in it ----------------------------------------------- */

bool
points_open(struct points *p)
{
	return db_open(STR("sqlite:/memfs/waggle.db"), DB_WRITE, &p->f.db) == OK;
}

/* As if the power went: nothing more is written.  What is lost with it is never read again. */
void
points_drop(struct points *p)
{
	struct image was = { 0 };

	image_copy(&was, &p->fs->now);
	p->fs->fault.n = 0;
	db_close(p->f.db);
	p->f.db = NULL;
	image_copy(&p->fs->now, &was);
	image_clear(&was);
}

void
points_reset(struct points *p, const struct image *to)
{
	if (p->f.db != NULL)
		points_drop(p);
	arena_free(p->run_mem);
	arena_free(p->op_mem);
	p->run_mem = p->op_mem = NULL;
	image_copy(&p->fs->now, to);
}

static void
hash_row(struct hash *h, sqlite3_stmt *st)
{
	for (int i = 0; i < sqlite3_column_count(st); i++) {
		const unsigned char *c = sqlite3_column_blob(st, i);
		int                  n = sqlite3_column_bytes(st, i);

		h->sum = (h->sum ^ (uint64_t)sqlite3_column_type(st, i)) * 0x100000001b3u;
		for (int k = 0; k < n; k++)
			h->sum = (h->sum ^ c[k]) * 0x100000001b3u;
	}
}

/* The search's own tables depend on chance (ids), so only what they say is looked at. */
static bool
is_counted(const char *name)
{
	return strncmp(name, "search", 6) != 0;
}

static bool
hash_table(sqlite3 *c, const char *name, struct hash *h)
{
	char         *text = sqlite3_mprintf("SELECT * FROM \"%w\"", name);
	sqlite3_stmt *st = NULL;
	int           rc = sqlite3_prepare_v2(c, text, -1, &st, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(st);
		if (rc == SQLITE_ROW) {
			hash_row(h, st);
			h->rows += is_counted(name);
		}
	}
	(void)sqlite3_finalize(st);
	sqlite3_free(text);
	return rc == SQLITE_DONE;
}

static bool
is_whole(sqlite3 *c)
{
	sqlite3_stmt *st = NULL;
	bool          good = sqlite3_prepare_v2(c, "PRAGMA integrity_check", -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(st, 0), "ok") == 0;

	(void)sqlite3_finalize(st);
	return good;
}

/* Everything in every table, and whether the file is sound. */
bool
points_look(struct points *p, struct hash *ret)
{
	sqlite3      *c = p->f.db->conn;
	sqlite3_stmt *st = NULL;
	bool          good = is_whole(c);

	*ret = (struct hash){ .sum = 0xcbf29ce484222325u };
	if (sqlite3_prepare_v2(c, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", -1, &st, NULL)
	    != SQLITE_OK)
		return false;
	while (good && sqlite3_step(st) == SQLITE_ROW)
		good = hash_table(c, (const char *)sqlite3_column_text(st, 0), ret);
	(void)sqlite3_finalize(st);
	return good;
}

/* --- running a step ---------------------------------------------------------------------- */

static const struct named *
named(const struct points *p, str name)
{
	for (size_t i = 0; i < p->nnames; i++)
		if (str_eq(name, str_of(p->names[i].name)))
			return &p->names[i];
	fprintf(stderr, "points: no step saved \"%.*s\"\n", STR_ARG(name));
	exit(2);
}

/* "@oak@" becomes the place's id; "@m@" what the step that saved "m" was about; "@%m@" its receipt. */
static str
filled(struct points *p, const char *words)
{
	struct buf b = { .mem = p->f.mem };
	str        rest = str_of(words);

	while (rest.n > 0) {
		str plain = str_cut(&rest, '@'), name = str_cut(&rest, '@');

		buf_add(&b, plain);
		if (name.n == 0 && plain.p[plain.n] == '@')
			buf_add(&b, STR("@"));  /* "@@" is an @ */
		else if (name.n > 1 && name.p[0] == '%')
			buf_add(&b, named(p, (str){ name.p + 1, name.n - 1 })->text);
		else if (name.n > 0)
			buf_addf(&b, "%lld", (long long)named(p, name)->id);
	}
	return buf_str(&b);
}

void
points_name(struct points *p, const char *name, int64_t id)
{
	p->names[p->nnames++] = (struct named){ .name = name, .id = id };
}

int64_t
points_stride(const struct points *p, int64_t usual)
{
	int64_t long_one = p->everything ? p->step->stride : p->step->stride * 12;

	return long_one > usual ? long_one : usual;
}

/* Whoever holds this session, as the web door would know them. */
static bool
as_session(struct points *p, const char *name)
{
	struct cx *cx = &p->play->cx;
	err        e;

	cx->token = secret_sha256_hex(p->f.mem, named(p, str_of(name))->text);
	if (db_begin(p->f.db) != OK)
		return false;
	e = actor_load(p->f.db, p->f.mem, cx->token, cx->now, &cx->who);
	db_rollback(p->f.db);
	cx->who_known = true;
	return e == OK || e == ERR_LOGIN;       /* one that has ended is nobody's */
}

/* The step as a door would run it, with a once-only key; *ret_out as op_run() gives it. */
err
points_run(struct points *p, const char *once, void **ret_out)
{
	const struct step *s = p->step;
	const struct op   *op = op_find(p->ops, str_of(s->op));
	struct arena      *whole = p->f.mem;
	struct word       *at;
	str                rest;
	size_t             n = 0;
	err                e;

	arena_free(p->run_mem);
	arena_free(p->op_mem);
	p->f.mem = p->run_mem = arena_new(MEM);
	p->op_mem = arena_new(MEM);
	at = arena_take(p->f.mem, 30 * sizeof *at);
	rest = filled(p, s->words);
	while (rest.n > 0) {
		str one = str_cut(&rest, '&');

		at[n].name = str_cut(&one, '=');
		at[n].value = one;
		if (str_eq(at[n].name, STR("file")))
			at[n].file = STR("file.csv"), at[n].type = STR("text/csv");
		n++;
	}
	play_as(p->play, s->who);
	p->play->cx.now.s += s->later;
	if (s->session != NULL && !as_session(p, s->session))
		return ERR_LOGIN;
	p->play->cx.mem = p->op_mem;            /* with nothing in it yet, so that its first block can fail */
	p->play->cx.once = str_of(once);
	p->fs->fault = p->arm;                  /* only the operation itself meets it */
	p->armed = true;
	e = op_run(&p->play->cx, op, (struct words){ at, n }, ret_out);
	p->armed = false;
	p->arm.n = p->fs->fault.n = 0;
	p->f.mem = whole;
	return e;
}

/* "a long first password", by the cheapest hash there is: it is made hundreds of times. */
static const char password_of_ann[] = "UPDATE person SET secret_hash = '$argon2id$v=19$m=8,t=1,p=1$"
    "+pWDyM3MAWI9QLolIugEHA$B6M1pz8boJLpWX5gZbSKItXGC+IKJmcvKya/HzR8TT4' WHERE login = 'ann'";

static bool
begin_world(struct points *p)
{
	struct migrated m;

	p->f.mem = arena_new(MEM);
	if (!points_open(p) || migrate_up(p->f.db, p->f.mem, (stamp){ 1000 }, NULL, &m) != OK)
		return false;
	points_drop(p);
	image_copy(&p->bare_house, &p->fs->now);
	if (!points_open(p))
		return false;
	p->play = play_new(&p->f);
	fresh_do(&p->f, password_of_ann);
	points_name(p, "site", p->play->site);
	points_name(p, "oak", p->play->oak);
	points_name(p, "elm", p->play->elm);
	points_name(p, "ward_meeting", p->play->ward_meeting);
	points_name(p, "cmt", p->play->cmt);
	points_name(p, "emt", p->play->emt);
	return true;
}

/* Wanted on the command line, or all. */
static bool
is_wanted(const struct points *p, const char *op)
{
	for (int i = 0; i < p->nonly; i++)
		if (strcmp(p->only[i], op) == 0)
			return true;
	return p->nonly == 0;
}

/* The first number that `text` gives. */
static int64_t
found(struct points *p, const char *text)
{
	sqlite3_stmt *st = NULL;
	int64_t       id = 0;

	if (sqlite3_prepare_v2(p->f.db->conn, text, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		id = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	return id;
}

/* Runs the step once more, now to keep: the next ones stand on it. */
static bool
go_on(struct points *p, const struct image *before)
{
	void *out = NULL;
	err   e;
	struct { int64_t id; str text; } first = { 0 }; /* so every result that is named here begins */

	points_reset(p, before);
	if (!points_open(p))
		return false;
	if (p->step->empty)
		return true;
	e = points_run(p, "", &out);
	if (e != OK) {
		printf("bad: %s does not run here: error %d %s %.*s\n", p->step->op, (int)e,
		    p->play->cx.why.key ? p->play->cx.why.key : "", STR_ARG(p->play->cx.why.field));
		return false;
	}
	if (p->step->save == NULL)
		return true;
	memcpy(&first, out, p->step->with_text ? sizeof first : sizeof first.id);
	points_name(p, p->step->save, p->step->find != NULL ? found(p, p->step->find) : first.id);
	if (p->step->with_text)
		p->names[p->nnames - 1].text = str_copy(p->f.mem, first.text);
	return true;
}

static bool
walk(struct points *p)
{
	bool good = true;

	for (size_t i = 0; i < points_nsteps && good; i++) {
		struct image        world = { 0 };
		const struct image *before = &world;
		double              began = seconds();

		p->step = &points_steps[i];
		db_close(p->f.db);
		p->f.db = NULL;
		image_copy(&world, &p->fs->now);
		if (p->step->empty)
			before = &p->bare_house;
		p->tried = p->bad = 0;
		if (p->step->not_memory != NULL && strcmp(p->form->name, "memory") == 0) {
			printf("untried: %s (%s)\n", p->step->op, p->step->not_memory);
		} else if (p->step->ground) {
			;
		} else if (is_wanted(p, p->step->op) && !points_late(p)) {
			p->form->run(p, before);
			printf("%s %s: %lld tried, %lld bad, %.1f s\n", p->form->name, p->step->op,
			    (long long)p->tried, (long long)p->bad, seconds() - began);
			p->all_bad += p->bad;
			p->all += p->tried;
			p->nops++;
		} else if (is_wanted(p, p->step->op)) {
			printf("late: %s\n", p->step->op);
		}
		good = go_on(p, &world);
		image_clear(&world);
		(void)fflush(stdout);
	}
	return good;
}

/* Write operations of the house that no step makes: said, not hidden. */
static size_t
say_untried(const struct points *p)
{
	size_t writes = 0, without = 0;

	for (size_t i = 0; i < p->ops.n; i++) {
		bool found = false;

		if (p->ops.at[i]->tx != TX_WRITE)
			continue;
		writes++;
		for (size_t k = 0; k < points_nsteps; k++)
			found = found || str_eq(p->ops.at[i]->name, str_of(points_steps[k].op));
		if (!found)
			printf("untried: %.*s\n", STR_ARG(p->ops.at[i]->name));
		without += !found;
	}
	printf("write operations: %zu\n", writes);
	return without;
}

static bool
read_arguments(struct points *p, int argc, char **argv)
{
	double limit = 3600;

	for (int i = 1; i < argc; i++) {
		const struct form *f = points_form(argv[i]);

		if (f != NULL)
			p->form = f;
		else if (strcmp(argv[i], "--all") == 0)
			p->everything = true;
		else if (strcmp(argv[i], "--lie") == 0)
			p->fs->lies = true;
		else if (strcmp(argv[i], "--bare") == 0)
			p->bare = true;
		else if (strcmp(argv[i], "--swallow") == 0)
			p->swallow = true;
		else if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
			limit = strtod(argv[++i], NULL);
		else
			p->only[p->nonly++] = argv[i];
	}
	p->until = seconds() + limit;
	return p->form != NULL;
}

void *__libc_malloc(size_t n);
void *__libc_realloc(void *p, size_t n);
void  __libc_free(void *p);
static void *icu_take(const void *none, size_t n) { (void)none; return __libc_malloc(n); }
static void *icu_more(const void *none, void *p, size_t n) { (void)none; return __libc_realloc(p, n); }
static void  icu_free(const void *none, void *p) { (void)none; __libc_free(p); }

/* ICU does not stand being without memory (72.1 reads through NULL): its own calls are let be. */
static void
spare_icu(void)
{
	UErrorCode e = U_ZERO_ERROR;

	u_setMemoryFunctions(NULL, icu_take, icu_more, icu_free, &e);
	if (U_FAILURE(e))
		fprintf(stderr, "points: ICU keeps its own memory functions\n");
}

int
main(int argc, char **argv)
{
	struct points *p = points_it();
	struct arena  *names = arena_new(64 << 20);
	bool           good;

	spare_icu();
	p->fs = memfs_install();
	p->ops = rooms_ops(names);
	if (!read_arguments(p, argc, argv)) {
		fprintf(stderr, "points cuts|calls|memory|rot [--all] [--seconds N] [OPERATION ...]\n");
		return 2;
	}
	secret_start();
	good = begin_world(p) && walk(p);
	good = say_untried(p) == 0 && good;
	if (p->looked > 0)
		printf("looked: %lld\n", (long long)p->looked);
	printf("all: %lld tried, %lld bad, %lld operations%s\n", (long long)p->all, (long long)p->all_bad,
	    (long long)p->nops, good ? "" : ", not to the end");
	return good && p->all_bad == 0 && p->all > 0 ? 0 : 1;
}
