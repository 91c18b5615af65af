/* rooms/forum: addresses and drawing: the list, a forum's own page, its queue.  Decides nothing. */
#include "rooms/forum/forum_view.h"

#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
#include "rooms/promise/promise.h"
#include "words/cadence.h"

#include "gen/forum_views.h"
#include "gen/words_gen.h"

static const char *const kinds[] = { "", "ward_meeting", "community_meeting", "council", "network", "panel",
	"group", "team", "advisory", "board", NULL };

str
forum_meets(struct page *pg, const struct forum_row *f)
{
	return f->cadence.n > 0 ? cadence_words(pg->lang, pg->mem, f->cadence)
	    : words_get(pg->lang, MSG_forum_when_called);
}

int64_t
forum_missing(const struct forum_seat *s)
{
	return s->seats > s->filled ? s->seats - s->filled : 0;
}

bool
forum_coming(const struct forum_page *p)
{
	return p->nmeetings > 0 && p->meetings[0].coming;
}

bool
forum_past(const struct forum_page *p)
{
	return p->nmeetings > 0 && !p->meetings[p->nmeetings - 1].coming;
}

str
forum_queued_words(struct page *pg, const struct forum_queued *q)
{
	if (q->words.n > 0)
		return q->words;
	return label(pg->lang, LABEL_TOPIC, q->topic);
}

str
forum_queued_class(const struct forum_queued *q)
{
	return q->days_left < 0 ? STR("w-promise--late") : STR("w-promise--open");
}

struct safe
forum_terms(struct page *pg, const struct forum_page *p)
{
	return markup_html(pg->mem, p->terms, 3);
}

static void
draw_list(struct page *pg, const void *out, struct reply *r)
{
	struct forum_list_view v = { .list = out,
		.kinds = label_options(pg, LABEL_FORUM, kinds, words_get(pg->lang, MSG_label_any)) };

	(void)words_find(pg->asked, STR("unit"), &v.unit);
	show_forum_list(pg, r, &v);
}

static void
draw_forum(struct page *pg, const void *out, struct reply *r)
{
	const struct forum_page *f = out;

	show_forum(pg, r, f);
	r->place = f->forum.unit;
}

static void
draw_queue(struct page *pg, const void *out, struct reply *r)
{
	static const char *const states[] = { "", "open", "late", "broken", NULL };
	str any = words_get(pg->lang, MSG_label_any);
	struct forum_queue_view v = { out, label_options(pg, LABEL_PROMISE, states, any),
		label_options(pg, LABEL_TOPIC, matter_topics, any) };

	show_forum_queue(pg, r, &v);
}

static void
draw_scheduled(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/meetings/%lld", (long long)((const struct meeting_row *)out)->id);
}

const struct route forum_pages[] = {
	{ GET, "/forums", &forum_list, draw_list, NULL, false },
	{ GET, "/forums/{forum}", &forum_read, draw_forum, NULL, false },
	{ GET, "/forums/{forum}/queue", &forum_queue, draw_queue, NULL, false },
	{ POST, "/forums/{forum}/meetings", &meeting_schedule, draw_scheduled, "/forums/{forum}", false },
};
const size_t forum_npages = LEN(forum_pages);
