/*
 * web/tree: the rooms' routes as one tree over the pieces of a path, made once at start.
 *
 * A literal piece is tried before a {word}.  Pieces are split first and decoded after, so
 * an encoded slash is a letter of a word and never a step.  Two routes alike, a `back` that
 * is no GET page and a {word} its operation does not know are our mistakes: they stop the
 * program at start, with a line that names the route.
 */
#include "doors/web/web_in.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { TREE_CAP = 4 * 1024 * 1024 };

struct node {
	str                 piece;
	const struct route *get, *post;
	struct node        *literals, *word, *next;     /* children; the next sibling */
};

struct tree { struct arena *mem; const struct site *site; struct node *top; };

static bool
is_word(str piece)
{
	return piece.n > 2 && piece.p[0] == '{' && piece.p[piece.n - 1] == '}';
}

static str
word_name(str piece)
{
	return (str){ piece.p + 1, piece.n - 2 };
}

static struct node *
child_for(struct tree *t, struct node *parent, str piece)
{
	struct node *n;

	if (is_word(piece) && parent->word != NULL)
		return parent->word;
	if (!is_word(piece))
		for (n = parent->literals; n != NULL; n = n->next)
			if (str_eq(n->piece, piece))
				return n;
	n = arena_take(t->mem, sizeof *n);
	n->piece = piece;
	if (is_word(piece)) {
		parent->word = n;
	} else {
		n->next = parent->literals;
		parent->literals = n;
	}
	return n;
}

static void
mistake(const struct route *r, const char *what)
{
	log_line("route", "method=%s path=%s mistake=\"%s\"", r->method == GET ? "GET" : "POST",
	    r->path, what);
	abort();
}

static void
add_route(struct tree *t, const struct route *r)
{
	str                  rest = str_of(r->path);
	struct node         *n = t->top;
	const struct route **place;
	size_t               words = 0;

	if (!str_starts(rest, STR("/")) || r->op == NULL || r->draw == NULL)
		mistake(r, "needs a path from /, an operation and a drawing");
	(void)str_cut(&rest, '/');
	while (rest.n > 0) {
		str piece = str_cut(&rest, '/');

		if (is_word(piece) && op_field(r->op, word_name(piece)) == NULL)
			mistake(r, "a word that its operation does not declare");
		words += is_word(piece);
		n = child_for(t, n, piece);
	}
	if (words > PATH_WORDS_MAX)
		mistake(r, "too many words");
	place = r->method == GET ? &n->get : &n->post;
	if (*place != NULL)
		mistake(r, "written twice");
	if (r->method == GET && r->op->tx != TX_READ)
		mistake(r, "GET changes nothing, so its operation must be TX_READ");
	*place = r;
}

const struct route *
tree_get_route(const struct tree *t, str template)
{
	for (size_t i = 0; i < t->site->nroutes; i++)
		for (size_t j = 0; j < t->site->routes[i].n; j++) {
			const struct route *r = &t->site->routes[i].at[j];

			if (r->method == GET && str_eq(str_of(r->path), template))
				return r;
		}
	return NULL;
}

struct tree *
tree_new(const struct site *site)
{
	struct arena *mem = arena_new(TREE_CAP);
	struct tree  *t = arena_take(mem, sizeof *t);

	*t = (struct tree){ mem, site, arena_take(mem, sizeof *t->top) };
	for (size_t i = 0; i < site->nroutes; i++)
		for (size_t j = 0; j < site->routes[i].n; j++)
			add_route(t, &site->routes[i].at[j]);
	for (size_t i = 0; i < site->nroutes; i++)
		for (size_t j = 0; j < site->routes[i].n; j++) {
			const struct route *r = &site->routes[i].at[j];

			if (r->back != NULL && tree_get_route(t, str_of(r->back)) == NULL)
				mistake(r, "its back is no GET page");
		}
	return t;
}

void
tree_free(struct tree *t)
{
	if (t != NULL)
		arena_free(t->mem);
}

/* Walks down; `values` are the decoded words met on the way. */
static const struct node *
walk(const struct node *n, str rest, struct arena *mem, str *values, size_t nvalues)
{
	const struct node *at;
	str                piece;

	if (rest.n == 0)
		return n->get != NULL || n->post != NULL ? n : NULL;
	piece = str_cut(&rest, '/');
	if (piece.n == 0)
		return NULL;
	for (const struct node *c = n->literals; c != NULL; c = c->next)
		if (str_eq(c->piece, piece) && (at = walk(c, rest, mem, values, nvalues)) != NULL)
			return at;
	if (n->word == NULL || nvalues == PATH_WORDS_MAX ||
	    !form_decode(mem, piece, false, &values[nvalues]))
		return NULL;
	return walk(n->word, rest, mem, values, nvalues + 1);
}

/* Two routes on one node may call their words differently. */
static size_t
name_words(const struct route *r, const str *values, struct word *ret_words)
{
	str    rest = r == NULL ? STR("") : str_of(r->path);
	size_t n = 0;

	while (rest.n > 0) {
		str piece = str_cut(&rest, '/');

		if (is_word(piece)) {
			ret_words[n] = (struct word){ .name = word_name(piece), .value = values[n] };
			n++;
		}
	}
	return n;
}

bool
tree_find(const struct tree *t, struct arena *mem, str path, struct found *ret_found)
{
	str                values[PATH_WORDS_MAX];
	const struct node *n;

	if (path.n == 0 || path.p[0] != '/' || (path.n > 1 && path.p[path.n - 1] == '/'))
		return false;
	(void)str_cut(&path, '/');
	n = walk(t->top, path, mem, values, 0);
	if (n == NULL)
		return false;
	ret_found->get = n->get;
	ret_found->post = n->post;
	ret_found->get_n = name_words(n->get, values, ret_found->get_words);
	ret_found->post_n = name_words(n->post, values, ret_found->post_words);
	return true;
}

static void
add_encoded(struct buf *b, str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    c == '-' || c == '_' || c == '.' || c == '~')
			buf_add(b, (str){ s.p + i, 1 });
		else
			buf_addf(b, "%%%02X", c);
	}
}

bool
tree_fill(struct arena *mem, str template, struct words w, str *ret_path)
{
	struct buf b = { .mem = mem };
	str        value;

	(void)str_cut(&template, '/');
	if (template.n == 0)
		buf_add(&b, STR("/"));
	while (template.n > 0) {
		str piece = str_cut(&template, '/');

		buf_add(&b, STR("/"));
		if (!is_word(piece))
			buf_add(&b, piece);
		else if (words_find(w, word_name(piece), &value) && value.n > 0)
			add_encoded(&b, value);
		else
			return false;
	}
	*ret_path = buf_str(&b);
	return true;
}

void
web_check_routes(const struct site *site)
{
	tree_free(tree_new(site));
}
