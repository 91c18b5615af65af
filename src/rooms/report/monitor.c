/* rooms/report: which forums meet as they should.  No SQL and no HTML in here. */
#include "rooms/report/report_in.h"

#include "rooms/forum/forum.h"

#include "words/cadence.h"

const char *const monitor_onlys[] = { "", "lapsed", "never", "few", "agenda_late", "notes_late", NULL };

static const struct field monitor_fields[] = {
	{ STR_INIT("days"), FIELD_INT, offsetof(struct monitor_in, days), .max = 800, .optional = true,
	  .about = "Meetings of the last so many days; 90 when left out." },
	{ STR_INIT("unit"), FIELD_INT, offsetof(struct monitor_in, unit), .optional = true,
	  .about = "Only forums of this place and below." },
	{ STR_INIT("only"), FIELD_CHOICE, offsetof(struct monitor_in, only), .choices = monitor_onlys,
	  .optional = true, .about = "Only forums with this fault." },
	{ STR_INIT("find"), FIELD_LINE, offsetof(struct monitor_in, find), .max = 100, .optional = true,
	  .about = "Only forums whose name holds this." },
	{ STR_INIT("kind"), FIELD_LINE, offsetof(struct monitor_in, kind), .max = 40, .optional = true,
	  .about = "Only forums of this kind." },
	{ STR_INIT("older"), FIELD_INT, offsetof(struct monitor_in, older), .optional = true,
	  .about = "Go on after this id (the last answer's next)." },
	{ STR_INIT("limit"), FIELD_INT, offsetof(struct monitor_in, limit), .max = 200, .optional = true,
	  .about = "At most so many; 50 when left out." },
};

#define M(name) SH(struct monitor_row, SHAPE_INT, name)
static const struct shape_field row_fields[] = {
	M(forum), SH_PLACE(struct monitor_row, name), SH_PLACE(struct monitor_row, unit_name),
	SH(struct monitor_row, SHAPE_STR, kind), SH(struct monitor_row, SHAPE_STR, cadence),
	SH_AS(struct monitor_row, SHAPE_DAY, "last_met", last), SH_AS(struct monitor_row, SHAPE_INT, "days_since", days),
	M(expected), M(held), SH_AS(struct monitor_row, SHAPE_INT, "without_quorum", few), M(agenda_late),
	M(notes_late), SH(struct monitor_row, SHAPE_BOOL, lapsed),
};
static const struct shape row_shape = SHAPE("monitored_forum", struct monitor_row, row_fields);

#define P(name) SH(struct monitor_page, SHAPE_INT, name)
static const struct shape_field page_fields[] = {
	SH_LIST(struct monitor_page, "rows", at, n, &row_shape), P(next), P(days), P(forums), P(lapsed),
	SH_AS(struct monitor_page, SHAPE_INT, "never_met", never),
	SH_AS(struct monitor_page, SHAPE_INT, "without_quorum", few), P(agenda_late), P(notes_late),
	SH(struct monitor_page, SHAPE_BOOL, more),
};
static const struct shape page_shape = SHAPE("forum_monitor", struct monitor_page, page_fields);

struct room { day *at; size_t n; };

/*
 * Until it has met by its new rule, it is judged by the slower of that and the ones it had; *starts: the first day of
 * all of them.
 */
static int64_t
gap_of(const struct monitor_found *f, struct forum_rules before, int64_t *starts)
{
	int64_t gap = cadence_gap(f->row.cadence, f->starts);

	*starts = f->starts.n;
	for (size_t i = 0; i < before.n; i++) {
		const struct forum_rule *r = &before.at[i];
		int64_t                  was = r->forum == f->row.forum ? cadence_gap(r->cadence, r->starts) : 0;

		if (was > gap && (f->row.last.n == DAY_NONE || f->row.last.n < f->starts.n))
			gap = was;
		if (was > 0 && r->starts.n < *starts)
			*starts = r->starts.n;
	}
	return gap;
}

/* What it should have done by its own rule, and for how long it has not. */
static void
judge(struct cx *cx, const struct monitor_in *in, struct forum_rules before, struct monitor_found *f, struct room r)
{
	const struct forum_rule now = { .forum = f->row.forum, .cadence = f->row.cadence, .starts = f->starts };
	int64_t from = cx->today.n - in->days > f->since.n ? cx->today.n - in->days : f->since.n;
	int64_t starts, gap = gap_of(f, before, &starts);
	int64_t begin = f->row.last.n != DAY_NONE ? f->row.last.n
	    : f->since.n > starts ? f->since.n : starts;

	if (from < cx->today.n)
		f->row.expected = (int64_t)forum_days(&now, before,
		    (struct forum_span){ { from }, { cx->today.n - 1 } }, r.at, r.n);
	f->row.days = cx->today.n - begin;
	f->row.lapsed = gap > 0 && f->row.days * 2 > gap * 3;
}

/* Working days are a calendar that no database reads: such a forum's deadlines are counted here. */
static err
deadlines(struct cx *cx, const struct monitor_in *in, struct monitor_found *f)
{
	const struct forum_row counts = { .working = true };
	struct monitor_met    *at;
	size_t                 n;

	TRY(monitor_met(cx, f->row.forum, (day){ cx->today.n - in->days }, &at, &n));
	f->row.agenda_late = f->row.notes_late = 0;
	for (size_t i = 0; i < n; i++) {
		day before, after;

		TRY(forum_day(cx, &counts, at[i].day, -f->agenda_days, &before));
		TRY(forum_day(cx, &counts, at[i].day, f->notes_days, &after));
		f->row.agenda_late += f->agenda_days > 0 && (at[i].agenda_at == 0 ||
		    at[i].agenda_at >= (before.n + 1) * SECONDS_A_DAY);
		f->row.notes_late += f->notes_days > 0 && ((at[i].notes_at == 0 && after.n < cx->today.n) ||
		    at[i].notes_at >= (after.n + 1) * SECONDS_A_DAY);
	}
	return OK;
}

static bool
has(const struct monitor_row *r, enum monitor_only what)
{
	switch (what) {
	case MONITOR_ALL:    return true;
	case MONITOR_LAPSED: return r->lapsed;
	case MONITOR_NEVER:  return r->last.n == DAY_NONE && (r->expected > 0 || r->lapsed);
	case MONITOR_FEW:    return r->few > 0;
	case MONITOR_AGENDA: return r->agenda_late > 0;
	case MONITOR_NOTES:  return r->notes_late > 0;
	}
	return false;
}

static void
count(struct monitor_page *page, const struct monitor_row *r)
{
	page->forums++;
	page->lapsed += has(r, MONITOR_LAPSED);
	page->never += has(r, MONITOR_NEVER);
	page->few += has(r, MONITOR_FEW);
	page->agenda_late += has(r, MONITOR_AGENDA);
	page->notes_late += has(r, MONITOR_NOTES);
}

/* A cadence is a rule that no database reads, so all forums are judged here and then cut to a page. */
static err
monitor_run(struct cx *cx, const void *vin, void *ret_out)
{
	enum { DAYS_MAX = 800 };
	struct monitor_in     in = *(const struct monitor_in *)vin;
	struct monitor_page  *page = ret_out;
	struct monitor_found *at = arena_take(cx->mem, (MONITOR_LOOKS + 1) * sizeof *at);
	struct room           room = { arena_take(cx->mem, DAYS_MAX * sizeof *room.at), DAYS_MAX };
	struct forum_rules    before;
	struct forum_rule    *rules;
	size_t                n = 0;

	in.days = in.days ? in.days : 90;
	in.limit = in.limit ? in.limit : 50;
	TRY(monitor_select(cx, &in, at, &n));
	TRY(forum_rules(cx, (forum_id){ 0 }, (day){ cx->today.n - in.days }, &rules, &before.n));
	before.at = rules;
	page->days = in.days;
	page->more = n > MONITOR_LOOKS;
	page->at = arena_take(cx->mem, (size_t)(in.limit + 1) * sizeof *page->at);
	for (size_t i = 0; i < n && i < MONITOR_LOOKS; i++) {
		judge(cx, &in, before, &at[i], room);
		if (at[i].working)
			TRY(deadlines(cx, &in, &at[i]));
		count(page, &at[i].row);
		if (at[i].row.forum > in.older && has(&at[i].row, (enum monitor_only)in.only) &&
		    page->n <= (size_t)in.limit)
			page->at[page->n++] = at[i].row;
	}
	if (page->n > (size_t)in.limit)
		page->next = page->at[--page->n - 1].forum;
	return OK;
}

const struct op forum_monitor = {
	.name = STR_INIT("forum.monitor"), .path = STR_INIT("/monitor"), .may = MAY_READ_REPORT, .tx = TX_READ,
	.about = "Which forums meet as they should: lapsed, without quorum, agenda or notes late.",
	FIELDS(monitor_fields), .in_size = sizeof(struct monitor_in), .out_size = sizeof(struct monitor_page),
	.out = &page_shape, .run = monitor_run, .cites = "SM-B1 CW-8",
};
