/* rooms/report: how one forum did.  No SQL and no HTML in here. */
#include "rooms/report/report_in.h"

#include "rooms/matter/matter.h"

static const struct field report_fields[] = {
	{ STR_INIT("forum"), FIELD_ID, offsetof(struct report_in, forum), .about = "Which forum." },
	{ STR_INIT("since"), FIELD_DAY, offsetof(struct report_in, since), .optional = true,
	  .about = "From this day on; the start of this quarter when left out." },
	{ STR_INIT("until"), FIELD_DAY, offsetof(struct report_in, until), .optional = true,
	  .about = "Until this day; today when left out." },
};

static const struct shape_field reason_fields[] = {
	SH(struct report_reason, SHAPE_INT, decision), SH(struct report_reason, SHAPE_INT, matter),
	SH_CHOICE(struct report_reason, outcome, outcomes), SH(struct report_reason, SHAPE_STR, reason),
	SH(struct report_reason, SHAPE_STR, topic), SH(struct report_reason, SHAPE_DAY, made),
};
static const struct shape reason_shape = SHAPE("report_reason", struct report_reason, reason_fields);

static const struct shape_field group_fields[] = {
	SH(struct report_group, SHAPE_STR, constituency), SH(struct report_group, SHAPE_INT, heads),
	SH(struct report_group, SHAPE_INT, needed), SH(struct report_group, SHAPE_INT, meetings),
	SH(struct report_group, SHAPE_INT, missing),
};
static const struct shape group_shape = SHAPE("report_group", struct report_group, group_fields);

#define N(name) SH(struct forum_report, SHAPE_INT, name)
static const struct shape_field report_shape_fields[] = {
	SH_ONE(struct forum_report, forum, &forum_row_shape), SH(struct forum_report, SHAPE_DAY, since),
	SH(struct forum_report, SHAPE_DAY, until), N(raised), N(voices), N(received), N(passed_on), N(settled),
	N(accepted), N(partly), N(not_now), N(declined), N(actions), N(done), N(overdue), N(answered), N(median_days),
	N(expected), N(planned), N(held), N(quorate), N(leaders), N(led), N(lived), N(there), N(kept), N(late),
	N(broken), N(open), SH_LIST(struct forum_report, "reasons", reasons, nreasons, &reason_shape),
	SH_LIST(struct forum_report, "groups", groups, ngroups, &group_shape),
};
static const struct shape report_shape = SHAPE("forum_report", struct forum_report, report_shape_fields);

static day
quarter_of(day d)
{
	int64_t year, month, dom;

	day_split(d, &year, &month, &dom);
	return day_make(year, (month - 1) / 3 * 3 + 1, 1);
}

enum { EXPECTED_MAX = 400 };

/* Days of its cadence in the time, not before it was set up, and over. */
static err
expected_of(struct cx *cx, const struct forum_row *f, day since, day until, int64_t *ret_n)
{
	const struct forum_rule now = { .forum = f->id, .cadence = f->cadence, .starts = f->starts };
	struct forum_rules      before;
	struct forum_rule      *rules;
	day *at = arena_take(cx->mem, EXPECTED_MAX * sizeof *at);
	day  from = { since.n > f->since.n ? since.n : f->since.n };
	day  to = { until.n < cx->today.n ? until.n : cx->today.n - 1 };

	TRY(forum_rules(cx, (forum_id){ f->id }, from, &rules, &before.n));
	before.at = rules;
	*ret_n = (int64_t)forum_days(&now, before, (struct forum_span){ from, to }, at, EXPECTED_MAX);
	return OK;
}

err
report_days(struct cx *cx, struct report_in *in)
{
	if (in->until.n == DAY_NONE)
		in->until = cx->today;
	if (in->since.n == DAY_NONE)
		in->since = quarter_of(in->until);
	return in->until.n >= in->since.n ? OK : cx_fail(cx, ERR_INPUT, "report.backwards", STR("until"));
}

static err
report_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct report_in    in = *(const struct report_in *)vin;
	struct forum_report r = { 0 };

	TRY(report_days(cx, &in));
	TRY(forum_reach(cx, in.forum, MAY_READ_REPORT, &r.forum));
	r.since = in.since;
	r.until = in.until;
	TRY(expected_of(cx, &r.forum, in.since, in.until, &r.expected));
	TRY(report_matters(cx, &in, &r));
	TRY(report_steps(cx, &in, &r));
	TRY(report_decisions(cx, &in, &r));
	TRY(report_actions(cx, &in, &r));
	TRY(report_answers(cx, &in, &r));
	TRY(report_meetings(cx, &in, &r));
	TRY(report_promises(cx, &in, &r));
	TRY(report_groups(cx, &in, &r));
	*(struct forum_report *)ret_out = r;
	return OK;
}

const struct op forum_report = {
	.name = STR_INIT("forum.report"), .path = STR_INIT("/forums/{forum}/report"), .may = MAY_READ_REPORT,
	.tx = TX_READ, .about = "How a forum did: heard, passed on, decided, done, promised, and who was there.",
	FIELDS(report_fields), .in_size = sizeof(struct report_in), .out_size = sizeof(struct forum_report),
	.out = &report_shape, .run = report_run, .cites = "SM-C5 SM-E1 CY-2d CY-7",
};

const char *const report_figures[] = { "raised", "voices", "received", "settled", "passed_on", "yes", "partly",
	"not_now", "no", "answered", "kept", "late", "broken", "open", "actions", "done", "overdue", "held", "quorate",
	"led", "lived", NULL };

static const struct field figure_fields[] = {
	{ STR_INIT("forum"), FIELD_ID, offsetof(struct figure_in, of.forum), .about = "Which forum." },
	{ STR_INIT("figure"), FIELD_CHOICE, offsetof(struct figure_in, figure), .choices = report_figures,
	  .about = "Which figure of its report." },
	{ STR_INIT("since"), FIELD_DAY, offsetof(struct figure_in, of.since), .optional = true,
	  .about = "From this day on; the start of this quarter when left out." },
	{ STR_INIT("until"), FIELD_DAY, offsetof(struct figure_in, of.until), .optional = true,
	  .about = "Until this day; today when left out." },
	{ STR_INIT("older"), FIELD_INT, offsetof(struct figure_in, older), .optional = true,
	  .about = "Go on after this one (the last answer's next)." },
	{ STR_INIT("limit"), FIELD_INT, offsetof(struct figure_in, limit), .max = 200, .optional = true,
	  .about = "At most so many; 50 when left out." },
};

static const struct shape_field line_fields[] = {
	SH(struct report_line, SHAPE_INT, matter), SH(struct report_line, SHAPE_INT, action),
	SH(struct report_line, SHAPE_INT, meeting), SH(struct report_line, SHAPE_STR, topic),
	SH(struct report_line, SHAPE_DAY, day), SH(struct report_line, SHAPE_INT, times),
};
static const struct shape line_shape = SHAPE("report_line", struct report_line, line_fields);
static const struct shape_field list_fields[] = {
	SH_ONE(struct report_list, forum, &forum_row_shape), SH(struct report_list, SHAPE_DAY, since),
	SH(struct report_list, SHAPE_DAY, until), SH_CHOICE(struct report_list, figure, report_figures),
	SH_LIST(struct report_list, "lines", at, n, &line_shape), SH(struct report_list, SHAPE_INT, next),
};
static const struct shape list_shape = SHAPE("report_list", struct report_list, list_fields);

static err
figure_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct figure_in   in = *(const struct figure_in *)vin;
	struct report_list list = { .figure = in.figure };

	in.limit = in.limit ? in.limit : 50;
	TRY(report_days(cx, &in.of));
	TRY(forum_reach(cx, in.of.forum, MAY_READ_REPORT, &list.forum));
	list.since = in.of.since;
	list.until = in.of.until;
	TRY(report_behind(cx, &in, &list));
	*(struct report_list *)ret_out = list;
	return OK;
}

const struct op forum_figure = {
	.name = STR_INIT("forum.figure"), .path = STR_INIT("/forums/{forum}/report/{figure}"), .may = MAY_READ_REPORT,
	.tx = TX_READ, .about = "The list behind one figure of a forum's report.", FIELDS(figure_fields),
	.in_size = sizeof(struct figure_in), .out_size = sizeof(struct report_list), .out = &list_shape,
	.run = figure_run, .cites = "SM-E1 CY-7",
};

const struct op *const report_ops[] = { &forum_report, &forum_figure, &forum_monitor };
const size_t report_nops = LEN(report_ops);
