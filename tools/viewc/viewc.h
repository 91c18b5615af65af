/*
 * viewc: the view compiler.  Turns one HTML view into one C function.
 * The language is told in docs/views.md.  What this promises: every hole is escaped by
 * where it stands, nothing reaches a page raw, and a mistake is reported at the view's
 * own file and line, here or (a wrong field, a wrong type) by the C compiler.
 */
#ifndef TOOLS_VIEWC_H
#define TOOLS_VIEWC_H

#include <stdbool.h>
#include <stdio.h>

enum where {
	IN_TEXT, IN_TAG_NAME, IN_TAG, IN_ATTR, AFTER_EQ, IN_VALUE, IN_BARE,
	IN_SCRIPT,      /* <script>: must stay empty */
	IN_PLAIN,       /* <title>, <textarea>: text without tags */
	IN_COMMENT,
};

enum { TAGS_DEEP = 64, ORDERS_DEEP = 32, NAME_ROOM = 32 };

/* How far the HTML has been followed. */
struct place {
	enum where where;
	char quote;                 /* what closes IN_VALUE */
	char tag[NAME_ROOM], attr[NAME_ROOM], value[64];
	int  value_n;               /* bytes of the value so far */
	bool closing, slash;        /* </tag>, <tag/> */
	bool need_blank;            /* an order stood here: the next thing is a blank or the tag's end */
	char open[TAGS_DEEP][NAME_ROOM];
	const char *open_at[TAGS_DEEP];     /* for line numbers */
	int  nopen;
};

enum block { BLOCK_IF, BLOCK_ELSE, BLOCK_EACH, BLOCK_EMPTY, BLOCK_FORM };
struct block_open { enum block kind; struct place at; const char *line, *count; bool fresh; };

struct view_file {
	const char *file, *text, *at;       /* at: where we are, for line numbers */
	FILE *body, *title, *forms, *out;   /* out: where orders write now */
	char  name[64], type[64], header[160], kind;    /* kind: 'v'iew, 'p'art, 'l'ayout */
	char  includes[1024];
	struct place place;
	struct block_open open[ORDERS_DEEP];
	int   nopen, nforms;
	bool  titled;
	bool  fresh;                        /* what is drawn so far surely ends a line */
};

/* place.c: follows the HTML just far enough to know where the next hole would stand. */
void place_follow(struct view_file *f, const char *p, const char *end);
bool place_is_url(const struct place *p);
/* At an order inside a tag: forgets half a word, so that branches start alike. */
void place_settle(struct view_file *f);

/* say.c: the words of a view: tokens, messages and their fills. */
struct tokens { char *at[40]; int n, next; };
void  tokens_of(struct view_file *f, const char *text, struct tokens *ret);
char *tokens_take(struct tokens *t);                    /* NULL past the last */
char *tokens_need(struct view_file *f, struct tokens *t, const char *what);
bool  is_quoted(const char *token);
char *unquoted(struct view_file *f, const char *token); /* "..." without quotes and backslashes */
void  put_c_text(FILE *out, const char *p, const char *end);    /* inside a C literal */
void  put_line(struct view_file *f);                    /* #line */
char *copied(struct view_file *f, const char *p, size_t n);

/* A message as it stands in the view: _ "text" name=EXPR, or n COUNT "one" "many" name=EXPR. */
struct said { char *one, *many, *count, *fills[12]; int nfills; };
bool said_read(struct view_file *f, struct tokens *t, struct said *ret);
void said_put(struct view_file *f, const struct said *s, const char *function);
void said_put_as_option(struct view_file *f, const struct said *s, const char *name);
void said_check(struct view_file *f, const struct said *s);

/* orders.c: {{if}}, {{each}}, holes.  furniture.c: forms, fields, links. */
void order(struct view_file *f, char *text);
bool order_furniture(struct view_file *f, const char *word, struct tokens *t);
void block_open(struct view_file *f, enum block kind, const char *count);
struct block_open block_close(struct view_file *f, const char *word);
bool in_form(const struct view_file *f);
void url_put(struct view_file *f, struct tokens *t);

_Noreturn void die(struct view_file *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
