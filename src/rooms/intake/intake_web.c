/* rooms/intake: addresses and drawing.  Decides nothing. */
#include "rooms/intake/intake.h"

#include "rooms/label/label.h"
#include "rooms/ward/ward.h"

#include "gen/intake_views.h"

static void
draw_form(struct page *pg, const void *out, struct reply *r)
{
	show_import(pg, r, out);
}

static void
draw_imported(struct page *pg, const void *out, struct reply *r)
{
	const struct intake_done *d = out;

	if (d->job != 0)
		reply_goto(pg, r, "/imports/%lld", (long long)d->job);
	else
		show_imported(pg, r, d);
}

static void
draw_job(struct page *pg, const void *out, struct reply *r)
{
	const struct intake_done *d = out;

	if (d->at < d->rows)
		show_importing(pg, r, d);
	else
		show_imported(pg, r, d);
}

const struct route intake_routes[] = {
	{ GET,  "/import", &ward_home, draw_form, NULL, false },
	{ POST, "/import", &import_feedback, draw_imported, "/import", true },
	{ GET,  "/imports/{job}", &import_read, draw_job, NULL, false },
};
const size_t intake_nroutes = LEN(intake_routes);
