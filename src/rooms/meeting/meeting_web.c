/*
 * rooms/meeting: addresses and drawing: the list, the meeting, the screen in the room, who
 * is here, one item's outcome, the close.  Each form has a page of its own.  Decides nothing.
 */
#include "rooms/meeting/meeting_view.h"

#include "gen/meeting_views.h"
#include "gen/words_gen.h"

static void
draw_list(struct page *pg, const void *out, struct reply *r)
{
	static const char *const states[] = { "", "planned", "open", "closed", "cancelled", NULL };
	struct meeting_list_view v = { .list = out,
		.states = label_options(pg, LABEL_MEETING, states, words_get(pg->lang, MSG_label_any)) };

	str coming;

	(void)words_find(pg->asked, STR("forum"), &v.forum);
	(void)words_find(pg->asked, STR("unit"), &v.unit);
	v.coming = words_find(pg->asked, STR("coming"), &coming) && coming.n > 0;
	show_meeting_list(pg, r, &v);
}

#define DRAW(name) \
	static void draw_##name(struct page *pg, const void *out, struct reply *r) { show_##name(pg, r, out); }
DRAW(meeting)
DRAW(meeting_who)
DRAW(meeting_item)
DRAW(meeting_close)
DRAW(meeting_notes)

static void
draw_room(struct page *pg, const void *out, struct reply *r)
{
	pg->room_screen = true;
	show_meeting_room(pg, r, out);
}

static void
draw_moved(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/meetings/%lld", (long long)((const struct meeting_row *)out)->id);
}

static void
draw_attended(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/meetings/%lld/who", (long long)((const struct meeting_row *)out)->id);
}

static void
draw_agenda(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/meetings/%lld", (long long)((const struct meeting_agenda_sent *)out)->meeting);
}

#define PAGE(path_, draw_) { GET, "/meetings/{meeting}" path_, &meeting_read, draw_, NULL, false }
#define SEND(path_, op_, draw_, back_) \
	{ POST, "/meetings/{meeting}" path_, op_, draw_, "/meetings/{meeting}" back_, false }

const struct route meeting_routes[] = {
	{ GET, "/meetings", &meeting_list, draw_list, NULL, false },
	PAGE("", draw_meeting),
	PAGE("/room", draw_room),
	PAGE("/who", draw_meeting_who),              SEND("/who", &meeting_attend, draw_attended, "/who"),
	PAGE("/items/{item}", draw_meeting_item),    SEND("/items/{item}", &meeting_outcome, draw_moved, "/items/{item}"),
	PAGE("/matters/{matter}", draw_meeting_item),
	SEND("/matters/{matter}", &meeting_outcome, draw_moved, "/matters/{matter}"),
	PAGE("/close", draw_meeting_close),          SEND("/close", &meeting_close, draw_moved, "/close"),
	PAGE("/notes", draw_meeting_notes),          SEND("/notes", &meeting_notes, draw_moved, "/notes"),
	SEND("/agenda", &meeting_agenda, draw_agenda, ""),
	SEND("/open", &meeting_open, draw_moved, ""),
	SEND("/cancel", &meeting_cancel, draw_moved, ""),
};
const size_t meeting_nroutes = LEN(meeting_routes);
