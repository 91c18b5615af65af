/*
 * page/clash: two people wrote at the same time.  The second sees both texts side by side:
 * their own, which nothing may lose, and the one that stands there now.  They keep theirs by
 * sending the form again, or leave the other by a link.  One place for every form.
 */
#include "gen/words_gen.h"
#include "page/page_in.h"
#include "page/view.h"

/* Free words, as an operation declares them. */
static bool
is_text(const struct op *op, str name)
{
	const struct field *f = op == NULL ? NULL : op_field(op, name);

	return f != NULL && (f->kind == FIELD_TEXT || f->kind == FIELD_LINE);
}

static void
say(struct page *pg, struct msg m)
{
	field_text(pg, msg_str(pg, m), !words_has(pg->lang, m));
}

static void
side_open(struct page *pg, struct msg title)
{
	put(pg, "<div class=\"nhsuk-grid-column-one-half\">\n<h3 class=\"nhsuk-heading-s\">");
	say(pg, title);
	put(pg, "</h3>\n");
}

/* Of several texts each says what it is. */
static void
text(struct page *pg, struct word w)
{
	if (pg->cx->stands.n > 1) {
		put(pg, "<p class=\"nhsuk-hint\">");
		html_escape(pg->b, words_field(pg->lang, pg->mem, w.name));
		put(pg, "</p>\n");
	}
	put(pg, "<blockquote class=\"w-said\">");
	page_said(pg, w.value);
	put(pg, "</blockquote>\n");
}

static void
typed(struct page *pg)
{
	size_t n = 0;
	str    unused;

	side_open(pg, MSG_clash_yours);
	for (; n < pg->cx->wanted.n; n++)
		text(pg, pg->cx->wanted.at[n]);
	for (size_t i = 0; i < pg->kept.n; i++) {
		const struct word *w = &pg->kept.at[i];

		if (w->value.n == 0 || pg->cx->wanted.n > 0 || (pg->cx->stands.n > 1 ? !words_find(pg->cx->stands, w->name, &unused)
		    : !is_text(pg->refused, w->name)))
			continue;
		text(pg, *w);
		n++;
	}
	if (n == 0) {
		put(pg, "<p>");
		say(pg, MSG_clash_no_words);
		put(pg, "</p>\n");
	}
	put(pg, "</div>\n");
}

void
page_clash(struct page *pg)
{
	const struct words now = pg->cx->stands;

	if (now.n == 0)
		return;
	put(pg, "<section class=\"w-clash\" aria-labelledby=\"clash\">\n"
	    "<h2 class=\"nhsuk-heading-m\" id=\"clash\">");
	say(pg, MSG_clash_two);
	put(pg, "</h2>\n<div class=\"nhsuk-grid-row\">\n");
	typed(pg);
	side_open(pg, MSG_clash_now);
	for (size_t i = 0; i < now.n; i++)
		text(pg, now.at[i]);
	put(pg, "</div>\n</div>\n");
	if (pg->cx->wanted.n > 0) {
		put(pg, "<p>");
		say(pg, MSG_clash_wanted);
		put(pg, "</p>\n");
	}
	put(pg, "<p><a href=\"");
	page_path(pg, pg->path);
	put(pg, "\">");
	say(pg, MSG_clash_keep_now);
	put(pg, "</a></p>\n</section>\n");
}

void
page_clash_form(struct page *pg, const struct op *op)
{
	if (pg->cx->stands.n == 0 || pg->cx->wanted.n > 0 || pg->refused != op)
		return;
	put(pg, "<p class=\"nhsuk-hint\">");
	say(pg, MSG_clash_keep_yours);
	put(pg, "</p>\n");
}
