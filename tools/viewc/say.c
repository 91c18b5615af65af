/*
 * viewc/say: the words inside {{...}}: tokens, messages and what fills them.
 * A message's number is the enumerator W_ and the FNV-1a hash of its English text
 * (tools/wordsc makes the same ones); names in braces must each be filled.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "viewc.h"

char *
copied(struct view_file *f, const char *p, size_t n)
{
	char *c = strndup(p, n);

	if (c == NULL)
		die(f, "out of memory");
	return c;
}

/* Steps over "..." or '...' ; p stands on the opening quote. */
static const char *
past_quoted(struct view_file *f, const char *p)
{
	char q = *p++;

	for (; *p && *p != q; p++)
		if (*p == '\\' && p[1])
			p++;
	if (*p == '\0')
		die(f, "a quotation that does not end");
	return p + 1;
}

/* A token ends at a blank that is in no quotes or brackets. */
static const char *
token_end(struct view_file *f, const char *p)
{
	int deep = 0;

	while (*p && (deep > 0 || !isspace((unsigned char)*p))) {
		if (*p == '"' || *p == '\'') {
			p = past_quoted(f, p);
			continue;
		}
		deep += strchr("([{", *p) != NULL;
		deep -= strchr(")]}", *p) != NULL;
		p++;
	}
	if (deep != 0)
		die(f, "brackets that do not match");
	return p;
}

void
tokens_of(struct view_file *f, const char *text, struct tokens *ret)
{
	const char *p = text;

	memset(ret, 0, sizeof *ret);
	for (;;) {
		while (isspace((unsigned char)*p))
			p++;
		if (*p == '\0')
			return;
		if (ret->n == (int)(sizeof ret->at / sizeof *ret->at))
			die(f, "too many words in one {{...}}");
		const char *end = token_end(f, p);
		ret->at[ret->n++] = copied(f, p, (size_t)(end - p));
		p = end;
	}
}

char *
tokens_take(struct tokens *t)
{
	return t->next < t->n ? t->at[t->next++] : NULL;
}

char *
tokens_need(struct view_file *f, struct tokens *t, const char *what)
{
	char *token = tokens_take(t);

	if (token == NULL)
		die(f, "{{%s}} lacks %s", t->at[0], what);
	return token;
}

bool
is_quoted(const char *token)
{
	return token && token[0] == '"' && strlen(token) >= 2 && token[strlen(token) - 1] == '"';
}

char *
unquoted(struct view_file *f, const char *token)
{
	char *to = copied(f, token + 1, strlen(token) - 2), *w = to;

	for (const char *p = to; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		*w++ = *p;
	}
	*w = '\0';
	return to;
}

void
put_c_text(FILE *out, const char *p, const char *end)
{
	for (; p < end; p++) {
		if (*p == '\n')
			fputs("\\n", out);
		else if (*p == '"' || *p == '\\' || *p == '?')
			fprintf(out, "\\%c", *p);
		else
			fputc(*p, out);
	}
}

void
put_line(struct view_file *f)
{
	int line = 1;

	for (const char *p = f->text; p < f->at; p++)
		line += *p == '\n';
	fprintf(f->out, "\n#line %d \"%s\"\n", line, f->file);
}

static bool
text_has(const char *text, const char *name, size_t n)
{
	for (const char *p = text; text && (p = strchr(p, '{')) != NULL; p++)
		if (strncmp(p + 1, name, n) == 0 && p[1 + n] == '}')
			return true;
	return false;
}

/* Takes the next token when it is name=EXPR and the text has {name}. */
static bool
take_fill(struct tokens *t, struct said *s)
{
	char  *token = t->next < t->n ? t->at[t->next] : NULL;
	size_t n = token ? strspn(token, "abcdefghijklmnopqrstuvwxyz_") : 0;

	if (n == 0 || token[n] != '=' || token[n + 1] == '=')
		return false;
	if (!text_has(s->one, token, n) && !text_has(s->many, token, n))
		return false;
	if (s->nfills == (int)(sizeof s->fills / sizeof *s->fills))
		return false;
	s->fills[s->nfills++] = token;
	t->next++;
	return true;
}

static bool
is_filled(const struct said *s, const char *name, size_t n)
{
	if (s->many && n == 1 && *name == 'n')
		return true;
	for (int i = 0; i < s->nfills; i++)
		if (strncmp(s->fills[i], name, n) == 0 && s->fills[i][n] == '=')
			return true;
	return false;
}

static void
check_text(struct view_file *f, const struct said *s, const char *text)
{
	for (const char *p = text; text && (p = strchr(p, '{')) != NULL; p++) {
		size_t n = strcspn(p + 1, "}");

		if (p[1 + n] != '}')
			die(f, "a { without } in \"%s\"", text);
		if (!is_filled(s, p + 1, n))
			die(f, "nothing fills {%.*s}", (int)n, p + 1);
	}
}

void
said_check(struct view_file *f, const struct said *s)
{
	size_t n = strlen(s->one);

	if (n == 0 || isspace((unsigned char)s->one[0]) || isspace((unsigned char)s->one[n - 1]))
		die(f, "words that are empty or have blanks at their ends");
	check_text(f, s, s->one);
	check_text(f, s, s->many);
}

bool
said_read(struct view_file *f, struct tokens *t, struct said *ret)
{
	const char *mark = t->next < t->n ? t->at[t->next] : "";
	char       *one;

	memset(ret, 0, sizeof *ret);
	if (strcmp(mark, "_") != 0 && strcmp(mark, "n") != 0)
		return false;
	t->next++;
	if (*mark == 'n')
		ret->count = tokens_need(f, t, "what to count");
	one = tokens_need(f, t, "words in quotes");
	if (!is_quoted(one))
		die(f, "words in quotes are due, not %s", one);
	ret->one = unquoted(f, one);
	if (*mark == 'n') {
		char *many = tokens_need(f, t, "the words for many");

		if (!is_quoted(many))
			die(f, "words in quotes are due, not %s", many);
		ret->many = unquoted(f, many);
	}
	while (take_fill(t, ret))
		;
	said_check(f, ret);
	return true;
}

static uint32_t
fnv1a(uint32_t h, const char *p)
{
	for (; *p; p++)
		h = (h ^ (unsigned char)*p) * 0x01000193u;
	return h;
}

static void
put_number(struct view_file *f, const struct said *s)
{
	uint32_t h = fnv1a(0x811c9dc5u, s->one);

	if (s->many)
		h = fnv1a(fnv1a(h, "|"), s->many);
	fprintf(f->out, "(struct msg){ W_%08x }", (unsigned)h);
}

/* ", COUNT, fills, how many)" */
static void
put_rest(struct view_file *f, const struct said *s)
{
	if (s->many)
		fprintf(f->out, ", (%s)", s->count);
	if (s->nfills == 0) {
		fprintf(f->out, ", NULL, 0)");
		return;
	}
	fprintf(f->out, ", (const struct page_fill[]){ ");
	for (int i = 0; i < s->nfills; i++) {
		int n = (int)strcspn(s->fills[i], "=");

		fprintf(f->out, "{ \"%.*s\", page_fill(pg, (%s)) }, ", n, s->fills[i], s->fills[i] + n + 1);
	}
	fprintf(f->out, "}, %d)", s->nfills);
}

void
said_put(struct view_file *f, const struct said *s, const char *function)
{
	fprintf(f->out, "%s%s(pg, ", function, s->many ? "_n" : "");
	put_number(f, s);
	put_rest(f, s);
}

void
said_put_as_option(struct view_file *f, const struct said *s, const char *name)
{
	fprintf(f->out, " .%s = ", name);
	said_put(f, s, "page_words");
	fprintf(f->out, ", .%s_en = page_words_en(pg, ", name);
	put_number(f, s);
	fprintf(f->out, "),");
}
