/* rooms/ward: where people start, and a place's own page.  No SQL and no HTML in here. */
#include "rooms/ward/ward_in.h"

#include "rooms/apart/apart.h"

static const struct shape_field meeting_fields[] = {
	SH(struct ward_meeting, SHAPE_INT, id), SH(struct ward_meeting, SHAPE_INT, forum),
	SH_PLACE(struct ward_meeting, name), SH(struct ward_meeting, SHAPE_STR, place),
	SH(struct ward_meeting, SHAPE_DAY, day), SH(struct ward_meeting, SHAPE_CLOCK, clock),
};
static const struct shape meeting_shape = SHAPE("ward_meeting", struct ward_meeting, meeting_fields);

static const struct shape_field page_fields[] = {
	SH(struct ward_page, SHAPE_INT, unit), SH_ONE(struct ward_page, row, &unit_row_shape),
	SH_LIST(struct ward_page, "matters", matters, nmatters, &matter_row_shape),
	SH_ONE(struct ward_page, next, &meeting_shape), SH(struct ward_page, SHAPE_INT, said),
	SH(struct ward_page, SHAPE_INT, done), SH(struct ward_page, SHAPE_INT, waiting),
	SH(struct ward_page, SHAPE_BOOL, may_raise),
};
static const struct shape page_shape = SHAPE("ward", struct ward_page, page_fields);

struct read_in { str ward; };

static const struct field read_fields[] = {
	{ STR_INIT("ward"), FIELD_LINE, offsetof(struct read_in, ward), .max = 60,
	  .about = "Its address, like oak." },
};

static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct read_in *in = vin;
	struct ward_page      page = { .next.day = { DAY_NONE }, .signed_in = cx->who.id.v > 0 };
	struct forum_row      next = { 0 };
	uint64_t              mays;
	bool                  words;

	TRY(unit_find_slug(cx, in->ward, &page.row));
	page.unit = page.row.id;
	TRY(unit_mays(cx, &page.row, &mays));
	page.inside = mays_have(mays, MAY_READ_SUMMARY);
	if (!page.inside && !page.row.open_to_all)
		return cx_fail(cx, ERR_MISSING, "unit.missing", STR("ward"));
	page.open = page.row.closed.n == DAY_NONE;
	page.may_raise = page.open && (page.row.open_to_all || mays_have(mays, MAY_RAISE));
	page.may_raise_for = page.open && mays_have(mays, MAY_RAISE_FOR);
	words = mays_have(mays, MAY_READ_WORDS);
	TRY(unit_in_words(cx, &page.row, 1));
	TRY(ward_matters(cx, &page));
	if (page.open)
		TRY(ward_next_meeting(cx, &page));
	if (page.next.id != 0) {
		next.id = page.next.forum;
		next.name = page.next.name;
		TRY(forum_in_words(cx, &next, 1));
		page.next.name = next.name;
	}
	if (page.inside)
		TRY(ward_counts(cx, &page));
	for (size_t i = 0; i < page.nmatters; i++) {
		struct matter_row *m = &page.matters[i];

		m->sees_words = words || (m->author > 0 && m->author == cx->who.id.v);
		m->words = m->sees_words ? m->said : m->summary_ok ? m->summary : (str){ 0 };
		m->unit = page.unit;
		m->unit_name = page.row.name;
	}
	*(struct ward_page *)ret_out = page;
	return OK;
}

const struct op ward_read = {
	.name = STR_INIT("ward.read"), .path = STR_INIT("/wards/{ward}"), .may = MAY_ANYONE, .tx = TX_READ,
	.about = "A place's own page: what was said and what happened, and the next meeting.",
	FIELDS(read_fields), .in_size = sizeof(struct read_in), .out_size = sizeof(struct ward_page),
	.out = &page_shape, .run = read_run, .cites = "CW-1 SM-B1",
};

static const struct shape_field home_fields[] = {
	SH_LIST(struct ward_home, "places", units, nunits, &unit_row_shape),
	SH_LIST(struct ward_home, "forums", forums, nforums, &forum_row_shape),
	SH(struct ward_home, SHAPE_INT, notices), SH(struct ward_home, SHAPE_INT, actions),
	SH(struct ward_home, SHAPE_INT, apart),
	SH(struct ward_home, SHAPE_BOOL, signed_in), SH(struct ward_home, SHAPE_STR, name),
};
static const struct shape home_shape = SHAPE("home", struct ward_home, home_fields);

static err
home_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct ward_home home = { .signed_in = cx->who.id.v > 0, .name = cx->who.name };

	(void)vin;
	TRY(ward_places(cx, &home));
	TRY(unit_in_words(cx, home.units, home.nunits));
	if (home.signed_in) {
		TRY(ward_forums(cx, &home));
		TRY(forum_in_words(cx, home.forums, home.nforums));
		TRY(ward_waiting(cx, &home));
		TRY(apart_waiting(cx, &home.apart));
		home.carer = (cx->who.roles >> ROLE_CARER & 1) != 0;
		home.may_set_up = may_at_all(&cx->who, MAY_SET_UP);
		home.may_read_people = may_at_all(&cx->who, MAY_READ_PEOPLE);
		home.may_erase = may_at_all(&cx->who, MAY_ERASE);
		home.may_read_matters = may_at_all(&cx->who, MAY_READ_SUMMARY);
		home.may_import = may_at_all(&cx->who, MAY_IMPORT);
		home.may_read_report = may_at_all(&cx->who, MAY_READ_REPORT);
	}
	*(struct ward_home *)ret_out = home;
	return OK;
}

const struct op ward_home = {
	.name = STR_INIT("home.read"), .path = STR_INIT("/home"), .may = MAY_ANYONE, .tx = TX_READ,
	.about = "Where you start: your places, your forums, what waits for you.",
	.out_size = sizeof(struct ward_home), .out = &home_shape, .run = home_run, .cites = "CW-1",
};

const struct op *const ward_ops[] = { &ward_read, &ward_home };
const size_t ward_nops = LEN(ward_ops);
