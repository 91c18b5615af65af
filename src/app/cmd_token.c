/* app/token: makes a token for a program, in the name of a person; its secret is shown once. */
#include "app/house.h"

#include "rooms/session/session.h"

static int
token_make(struct cli *c, struct opened *o)
{
	struct word w[] = {
		{ .name = STR("login"), .value = cli_value(c, "person") },
		{ .name = STR("name"), .value = cli_value(c, "name") },
		{ .name = STR("days"), .value = cli_value(c, "days") },
	};
	struct provider p;
	struct cx       cx;
	void           *out = NULL;
	int             code = house_provider(c, o->db, &p);
	err             e;

	if (code != EX_OK)
		return code;
	house_cx(c, o->db, p.zone, &cx);
	e = op_run(&cx, &token_new, (struct words){ w, LEN(w) }, &out);
	if (e != OK)
		return cli_refused(c, &cx, e);
	if (c->json)
		cli_show(c, token_new.out, out);
	else
		fprintf(c->out, "%.*s\n", STR_ARG(((const struct token_made *)out)->secret));
	return EX_OK;
}

int
token_new_command(struct cli *c)
{
	struct opened o;
	int           code;

	if (cli_value(c, "person").n == 0 || cli_value(c, "name").n == 0)
		return cli_fail(c, EX_USAGE, "Say whose token it is and what it is for:"
		    " waggle token new --person LOGIN --name WHAT");
	code = house_open(c, HOUSE_BESIDE, &o);
	if (code != EX_OK)
		return code;
	code = token_make(c, &o);
	house_close(&o);
	return code;
}
