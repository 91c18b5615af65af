/*
 * app/demo: makes the made-up provider, with one line that says how far it is; or says who
 * can sign in to it.  Only an empty database is taken.
 */
#include "app/house.h"

#include "rooms/demo/demo.h"

enum { STEP_MEMORY = 256 << 20 };

/* "key login password  what": the browser tests read the first three words of each line. */
static void
tell_people(struct cli *c)
{
	for (size_t i = 0; i < demo_nguests; i++) {
		const struct demo_guest *g = &demo_guests[i];

		if (i == 0)
			fprintf(c->out, "# Five people to sign in as: who, login, password, what to try\n");
		if (i == demo_nfirst)
			fprintf(c->out, "# And more\n");
		fprintf(c->out, "%-4s %-4s %.*s  %s: %s\n", g->login, g->login, STR_ARG(demo_password()),
		    g->name, g->what);
	}
}

static int
build(struct cli *c, struct opened *o)
{
	struct provider  p;
	struct cli_progress far;
	struct demo_want w = { .db = o->db, .mem = c->mem, .now = c->now, .small = cli_given(c, "small"),
		.progress = cli_progress, .arg = &far };
	struct demo_made made = { 0 };
	struct cx        cx = { .lang = lang_find(STR("en")) };
	int              code = house_provider(c, o->db, &p);
	err              e;

	if (code != EX_OK)
		return code;
	w.zone = p.zone;
	w.step = arena_new(STEP_MEMORY);
	cli_progress_begin(&far, c, "A year at Brackenwick, days");
	e = demo_build(&w, &made, &cx.why);
	cli_progress_end(&far);
	if (e != OK)
		code = cli_refused(c, &cx, e);
	else
		fprintf(c->out, "# Brackenwick is ready: %lld people, %lld things said, %lld meetings held.\n",
		    (long long)made.people, (long long)made.matters, (long long)made.meetings);
	arena_free(w.step);
	return code;
}

static int
people_only(struct cli *c)
{
	struct opened   o;
	struct provider p;
	int             code = house_open(c, HOUSE_READ, &o);

	if (code != EX_OK)
		return code;
	code = house_provider(c, o.db, &p);
	house_close(&o);
	if (code == EX_OK && p.demo)
		tell_people(c);
	else if (code == EX_OK)
		fputs("# This is not the demo: sign in as the people you added yourself.\n", c->out);
	return code;
}

int
demo_command(struct cli *c)
{
	struct opened o;
	int           code;

	if (cli_given(c, "people"))
		return people_only(c);
	code = house_open(c, HOUSE_WRITE, &o);
	if (code != EX_OK)
		return code;
	code = build(c, &o);
	house_close(&o);
	if (code == EX_OK)
		tell_people(c);
	return code;
}
