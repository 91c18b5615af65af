/*
 * doors/cli: finds the command in its table, checks the words and options against
 * what it declares, and runs it.  See cli.h.  Nothing here knows any one command.
 */
#include "doors/cli/cli.h"

#include <stdarg.h>
#include <string.h>

#include "words/words.h"

int
cli_fail(struct cli *c, int code, const char *fmt, ...)
{
	va_list ap;

	fputs("waggle: ", c->err);
	va_start(ap, fmt);
	vfprintf(c->err, fmt, ap);
	va_end(ap);
	fputs("\n", c->err);
	return code;
}

static int
exit_code_of(err e)
{
	switch (e) {
	case OK:          return EX_OK;
	case ERR_INPUT:   return EX_DATAERR;
	case ERR_LOGIN:   return EX_NOUSER;
	case ERR_DENIED:  return EX_NOPERM;
	case ERR_MISSING: return EX_NOINPUT;
	case ERR_CLASH:   return EX_TEMPFAIL;
	case ERR_BUSY:    return EX_TEMPFAIL;
	case ERR_STORE: case ERR_FULL: return EX_IOERR;
	case ERR_COUNT_:  break;
	}
	return EX_SOFTWARE;
}

static void
say_why(struct cli *c, const struct lang *l, const struct why *w)
{
	str said = words_why(l, c->mem, w->key, w->field, w->number, w->text);

	(void)cli_fail(c, 0, "%.*s%s%.*s", STR_ARG(w->field), w->field.n > 0 ? ": " : "", STR_ARG(said));
}

int
cli_refused(struct cli *c, const struct cx *cx, err e)
{
	const struct lang *l = cx->lang != NULL ? cx->lang : lang_find(STR("en"));

	for (size_t i = 0; i < cx->nwhys; i++)
		say_why(c, l, &cx->whys[i]);
	if (cx->nwhys == 0 && cx->why.key != NULL)
		say_why(c, l, &cx->why);
	else if (cx->nwhys == 0)
		(void)cli_fail(c, 0, "%s", e == ERR_STORE ? "The database failed. The log says more."
		    : e == ERR_BUSY ? "The database is busy. Try again shortly."
		    : "That could not be done.");
	return exit_code_of(e);
}

static const struct cli_option *
option_find(const struct command *cmd, str name, size_t *ret_at)
{
	for (size_t i = 0; i < CLI_OPTIONS_MAX && cmd->options[i].name != NULL; i++)
		if (str_eq(name, str_of(cmd->options[i].name))) {
			*ret_at = i;
			return &cmd->options[i];
		}
	return NULL;
}

str
cli_value(const struct cli *c, const char *option)
{
	size_t at = 0;

	return option_find(c->cmd, str_of(option), &at) != NULL ? c->values[at] : (str){ 0 };
}

bool
cli_given(const struct cli *c, const char *option)
{
	size_t at = 0;

	return option_find(c->cmd, str_of(option), &at) != NULL && c->given[at];
}

/* The command whose name is the first one or two words; the longer name wins. */
static const struct command *
command_find(struct commands all, int argc, char **argv, int *ret_used)
{
	const struct command *found = NULL;

	for (size_t i = 0; i < all.n; i++) {
		str name = str_of(all.at[i].name);
		str first = str_cut(&name, ' ');

		if (!str_eq(first, str_of(argv[1])))
			continue;
		if (name.n > 0 && (argc < 3 || !str_eq(name, str_of(argv[2]))))
			continue;
		if (found == NULL || name.n > 0) {
			found = &all.at[i];
			*ret_used = name.n > 0 ? 3 : 2;
		}
	}
	return found;
}

/* One "--name", "--name=value" or "--name value".  How many words it took; 0: refused. */
static int
take_option(struct cli *c, str first, const char *second)
{
	const struct cli_option *o;
	size_t at = 0;
	bool   glued = memchr(first.p, '=', first.n) != NULL;
	str    name = str_cut(&first, '=');

	o = option_find(c->cmd, name, &at);
	if (o == NULL) {
		(void)cli_fail(c, 0, "\"%s\" has no option --%.*s. Try `waggle %s --help`.", c->cmd->name,
		    STR_ARG(name), c->cmd->name);
		return 0;
	}
	if (o->value == NULL ? glued : !glued && second == NULL) {
		(void)cli_fail(c, 0, "--%s %s", o->name,
		    o->value == NULL ? "takes no value." : "needs a value.");
		return 0;
	}
	c->given[at] = true;
	if (o->value == NULL)
		return 1;
	c->values[at] = glued ? first : str_of(second);
	return glued ? 1 : 2;
}

static bool
take_words(struct cli *c, int argc, char **argv, int from)
{
	bool plain = false;             /* after "--" all are words */

	for (int i = from; i < argc;) {
		str s = str_of(argv[i]);
		int used = 1;

		if (!plain && str_eq(s, STR("--")))
			plain = true;
		else if (!plain && str_eq(s, STR("--json")))
			c->json = true;
		else if (!plain && (str_eq(s, STR("--help")) || str_eq(s, STR("-h"))))
			c->help = true;
		else if (!plain && str_starts(s, STR("--")))
			used = take_option(c, (str){ s.p + 2, s.n - 2 }, i + 1 < argc ? argv[i + 1] : NULL);
		else if (c->nwords < CLI_WORDS_MAX)
			c->words[c->nwords++] = s;
		if (used == 0)
			return false;
		i += used;
	}
	return true;
}

int
cli_main(struct cli *c, int argc, char **argv)
{
	int used = 2;

	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		cli_help_all(c);
		return argc < 2 ? EX_USAGE : EX_OK;
	}
	if (strcmp(argv[1], "--version") == 0)
		argv[1] += 2;
	c->cmd = command_find(c->all, argc, argv, &used);
	if (c->cmd == NULL)
		return cli_fail(c, EX_USAGE, "There is no command \"%s\". `waggle help` lists them.", argv[1]);
	if (!take_words(c, argc, argv, used))
		return EX_USAGE;
	if (c->help && (c->nwords == 0 || strcmp(c->cmd->name, "run") != 0)) {
		cli_help(c, c->cmd);
		return EX_OK;
	}
	if (c->nwords < c->cmd->min || c->nwords > c->cmd->max)
		return cli_fail(c, EX_USAGE, "Use it so: waggle %s %s. `waggle %s --help` says more.",
		    c->cmd->name, c->cmd->words, c->cmd->name);
	return c->cmd->run(c);
}
