/* rooms/consent: addresses and drawing.  Decides nothing. */
#include "rooms/consent/consent_view.h"

#include "rooms/matter/matter.h"

#include "gen/consent_views.h"
#include "gen/words_gen.h"

static void
draw_list(struct page *pg, const void *out, struct reply *r)
{
	struct consent_page v = { .list = out };

	v.title = words_get(pg->lang, v.list->may_give ? MSG_consent_mine : MSG_consent_others);
	v.topics = label_options(pg, LABEL_TOPIC, matter_topics, words_get(pg->lang, MSG_consent_everything));
	show_consents(pg, r, &v);
}

static void
draw_done(struct page *pg, const void *out, struct reply *r)
{
	(void)out;
	reply_goto(pg, r, "/me/carers");
}

const struct route consent_routes[] = {
	{ GET, "/me/carers", &consent_list, draw_list, NULL, false },
	{ POST, "/me/carers", &consent_give, draw_done, "/me/carers", false },
	{ POST, "/me/carers/{consent}/end", &consent_end, draw_done, "/me/carers", false },
};
const size_t consent_nroutes = LEN(consent_routes);
