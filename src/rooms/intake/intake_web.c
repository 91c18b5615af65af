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

	if (d->at < d->rows || d->stopped)
		show_importing(pg, r, d);
	else
		show_imported(pg, r, d);
}

static void
draw_moved(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/imports/%lld", (long long)((const struct intake_done *)out)->job);
}

const struct route intake_routes[] = {
	{ GET,  "/import", &ward_home, draw_form, NULL, false },
	{ POST, "/import", &import_feedback, draw_imported, "/import", true },
	{ GET,  "/imports/{job}", &import_read, draw_job, NULL, false },
	{ POST, "/imports/{job}/again", &import_again, draw_moved, "/imports/{job}", false },
	{ POST, "/imports/{job}/drop", &import_drop, draw_moved, "/imports/{job}", false },
};
const size_t intake_nroutes = LEN(intake_routes);
