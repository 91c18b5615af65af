/*
 * rooms/poster: which matters stand on a place's poster, and as what.  No SQL, no HTML, no
 * sentences.  "We did" is earned: only a verdict by those who said it can give it.
 */
#include "rooms/poster/poster_in.h"

#include "rooms/matter/matter.h"
#include "rooms/unit/unit.h"

#include <string.h>

enum { SECONDS_A_DAY = 86400, CODE_LETTERS = 11, PNG_WIDTH_MAX = 2160 };

/* Crockford's letters: no i, l, o or u, so that nobody misreads one from a wall. */
static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

str
poster_code(struct arena *a, int64_t matter)
{
	char  *p = arena_take(a, CODE_LETTERS + 1);
	size_t n = CODE_LETTERS;

	while (n > 0) {
		p[--n] = letters[matter & 31];
		matter >>= 5;
		if (matter == 0)
			break;
	}
	return (str){ p + n, CODE_LETTERS - n };
}

bool
poster_code_read(str code, int64_t *ret_matter)
{
	int64_t v = 0;

	if (code.n == 0 || code.n > CODE_LETTERS)
		return false;
	for (size_t i = 0; i < code.n; i++) {
		char        c = code.p[i] >= 'A' && code.p[i] <= 'Z' ? (char)(code.p[i] + 32) : code.p[i];
		const char *at;

		c = c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
		at = memchr(letters, c, sizeof letters - 1);
		if (at == NULL)
			return false;
		v = v << 5 | (at - letters);
	}
	*ret_matter = v;
	return v > 0;
}

static int64_t
days_between(stamp from, stamp to)
{
	return from.s > 0 && to.s > from.s ? (to.s - from.s) / SECONDS_A_DAY : 0;
}

static str
first_of(str a, str b, str c)
{
	return a.n > 0 ? a : b.n > 0 ? b : c;
}

/* A no that stands: asked again, it is on its way once more. */
static bool
declined(const struct poster_row *r)
{
	return (r->outcome == OUTCOME_NOT_NOW || r->outcome == OUTCOME_NO) && r->done_at.s == 0
	    && (r->state == MATTER_DECIDED || r->state == MATTER_JUDGED);
}

/* Judged by those who said it: only here can an item become "we did". */
static int64_t
kind_of(const struct poster_row *r)
{
	if (declined(r))
		return POSTER_NOT;
	return r->state == MATTER_JUDGED && r->verdict != VERDICT_NOT ? POSTER_DID : POSTER_DOING;
}

static void
judged(const struct poster_row *r, struct poster_item *i)
{
	i->state = r->verdict == VERDICT_FIXED ? POSTER_HELPED
	    : r->verdict == VERDICT_PARTLY ? POSTER_HELPED_PARTLY : POSTER_DID_NOT_HELP;
	i->did = first_of(r->evidence, r->what, first_of(r->settled, r->reason, STR("")));
}

/* Not yet judged, or never done: what is happening to it. */
static void
going(const struct poster_row *r, struct poster_item *i)
{
	i->due = r->due;
	if (r->state == MATTER_DONE || r->state == MATTER_SETTLED) {
		i->state = POSTER_ASKING;
		i->did = first_of(r->evidence, r->what, first_of(r->settled, r->reason, STR("")));
	} else if (r->state == MATTER_DOING) {
		i->state = POSTER_UNDER_WAY;
		i->due = r->action_due;
		i->did = first_of(r->what, r->reason, STR(""));
	} else if (r->state == MATTER_PASSED) {
		i->state = POSTER_PASSED;
		i->forum = r->holder;
	} else {
		i->state = r->outcome == OUTCOME_PARTLY ? POSTER_AGREED_PARTLY : POSTER_AGREED;
		i->did = r->reason;
	}
}

static struct poster_item
item_of(const struct cx *cx, const struct poster_row *r)
{
	struct poster_item i = { .matter = r->id, .kind = kind_of(r), .topic = r->topic, .forum = r->forum, .due = { DAY_NONE },
		.review = { DAY_NONE }, .code = poster_code(cx->mem, r->id) };
	bool               over = declined(r) || r->state == MATTER_JUDGED;
	stamp              end = over && r->decided_at.s > 0 ? r->decided_at : cx->now;

	if (r->done_at.s > 0 && r->state != MATTER_PASSED && r->state != MATTER_DOING)
		end = r->done_at;

	if (declined(r)) {
		i.state = r->review.n != DAY_NONE ? POSTER_REVIEWED : POSTER_SAID_NO;
		i.review = r->review;
		i.did = r->reason;
	} else if (r->state == MATTER_JUDGED) {
		judged(r, &i);
	} else {
		going(r, &i);
	}
	i.days = days_between(r->raised_at, end);
	i.said = r->summary_ok ? r->summary : STR("");
	i.did = r->summary_ok ? i.did : STR("");
	return i;
}

struct chosen { struct poster_row *at[POSTER_ITEMS]; size_t n; };

/* Takes up to `most` of one kind, those with public words before those without. */
static void
take(const struct poster_rows *rows, int64_t kind, struct chosen *io)
{
	static const size_t most[] = { 8, 6, 4 };
	size_t              took = 0;

	for (int quiet = 0; quiet < 2; quiet++) {
		for (size_t i = 0; i < rows->n && took < most[kind] && io->n < POSTER_ITEMS; i++) {
			struct poster_row *r = &rows->at[i];

			if (kind_of(r) != kind || (!r->summary_ok || r->summary.n == 0) != quiet)
				continue;
			io->at[io->n++] = r;
			took++;
		}
	}
}

/* What we did first, but always some of what is under way and of what we decided not to do. */
static err
choose(struct cx *cx, const struct poster_rows *rows, struct poster_sheet *io)
{
	struct chosen chosen = { .n = 0 };

	for (int64_t kind = POSTER_DID; kind <= POSTER_NOT; kind++)
		take(rows, kind, &chosen);
	if (chosen.n > 0)
		TRY(poster_fill(cx, chosen.at, chosen.n));
	io->at = arena_take(cx->mem, POSTER_ITEMS * sizeof *io->at);
	for (size_t i = 0; i < chosen.n; i++) {
		day said = { chosen.at[i]->raised_at.s / SECONDS_A_DAY };

		io->at[io->n++] = item_of(cx, chosen.at[i]);
		if (io->since.n == DAY_NONE || said.n < io->since.n)
			io->since = said;
	}
	return OK;
}

struct poster_in { str unit; struct poster_look look; };

static const char *const papers[] = { "a4", "a3", NULL };

static const struct field read_fields[] = {
	{ STR_INIT("unit"), FIELD_LINE, offsetof(struct poster_in, unit), .max = 80,
	  .about = "The place: its address, as in /wards/oak, or its id." },
	{ STR_INIT("lang"), FIELD_LINE, offsetof(struct poster_in, look.lang), .max = 20, .optional = true,
	  .about = "The language of the paper; the reader's own when left out." },
	{ STR_INIT("easy"), FIELD_BOOL, offsetof(struct poster_in, look.easy), .optional = true,
	  .about = "Easy read: larger, one idea a line, with pictures." },
	{ STR_INIT("large"), FIELD_BOOL, offsetof(struct poster_in, look.large), .optional = true,
	  .about = "Large print: nothing smaller than 18 points." },
	{ STR_INIT("paper"), FIELD_CHOICE, offsetof(struct poster_in, look.paper), .choices = papers,
	  .optional = true, .about = "The size of the paper." },
	{ STR_INIT("page"), FIELD_INT, offsetof(struct poster_in, look.page), .max = 200, .optional = true,
	  .about = "Which page of the picture; the first when left out." },
	{ STR_INIT("width"), FIELD_INT, offsetof(struct poster_in, look.width), .max = PNG_WIDTH_MAX,
	  .optional = true, .about = "How wide the picture is, in dots; 1240 when left out." },
};

/* Open to all, or a place of theirs; anything else is not there. */
static err
place_for(struct cx *cx, str which, struct unit_row *ret_unit)
{
	int64_t id;

	if (str_to_int(which, &id))
		TRY(unit_find(cx, (unit_id){ id }, ret_unit));
	else
		TRY(unit_find_slug(cx, which, ret_unit));
	if (ret_unit->open_to_all)
		return OK;
	return unit_reach(cx, (unit_id){ ret_unit->id }, MAY_READ_SUMMARY, ret_unit);
}

static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct poster_in *in = vin;
	struct poster_sheet     s = { .since = { DAY_NONE }, .until = cx->today, .look = in->look };
	struct poster_rows      rows = { 0 };
	struct poster_place     p;
	struct unit_row         u = { 0 };

	TRY(place_for(cx, in->unit, &u));
	p = (struct poster_place){ u.id, u.path, str_fmt(cx->mem, "%.*s0", (int)u.path.n - 1, u.path.p), !u.open_to_all };
	TRY(poster_select(cx, &p, &rows));
	s.unit = u.id;
	s.slug = u.slug;
	s.name = u.name;
	TRY(choose(cx, &rows, &s));
	*(struct poster_sheet *)ret_out = s;
	return OK;
}

static const char *const kinds[] = { "did", "doing", "not_now", NULL };
static const char *const states[] = { "helped", "helped_partly", "did_not_help", "asking", "under_way", "passed",
	"agreed", "agreed_partly", "reviewed", "said_no", NULL };

static const struct shape_field item_fields[] = {
	SH(struct poster_item, SHAPE_INT, matter), SH_CHOICE(struct poster_item, kind, kinds),
	SH_CHOICE(struct poster_item, state, states), SH(struct poster_item, SHAPE_STR, said),
	SH(struct poster_item, SHAPE_STR, did), SH(struct poster_item, SHAPE_STR, topic),
	SH_PLACE(struct poster_item, forum), SH(struct poster_item, SHAPE_STR, code),
	SH(struct poster_item, SHAPE_INT, days), SH(struct poster_item, SHAPE_DAY, due),
	SH(struct poster_item, SHAPE_DAY, review),
};
static const struct shape item_shape = SHAPE("poster_item", struct poster_item, item_fields);

static const struct shape_field sheet_fields[] = {
	SH(struct poster_sheet, SHAPE_INT, unit), SH(struct poster_sheet, SHAPE_STR, slug),
	SH_PLACE(struct poster_sheet, name), SH(struct poster_sheet, SHAPE_DAY, since),
	SH(struct poster_sheet, SHAPE_DAY, until), SH_LIST(struct poster_sheet, "items", at, n, &item_shape),
};
static const struct shape sheet_shape = SHAPE("poster", struct poster_sheet, sheet_fields);

const struct op poster_read = {
	.name = STR_INIT("poster.read"), .path = STR_INIT("/wards/{unit}/poster"), .may = MAY_ANYONE, .tx = TX_READ,
	.about = "Reads a place's poster: what we said, what we did, and how long it took.", FIELDS(read_fields),
	.in_size = sizeof(struct poster_in), .out_size = sizeof(struct poster_sheet), .out = &sheet_shape,
	.run = read_run, .cites = "SM-B2 CW-1",
};

static const struct field story_fields[] = {
	{ STR_INIT("code"), FIELD_LINE, 0, .max = 20, .about = "The letters of a short address on a poster." },
};

static const struct shape_field story_shape_fields[] = {
	SH(struct poster_story, SHAPE_INT, matter), SH(struct poster_story, SHAPE_STR, code),
};
static const struct shape story_shape = SHAPE("poster_story", struct poster_story, story_shape_fields);

/* Says where a code leads, not whether anything is there: that is for the matter's own page. */
static err
story_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct poster_story *out = ret_out;

	if (!poster_code_read(*(const str *)vin, &out->matter))
		return cx_fail(cx, ERR_MISSING, "matter.missing", STR("code"));
	out->code = poster_code(cx->mem, out->matter);
	return OK;
}

const struct op poster_story = {
	.name = STR_INIT("poster.story"), .path = STR_INIT("/posters/{code}"), .may = MAY_ANYONE, .tx = TX_READ,
	.about = "Finds the story that a short address on a poster leads to.", FIELDS(story_fields),
	.in_size = sizeof(str), .out_size = sizeof(struct poster_story), .out = &story_shape, .run = story_run,
	.cites = "SM-B2",
};

const struct op *const poster_ops[] = { &poster_read, &poster_story };
const size_t poster_nops = LEN(poster_ops);
