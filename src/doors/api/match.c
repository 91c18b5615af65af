/*
 * doors/api: from a path and a method to an operation and the words in the path.
 * Paths written out win over paths with a {word}: /matters/queue is not matter "queue".
 */
#include "doors/api/api_in.h"

static bool
is_hole(str piece)
{
	return piece.n > 2 && piece.p[0] == '{' && piece.p[piece.n - 1] == '}';
}

/* How many of the pieces were written out, plus one; 0: no match. */
static size_t
fits(struct arena *mem, str template, str path, struct matched *m)
{
	size_t plain = 1;

	m->nwords = 0;
	while (template.n > 0 && path.n > 0) {
		str want = str_cut(&template, '/'), got = str_cut(&path, '/'), value;

		if (!is_hole(want)) {
			if (!str_eq(want, got))
				return 0;
			plain++;
			continue;
		}
		if (got.n == 0 || m->nwords == PATH_WORDS || !form_decode(mem, got, false, &value))
			return 0;
		m->words[m->nwords++] = (struct word){ .name = { want.p + 1, want.n - 2 }, .value = value };
	}
	return template.n == 0 && path.n == 0 ? plain : 0;
}

struct matched
api_match(const struct exchange *x, str path)
{
	struct matched best = { 0 };
	size_t         best_fit = 0;
	enum tx        tx = x->method == HTTP_POST ? TX_WRITE : TX_READ;

	for (size_t i = 0; i < x->site->ops.n; i++) {
		const struct op *op = x->site->ops.at[i];
		struct matched   m = { .op = op };
		size_t           fit = op->no_token ? 0 : fits(x->mem, op->path, path, &m);

		if (fit == 0)
			continue;
		if (op->tx != tx)
			best.other_method = true;
		else if (fit > best_fit) {
			m.other_method = best.other_method;
			best = m;
			best_fit = fit;
		}
	}
	return best;
}
