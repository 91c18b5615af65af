/*
 * For tests: a small provider and its people.  See play.h.  Everything is set up through
 * the operations themselves, as the house would, so that nothing here knows a table.
 */
#include "tests/support/play.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "op/setting.h"
#include "rooms/decision/decision.h"
#include "rooms/forum/forum.h"
#include "rooms/meeting/meeting.h"
#include "rooms/person/person.h"
#include "rooms/promise/promise.h"
#include "rooms/unit/unit.h"
#include "words/words.h"

enum { NOON = 12 * 3600 };

static void
set_now(struct play *p)
{
	p->cx = (struct cx){ .db = p->f->db, .mem = p->f->mem, .today = p->today, .zone = p->zone,
		.now = { p->today.n * 86400 + NOON }, .door = "test",
		.painter = p->f->painter };
	if (p->lang != NULL) {                  /* as the doors say it */
		p->cx.lang = lang_find(str_of(p->lang));
		p->cx.lang_chosen = true;
		p->cx.names = forum_names_said;
	}
}

/* "unit=3&said=The tea": as a form's words, nothing escaped. */
static struct words
words_of(struct play *p, const char *fmt, va_list ap)
{
	struct word *at = arena_take(p->f->mem, 40 * sizeof *at);
	size_t       n = 0;
	char        *text = arena_take(p->f->mem, 8192);
	str          rest;

	(void)vsnprintf(text, 8192, fmt, ap);
	rest = str_of(text);
	while (rest.n > 0) {
		str one = str_cut(&rest, '&');

		at[n].name = str_cut(&one, '=');
		at[n++].value = one;
	}
	return (struct words){ at, n };
}

void
play_as(struct play *p, const char *who)
{
	set_now(p);
	if (strcmp(who, "house") == 0) {
		p->cx.who = actor_house();
		p->cx.who_known = true;
	} else if (who[0] != '\0') {
		int64_t id = play_person(p, who);

		assert_int_equal(db_begin(p->f->db), OK);
		assert_int_equal(actor_load_person(p->f->db, p->f->mem, (person_id){ id }, p->cx.now,
		    &p->cx.who), OK);
		db_rollback(p->f->db);
		p->cx.who_known = true;
	}
}

static err
run(struct play *p, const char *who, const struct op *op, struct words w, void **ret_out)
{
	play_as(p, who);
	return op_run(&p->cx, op, w, ret_out);
}

void *
play_ok(struct play *p, const char *who, const struct op *op, const char *fmt, ...)
{
	void   *out = NULL;
	va_list ap;
	err     e;

	va_start(ap, fmt);
	e = run(p, who, op, words_of(p, fmt, ap), &out);
	va_end(ap);
	if (e != OK)
		fail_msg("%s as %s: error %d, %s, field %.*s", op->name.p, who, (int)e,
		    p->cx.why.key ? p->cx.why.key : "?", STR_ARG(p->cx.why.field));
	return out;
}

void
play_refused(struct play *p, const char *who, const struct op *op, err want, const char *fmt, ...)
{	/* long: printf-like, after who and what and which error */
	void   *out = NULL;
	va_list ap;
	err     e;

	va_start(ap, fmt);
	e = run(p, who, op, words_of(p, fmt, ap), &out);
	va_end(ap);
	if (e != want)
		fail_msg("%s as %s: error %d instead of %d, %s", op->name.p, who, (int)e, (int)want,
		    p->cx.why.key ? p->cx.why.key : "?");
}

int64_t
play_person(struct play *p, const char *login)
{
	struct person_row row;

	assert_int_equal(db_begin(p->f->db), OK);
	assert_int_equal(person_find_login(&p->cx, str_of(login), &row), OK);
	db_rollback(p->f->db);
	return row.id;
}

static int64_t
unit(struct play *p, const char *words)
{
	return ((struct unit_row *)play_ok(p, "house", &unit_new, "%s", words))->id;
}

static int64_t
forum(struct play *p, const char *words)
{
	return ((struct forum_row *)play_ok(p, "house", &forum_new, "%s", words))->id;
}

static void
person(struct play *p, const char *login, const char *constituency, int64_t at, const char *role)
{
	(void)play_ok(p, "house", &person_add, "name=%s&login=%s&constituency=%s&unit=%lld&role=%s", login, login,
	    constituency, (long long)at, role);
}

static void
seat(struct play *p, const char *login, const char *role, int64_t in)
{
	(void)play_ok(p, "house", &role_grant, "person=%lld&role=%s&forum=%lld", (long long)play_person(p, login),
	    role, (long long)in);
}

static void
ground(struct play *p)
{
	secret_start();
	set_now(p);
	assert_int_equal(db_begin(p->f->db), OK);
	assert_int_equal(access_publish(p->f->db, p->f->mem), OK);
	assert_int_equal(setting_put(p->f->db, p->f->mem, STR("secret"), STR("a secret of the tests")), OK);
	assert_int_equal(db_commit(p->f->db), OK);
}

struct play *
play_new(struct fresh *f)
{
	struct play *p = arena_take(f->mem, sizeof *p);
	long long    site;

	*p = (struct play){ .f = f, .today = day_make(2026, 3, 2) };
	ground(p);
	p->site = unit(p, "name=St Test&kind=site");
	site = (long long)p->site;
	p->oak = unit(p, str_fmt(f->mem, "name=Oak&kind=ward&open_to_all=1&parent=%lld", site).p);
	p->elm = unit(p, str_fmt(f->mem, "name=Elm&kind=ward&open_to_all=1&parent=%lld", site).p);
	p->emt = forum(p, str_fmt(f->mem, "name=EMT&kind=team&promise_days=28&unit=%lld", site).p);
	p->cmt = forum(p, str_fmt(f->mem, "name=CMT&kind=team&promise_days=14&unit=%lld&passes_to=%lld"
	    "&cadence=FREQ=WEEKLY;BYDAY=WE&starts=2026-03-04&clock=09:00", site, (long long)p->emt).p);
	p->ward_meeting = forum(p, str_fmt(f->mem, "name=Oak ward meeting&kind=ward_meeting&promise_days=14"
	    "&unit=%lld&passes_to=%lld&cadence=FREQ=WEEKLY;INTERVAL=2;BYDAY=TU&starts=2026-03-03&clock=14:30"
	    "&quorum=3", (long long)p->oak, (long long)p->cmt).p);
	person(p, "ann", "service_user", p->oak, "service_user");
	person(p, "bea", "service_user", p->elm, "service_user");
	person(p, "cal", "carer", p->oak, "carer");
	person(p, "fay", "staff", p->oak, "facilitator");
	person(p, "mo", "staff", p->site, "staff");
	person(p, "eve", "staff", p->site, "executive");
	person(p, "adi", "staff", p->site, "admin");
	seat(p, "mo", "chair", p->cmt);
	seat(p, "eve", "chair", p->emt);
	(void)play_ok(p, "house", &meeting_tick, "%s", "");
	return p;
}

void
play_day(struct play *p, int64_t days)
{
	for (int64_t i = 0; i < days; i++) {
		p->today.n++;
		(void)play_ok(p, "house", &meeting_tick, "%s", "");
		(void)play_ok(p, "house", &promise_tick, "%s", "");
		(void)play_ok(p, "house", &decision_tick, "%s", "");
	}
}
