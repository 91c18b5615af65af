/* app/help: help, the settings, the manual page and the version.  No database. */
#include "app/house.h"

#include <string.h>

static void
print_settings(struct cli *c)
{
	fputs("Settings, in var/waggle.ini (or the file WAGGLE_CONFIG names) as \"name = value\",\n"
	    "or as variables, which win:\n\n", c->out);
	for (size_t i = 0; i < config_nsettings; i++) {
		const struct setting *s = &config_settings[i];

		fprintf(c->out, "  %-8s %-16s %s%s%s%s\n", s->name, s->variable, s->about,
		    s->usual[0] != 0 ? " (" : "", s->usual, s->usual[0] != 0 ? ")" : "");
	}
}

static str
man_settings(struct cli *c)
{
	struct buf b = { .mem = c->mem };

	buf_add(&b, STR(".SH SETTINGS\nIn \\fIvar/waggle.ini\\fR, or the file that the variable"
	    " \\fBWAGGLE_CONFIG\\fR names,\nas lines of \"name = value\"; or as variables, which win.\n"));
	for (size_t i = 0; i < config_nsettings; i++) {
		const struct setting *s = &config_settings[i];

		buf_addf(&b, ".TP\n.BR %s \" (\" %s )\n%s%s%s.\n", s->name, s->variable, s->about,
		    s->usual[0] != 0 ? "; usually " : "", s->usual);
	}
	return buf_str(&b);
}

int
help_command(struct cli *c)
{
	struct buf b = { .mem = c->mem };

	if (cli_given(c, "man")) {
		cli_man(&b, c->all, man_settings(c));
		fprintf(c->out, "%.*s", STR_ARG(buf_str(&b)));
		return EX_OK;
	}
	if (c->nwords == 0) {
		cli_help_all(c);
		return EX_OK;
	}
	if (str_eq(c->words[0], STR("settings"))) {
		print_settings(c);
		return EX_OK;
	}
	for (size_t i = 0; i < c->all.n; i++) {
		str name = str_of(c->all.at[i].name);
		str first = str_cut(&name, ' ');

		if (str_eq(c->words[0], first) && (c->nwords == 1 || str_eq(c->words[1], name))) {
			cli_help(c, &c->all.at[i]);
			return EX_OK;
		}
	}
	return cli_fail(c, EX_USAGE, "There is no command \"%.*s\". `waggle help` lists them.",
	    STR_ARG(c->words[0]));
}

int
version_command(struct cli *c)
{
	fprintf(c->out, c->json ? "{\"version\":\"%s\"}\n" : "waggle %s\n", WAGGLE_VERSION);
	return EX_OK;
}
