/*
 * doors/cli: help for people and the manual page, both from the table of commands.
 * Nothing here is written twice: what a command says of itself is all there is.
 */
#include "doors/cli/cli.h"

#include <string.h>

void
cli_help_all(const struct cli *c)
{
	fputs("Waggle helps people decide together.\n\nUse: waggle COMMAND [WORDS] [--OPTIONS]\n\n",
	    c->out);
	for (size_t i = 0; i < c->all.n; i++)
		fprintf(c->out, "  %-17s %s\n", c->all.at[i].name, c->all.at[i].about);
	fputs("\n`waggle COMMAND --help` says more. --json gives facts as JSON.\n", c->out);
}

void
cli_help(const struct cli *c, const struct command *cmd)
{
	fprintf(c->out, "waggle %s%s%s\n\n%s\n", cmd->name, cmd->words[0] != 0 ? " " : "", cmd->words,
	    cmd->about);
	if (cmd->options[0].name != NULL)
		fputs("\nOptions:\n", c->out);
	for (size_t i = 0; i < CLI_OPTIONS_MAX && cmd->options[i].name != NULL; i++) {
		const struct cli_option *o = &cmd->options[i];
		int n = fprintf(c->out, "  --%s%s%s", o->name, o->value != NULL ? " " : "",
		    o->value != NULL ? o->value : "");

		fprintf(c->out, "%*s %s\n", n < 24 ? 24 - n : 0, "", o->about);
	}
}

static const char *
kind_hint(const struct field *f)
{
	switch (f->kind) {
	case FIELD_INT:    return "number";
	case FIELD_ID:     return "id";
	case FIELD_IDS:    return "ids: 1,2,3";
	case FIELD_TEXT:   return "text";
	case FIELD_LINE:   return "one line";
	case FIELD_CHOICE: return "one of";
	case FIELD_BOOL:   return "yes or no";
	case FIELD_DAY:    return "day: 2026-11-22";
	case FIELD_CLOCK:  return "time: 14:30";
	case FIELD_FILE:   return "file: @PATH";
	case FIELD_SECRET: return "secret";
	}
	return "";
}

void
cli_op_help(const struct cli *c, const struct op *op)
{
	fprintf(c->out, "waggle run %.*s [NAME=VALUE ...] [--as LOGIN]\n\n%s\n", STR_ARG(op->name),
	    op->about);
	for (size_t i = 0; i < op->nfields; i++) {
		const struct field *f = &op->fields[i];

		fprintf(c->out, "  %-16.*s %s", STR_ARG(f->name), kind_hint(f));
		for (size_t k = 0; f->kind == FIELD_CHOICE && f->choices[k] != NULL; k++)
			if (f->choices[k][0] != 0)
				fprintf(c->out, " %s", f->choices[k]);
		fprintf(c->out, "%s%s%s\n", f->optional ? " (may be left out)" : "",
		    f->about != NULL ? ". " : "", f->about != NULL ? f->about : "");
	}
}

/* Text for roff: a backslash, and a dot or quote at a line's start, mean something there. */
static void
roff(struct buf *b, const char *text)
{
	if (text[0] == '.' || text[0] == '\'')
		buf_add(b, STR("\\&"));
	for (; *text != 0; text++) {
		if (*text == '\\')
			buf_add(b, STR("\\e"));
		else if (*text == '-')
			buf_add(b, STR("\\-"));
		else
			buf_add(b, (str){ text, 1 });
	}
}

static void
roff_option(struct buf *b, const struct cli_option *o)
{
	buf_add(b, STR(".RS\n.TP\n.B \\-\\-"));
	roff(b, o->name);
	if (o->value != NULL) {
		buf_add(b, STR(" "));
		roff(b, o->value);
	}
	buf_add(b, STR("\n"));
	roff(b, o->about);
	buf_add(b, STR("\n.RE\n"));
}

static void
roff_command(struct buf *b, const struct command *cmd)
{
	buf_add(b, STR(".TP\n.B waggle "));
	roff(b, cmd->name);
	if (cmd->words[0] != 0)
		buf_add(b, STR(" "));
	roff(b, cmd->words);
	buf_add(b, STR("\n"));
	roff(b, cmd->about);
	buf_add(b, STR("\n"));
	for (size_t i = 0; i < CLI_OPTIONS_MAX && cmd->options[i].name != NULL; i++)
		roff_option(b, &cmd->options[i]);
}

void
cli_man(struct buf *b, struct commands all, str more)
{
	buf_add(b, STR(".\\\" Made by `waggle help \\-\\-man`; do not edit.\n"
	    ".TH WAGGLE 1 \"\" Waggle \"User commands\"\n.SH NAME\n"
	    "waggle \\- helps people who use and give care decide together\n.SH SYNOPSIS\n"
	    ".B waggle\n.I command\n[\\fIwords\\fR] [\\fB\\-\\-options\\fR]\n.SH COMMANDS\n"));
	for (size_t i = 0; i < all.n; i++)
		roff_command(b, &all.at[i]);
	buf_add(b, more);
	buf_add(b, STR(".SH EXIT STATUS\n0 when it was done; otherwise a number of \\fIsysexits.h\\fR:\n"
	    "64 the command was typed wrongly, 65 what was given is wrong, 66 no such thing,\n"
	    "67 no such person, 69 the port is taken or the server is running,\n"
	    "73 a folder or file cannot be written, 74 the disk or database failed,\n"
	    "75 try again, 77 not allowed, 78 a setting is wrong,\n"
	    "79 the disk failed while saving: start again, and what was acknowledged is there.\n"));
}
