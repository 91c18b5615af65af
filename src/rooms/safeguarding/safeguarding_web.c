/* rooms/safeguarding: addresses and drawing: help, alerts, the rota.  Decides nothing. */
#include "rooms/safeguarding/safeguarding_view.h"

#include "gen/safeguarding_views.h"
#include "gen/words_gen.h"

/* Nobody can have answered a moment after it was said. */
const struct watch *
safeguarding_just_now(bool on_call)
{
	static const struct watch nobody = { .truth = TRUTH_NOBODY }, trying = { .truth = TRUTH_TRYING };

	return on_call ? &trying : &nobody;
}

struct options
rota_options(struct page *pg, const struct rota_place *at, size_t n)
{
	struct option *o = arena_take(pg->mem, (n + 1) * sizeof *o);

	for (size_t i = 0; i < n; i++)
		o[i] = (struct option){ .label = at[i].name,
			.value = str_fmt(pg->mem, "%lld", (long long)at[i].id) };
	return (struct options){ o, n };
}

struct options
safeguarding_places(struct page *pg, const struct help_page *p)
{
	return rota_options(pg, p->places, p->nplaces);
}

static struct msg
rung_msg(int64_t rung)
{
	static const struct msg rungs[] = { MSG_rung_1, MSG_rung_2, MSG_rung_3, MSG_rung_4 };

	return rungs[rung < 1 || rung > 4 ? 0 : rung - 1];
}

struct options
rung_options(struct page *pg)
{
	struct option *o = arena_take(pg->mem, 4 * sizeof *o);

	for (int i = 0; i < 4; i++)
		o[i] = (struct option){ .label = words_get(pg->lang, rung_msg(i + 1)),
			.value = str_fmt(pg->mem, "%d", i + 1) };
	return (struct options){ o, 4 };
}

str
duty_rung(struct page *pg, const struct duty_row *d)
{
	return words_get(pg->lang, rung_msg(d->rung));
}

struct options
help_lang_options(struct page *pg)
{
	enum { LANGS = 8 };
	struct option     *o = arena_take(pg->mem, LANGS * sizeof *o);
	const struct lang *l;
	size_t             n = 0;

	while (n < LANGS && (l = lang_at(n)) != NULL) {
		o[n] = (struct option){ .value = lang_code(l), .label = lang_own_name(l), .chosen = l == pg->lang };
		n++;
	}
	return (struct options){ o, n };
}

str
alert_tag(const struct alert_row *a)
{
	return a->state == ALERT_SEEN ? STR("nhsuk-tag--blue") : a->state == ALERT_CLOSED ? STR("nhsuk-tag--green")
	    : a->state == ALERT_REVIEW ? STR("nhsuk-tag--grey") : STR("nhsuk-tag--red");
}

str
alert_state_words(struct page *pg, const struct alert_row *a)
{
	static const struct msg states[ALERT_STATES_] = { [ALERT_NONE] = MSG_alert_waits, [ALERT_RAISED] = MSG_alert_waits,
		[ALERT_TOLD] = MSG_alert_waits, [ALERT_NOBODY] = MSG_alert_nobody, [ALERT_SEEN] = MSG_alert_seen,
		[ALERT_CLOSED] = MSG_alert_closed, [ALERT_REVIEW] = MSG_alert_review };

	return words_get(pg->lang, states[a->state]);
}

str
alert_kinds(struct page *pg, const struct alert_row *a)
{
	static const struct msg kinds[DANGER_COUNT_] = { MSG_danger_self, MSG_danger_abuse, MSG_danger_neglect,
		MSG_danger_others, MSG_danger_gone, MSG_danger_staff, MSG_danger_help, MSG_danger_own };
	struct buf b = { .mem = pg->mem };

	for (int i = 0; i < DANGER_COUNT_; i++)
		if ((a->kinds >> i & 1) != 0) {
			buf_add(&b, b.n > 0 ? STR("; ") : STR(""));
			buf_add(&b, words_get(pg->lang, kinds[i]));
		}
	return b.n > 0 ? buf_str(&b) : words_get(pg->lang, MSG_danger_help);
}

str
alert_link(struct page *pg, const struct alert_row *a)
{
	static const struct { const char *about, *path; } at[] = { { "matter", "matters" }, { "action", "actions" },
		{ "meeting", "meetings" }, { "apart", "apart" }, { "person", "people" } };

	for (size_t i = 0; i < LEN(at); i++)
		if (a->thing != 0 && str_eq(a->about, str_of(at[i].about)))
			return str_fmt(pg->mem, "/%s/%lld", at[i].path, (long long)a->thing);
	return (str){ 0 };
}

#define DRAW(name) \
	static void draw_##name(struct page *pg, const void *out, struct reply *r) { show_##name(pg, r, out); }
DRAW(help_tell)
DRAW(alert_list)
DRAW(alert)
DRAW(rota)
DRAW(help_words)

static void
draw_help_told(struct page *pg, const void *out, struct reply *r)
{
	const struct matter_raised *m = out;

	r->receipt = m->receipt;
	show_help_told(pg, r, m);
}

static void
draw_alert_done(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/alerts/%lld", (long long)((const struct alert_page *)out)->id);
}

static void
draw_rota_done(struct page *pg, const void *out, struct reply *r)
{
	(void)out;
	reply_goto(pg, r, "/rota");
}

static void
draw_flagged(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/matters/%lld", (long long)((const struct safeguarding_did *)out)->n);
}

const struct route safeguarding_routes[] = {
	{ GET, "/help-now/tell", &safeguarding_help, draw_help_tell, NULL, false },
	{ POST, "/help-now/tell", &matter_raise, draw_help_told, "/help-now/tell", true },
	{ GET, "/alerts", &safeguarding_alerts, draw_alert_list, NULL, false },
	{ GET, "/alerts/{alert}", &safeguarding_read, draw_alert, NULL, false },
	{ POST, "/alerts/{alert}/acknowledge", &safeguarding_acknowledge, draw_alert_done, "/alerts/{alert}", false },
	{ POST, "/alerts/{alert}/close", &safeguarding_close, draw_alert_done, "/alerts/{alert}", false },
	{ GET, "/rota", &safeguarding_rota, draw_rota, NULL, false },
	{ POST, "/rota", &safeguarding_rota_add, draw_rota_done, "/rota", false },
	{ POST, "/rota/end", &safeguarding_rota_end, draw_rota_done, "/rota", false },
	{ POST, "/rota/phrases", &safeguarding_phrase_add, draw_rota_done, "/rota", false },
	{ POST, "/rota/phrases/end", &safeguarding_phrase_end, draw_rota_done, "/rota", false },
	{ GET, "/rota/words", &safeguarding_rota, draw_help_words, NULL, false },
	{ POST, "/rota/words", &safeguarding_words, draw_rota_done, "/rota/words", false },
	{ POST, "/matters/{matter}/flag", &safeguarding_flag, draw_flagged, "/matters/{matter}", false },
};
const size_t safeguarding_nroutes = LEN(safeguarding_routes);
