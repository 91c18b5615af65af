/*
 * rooms/safeguarding: the rules of alerts: hearing, flagging, answering, climbing, and what
 * may be said about who is watching.  No SQL and no HTML in here.
 */
#include "rooms/safeguarding/safeguarding_in.h"

#include "base/secret.h"
#include "rooms/matter/matter.h"

#include <string.h>

const char *const alert_states[] = { "", "raised", "told", "nobody_on_call", "acknowledged", "closed", "review", NULL };
const char *const truths[] = { "", "nobody_watches", "trying", "told", "done", NULL };

/* S4: never says that somebody knows before somebody said so. */
enum truth
safeguarding_truth(enum alert_state state)
{
	switch (state) {
	case ALERT_NONE:
	case ALERT_REVIEW: return TRUTH_NONE;
	case ALERT_RAISED:
	case ALERT_NOBODY: return TRUTH_NOBODY;
	case ALERT_TOLD:   return TRUTH_TRYING;
	case ALERT_SEEN:   return TRUTH_KNOWN;
	case ALERT_CLOSED: return TRUTH_DONE;
	case ALERT_STATES_: break;
	}
	return TRUTH_NOBODY;
}

err
safeguarding_watch_of(struct cx *cx, str about, int64_t thing, struct watch *ret_watch)
{
	struct alert_row a = { 0 };

	TRY(alert_of(cx, about, thing, &a));
	*ret_watch = (struct watch){ a.state, safeguarding_truth((enum alert_state)a.state), a.seen };
	return OK;
}

static const struct shape_field watch_fields[] = {
	SH_CHOICE(struct watch, state, alert_states), SH_CHOICE(struct watch, truth, truths),
	SH_AS(struct watch, SHAPE_STAMP, "told_at", seen),
};
const struct shape watch_shape = SHAPE("watch", struct watch, watch_fields);

/* ------------------------------------------------ hearing */

enum { URGENT_MAX = 65536 };            /* bytes of each of its free words that are looked at before there is room */

/* What is too long to be kept is still heard, as far as anybody would read. */
static str
cut(str v, size_t max)
{
	if (v.n > max)
		for (v.n = max; v.n > 0 && ((unsigned char)v.p[v.n] & 0xc0) == 0x80; v.n--)
			;
	return v;
}

/* The free words of an input, one after another; `lines` too: a name, a topic. */
static str
words_of(struct arena *mem, const struct op *op, struct words w, bool lines)
{
	struct buf b = { .mem = mem };

	for (size_t i = 0; i < op->nfields; i++) {
		str v = { 0 };

		if (op->fields[i].kind != FIELD_TEXT && !(lines && op->fields[i].kind == FIELD_LINE))
			continue;
		if (!words_find(w, op->fields[i].name, &v) || v.n == 0 || !str_is_utf8(v))
			continue;
		v = cut(v, URGENT_MAX);
		buf_add(&b, b.n > 0 ? STR("\n") : STR(""));
		buf_add(&b, v);
	}
	return buf_str(&b);
}

static bool
ticked(const struct op *op, struct words w, str name)
{
	const struct field *f = op_field(op, name);
	str                 v = { 0 };

	return f != NULL && f->kind == FIELD_BOOL && words_find(w, name, &v) && field_is_yes(str_trim(v));
}

/* What holds the words, by the operation's noun; "decision" is a step of a matter. */
static str
noun_of(const struct op *op)
{
	str rest = op->name, noun = str_cut(&rest, '.');

	return str_eq(noun, STR("decision")) ? STR("matter") : noun;
}

/* By custom an output says what it was about: its member of that noun, or its id. */
static int64_t
thing_of(const struct op *op, str noun, const void *out)
{
	int64_t id = 0;

	for (size_t i = 0; op->out != NULL && i < op->out->n; i++) {
		const struct shape_field *f = &op->out->at[i];

		if (f->kind != SHAPE_INT || (!str_eq(str_of(f->name), noun) && !(i == 0 && f->at == 0)))
			continue;
		memcpy(&id, (const char *)out + f->at, sizeof id);
		if (str_eq(str_of(f->name), noun))
			break;
	}
	return id;
}

static void
mark_out(const struct op *op, void *out, const char *name, bool yes)
{
	for (size_t i = 0; op->out != NULL && i < op->out->n; i++)
		if (op->out->at[i].kind == SHAPE_BOOL && strcmp(op->out->at[i].name, name) == 0)
			memcpy((char *)out + op->out->at[i].at, &yes, sizeof yes);
}

/* The output was made before the alert was: what it says of one is made true again. */
static err
mark_watch(struct cx *cx, const struct op *op, void *out, const struct alert_row *a)
{
	struct watch w;

	for (size_t i = 0; op->out != NULL && i < op->out->n; i++)
		if (op->out->at[i].inner == &watch_shape) {
			TRY(safeguarding_watch_of(cx, a->about, a->thing, &w));
			memcpy((char *)out + op->out->at[i].at, &w, sizeof w);
		}
	return OK;
}

err
alert_screened(struct cx *cx, str words, struct screened *ret)
{
	struct rota_place *own;
	str               *more;
	size_t             n;

	TRY(phrase_list(cx, &own, &n));
	more = arena_take(cx->mem, (n + 1) * sizeof *more);
	for (size_t i = 0; i < n; i++)
		more[i] = own[i].name;
	*ret = screen_text(cx->mem, words, more, n);
	return OK;
}

/* 59 bits of chance, at most 18 digits; never 0. */
static int64_t
chance_id(void)
{
	return secret_below(INT64_C(1) << 29) << 30 | (secret_below((INT64_C(1) << 30) - 1) + 1);
}

err
alert_raise(struct cx *cx, struct alert_row *a)
{
	int64_t told = 0;

	a->id = chance_id();
	a->raised = a->rings = cx->now;
	if (a->unit == 0)
		TRY(alert_unit_of(cx, a->about, a->thing, &a->unit));
	if (a->unit == 0)
		TRY(alert_top_unit(cx, &a->unit));
	if (a->unnamed)
		a->raised.s = cx->today.n * 86400;
	TRY(alert_insert(cx, a));
	return a->state == ALERT_REVIEW ? OK : alert_tell(cx, a, &told);
}

/* Refused at first and heard then: now that it came, it is the same alert. */
static err
raise_or_adopt(struct cx *cx, struct alert_row *a)
{
	bool              adopted = false;
	struct unsent_row was = { 0 };
	str               ref;

	if (cx->heard_as.n > 0) {
		ref = secret_sha256_hex(cx->mem, cx->heard_as);
		if (a->unit == 0)
			TRY(alert_unit_of(cx, a->about, a->thing, &a->unit));
		TRY(alert_unsent(cx, ref, STR(""), &was));
		TRY(alert_adopt(cx, ref, a, &adopted));
	}
	if (!adopted)
		return alert_raise(cx, a);
	return a->kept || str_has(was.words, a->words) ? OK
	    : alert_add_words(cx, was.id, str_fmt(cx->mem, "%.*s\n\n%.*s", STR_ARG(was.words), STR_ARG(a->words)));
}

static err
heard(struct cx *cx, const struct op_call *c)
{
	str              words = words_of(cx->mem, c->op, c->w, true), noun = noun_of(c->op);
	struct alert_row a = { .about = noun, .words = words_of(cx->mem, c->op, c->w, false),
		.kept = c->op == &matter_raise, .state = ALERT_RAISED, .unnamed = cx->unnamed,
		.by_person = ticked(c->op, c->w, STR("help_now")),
		.about_staff = ticked(c->op, c->w, STR("about_staff")), .thing = thing_of(c->op, noun, c->out) };
	struct screened  s = { 0 };
	bool             watched = false;

	if (words.n > 0)
		TRY(alert_screened(cx, words, &s));
	if (!a.by_person && !s.raised)
		return OK;
	a.kinds = (int64_t)s.kinds;
	a.about_staff = a.about_staff || s.staff;
	TRY(raise_or_adopt(cx, &a));
	mark_out(c->op, c->out, "flagged", true);
	TRY(safeguarding_is_watched(cx, (unit_id){ a.unit }, &watched));
	mark_out(c->op, c->out, "on_call", watched);
	return mark_watch(cx, c->op, c->out, &a);
}

/* Asked of what waits outside the transaction, so by the built-in lists only. */
static bool
urgent(struct arena *mem, const struct op *op, struct words w)
{
	return ticked(op, w, STR("help_now")) || screen_text(mem, words_of(mem, op, w, true), NULL, 0).raised;
}

const struct hearing safeguarding_hears = { heard, urgent };

static err
heard_already(struct cx *cx, const struct op_call *c)
{
	(void)cx;
	(void)c;
	return OK;
}

const struct hearing safeguarding_hears_by_call = { heard_already, urgent };

err
safeguarding_hear(struct cx *cx, const struct spoken *what, bool *ret_flagged)
{
	struct alert_row a = { .about = what->about, .thing = what->thing, .unit = what->unit.v, .words = what->words,
		.kept = what->kept, .state = ALERT_RAISED, .unnamed = cx->unnamed };
	struct screened  s;

	TRY(alert_screened(cx, what->words, &s));
	*ret_flagged = s.raised;
	a.kinds = (int64_t)s.kinds;
	a.about_staff = s.staff;
	return s.raised ? raise_or_adopt(cx, &a) : OK;
}

err
safeguarding_review(struct cx *cx, int64_t matter, unit_id unit, str words, bool *ret_raised)
{
	struct screened  s = { 0 };
	struct alert_row a = { .about = STR("matter"), .thing = matter, .unit = unit.v, .state = ALERT_REVIEW,
		.unnamed = true };

	TRY(alert_screened(cx, words, &s));
	*ret_raised = s.raised;
	a.kinds = (int64_t)s.kinds;
	a.about_staff = s.staff;
	return s.raised ? alert_raise(cx, &a) : OK;
}

/* ------------------------------------------------ flagging by somebody who reads it */

struct flag_in { matter_id matter; bool about_staff; };

static const struct field flag_fields[] = {
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct flag_in, matter), .about = "Whose words worry you." },
	{ STR_INIT("about_staff"), FIELD_BOOL, offsetof(struct flag_in, about_staff), .optional = true,
	  .about = "It is about somebody who works there." },
};

static err
flag_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct flag_in    *in = vin;
	struct safeguarding_did *out = ret_out;
	struct alert_row         a = { .about = STR("matter"), .thing = in->matter.v, .state = ALERT_RAISED,
		.by_person = true, .about_staff = in->about_staff };
	struct alert_row         now = { 0 };
	struct matter_row        m;

	if (!matter_opens(cx, in->matter))
		return cx_fail(cx, ERR_MISSING, "matter.missing", STR("matter"));
	TRY(matter_find(cx, in->matter, &m));
	out->n = in->matter.v;
	TRY(alert_of(cx, a.about, a.thing, &now));
	if (now.state == ALERT_RAISED || now.state == ALERT_TOLD || now.state == ALERT_NOBODY) {
		out->told = matter_is_shared(cx, in->matter);   /* a carer they let read learns of no alert */
		return OK;                              /* somebody is being told already */
	}
	a.unit = m.unit;
	a.words = m.said;
	a.kept = true;
	out->told = 1;
	return alert_raise(cx, &a);
}

static const struct shape_field did_fields[] = {
	SH(struct safeguarding_did, SHAPE_INT, n), SH(struct safeguarding_did, SHAPE_INT, told),
};
static const struct shape did_shape = SHAPE("safeguarding_did", struct safeguarding_did, did_fields);

const struct op safeguarding_flag = {
	.urgent = op_always_urgent,
	.name = STR_INIT("safeguarding.flag"), .path = STR_INIT("/safeguarding/flag"), .may = MAY_OWN, .tx = TX_WRITE,
	.about = "Tells a person on call that somebody may be in danger, by what was said.", FIELDS(flag_fields),
	.in_size = sizeof(struct flag_in), .out_size = sizeof(struct safeguarding_did), .out = &did_shape,
	.run = flag_run, .cites = "CW-1",
};

/* ------------------------------------------------ for those who are told */

static const struct shape_field row_fields[] = {
	SH(struct alert_row, SHAPE_INT, id), SH(struct alert_row, SHAPE_INT, unit),
	SH_PLACE(struct alert_row, unit_name), SH(struct alert_row, SHAPE_STR, about),
	SH(struct alert_row, SHAPE_INT, thing), SH(struct alert_row, SHAPE_STR, words),
	SH(struct alert_row, SHAPE_INT, kinds), SH_CHOICE(struct alert_row, state, alert_states),
	SH(struct alert_row, SHAPE_INT, rung), SH(struct alert_row, SHAPE_BOOL, by_person),
	SH(struct alert_row, SHAPE_BOOL, about_staff), SH_AS(struct alert_row, SHAPE_STAMP, "raised_at", raised),
	SH_AS(struct alert_row, SHAPE_STAMP, "acknowledged_at", seen), SH_AS(struct alert_row, SHAPE_STR, "acknowledged_by", seen_name),
	SH_AS(struct alert_row, SHAPE_STAMP, "closed_at", closed), SH(struct alert_row, SHAPE_STR, outcome),
};
static const struct shape row_shape = SHAPE("alert", struct alert_row, row_fields);
static const struct shape_field list_shape_fields[] = {
	SH_LIST(struct alert_list, "alerts", at, n, &row_shape), SH(struct alert_list, SHAPE_INT, waiting),
};
static const struct shape list_shape = SHAPE("alert_list", struct alert_list, list_shape_fields);

struct list_in { bool all; };
static const struct field list_fields[] = {
	{ STR_INIT("all"), FIELD_BOOL, offsetof(struct list_in, all), .optional = true,
	  .about = "Also those that are closed." },
};

static err
list_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct list_in *in = vin;
	struct alert_list    *list = ret_out;

	TRY(alert_list_of(cx, in->all, list));
	list->keeps = may_at_all(&cx->who, MAY_KEEP_ROTA);
	for (size_t i = 0; i < list->n; i++) {
		TRY(alert_words_of(cx, &list->at[i]));
		list->waiting += safeguarding_truth((enum alert_state)list->at[i].state) < TRUTH_KNOWN;
	}
	return OK;
}

const struct op safeguarding_alerts = {
	.name = STR_INIT("safeguarding.alerts"), .path = STR_INIT("/safeguarding/alerts"), .may = MAY_OWN, .tx = TX_READ,
	.about = "Alerts that you were told of, those that wait first; and old words to review.", FIELDS(list_fields),
	.in_size = sizeof(struct list_in), .out_size = sizeof(struct alert_list), .out = &list_shape, .run = list_run,
	.cites = "CW-1",
};

struct one_in { int64_t alert; str words; };
static const struct field one_fields[] = {
	{ STR_INIT("alert"), FIELD_ID, offsetof(struct one_in, alert), .about = "Which alert." },
};

/* Only those who were told; for all others there is no such alert. */
static err
mine(struct cx *cx, int64_t id, struct alert_row *ret)
{
	TRY(alert_find(cx, id, ret));
	if (actor_is_house(&cx->who) || alert_was_told(cx, id))
		return OK;
	if (ret->state == ALERT_REVIEW && may_at_all(&cx->who, MAY_KEEP_ROTA)) {
		struct unit_row u;

		if (unit_reach(cx, (unit_id){ ret->unit }, MAY_KEEP_ROTA, &u) == OK)
			return OK;
	}
	return cx_fail(cx, ERR_MISSING, "alert.missing", STR("alert"));
}

static err
page_of(struct cx *cx, int64_t id, struct alert_page *page)
{
	TRY(mine(cx, id, &page->alert));
	page->id = page->alert.id;
	TRY(alert_words_of(cx, &page->alert));
	page->may_seen = safeguarding_truth((enum alert_state)page->alert.state) < TRUTH_KNOWN
	    && page->alert.state != ALERT_REVIEW;
	page->may_close = page->alert.state == ALERT_SEEN || page->alert.state == ALERT_REVIEW;
	return alert_told_who(cx, id, page);
}

static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	return page_of(cx, ((const struct one_in *)vin)->alert, ret_out);
}

static const struct shape_field told_fields[] = {
	SH(struct told_who, SHAPE_INT, person), SH(struct told_who, SHAPE_STR, name),
	SH(struct told_who, SHAPE_INT, rung), SH_AS(struct told_who, SHAPE_STAMP, "told_at", at),
};
static const struct shape told_shape = SHAPE("alert_told", struct told_who, told_fields);
static const struct shape_field page_fields[] = {
	SH(struct alert_page, SHAPE_INT, id), SH_ONE(struct alert_page, alert, &row_shape),
	SH_LIST(struct alert_page, "told", told, ntold, &told_shape),
};
static const struct shape page_shape = SHAPE("alert_page", struct alert_page, page_fields);

const struct op safeguarding_read = {
	.name = STR_INIT("safeguarding.read"), .path = STR_INIT("/safeguarding/alerts/{alert}"), .may = MAY_OWN,
	.tx = TX_READ, .about = "One alert: where the words are, who was told, who answered.", FIELDS(one_fields),
	.in_size = sizeof(struct one_in), .out_size = sizeof(struct alert_page), .out = &page_shape, .run = read_run,
	.cites = "CW-1",
};

/* About what is kept apart the alert itself says who did what: a line or a number elsewhere would tell of it. */
static void
kept_quiet(struct cx *cx, const struct alert_row *a)
{
	cx->no_thing = a->unnamed;
	cx->own_record = alert_is_apart(a);
}

static err
acknowledge_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct one_in *in = vin;
	struct alert_page   *page = ret_out;

	TRY(page_of(cx, in->alert, page));
	if (!page->may_seen)
		return cx_fail(cx, ERR_INPUT, "alert.answered", STR("alert"));
	TRY(alert_set_seen(cx, in->alert));
	kept_quiet(cx, &page->alert);
	return page_of(cx, in->alert, page);
}

const struct op safeguarding_acknowledge = {
	.urgent = op_always_urgent,
	.name = STR_INIT("safeguarding.acknowledge"), .path = STR_INIT("/safeguarding/alerts/{alert}/acknowledge"),
	.may = MAY_OWN, .tx = TX_WRITE, .about = "Says: I have read it and I am acting on it.", FIELDS(one_fields),
	.in_size = sizeof(struct one_in), .out_size = sizeof(struct alert_page), .out = &page_shape,
	.run = acknowledge_run, .cites = "CW-1",
};

static const struct field close_fields[] = {
	{ STR_INIT("alert"), FIELD_ID, offsetof(struct one_in, alert), .about = "Which alert." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct one_in, words), .max = 2000, .about = "What was done." },
};

static err
close_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct one_in *in = vin;
	struct alert_page   *page = ret_out;

	TRY(page_of(cx, in->alert, page));
	if (!page->may_close)
		return cx_fail(cx, ERR_INPUT, page->alert.state == ALERT_CLOSED ? "alert.answered" : "alert.read_first",
		    STR("alert"));
	TRY(alert_set_closed(cx, &page->alert, in->words));
	kept_quiet(cx, &page->alert);
	return page_of(cx, in->alert, page);
}

const struct op safeguarding_close = {
	.name = STR_INIT("safeguarding.close"), .path = STR_INIT("/safeguarding/alerts/{alert}/close"),
	.may = MAY_OWN, .tx = TX_WRITE, .about = "Closes an alert with what was done.", FIELDS(close_fields),
	.in_size = sizeof(struct one_in), .out_size = sizeof(struct alert_page), .out = &page_shape, .run = close_run,
	.not_heard = "what was done about an alert already stands", .cites = "CW-1",
};

/* ------------------------------------------------ the clock's */

static err
escalate_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct safeguarding_did *out = ret_out;
	struct alert_row        *at;
	size_t                   n;

	(void)vin;
	TRY(alert_open(cx, &at, &n));
	for (size_t i = 0; i < n; i++) {
		int64_t told = 0;

		TRY(alert_words_of(cx, &at[i]));
		TRY(alert_tell(cx, &at[i], &told));
		out->told += alert_is_apart(&at[i]) ? 0 : told;    /* neither a number nor a line in the record */
	}
	out->n = out->told;
	return OK;
}

const struct op safeguarding_escalate = {
	.urgent = op_always_urgent,
	.name = STR_INIT("safeguarding.escalate"), .path = STR_INIT("/safeguarding/escalate"), .may = MAY_SET_UP,
	.tx = TX_WRITE, .about = "Tells those who came on call since, and the next rung where nobody answered.",
	.out_size = sizeof(struct safeguarding_did), .out = &did_shape, .run = escalate_run, .cites = "CW-1",
};

/* Is anything waiting for who asks?  Every page of theirs shows it. */
static err
waiting_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)vin;
	return cx->who.id.v > 0 ? alert_waiting_of(cx, ret_out) : OK;
}

static const struct shape_field waiting_fields[] = {
	SH(struct waiting, SHAPE_INT, alerts), SH(struct waiting, SHAPE_INT, late),
};
static const struct shape waiting_shape = SHAPE("alerts_waiting", struct waiting, waiting_fields);

const struct op safeguarding_waiting = {
	.name = STR_INIT("safeguarding.waiting"), .path = STR_INIT("/safeguarding/waiting"), .may = MAY_ANYONE,
	.tx = TX_READ, .about = "How many alerts wait for you to acknowledge them.",
	.out_size = sizeof(struct waiting), .out = &waiting_shape, .run = waiting_run, .cites = "CW-1",
};
