/* rooms/promise: the ledger's page.  Decides nothing. */
#include "rooms/promise/promise_view.h"

#include "rooms/matter/matter.h"

#include "gen/promise_views.h"
#include "gen/words_gen.h"

/* Past its day and not yet looked at by the timer: late all the same. */
str
promise_key(const struct promise_row *p)
{
	return p->state == PROMISE_OPEN && p->days < 0 ? STR("late") : str_of(promise_states[p->state]);
}

str
promise_class(const struct promise_row *p)
{
	str key = promise_key(p);

	return str_eq(key, STR("late")) ? STR("w-promise--late") : str_eq(key, STR("kept"))
	    ? STR("w-promise--kept") : str_eq(key, STR("broken")) ? STR("w-promise--broken") : STR("w-promise--open");
}

static void
draw_list(struct page *pg, const void *out, struct reply *r)
{
	str any = words_get(pg->lang, MSG_label_any);
	struct promise_list_view v = { .list = out, .states = label_options(pg, LABEL_PROMISE, promise_states, any),
		.topics = label_options(pg, LABEL_TOPIC, matter_topics, any) };

	(void)words_find(pg->asked, STR("forum"), &v.forum);
	(void)words_find(pg->asked, STR("unit"), &v.unit);
	(void)words_find(pg->asked, STR("matter"), &v.matter);
	show_promise_list(pg, r, &v);
}

const struct route promise_routes[] = {
	{ GET, "/promises", &promise_list, draw_list, NULL, false },
};
const size_t promise_nroutes = LEN(promise_routes);
