/*
 * tests/rights/ask: asks the house, in one process, as one person after another.  Only for
 * tests; never installed.
 *
 *   ask URL < questions > answers
 *
 * A question is a line of tabs: how, now (UTC seconds), person (0 nobody, -1 the house),
 * operation, words ("name=value&..." percent-encoded).  How is "do" (kept) or "ask" (all it
 * did is undone; the answer stands).  "grant" gives a role as access does: person, role,
 * unit, forum, since, until.  "tick" runs the clock's timers once, those that come round within
 * so many seconds: now, seconds.  "widen" is the sabotaged twin's: it writes one more row into
 * the policy's copy in this test database: role, may.  An answer is: error, why, JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/rooms.h"
#include "base/secret.h"
#include "op/op.h"
#include "op/setting.h"
#include "store/migrate.h"
#include "words/words.h"

struct ask { struct db *db; struct arena *mem, *line; struct ops ops; };

static void
must(err e, const char *what)
{
	if (e != OK) {
		fprintf(stderr, "ask: %s failed (%d)\n", what, (int)e);
		exit(2);
	}
}

static const char *
err_word(err e)
{
	switch (e) {
	case OK:          return "ok";
	case ERR_INPUT:   return "input";
	case ERR_LOGIN:   return "login";
	case ERR_DENIED:  return "denied";
	case ERR_MISSING: return "missing";
	case ERR_CLASH:   return "clash";
	case ERR_BUSY:    return "busy";
	case ERR_STORE:   return "store";
	case ERR_FULL:    return "full";
	case ERR_COUNT_:  break;
	}
	return "?";
}

static int64_t
number(str s)
{
	bool    minus = s.n > 0 && s.p[0] == '-';
	int64_t n = 0;

	if (minus)
		s = (str){ s.p + 1, s.n - 1 };
	if (!str_to_int(s, &n)) {
		fprintf(stderr, "ask: \"%.*s\" is no number\n", STR_ARG(s));
		exit(2);
	}
	return minus ? -n : n;
}

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c - 'a' + 10;
}

static str
decoded(struct arena *mem, str s)
{
	char  *p = arena_take(mem, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '%' && i + 2 < s.n) {
			p[n++] = (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2]));
			i += 2;
		} else
			p[n++] = s.p[i];
	return (str){ p, n };
}

static struct words
words_of(struct arena *mem, str text)
{
	struct word *at = arena_take(mem, 64 * sizeof *at);
	size_t       n = 0;

	while (text.n > 0 && n < 64) {
		str one = str_cut(&text, '&');

		at[n].name = str_cut(&one, '=');
		at[n++].value = decoded(mem, one);
	}
	return (struct words){ at, n };
}

static void
answer(struct ask *a, const struct cx *cx, const struct op *op, err e, const void *out)
{
	struct buf b = { .mem = a->line };

	if (e == OK && op->out != NULL)
		shape_write(&b, op->out, out);
	printf("%s\t%s\t%.*s\n", err_word(e), cx->why.key != NULL ? cx->why.key : "", (int)b.n, b.n ? b.p : "");
}

static void
run(struct ask *a, bool keep, str rest)
{
	int64_t          now = number(str_cut(&rest, '\t')), person = number(str_cut(&rest, '\t'));
	const struct op *op = op_find(a->ops, str_cut(&rest, '\t'));
	struct cx        cx = { .db = a->db, .mem = a->line, .now = { now }, .door = "test", .look_only = !keep,
		.lang = lang_find(STR("en")), .who_known = person != 0 };
	void            *out = NULL;
	err              e = OK;

	cx.today = stamp_utc_day(cx.now);
	if (op == NULL) {
		puts("unknown\t\t");
		return;
	}
	if (person < 0)
		cx.who = actor_house();
	else if (person > 0) {
		must(db_begin(a->db), "begin");
		e = actor_load_person(a->db, a->line, (person_id){ person }, cx.now, &cx.who);
		db_rollback(a->db);
	}
	if (e == OK)
		e = op_run(&cx, op, words_of(a->line, rest), &out);
	answer(a, &cx, op, e, out);
}

/* As the clock door does: one after another, as the house. */
static void
tick(struct ask *a, str rest)
{
	int64_t now = number(str_cut(&rest, '\t')), within = number(rest);

	for (size_t i = 0; i < rooms_ntimers; i++) {
		struct cx cx = { .db = a->db, .mem = a->line, .now = { now }, .door = "clock", .who = actor_house(),
			.lang = lang_find(STR("en")), .who_known = true };
		void     *out = NULL;

		cx.today = stamp_utc_day(cx.now);
		if (rooms_timers[i].every <= within)
			must(op_run(&cx, op_find(a->ops, str_of(rooms_timers[i].op)), (struct words){ 0 }, &out),
			    rooms_timers[i].op);
	}
	puts("ok\t\t");
}

static void
grant(struct ask *a, str rest)
{
	struct grant g = { .person = { number(str_cut(&rest, '\t')) } };

	g.role = (enum role)number(str_cut(&rest, '\t'));
	g.unit.v = number(str_cut(&rest, '\t'));
	g.forum.v = number(str_cut(&rest, '\t'));
	g.since.s = number(str_cut(&rest, '\t'));
	g.until.s = number(rest);
	must(db_begin(a->db), "begin");
	must(access_grant(a->db, a->line, &g), "grant");
	must(db_commit(a->db), "commit");
	puts("ok\t\t");
}

/* The twin of a dropped check: one row more in role_may of this throw-away database. */
static void
widen(struct ask *a, str rest)
{
	struct stmt *s;
	int64_t      role = number(str_cut(&rest, '\t')), may = number(rest);

	must(db_begin(a->db), "begin");
	s = stmt_new(a->db, a->line, SQL("INSERT INTO role_may (role, may) VALUES (?, ?)"));
	stmt_put_int(s, role);
	stmt_put_int(s, may);
	must(stmt_end(s), "widen");
	must(db_commit(a->db), "commit");
	puts("ok\t\t");
}

static void
one(struct ask *a, str line)
{
	str how = str_cut(&line, '\t');

	if (str_eq(how, STR("grant")))
		grant(a, line);
	else if (str_eq(how, STR("tick")))
		tick(a, line);
	else if (str_eq(how, STR("widen")))
		widen(a, line);
	else
		run(a, str_eq(how, STR("do")), line);
	fflush(stdout);
	arena_clear(a->line);
}

int
main(int argc, char **argv)
{
	struct ask a = { .mem = arena_new(64u << 20), .line = arena_new(256u << 20) };
	char      *text = NULL;
	size_t     room = 0;
	ssize_t    n;
	struct migrated done;
	str        secret;

	if (argc != 2)
		return 2;
	secret_start();
	must(db_open(str_of(argv[1]), DB_WRITE, &a.db), "open");
	must(migrate_up(a.db, a.mem, (stamp){ 1 }, NULL, &done), "migrate");
	a.ops = rooms_ops(a.mem);
	must(db_begin(a.db), "begin");
	must(access_publish(a.db, a.mem), "publish");
	must(setting_get(a.db, a.mem, STR("secret"), &secret), "setting");
	if (secret.n == 0)                              /* `waggle init` made one otherwise */
		must(setting_put(a.db, a.mem, STR("secret"), STR("a secret of the tests")), "setting");
	must(db_commit(a.db), "commit");
	while ((n = getline(&text, &room, stdin)) > 0) {
		if (text[n - 1] == '\n')
			n--;
		one(&a, (str){ text, (size_t)n });
	}
	free(text);
	db_close(a.db);
	return 0;
}
