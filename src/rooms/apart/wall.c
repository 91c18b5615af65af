/*
 * rooms/apart: a wall put round a matter that was there already, and taken down again.  From then on
 * it is as if it had been said apart: it leaves the matter's room with all that hangs on it, under
 * the same id.  Whoever said it may do it, signed in or by receipt, and whoever would hear it; only
 * whoever said it takes the wall down, and says why.  What was read or sent cannot be taken back.
 */
#include "rooms/apart/apart_in.h"

#include "rooms/outbox/outbox.h"
#include "rooms/person/person.h"
#include "rooms/safeguarding/safeguarding.h"

struct wall_in { matter_id matter; str receipt, about; struct ids people; };

static const struct field wall_fields[] = {
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct wall_in, matter), .optional = true, .about = "Which matter; or" },
	{ STR_INIT("receipt"), FIELD_SECRET, offsetof(struct wall_in, receipt), .max = 200, .optional = true,
	  .about = "the words of its receipt." },
	{ STR_INIT("about"), FIELD_LINE, offsetof(struct wall_in, about), .max = 300, .optional = true,
	  .about = "Whom it is about, by name if they like. Nobody named here will hear it." },
	{ STR_INIT("people"), FIELD_IDS, offsetof(struct wall_in, people), .optional = true,
	  .about = "Those people's ids, where they are known." },
};

static bool
wall_unnamed(const struct cx *cx, const void *vin)
{
	return ((const struct wall_in *)vin)->receipt.n > 0 || cx->who.id.v <= 0;
}

/* Who sees it but is part of the place is told no; to all others it is not there. */
static err
to_wall(struct cx *cx, const struct wall_in *in, struct matter_row *ret)
{
	if (in->receipt.n > 0)
		return matter_of_receipt(cx, in->receipt, ret);
	if (in->matter.v == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("matter"));
	if (!matter_opens(cx, in->matter))
		return cx_fail(cx, ERR_MISSING, "matter.missing", STR("matter"));
	TRY(matter_find(cx, in->matter, ret));
	if (ret->author > 0 && ret->author == cx->who.id.v)
		return OK;
	return apart_could_hear(cx, in->matter) ? OK : cx_fail(cx, ERR_DENIED, "apart.not_yours", STR("matter"));
}

/* What was said and done while it was a matter, in the order it was. */
static err
tell_before(struct cx *cx, const struct matter_taken *t)
{
	apart_id          id = { t->row.id };
	struct apart_note n = { .kind = APART_STEP_RAISED, .at = t->row.raised_at };

	TRY(apart_insert_step(cx, id, &n));
	for (size_t i = 0; i < t->nsteps; i++) {
		n = (struct apart_note){ .kind = APART_STEP_BEFORE, .at = t->steps[i].at, .words = t->steps[i].words,
			.label = t->steps[i].who.n > 0 ? t->steps[i].who : t->row.unit_name };
		if (n.words.n > 0)
			TRY(apart_insert_step(cx, id, &n));
	}
	n = (struct apart_note){ .kind = APART_STEP_WALLED };
	return apart_insert_step(cx, id, &n);
}

static err
wall_one(struct cx *cx, const struct wall_in *in, matter_id id, struct apart_raised *out)
{
	struct matter_taken t;
	struct matter_row   m;
	struct apart_row    r;

	TRY(matter_find(cx, id, &m));
	TRY(safeguarding_wall(cx, id.v, m.said));
	TRY(outbox_take_out(cx, id.v));
	TRY(matter_take(cx, id, &t));
	r = (struct apart_row){ .id = id.v, .unit = m.unit, .unit_name = m.unit_name, .said = m.said, .about = in->about,
		.author = m.author, .author_name = m.naming == NAMING_NAMED ? m.author_name : STR(""),
		.raised_at = m.raised_at, .due = { cx->today.n + APART_DAYS }, .state = APART_WAITING, .version = 1,
		.kind = m.kind, .topic = m.topic, .source = m.source, .constituency = m.constituency,
		.imported = t.imported };
	TRY(apart_insert(cx, &r, t.receipt));
	TRY(tell_before(cx, &t));
	TRY(apart_name_people(cx, in->people, &r));
	TRY(apart_route(cx, &r, false));
	TRY(safeguarding_tell_outside(cx, r.id));
	*out = (struct apart_raised){ .apart = r.id, .unit = r.unit_name, .due = r.due };
	return apart_count_hearers(cx, (apart_id){ r.id }, &out->hearers);
}

/* Those that were joined to it say the same, so they go with it, each under its own id. */
static err
wall_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct wall_in *in = vin;
	struct apart_raised  *out = ret_out, other;
	struct matter_row     m;
	struct matter_id     *joined;
	size_t                n;

	TRY(to_wall(cx, in, &m));
	TRY(matter_joined_to(cx, (matter_id){ m.id }, &joined, &n));
	for (size_t i = 0; i < n; i++)
		TRY(wall_one(cx, in, joined[i], &other));
	TRY(wall_one(cx, in, (matter_id){ m.id }, out));
	if (in->receipt.n > 0) {
		out->apart = 0;
		out->receipt = in->receipt;
	}
	return OK;
}

const struct op apart_wall = {
	.name = STR_INIT("apart.wall"), .path = STR_INIT("/apart/wall"), .may = MAY_ANYONE, .tx = TX_WRITE,
	.about = "Keeps a matter from its place from now on: by whoever said it, or who is outside and would hear it.",
	FIELDS(wall_fields), .in_size = sizeof(struct wall_in), .out_size = sizeof(struct apart_raised),
	.out = &apart_raised_shape, .run = wall_run, .unnamed = wall_unnamed, .own_record = true, .cites = "CW-1",
};

/* ------------------------------------------------ the wall is taken down */

struct open_in { apart_id apart; str receipt, words; };

static const struct field open_fields[] = {
	{ STR_INIT("apart"), FIELD_ID, offsetof(struct open_in, apart), .optional = true, .about = "Which one; or" },
	{ STR_INIT("receipt"), FIELD_SECRET, offsetof(struct open_in, receipt), .max = 200, .optional = true,
	  .about = "the words of its receipt." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct open_in, words), .max = 1000,
	  .about = "Why the place may see it now; those who heard it read this." },
};

static bool
open_unnamed(const struct cx *cx, const void *vin)
{
	return ((const struct open_in *)vin)->receipt.n > 0 || cx->who.id.v <= 0;
}

static err
by_receipt(struct cx *cx, str hash, void *ret_row)
{
	return apart_find_receipt(cx, hash, ret_row);
}

bool
apart_has_receipt(struct cx *cx, str typed)
{
	struct apart_row r;
	str              hash;

	return receipt_hash(cx, typed, &hash) == OK && apart_find_receipt(cx, hash, &r) == OK;
}

/* Only its author: to show it to the place is to show who spoke. */
static err
to_open(struct cx *cx, const struct open_in *in, struct apart_row *ret)
{
	bool hears;

	if (in->receipt.n > 0)
		return receipt_find(cx, in->receipt, by_receipt, ret);
	if (in->apart.v == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("apart"));
	TRY(apart_reach(cx, in->apart, ret, &hears));
	return ret->mine ? OK : cx_fail(cx, ERR_DENIED, "matter.not_yours", STR("apart"));
}

static err
matter_again_of(struct cx *cx, const struct apart_row *r, struct matter_new *n)
{
	struct person_row p;

	*n = (struct matter_new){ .said = r->said, .author = r->author, .author_name = r->author_name,
		.naming = r->author == 0 ? NAMING_UNLINKABLE : r->author_name.n > 0 ? NAMING_NAMED : NAMING_FACILITATOR,
		.constituency = r->constituency, .imported = r->imported, .raised_at = r->raised_at,
		.day = stamp_utc_day(r->raised_at),
		.kind = r->kind.n > 0 ? r->kind : STR("concern"), .topic = r->topic.n > 0 ? r->topic : STR("other"),
		.source = r->source.n > 0 ? r->source : STR("web") };
	if (n->naming == NAMING_FACILITATOR) {
		TRY(person_find(cx, (person_id){ r->author }, &p));
		n->author_name = p.name;
	}
	return apart_receipt_of(cx, (apart_id){ r->id }, &n->receipt);
}

static err
open_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct open_in *in = vin;
	struct apart_row      r;
	struct apart_note     note = { .kind = APART_STEP_OPENED, .words = in->words };
	struct matter_new     n;
	struct forum_row      holder;
	matter_id             id;

	TRY(to_open(cx, in, &r));
	if (r.state == APART_JUDGED)
		return cx_fail(cx, ERR_INPUT, "matter.finished", STR("apart"));
	TRY(matter_again_of(cx, &r, &n));
	TRY(unit_find(cx, (unit_id){ r.unit }, &n.unit));
	TRY(unit_is_open(cx, &n.unit, STR("apart")));
	TRY(forum_of_unit(cx, (unit_id){ r.unit }, &holder));
	TRY(apart_receipt_gone(cx, (apart_id){ r.id }));
	TRY(matter_add(cx, &n, &holder, &id));
	r.state = APART_JUDGED;
	TRY(apart_update(cx, &r));
	TRY(apart_insert_step(cx, (apart_id){ r.id }, &note));
	((struct apart_opened *)ret_out)->matter = in->receipt.n > 0 ? 0 : id.v;
	return apart_speak(cx, &r, in->words);
}

static const struct shape_field opened_fields[] = { SH(struct apart_opened, SHAPE_INT, matter) };
static const struct shape opened_shape = SHAPE("apart_opened", struct apart_opened, opened_fields);

const struct op apart_open = {
	.name = STR_INIT("apart.open"), .path = STR_INIT("/apart/open"), .may = MAY_ANYONE, .tx = TX_WRITE,
	.about = "Takes the wall down, by whoever said it: the place sees it from now on, as a matter.",
	FIELDS(open_fields), .in_size = sizeof(struct open_in), .out_size = sizeof(struct apart_opened),
	.out = &opened_shape, .run = open_run, .hears = &safeguarding_hears_by_call, .unnamed = open_unnamed,
	.own_record = true, .cites = "CW-1",
};
