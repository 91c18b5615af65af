/*
 * rooms/poster: addresses and drawing.  The page, the paper and the picture say the same;
 * codes are pictures at addresses of their own.  Decides nothing.
 */
#include "rooms/poster/poster_in.h"
#include "rooms/poster/poster_view.h"

#include "gen/poster_views.h"
#include "rooms/forum/forum.h"
#include "rooms/meeting/meeting.h"

enum { PNG_WIDTH_LEAST = 200 };

static void
draw_page(struct page *pg, const void *out, struct reply *r)
{
	const struct poster_sheet *s = out;
	struct poster_line        *at = arena_take(pg->mem, (s->n + 1) * sizeof *at);
	struct poster_view         v = { .slug = s->slug, .name = s->name, .since = s->since, .until = s->until,
	    .has_since = s->since.n != DAY_NONE && s->since.n != s->until.n, .at = at, .n = s->n };

	for (size_t i = 0; i < s->n; i++)
		at[i] = (struct poster_line){ .said = poster_said_words(pg->lang, pg->mem, &s->at[i]),
			.did = poster_did_words(pg->lang, pg->mem, &s->at[i]),
			.state = poster_state_words(pg->lang, pg->mem, &s->at[i]),
			.days = poster_days_words(pg->lang, pg->mem, &s->at[i]),
			.label = poster_label(pg->lang, &s->at[i]), .code = s->at[i].code,
			.matter = s->at[i].matter, .is_did = s->at[i].kind == POSTER_DID,
			.is_doing = s->at[i].kind == POSTER_DOING };
	show_poster(pg, r, &v);
	r->cache_public = true;
	r->place = s->unit;
}

/* The drawing failed: the log says why, the reader hears to try again. */
void
poster_give(struct reply *r, err e, str type)
{
	if (e != OK) {
		r->status = e == ERR_MISSING ? 404 : 503;
		r->body.n = 0;
		r->type = STR("text/plain; charset=utf-8");
		buf_add(&r->body, e == ERR_MISSING ? STR("There is no such page of this poster.\n")
		    : STR("The poster could not be drawn just now. Try again in a minute.\n"));
		return;
	}
	r->type = type;
	r->cache_public = true;
}

static void
draw_pdf(struct page *pg, const void *out, struct reply *r)
{
	struct sheet s = poster_paper(pg, out);

	poster_give(r, sheet_pdf(pg->mem, &s, &r->body), STR("application/pdf"));
}

static void
draw_png(struct page *pg, const void *out, struct reply *r)
{
	const struct poster_sheet *p = out;
	struct sheet               s = poster_paper(pg, out);
	int64_t                    w = p->look.width == 0 ? POSTER_PNG_WIDTH : p->look.width;

	w = w < PNG_WIDTH_LEAST ? PNG_WIDTH_LEAST : w;
	poster_give(r, sheet_png(pg->mem, &s, (int)w, (size_t)p->look.page, &r->body), STR("image/png"));
}

static void
draw_story(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/matters/%lld", (long long)((const struct poster_story *)out)->matter);
}

static void
draw_story_qr(struct page *pg, const void *out, struct reply *r)
{
	const struct poster_story *s = out;

	poster_give(r, qr_svg(&r->body, str_fmt(pg->mem, "%.*s/p/%.*s", STR_ARG(pg->address), STR_ARG(s->code))),
	    STR("image/svg+xml"));
}

static void
draw_ward_qr(struct page *pg, const void *out, struct reply *r)
{
	const struct poster_sheet *s = out;

	poster_give(r, qr_svg(&r->body, str_fmt(pg->mem, "%.*s/wards/%.*s", STR_ARG(pg->address), STR_ARG(s->slug))),
	    STR("image/svg+xml"));
}

const struct route poster_routes[] = {
	{ GET, "/wards/{unit}/poster", &poster_read, draw_page },
	{ GET, "/wards/{unit}/poster.pdf", &poster_read, draw_pdf, .slow = true },
	{ GET, "/wards/{unit}/poster.png", &poster_read, draw_png, .slow = true },
	{ GET, "/wards/{unit}/qr.svg", &poster_read, draw_ward_qr },
	{ GET, "/forums/{forum}/poster.pdf", &forum_read, poster_draw_invite, .slow = true },
	{ GET, "/forums/{forum}/poster.png", &forum_read, poster_draw_invite_png, .slow = true },
	{ GET, "/meetings/{meeting}/sheet.pdf", &meeting_read, poster_draw_meeting, .slow = true },
	{ GET, "/p/{code}", &poster_story, draw_story },
	{ GET, "/p/{code}/qr.svg", &poster_story, draw_story_qr },
};
const size_t poster_nroutes = LEN(poster_routes);
