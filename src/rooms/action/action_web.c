/*
 * rooms/action: addresses and drawing: the list, one action with its two forms, and the
 * file that is its evidence.  Decides nothing.
 */
#include "rooms/action/action_view.h"

#include "gen/action_views.h"
#include "gen/words_gen.h"

str action_key(const struct action_row *a) { return str_of(action_states[a->state]); }

str
action_tag(const struct action_row *a)
{
	return a->state == ACTION_DONE ? STR("nhsuk-tag--green") : a->days_left < 0 ? STR("nhsuk-tag--red")
	    : a->state == ACTION_DOING ? STR("nhsuk-tag--blue") : STR("nhsuk-tag--grey");
}

static void
draw_list(struct page *pg, const void *out, struct reply *r)
{
	struct action_list_view v = { .list = out,
		.states = label_options(pg, LABEL_ACTION, action_states, words_get(pg->lang, MSG_label_any)) };
	str mine = { 0 };

	v.mine = words_find(pg->asked, STR("mine"), &mine) && mine.n > 0;
	(void)words_find(pg->asked, STR("forum"), &v.forum);
	(void)words_find(pg->asked, STR("unit"), &v.unit);
	show_action_list(pg, r, &v);
}

static void
draw_action(struct page *pg, const void *out, struct reply *r)
{
	show_action(pg, r, out);
}

static void
draw_progress(struct page *pg, const void *out, struct reply *r)
{
	show_action_progress(pg, r, out);
}

static void
draw_moved(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/actions/%lld", (long long)((const struct action_row *)out)->id);
}

/* Pictures were drawn afresh by us and may be shown; whatever else is only handed over. */
static void
draw_file(struct page *pg, const void *out, struct reply *r)
{
	const struct file_page *f = out;

	(void)pg;
	r->type = f->type;
	r->uploaded = true;
	if (!str_starts(f->type, STR("image/")))
		r->filename = f->name;
	buf_add(&r->body, f->bytes);
}

const struct route action_routes[] = {
	{ GET, "/actions", &action_list, draw_list, NULL, false },
	{ GET, "/actions/{action}", &action_read, draw_action, NULL, false },
	{ GET, "/actions/{action}/progress", &action_read, draw_progress, NULL, false },
	{ POST, "/actions/{action}/progress", &action_progress, draw_moved, "/actions/{action}/progress", false },
	{ POST, "/actions/{action}/done", &action_done, draw_moved, "/actions/{action}", false },
	{ GET, "/files/{file}", &file_read, draw_file, NULL, false },
};
const size_t action_nroutes = LEN(action_routes);
