/*
 * rooms/safeguarding/tell: who is told of an alert, and when the next rung is.  Run in the
 * transaction of the words, and again by the clock every few seconds; it may run as often as
 * it likes: each person is told once.  When nobody on the rota may be told, those who keep
 * the rota are.
 */
#include "rooms/safeguarding/safeguarding_in.h"

#include "rooms/apart/apart.h"
#include "rooms/outbox/outbox.h"

enum { MINUTE = 60 };

int64_t
alert_rung_due(stamp raised, stamp now)
{
	int64_t minutes = (now.s - raised.s) / MINUTE;

	return RUNG_FIRST + (minutes >= 15) + (minutes >= 30) + (minutes >= 60);
}

bool
alert_is_apart(const struct alert_row *a)
{
	return str_eq(a->about, STR("apart"));
}

/* The ways an alert goes out.  A row in alert_told is the way by the screen: a band on every page. */
static err
by_mail(struct cx *cx, const struct alert_row *a, const struct on_call *who)
{
	person_id p = { who->person };

	return alert_is_apart(a) ? outbox_put_apart(cx, p) : outbox_put_of(cx, p, KIND_ALERT, a->id);
}
typedef err (*way)(struct cx *cx, const struct alert_row *a, const struct on_call *who);
static const way ways[] = { by_mail };

static err
tell_one(struct cx *cx, struct alert_row *a, const struct on_call *who, int64_t *told)
{
	bool fresh = false;

	TRY(alert_told_insert(cx, a, who, &fresh));
	if (!fresh)
		return OK;
	++*told;
	for (size_t i = 0; i < LEN(ways); i++)
		TRY(ways[i](cx, a, who));
	return OK;
}

bool
safeguarding_may_receive(struct cx *cx, const struct alert_row *a, const struct on_call *who)
{
	if (alert_is_apart(a) && !apart_may_hear(cx, (apart_id){ a->thing }, (person_id){ who->person }))
		return false;
	if (a->about_staff && who->works_there)
		return false;
	return !screen_names(cx->mem, a->words, who->name);
}

/* Everybody of one rung who may be told. */
static err
tell_rung(struct cx *cx, struct alert_row *a, const struct on_call *at, size_t n, int64_t *told)
{
	for (size_t i = 0; i < n; i++)
		if (safeguarding_may_receive(cx, a, &at[i]))
			TRY(tell_one(cx, a, &at[i], told));
	return OK;
}

static size_t
rung_of(const struct on_call *at, size_t n, int64_t rung, const struct on_call **ret_first)
{
	size_t first = 0, count = 0;

	while (first < n && at[first].rung < rung)
		first++;
	while (first + count < n && at[first + count].rung == rung)
		count++;
	*ret_first = at + first;
	return count;
}

/* At most up to the rung that is due; above it only while nobody at all was told. */
static err
tell_on_call(struct cx *cx, struct alert_row *a, int64_t due, int64_t *told)
{
	struct on_call        *at = arena_take(cx->mem, ON_CALL_MAX * sizeof *at);
	const struct on_call  *some;
	size_t                 n = 0, count;
	int64_t                before, on_call = 0, all;

	TRY(duty_now(cx, a->unit, at, &n));
	TRY(alert_told_count(cx, a->id, &on_call, &all));
	for (int64_t rung = RUNG_FIRST; rung <= RUNG_LAST && (rung <= due || on_call == 0); rung++) {
		before = *told;
		count = rung_of(at, n, rung, &some);
		TRY(tell_rung(cx, a, some, count, told));
		on_call += *told - before;
		a->rung = rung > a->rung && *told > before ? rung : a->rung;
	}
	return OK;
}

/* Those it was brought to stand in for the rota's keepers, who may be the very people it is about. */
static err
hearers_of(struct cx *cx, const struct alert_row *a, struct on_call *at, size_t *ret_n)
{
	struct apart_person *p;
	size_t               n;

	TRY(apart_hearers(cx, (apart_id){ a->thing }, &p, &n));
	*ret_n = n < ON_CALL_MAX ? n : ON_CALL_MAX;
	for (size_t i = 0; i < *ret_n; i++)
		at[i] = (struct on_call){ .person = p[i].id, .rung = RUNG_KEEPERS, .name = p[i].name };
	return OK;
}

err
alert_tell(struct cx *cx, struct alert_row *a, int64_t *ret_told)
{
	struct on_call *keepers = arena_take(cx->mem, ON_CALL_MAX * sizeof *keepers);
	int64_t         due = alert_rung_due(a->rings, cx->now), on_call = 0, all = 0, told = 0;
	size_t          n = 0;

	TRY(tell_on_call(cx, a, due, &told));
	TRY(alert_told_count(cx, a->id, &on_call, &all));
	if (on_call == 0 || due == RUNG_LAST) {
		TRY(alert_is_apart(a) ? hearers_of(cx, a, keepers, &n) : duty_keepers(cx, a->unit, keepers, &n));
		TRY(tell_rung(cx, a, keepers, n, &told));
	}
	a->state = on_call > 0 ? ALERT_TOLD : ALERT_NOBODY;
	*ret_told += told;
	return alert_set_told(cx, a);
}

err
safeguarding_tell_outside(struct cx *cx, int64_t apart)
{
	int64_t *at, told = 0;
	size_t   n;

	TRY(alert_open_of(cx, apart, &at, &n));
	for (size_t i = 0; i < n; i++) {
		struct alert_row a = { 0 };

		TRY(alert_find(cx, at[i], &a));
		TRY(alert_tell(cx, &a, &told));
	}
	return OK;
}
