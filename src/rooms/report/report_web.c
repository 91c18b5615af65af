/* rooms/report: the two pages.  Decides nothing. */
#include "rooms/report/report_view.h"

#include "rooms/matter/matter.h"

#include "gen/report_views.h"
#include "gen/words_gen.h"

str
report_outcome(struct page *pg, const struct report_reason *r)
{
	return label(pg->lang, LABEL_OUTCOME, str_of(outcomes[r->outcome]));
}

static void
draw_report(struct page *pg, const void *out, struct reply *r)
{
	show_report(pg, r, out);
}

static void
draw_figure(struct page *pg, const void *out, struct reply *r)
{
	static const struct msg words[] = { MSG_report_raised, MSG_report_voices, MSG_report_received,
		MSG_report_settled, MSG_report_passed_on, MSG_report_yes, MSG_report_partly, MSG_report_not_now,
		MSG_report_no, MSG_report_answered, MSG_report_kept, MSG_report_late, MSG_report_broken, MSG_report_open,
		MSG_report_actions, MSG_report_done, MSG_report_overdue, MSG_report_held, MSG_report_quorate,
		MSG_report_led, MSG_report_lived };
	struct figure_view v = { .list = out };

	v.what = words[v.list->figure];
	show_figure(pg, r, &v);
}

static struct options
only_options(struct page *pg)
{
	static const struct msg words[] = { MSG_label_any, MSG_monitor_lapsed, MSG_monitor_never, MSG_monitor_few,
		MSG_monitor_agenda, MSG_monitor_notes };
	struct option *at = arena_take(pg->mem, LEN(words) * sizeof *at);

	for (size_t i = 0; i < LEN(words); i++)
		at[i] = (struct option){ .value = str_of(monitor_onlys[i]), .label = words_get(pg->lang, words[i]),
			.label_en = !words_has(pg->lang, words[i]) };
	return (struct options){ at, LEN(words) };
}

static void
draw_monitor(struct page *pg, const void *out, struct reply *r)
{
	struct monitor_view v = { .page = out, .onlys = only_options(pg) };

	(void)words_find(pg->asked, STR("unit"), &v.unit);
	show_monitor(pg, r, &v);
}

const struct route report_routes[] = {
	{ GET, "/forums/{forum}/report", &forum_report, draw_report, NULL, false },
	{ GET, "/forums/{forum}/report/{figure}", &forum_figure, draw_figure, NULL, false },
	{ GET, "/monitor", &forum_monitor, draw_monitor, NULL, false },
};
const size_t report_nroutes = LEN(report_routes);
