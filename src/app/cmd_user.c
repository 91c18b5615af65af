/*
 * app/user: makes the first people of an installation from the command line, as the
 * house itself.  A first password comes from a file or is made up and shown once; it is
 * never a word of the command line, where other programs could read it.
 */
#include "app/house.h"

#include <errno.h>
#include <string.h>

#include "base/secret.h"
#include "rooms/person/person.h"

enum { PASSWORD_MAX = 200, MADE_UP_LETTERS = 16 };

/* The first line of the file; or made up. */
static int
first_password(struct cli *c, str *ret_secret, bool *ret_made_up)
{
	str   path = cli_value(c, "password-file");
	char *text = arena_take(c->mem, PASSWORD_MAX + 2);
	str   rest;
	FILE *f;

	*ret_made_up = path.n == 0;
	if (path.n == 0) {
		*ret_secret = (str){ secret_token(c->mem).p, MADE_UP_LETTERS };
		return EX_OK;
	}
	f = fopen(str_c(c->mem, path), "rb");
	if (f == NULL)
		return cli_fail(c, EX_NOINPUT, "We cannot read %.*s: %s.", STR_ARG(path), strerror(errno));
	rest = (str){ text, fread(text, 1, PASSWORD_MAX + 1, f) };
	(void)fclose(f);
	*ret_secret = str_trim(str_cut(&rest, '\n'));
	return EX_OK;
}

static err
add_person(struct cli *c, struct cx *cx, int64_t unit, str secret, void **ret_out)
{
	str group = cli_value(c, "group"), role = cli_value(c, "role");
	struct word w[] = {
		{ .name = STR("login"), .value = c->words[0] },
		{ .name = STR("name"), .value = c->words[1] },
		{ .name = STR("constituency"), .value = group.n > 0 ? group : STR("staff") },
		{ .name = STR("unit"), .value = str_fmt(c->mem, "%lld", (long long)unit) },
		{ .name = STR("secret"), .value = secret },
		{ .name = STR("role"), .value = role },
	};

	return op_run(cx, &person_add, (struct words){ w, LEN(w) }, ret_out);
}

static int
user_add(struct cli *c, struct opened *o)
{
	struct provider p;
	struct cx       cx;
	int64_t         unit = 0;
	str             secret = { 0 };
	bool            made_up = false;
	void           *out = NULL;
	int             code = house_provider(c, o->db, &p);
	err             e;

	if (code == EX_OK)
		code = first_password(c, &secret, &made_up);
	if (code != EX_OK)
		return code;
	house_cx(c, o->db, p.zone, &cx);
	code = house_place_id(c, &cx, cli_value(c, "unit"), &unit);
	if (code != EX_OK)
		return code;
	e = add_person(c, &cx, unit, secret, &out);
	if (e != OK)
		return cli_refused(c, &cx, e);
	cli_show(c, person_add.out, out);
	if (made_up)
		fprintf(c->json ? c->err : c->out, "First password, shown only now: %.*s\n", STR_ARG(secret));
	return EX_OK;
}

int
user_add_command(struct cli *c)
{
	struct opened o;
	int           code = house_open(c, HOUSE_WRITE, &o);

	if (code != EX_OK)
		return code;
	code = user_add(c, &o);
	house_close(&o);
	return code;
}
