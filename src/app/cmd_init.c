/*
 * app/init: sets up a new provider from a profile: a file, or one that came with the program.
 * All of it or nothing; a mistake in the file is told by line and field.
 */
#include "app/house.h"

#include <errno.h>
#include <string.h>

#include "rooms/profile/profile.h"

enum { PROFILE_BYTES = 1 << 20 };

static int
read_profile(struct cli *c, str path, str *ret_text)
{
	char  *text = arena_take(c->mem, PROFILE_BYTES + 1);
	FILE  *f = fopen(str_c(c->mem, path), "rb");
	size_t n;

	if (f == NULL && errno == ENOENT && profile_built_in(path, ret_text))
		return EX_OK;
	if (f == NULL)
		return cli_fail(c, EX_NOINPUT, "We cannot read %.*s: %s. Profiles that came with the program: %.*s.",
		    STR_ARG(path), strerror(errno), STR_ARG(profile_names(c->mem)));
	n = fread(text, 1, PROFILE_BYTES + 1, f);
	(void)fclose(f);
	if (n > PROFILE_BYTES)
		return cli_fail(c, EX_DATAERR, "%.*s is too big for a profile.", STR_ARG(path));
	*ret_text = (str){ text, n };
	if (n == 0 || !str_is_utf8(*ret_text) || !str_is_plain(*ret_text))
		return cli_fail(c, EX_DATAERR, "%.*s is empty or is no plain text in UTF-8. Nothing was changed.",
		    STR_ARG(path));
	return EX_OK;
}

static int
set_up(struct cli *c, struct opened *o, str name, str text)
{
	struct provider p;
	struct cx       cx;
	struct word     w[] = {
		{ .name = STR("file"), .value = name }, { .name = STR("text"), .value = text },
	};
	void           *out = NULL;
	int             code = house_provider(c, o->db, &p);
	err             e;

	if (code != EX_OK)
		return code;
	house_cx(c, o->db, p.zone, &cx);
	e = op_run(&cx, &profile_load, (struct words){ w, LEN(w) }, &out);
	if (e != OK)
		return cli_refused(c, &cx, e);
	cli_show(c, profile_load.out, out);
	return EX_OK;
}

int
init_command(struct cli *c)
{
	str           name = cli_given(c, "profile") ? cli_value(c, "profile") : STR("blank"), text = { 0 };
	struct opened o;
	int           code = read_profile(c, name, &text);

	if (code == EX_OK)
		code = house_open(c, HOUSE_WRITE, &o);
	if (code != EX_OK)
		return code;
	code = set_up(c, &o, name, text);
	house_close(&o);
	return code;
}
