/* rooms/matter: addresses and drawing.  Decides nothing. */
#include "rooms/matter/matter_view.h"

#include "rooms/action/action.h"
#include "rooms/decision/decision.h"
#include "rooms/ward/ward.h"

#include "page/view.h"

#include "gen/matter_views.h"
#include "gen/words_gen.h"

static str
asked(struct page *pg, str name)
{
	str v = { 0 };

	(void)words_find(pg->asked, name, &v);
	return v;
}

static int64_t
asked_int(struct page *pg, str name)
{
	int64_t n = 0;

	(void)str_to_int(asked(pg, name), &n);
	return n;
}

/* The same list, further on. */
static str
older_url(struct page *pg, const struct matter_list *list)
{
	static const char *const keep[] = { "unit", "forum", "mine", "of", "find", "state", "topic", "verdict", "outcome",
		"since", "until" };
	struct buf  b = { .mem = pg->mem };
	struct page in = { .b = &b, .mem = pg->mem };

	buf_addf(&b, "/matters?older=%lld", (long long)list->next);
	for (size_t i = 0; i < LEN(keep); i++) {
		str v = asked(pg, str_of(keep[i]));

		if (v.n > 0) {
			buf_addf(&b, "&%s=", keep[i]);
			page_url_str(&in, v);
		}
	}
	return buf_str(&b);
}

static void
draw_list(struct page *pg, const void *out, struct reply *r)
{
	struct matter_list_page v = { .list = out, .mine = asked_int(pg, STR("mine")) != 0,
		.unit = asked_int(pg, STR("unit")), .forum = asked_int(pg, STR("forum")), .of = asked_int(pg, STR("of")) };
	str any = words_get(pg->lang, MSG_label_any);

	v.title = words_get(pg->lang, v.mine ? MSG_matter_mine : MSG_matter_all);
	if (v.list->of_name.n > 0)
		v.title = words_fill(pg->mem, words_get(pg->lang, MSG_matter_of),
		    &(struct fill){ .name = "name", .value = v.list->of_name }, 1);
	v.states = label_options(pg, LABEL_STATE, matter_states, any);
	v.topics = label_options(pg, LABEL_TOPIC, matter_topics, any);
	v.older = older_url(pg, v.list);
	show_matter_list(pg, r, &v);
}

#define DRAW(name) \
	static void draw_##name(struct page *pg, const void *out, struct reply *r) { show_##name(pg, r, out); }
DRAW(matter)
DRAW(decide)
DRAW(pass)
DRAW(settle)
DRAW(set_action)
DRAW(reply)
DRAW(public_words)
DRAW(join)
DRAW(judge)
DRAW(again)
DRAW(follow)

static void
draw_followed(struct page *pg, const void *out, struct reply *r)
{
	struct matter_followed v = { .page = out, .receipt = asked(pg, STR("receipt")) };

	r->receipt = v.receipt;
	show_followed(pg, r, &v);
}

static void
draw_sort(struct page *pg, const void *out, struct reply *r)
{
	struct matter_sort_page v = { .list = out, .done = asked_int(pg, STR("done")) };

	matter_sort_options(pg, &v);
	show_sort_many(pg, r, &v);
}

static void
draw_sorted(struct page *pg, const void *out, struct reply *r)
{
	const struct matter_sorted *s = out;

	reply_goto(pg, r, "/forums/%lld/sort?done=%lld", (long long)s->forum, (long long)s->matters);
}

static void
draw_done(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/matters/%lld", (long long)((const struct matter_done *)out)->matter);
}

static void
draw_decided(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/matters/%lld", (long long)((const struct decided *)out)->matter);
}

static void
draw_action_set(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/matters/%lld", (long long)((const struct action_row *)out)->matter);
}

#define FORM(path_, draw_) { GET, "/matters/{matter}/" path_, &matter_read, draw_, NULL, false }
#define SEND(path_, op_, draw_) { POST, "/matters/{matter}/" path_, op_, draw_, "/matters/{matter}/" path_, false }

const struct route matter_routes[] = {
	{ GET, "/matters", &matter_list, draw_list, NULL, false },
	{ GET, "/matters/{matter}", &matter_read, draw_matter, NULL, false },
	FORM("decide", draw_decide),       SEND("decide", &decision_record, draw_decided),
	FORM("pass", draw_pass),           SEND("pass", &matter_pass, draw_done),
	FORM("settle", draw_settle),       SEND("settle", &matter_settle, draw_done),
	FORM("action", draw_set_action),   SEND("action", &action_set, draw_action_set),
	FORM("reply", draw_reply),         SEND("reply", &matter_reply, draw_done),
	FORM("words", draw_public_words),  SEND("words", &matter_summary, draw_done),
	FORM("join", draw_join),           SEND("join", &matter_join, draw_done),
	FORM("verdict", draw_judge),       SEND("verdict", &matter_verdict, draw_done),
	FORM("again", draw_again),         SEND("again", &matter_ask_again, draw_done),
	{ GET, "/forums/{forum}/sort", &matter_waiting, draw_sort, NULL, false },
	{ POST, "/forums/{forum}/sort", &matter_sort, draw_sorted, "/forums/{forum}/sort", false },
	{ GET, "/follow", &ward_home, draw_follow, NULL, false },
	{ POST, "/follow", &matter_follow, draw_followed, "/follow", true },
};
const size_t matter_nroutes = LEN(matter_routes);
