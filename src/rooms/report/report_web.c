/* rooms/report: the two pages.  Decides nothing. */
#include "rooms/report/report_view.h"

#include "rooms/matter/matter.h"
#include "words/cadence.h"

#include "gen/report_views.h"
#include "gen/words_gen.h"

str
report_outcome(struct page *pg, const struct report_reason *r)
{
	return label(pg->lang, LABEL_OUTCOME, str_of(outcomes[r->outcome]));
}

str
report_meets(struct page *pg, const struct monitor_row *r)
{
	return cadence_words(pg->lang, pg->mem, r->cadence);
}

static void
draw_report(struct page *pg, const void *out, struct reply *r)
{
	show_report(pg, r, out);
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
	{ GET, "/monitor", &forum_monitor, draw_monitor, NULL, false },
};
const size_t report_nroutes = LEN(report_routes);
