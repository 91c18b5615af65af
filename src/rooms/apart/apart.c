/*
 * rooms/apart: saying something so that nobody of the place sees it, and who reads it.  The
 * rule of who may hear it is access/wall.h.  No SQL and no HTML in here.
 */
#include "rooms/apart/apart_in.h"

#include "base/secret.h"
#include "rooms/person/person.h"
#include "rooms/safeguarding/safeguarding.h"

const char *const apart_states[] = { "", "waiting", "answered", "judged", NULL };
const char *const apart_step_kinds[] = { "", "raised", "brought", "nobody", "replied", "answered", "said_more",
	"verdict", "aside", "late", "before", "walled", "opened", "refused", "sent", NULL };

struct raise_in {
	unit_id    unit;
	str        ward, said, about;
	struct ids people;
	bool       unnamed;
};

static const struct field raise_fields[] = {
	{ STR_INIT("unit"), FIELD_ID, offsetof(struct raise_in, unit), .optional = true,
	  .about = "The place it is about; or" },
	{ STR_INIT("ward"), FIELD_LINE, offsetof(struct raise_in, ward), .max = 60, .optional = true,
	  .about = "its address, like oak." },
	{ STR_INIT("said"), FIELD_TEXT, offsetof(struct raise_in, said), .max = APART_SAID_MAX,
	  .about = "What they want to say, in their words. It is never changed." },
	{ STR_INIT("about"), FIELD_LINE, offsetof(struct raise_in, about), .max = 300, .optional = true,
	  .about = "Whom it is about, by name if they like. Nobody named here will hear it." },
	{ STR_INIT("people"), FIELD_IDS, offsetof(struct raise_in, people), .optional = true,
	  .about = "Those people's ids, where they are known." },
	{ STR_INIT("unnamed"), FIELD_BOOL, offsetof(struct raise_in, unnamed), .optional = true,
	  .about = "Nobody shall ever find out who said it." },
};

static bool
raise_unnamed(const struct cx *cx, const void *vin)
{
	return ((const struct raise_in *)vin)->unnamed || cx->who.id.v <= 0;
}

static err
place_of(struct cx *cx, const struct raise_in *in, struct unit_row *ret)
{
	if (in->unit.v == 0 && in->ward.n == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("unit"));
	if (in->unit.v == 0)
		TRY(unit_find_slug(cx, in->ward, ret));
	else
		TRY(unit_find(cx, in->unit, ret));
	if (!ret->open_to_all || !raise_unnamed(cx, in))
		TRY(unit_reach(cx, (unit_id){ ret->id }, MAY_RAISE, ret));
	return unit_is_open(cx, ret, STR("unit"));
}

/* Of chance, like a matter's: two of one day are in no order, and none leaves a gap. */
static err
new_id(struct cx *cx, int64_t *ret_id)
{
	for (int i = 0; i < 8; i++) {
		*ret_id = cx->today.n << 37 | secret_below(INT64_C(1) << 18) << 19 | secret_below(INT64_C(1) << 19);
		if (!apart_id_taken(cx, *ret_id))
			return OK;
	}
	return ERR_BUSY;
}

err
apart_name_people(struct cx *cx, struct ids people, const struct apart_row *r)
{
	struct apart_person *above;
	size_t               n;
	apart_id             id = { r->id };

	for (size_t i = 0; i < people.n; i++)
		TRY(apart_insert_named(cx, id, (person_id){ people.at[i] }));
	TRY(apart_above(cx, (unit_id){ r->unit }, &above, &n));
	for (size_t i = 0; i < n; i++)
		if (apart_names(above[i].name, r->about, r->said))
			TRY(apart_insert_named(cx, id, (person_id){ above[i].id }));
	return OK;
}

/* Words that say somebody may be in danger: an alert to those alone whom the wall lets hear it. */
err
apart_speak(struct cx *cx, const struct apart_row *r, str words)
{
	struct spoken s = { STR("apart"), r->id, { r->unit }, words, false };
	bool          flagged;

	return safeguarding_hear(cx, &s, &flagged);
}

/* The one that was kept of this very form when it was refused, and its words called for help; id 0: none. */
static err
heard_before(struct cx *cx, const struct unit_row *u, struct apart_row *ret)
{
	struct apart_row r = { 0 };
	bool             unsent = false;

	TRY(safeguarding_heard_apart(cx, &r.id));
	if (r.id != 0)
		TRY(apart_is_unsent(cx, (apart_id){ r.id }, &unsent));
	if (unsent)
		TRY(apart_find(cx, (apart_id){ r.id }, &r));
	if (unsent && r.unit == u->id)
		*ret = r;
	return OK;
}

/*
 * It does not stand there twice: what is sent takes the place of what was heard.  Who heard that one still does,
 * unless they are named now; other words that stood there first stay in its story.
 */
static err
in_its_place(struct cx *cx, const struct raise_in *in, const struct apart_row *was, struct apart_row *r, str receipt)
{
	struct apart_note n = { .kind = APART_STEP_SENT, .unnamed = r->author == 0 };
	apart_id          id = { was->id };
	int64_t           hear = 0;

	r->id = was->id;
	r->due = was->due;
	r->level = was->level;
	r->version = was->version + 1;
	if (!str_eq(was->said, r->said))
		n.words = was->said;
	else
		r->state = was->state;
	TRY(apart_send(cx, r, receipt));
	TRY(apart_insert_step(cx, id, &n));
	TRY(apart_name_people(cx, in->people, r));
	TRY(safeguarding_named(cx, id.v));
	TRY(apart_count_hearers(cx, id, &hear));
	return hear > 0 ? OK : apart_route(cx, r, false);
}

static err
add(struct cx *cx, const struct raise_in *in, const struct unit_row *u, struct apart_raised *out)
{
	bool              unnamed = raise_unnamed(cx, in);
	struct apart_row  r = { .unit = u->id, .unit_name = u->name, .said = in->said, .about = in->about,
		.raised_at = unnamed ? ((stamp){ cx->today.n * 86400 }) : cx->now,
		.due = { cx->today.n + APART_DAYS }, .state = APART_WAITING, .version = 1 };
	struct apart_note n = { .kind = APART_STEP_RAISED, .unnamed = unnamed };
	struct apart_row  was = { 0 };
	str               hash = { 0 };

	if (unnamed)
		TRY(receipt_make(cx, &out->receipt, &hash));
	else {
		r.author = cx->who.id.v;
		r.author_name = cx->who.name;
	}
	TRY(heard_before(cx, u, &was));
	if (was.id != 0) {
		TRY(in_its_place(cx, in, &was, &r, hash));
	} else {
		TRY(new_id(cx, &r.id));
		TRY(apart_insert(cx, &r, hash));
		TRY(apart_insert_step(cx, (apart_id){ r.id }, &n));
		TRY(apart_name_people(cx, in->people, &r));
		TRY(apart_route(cx, &r, false));
	}
	TRY(apart_speak(cx, &r, r.said));
	TRY(apart_count_hearers(cx, (apart_id){ r.id }, &out->hearers));
	out->apart = unnamed ? 0 : r.id;                   /* without a name only the receipt leads to it */
	out->due = r.due;
	return OK;
}

static err
is_there(struct cx *cx, const struct apart_refused *f, struct apart_row *ret)
{
	err e = ERR_MISSING;
	str hash;

	if (f->thing.v != 0)
		e = apart_find(cx, f->thing, ret);
	if (e == ERR_MISSING && f->receipt.n > 0) {
		TRY(receipt_hash(cx, f->receipt, &hash));
		e = apart_find_receipt(cx, hash, ret);
	}
	cx->why = (struct why){ 0 };
	cx->nwhys = 0;
	return e;
}

err
apart_refused(struct cx *cx, const struct apart_refused *f, int64_t *ret_id, int64_t *ret_unit)
{
	struct apart_row  r = { 0 };
	struct apart_note n = { .kind = APART_STEP_REFUSED, .unnamed = true };
	struct unit_row   u;
	err               e = is_there(cx, f, &r);

	if (e == ERR_MISSING) {
		TRY(unit_find(cx, f->unit, &u));
		r = (struct apart_row){ .unit = u.id, .unit_name = u.name, .said = f->words, .about = f->about,
			.raised_at = { cx->today.n * 86400 }, .due = { cx->today.n + APART_DAYS }, .state = APART_WAITING,
			.version = 1 };
		TRY(new_id(cx, &r.id));
		TRY(apart_insert(cx, &r, (str){ 0 }));
		TRY(apart_insert_step(cx, (apart_id){ r.id }, &n));
		TRY(apart_name_people(cx, (struct ids){ 0 }, &r));
		e = apart_route(cx, &r, false);
	}
	*ret_id = r.id;
	*ret_unit = r.unit;
	return e;
}

static err
raise_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct raise_in *in = vin;
	struct apart_raised   *out = ret_out;
	struct unit_row        u;

	TRY(place_of(cx, in, &u));
	out->unit = u.name;
	return add(cx, in, &u, out);
}

static const struct shape_field raised_fields[] = {
	SH(struct apart_raised, SHAPE_INT, apart), SH(struct apart_raised, SHAPE_STR, receipt),
	SH_PLACE(struct apart_raised, unit), SH(struct apart_raised, SHAPE_INT, hearers),
	SH(struct apart_raised, SHAPE_DAY, due),
};
const struct shape apart_raised_shape = SHAPE("apart_raised", struct apart_raised, raised_fields);

const struct op apart_raise = {
	.name = STR_INIT("apart.raise"), .path = STR_INIT("/apart"), .may = MAY_ANYONE, .tx = TX_WRITE,
	.about = "Says something about the people of a place, or how it is run, so that nobody there sees it.",
	FIELDS(raise_fields), .in_size = sizeof(struct raise_in), .out_size = sizeof(struct apart_raised),
	.out = &apart_raised_shape, .run = raise_run, .hears = &safeguarding_hears_by_call, .unnamed = raise_unnamed, .own_record = true, .cites = "CW-1",
};

static const struct shape_field row_fields[] = {
	SH(struct apart_row, SHAPE_INT, id), SH(struct apart_row, SHAPE_INT, unit),
	SH_PLACE(struct apart_row, unit_name), SH(struct apart_row, SHAPE_STR, said),
	SH(struct apart_row, SHAPE_STR, about), SH_CHOICE(struct apart_row, state, apart_states),
	SH_CHOICE(struct apart_row, outcome, outcomes), SH_CHOICE(struct apart_row, verdict, verdicts),
	SH(struct apart_row, SHAPE_DAY, due), SH(struct apart_row, SHAPE_STAMP, raised_at),
	SH(struct apart_row, SHAPE_INT, version), SH(struct apart_row, SHAPE_BOOL, mine),
};
const struct shape apart_row_shape = SHAPE("apart", struct apart_row, row_fields);

struct list_in { int64_t older; };
static const struct field list_fields[] = {
	{ STR_INIT("older"), FIELD_INT, offsetof(struct list_in, older), .optional = true,
	  .about = "Go on after this id (the last answer's next)." },
};

static err
list_run(struct cx *cx, const void *vin, void *ret_out)
{
	return apart_select(cx, ((const struct list_in *)vin)->older, ret_out);
}

static const struct shape_field list_shape_fields[] = {
	SH_LIST(struct apart_list, "hear", hear, nhear, &apart_row_shape),
	SH_LIST(struct apart_list, "mine", mine, nmine, &apart_row_shape), SH(struct apart_list, SHAPE_INT, next),
};
static const struct shape list_shape = SHAPE("apart_list", struct apart_list, list_shape_fields);

const struct op apart_list = {
	.name = STR_INIT("apart.list"), .path = STR_INIT("/apart"), .may = MAY_OWN, .tx = TX_READ,
	.about = "What you said that is kept apart, and what was brought to you to hear.", FIELDS(list_fields),
	.in_size = sizeof(struct list_in), .out_size = sizeof(struct apart_list), .out = &list_shape,
	.run = list_run, .cites = "CW-1",
};

/* ------------------------------------------------ one of them */

static const struct shape_field step_fields[] = {
	SH(struct apart_step, SHAPE_INT, n), SH_CHOICE(struct apart_step, kind, apart_step_kinds),
	SH_PLACE_AS(struct apart_step, "place", label), SH(struct apart_step, SHAPE_STR, words),
	SH(struct apart_step, SHAPE_STAMP, at),
};
static const struct shape step_shape = SHAPE("apart_step", struct apart_step, step_fields);
static const struct shape_field person_fields[] = {
	SH(struct apart_person, SHAPE_INT, id), SH(struct apart_person, SHAPE_STR, name),
};
static const struct shape person_shape = SHAPE("apart_person", struct apart_person, person_fields);
static const struct shape_field page_fields[] = {
	SH(struct apart_page, SHAPE_INT, id), SH_ONE(struct apart_page, row, &apart_row_shape),
	SH_LIST(struct apart_page, "steps", steps, nsteps, &step_shape),
	SH_LIST(struct apart_page, "hearers", hearers, nhearers, &person_shape),
	SH(struct apart_page, SHAPE_BOOL, mine), SH(struct apart_page, SHAPE_BOOL, hears),
	SH(struct apart_page, SHAPE_BOOL, may_answer), SH(struct apart_page, SHAPE_BOOL, may_verdict),
};
const struct shape apart_page_shape = SHAPE("apart_page", struct apart_page, page_fields);

err
apart_page_for(struct cx *cx, const struct apart_row *row, bool hears, bool by_receipt, struct apart_page *ret)
{
	struct apart_page p = { .id = by_receipt ? 0 : row->id, .row = *row, .mine = by_receipt || row->mine,
		.hears = hears, .by_receipt = by_receipt, .may_answer = hears && row->state != APART_JUDGED };

	p.may_verdict = p.mine && row->state != APART_WAITING;
	TRY(apart_select_steps(cx, (apart_id){ row->id }, &p));
	if (hears)
		TRY(apart_select_hearers(cx, (apart_id){ row->id }, &p));
	if (by_receipt)
		p.row.id = 0;
	*ret = p;
	return OK;
}

static const struct field read_fields[] = {
	{ STR_INIT("apart"), FIELD_ID, 0, .about = "Which one." },
};

static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	const apart_id  *id = vin;
	struct apart_row r;
	bool             hears;

	TRY(apart_reach(cx, *id, &r, &hears));
	return apart_page_for(cx, &r, hears, false, ret_out);
}

const struct op apart_read = {
	.name = STR_INIT("apart.read"), .path = STR_INIT("/apart/{apart}"), .may = MAY_OWN, .tx = TX_READ,
	.about = "Reads one that you said, or that was brought to you to hear.", FIELDS(read_fields),
	.in_size = sizeof(apart_id), .out_size = sizeof(struct apart_page), .out = &apart_page_shape,
	.run = read_run, .cites = "CW-1",
};

const struct op *const apart_ops[] = { &apart_raise, &apart_list, &apart_read, &apart_answer, &apart_aside,
	&apart_more, &apart_follow, &apart_tick, &apart_wall, &apart_open };
const size_t apart_nops = LEN(apart_ops);
