/*
 * doors/cli: the command line.  Commands are a table; words, options and help are
 * declared, checked and printed from it, and so is the manual page.
 *
 * A command's run() gets what was typed, already checked, prints to c->out, and
 * returns an exit code of sysexits.h.  A refusal is one plain sentence on c->err.
 */
#ifndef DOORS_CLI_CLI_H
#define DOORS_CLI_CLI_H

#include <stdio.h>
#include <sysexits.h>

#include "doors/site.h"
#include "op/op.h"

enum { CLI_WORDS_MAX = 200, CLI_OPTIONS_MAX = 12 };

/* value: "FILE", "LOGIN"; NULL: a flag. */
struct cli_option { const char *name, *value, *about; };

struct cli;
struct command {
	const char *name;            /* "serve", "user add" */
	const char *words;           /* "LOGIN NAME": what follows; "" for nothing */
	size_t      min, max;        /* how many of those */
	const char *about;           /* one plain sentence */
	struct cli_option options[CLI_OPTIONS_MAX];      /* ended by a NULL name */
	int       (*run)(struct cli *c);
};
struct commands { const struct command *at; size_t n; };

/* One run of the program. */
struct cli {
	struct arena   *mem;
	FILE           *out, *err;
	struct commands all;
	const struct command *cmd;
	str             words[CLI_WORDS_MAX];
	size_t          nwords;
	str             values[CLI_OPTIONS_MAX];         /* by the place of its option */
	bool            given[CLI_OPTIONS_MAX];
	bool            json, help;
	stamp           now;
	const void     *app;         /* app/house.h */
};

/* Finds the command, checks what was typed, runs it.  The program's exit code. */
int  cli_main(struct cli *c, int argc, char **argv);
str  cli_value(const struct cli *c, const char *option);     /* empty: not given */
bool cli_given(const struct cli *c, const char *option);
/* "waggle: sentence" on c->err; returns `code`. */
int  cli_fail(struct cli *c, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Why an operation was refused, in words; the exit code that fits. */
int  cli_refused(struct cli *c, const struct cx *cx, err e);

/*
 * progress.c: how far long work is, on c->err: nothing in the first second; then one line that
 * is written over on a screen, or a line every few seconds in a log.
 */
struct cli_progress { struct cli *c; const char *what; int64_t began_ms, said_ms; };
void cli_progress_begin(struct cli_progress *p, struct cli *c, const char *what);
void cli_progress(void *p, int64_t done, int64_t of);        /* as cx->progress wants it */
void cli_progress_end(struct cli_progress *p);

/*
 * hand.c: an operation handed to a running server on this machine, as JSON; EX_OK and its
 * output, or what it said was wrong.  `op`'s path has no words to fill in.
 */
struct cli_hand { const struct op *op; str url, token, json; };
int  cli_hand(struct cli *c, const struct cli_hand *h, void **ret_out) MUST_USE;

void cli_help(const struct cli *c, const struct command *cmd);
void cli_help_all(const struct cli *c);
void cli_man(struct buf *b, struct commands all, str more);  /* the manual page, roff */

/* An output struct for people: "name  value" lines, lists as tables; or JSON. */
void cli_show(struct cli *c, const struct shape *s, const void *v);

/*
 * c->words from `from` on, "unit=3" "said=Cold tea", as words for an operation.  False:
 * *ret_bad is the one that is no name=value, or that the operation does not know.
 */
bool cli_op_words(struct cli *c, const struct op *op, size_t from, struct words *ret_words,
    str *ret_bad) MUST_USE;
void cli_op_help(const struct cli *c, const struct op *op);

#endif
