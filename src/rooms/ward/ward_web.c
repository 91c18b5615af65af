/* rooms/ward: addresses and drawing.  Decides nothing. */
#include "rooms/ward/ward_in.h"

#include "gen/ward_views.h"

const char *const ward_typed_sources[] = { "paper", "phone", "helper", NULL };

static void
draw_home(struct page *pg, const void *out, struct reply *r)
{
	show_home(pg, r, out);
}

static void
draw_ward(struct page *pg, const void *out, struct reply *r)
{
	const struct ward_page *w = out;

	show_ward(pg, r, w);
	r->cache_public = !w->signed_in;
	r->place = w->unit;
}

static void
draw_say(struct page *pg, const void *out, struct reply *r)
{
	const struct ward_page *w = out;

	if (w->open)
		show_say(pg, r, w);
	else
		show_ward(pg, r, w);
}

static void
draw_write_down(struct page *pg, const void *out, struct reply *r)
{
	const struct ward_page *w = out;

	if (w->open)
		show_write_down(pg, r, w);
	else
		show_ward(pg, r, w);
}

static void
draw_said(struct page *pg, const void *out, struct reply *r)
{
	const struct matter_raised *m = out;

	r->receipt = m->receipt;
	show_said(pg, r, m);
}

const struct route ward_routes[] = {
	{ GET,  "/", &ward_home, draw_home, NULL, false },
	{ GET,  "/wards/{ward}", &ward_read, draw_ward, NULL, false },
	{ GET,  "/wards/{ward}/say", &ward_read, draw_say, NULL, false },
	{ POST, "/wards/{ward}/say", &matter_raise, draw_said, "/wards/{ward}/say", true },
	{ GET,  "/wards/{ward}/write-down", &ward_read, draw_write_down, NULL, false },
	{ POST, "/wards/{ward}/write-down", &matter_raise, draw_said, "/wards/{ward}/write-down", true },
};
const size_t ward_nroutes = LEN(ward_routes);
