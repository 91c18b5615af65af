/*
 * app/run: any operation of the house from the command line: `waggle run matter.read
 * matter=12 --as LOGIN`.  It asks as that person, with that person's rights; without
 * --as it asks as nobody, and is told what anybody is told.
 */
#include "app/house.h"

#include "app/set_up.h"
#include "base/picture.h"

static int
refuse_word(struct cli *c, const struct op *op, str bad)
{
	return cli_fail(c, EX_USAGE, "%.*s does not know \"%.*s\". `waggle run %.*s --help` lists what it"
	    " knows.", STR_ARG(op->name), STR_ARG(bad), STR_ARG(op->name));
}

static bool
takes_files(const struct op *op)
{
	for (size_t i = 0; i < op->nfields; i++)
		if (op->fields[i].kind == FIELD_FILE)
			return true;
	return false;
}

static int
run_as(struct cli *c, const struct op *op, struct words w, struct opened *o)
{
	str             login = cli_value(c, "as");
	struct provider p;
	struct cx       cx;
	struct word     name = { .name = STR("login"), .value = login };
	struct actor    who = { 0 };
	void           *out = NULL;
	int             code = house_provider(c, o->db, &p);
	err             e;

	if (code != EX_OK)
		return code;
	house_cx(c, o->db, p.zone, &cx);
	if (str_eq(login, STR("house")))
		who = actor_house();                    /* whoever holds the file holds the house */
	else if (login.n > 0) {
		e = op_run(&cx, &house_person, (struct words){ &name, 1 }, &out);
		if (e == ERR_MISSING)
			return cli_fail(c, EX_NOUSER, "There is nobody with the login \"%.*s\".", STR_ARG(login));
		if (e != OK)
			return cli_refused(c, &cx, e);
		who = ((const struct house_found *)out)->who;
	}
	cx.who = who;
	cx.painter = takes_files(op) ? painter_start() : NULL;
	e = op_run(&cx, op, w, &out);
	painter_stop(cx.painter);
	if (e != OK)
		return cli_refused(c, &cx, e);
	cli_show(c, op->out, out);
	return EX_OK;
}

int
run_command(struct cli *c)
{
	const struct op *op = op_find(house_of(c)->ops, c->words[0]);
	struct words     w;
	struct opened    o;
	str              bad;
	int              code;

	if (op == NULL)
		return cli_fail(c, EX_USAGE, "There is no operation \"%.*s\". `waggle routes` lists them.",
		    STR_ARG(c->words[0]));
	if (c->help) {
		cli_op_help(c, op);
		return EX_OK;
	}
	if (!cli_op_words(c, op, 1, &w, &bad))
		return refuse_word(c, op, bad);
	code = house_open(c, op->tx == TX_WRITE ? HOUSE_WRITE : HOUSE_READ, &o);
	if (code != EX_OK)
		return code;
	code = run_as(c, op, w, &o);
	house_close(&o);
	return code;
}
