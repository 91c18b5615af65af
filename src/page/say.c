/*
 * page/say: messages on the page.  The text is the translator's and is escaped like any
 * other; what fills its {names} is escaped on its own, and a person's own text stands in
 * <bdi> so that a name written the other way round does not turn the sentence.
 */
#include <assert.h>
#include <string.h>

#include "page/page_in.h"
#include "page/view.h"

struct page_some
page_fill_str(struct page *pg, str s)
{
	(void)pg;
	return (struct page_some){ s, true };
}

struct page_some
page_fill_int(struct page *pg, int64_t v)
{
	return (struct page_some){ words_number(pg->lang, pg->mem, v), false };
}

struct page_some
page_fill_day(struct page *pg, day d)
{
	return (struct page_some){ d.n == DAY_NONE ? STR("") : words_day(pg->lang, pg->mem, d), false };
}

struct page_some
page_fill_stamp(struct page *pg, stamp t)
{
	return (struct page_some){ stamp_words(pg, t), false };
}

struct page_some
page_fill_clock(struct page *pg, clocktime c)
{
	return (struct page_some){ words_clock(pg->lang, pg->mem, c), false };
}

struct page_some
page_fill_msg(struct page *pg, struct msg m)
{
	return (struct page_some){ words_get(pg->lang, m), false };
}

/* One message on its way out: where, its fills, and whether tags may stand here. */
struct saying { struct page *pg; struct buf *b; const struct page_fill *f; size_t n; bool tags, raw; };

static void
add(const struct saying *s, str text)
{
	if (s->raw)
		buf_add(s->b, text);
	else
		html_escape(s->b, text);
}

static void
add_fill(const struct saying *s, str name)
{
	for (size_t i = 0; i < s->n; i++) {
		if (!str_eq(str_of(s->f[i].name), name))
			continue;
		if (s->tags && s->f[i].with.theirs) {
			buf_add(s->b, html_bdi(s->pg, s->f[i].with.s));
			add(s, s->f[i].with.s);
			buf_add(s->b, STR("</bdi>"));
		} else {
			add(s, s->f[i].with.s);
		}
		return;
	}
}

static void
say(const struct saying *s, str text)
{
	while (text.n > 0) {
		str before = str_cut(&text, '{');

		add(s, before);
		if (text.n > 0)
			add_fill(s, str_cut(&text, '}'));
	}
}

/* The fills of a counted message: its own, and {n}. */
static const struct page_fill *
with_count(struct page *pg, int64_t count, const struct page_fill *f, size_t n)
{
	struct page_fill *all = arena_take(pg->mem, (n + 1) * sizeof *all);

	if (n > 0)
		memcpy(all, f, n * sizeof *all);
	all[n] = (struct page_fill){ "n", page_fill_int(pg, count) };
	return all;
}

bool
page_words_en(struct page *pg, struct msg m)
{
	return !words_has(pg->lang, m);
}

static void
say_text(struct page *pg, struct msg m, str text, const struct page_fill *f, size_t n)
{
	struct saying s = { pg, pg->b, f, n, true, false };
	bool english = page_words_en(pg, m);

	if (english)
		buf_add(pg->b, STR("<span lang=\"en\" dir=\"ltr\">"));
	say(&s, text);
	if (english)
		buf_add(pg->b, STR("</span>"));
}

void
page_say(struct page *pg, struct msg m, const struct page_fill *f, size_t n)
{
	say_text(pg, m, words_get(pg->lang, m), f, n);
}

void
page_say_n(struct page *pg, struct msg m, int64_t count, const struct page_fill *f, size_t n)
{
	say_text(pg, m, words_plural(pg->lang, m, count), with_count(pg, count, f, n), n + 1);
}

void
page_say_plain(struct page *pg, struct msg m, const struct page_fill *f, size_t n)
{
	struct saying s = { pg, pg->b, f, n, false, false };

	say(&s, words_get(pg->lang, m));
}

void
page_say_plain_n(struct page *pg, struct msg m, int64_t count, const struct page_fill *f, size_t n)
{
	struct saying s = { pg, pg->b, with_count(pg, count, f, n), n + 1, false, false };

	say(&s, words_plural(pg->lang, m, count));
}

str
page_words(struct page *pg, struct msg m, const struct page_fill *f, size_t n)
{
	struct buf b = { .mem = pg->mem };
	struct saying s = { pg, &b, f, n, false, true };

	if (n == 0)
		return words_get(pg->lang, m);
	say(&s, words_get(pg->lang, m));
	return buf_str(&b);
}

str
page_words_n(struct page *pg, struct msg m, int64_t count, const struct page_fill *f, size_t n)
{
	struct buf b = { .mem = pg->mem };
	struct saying s = { pg, &b, with_count(pg, count, f, n), n + 1, false, true };

	say(&s, words_plural(pg->lang, m, count));
	return buf_str(&b);
}

str
msg_str(struct page *pg, struct msg m)
{
	return words_get(pg->lang, m);
}

/* ---- values and addresses ---------------------------------------------------------- */

struct ui_value
page_value_str(str s)
{
	return (struct ui_value){ .kind = UI_STR, .s = s };
}

struct ui_value
page_value_int(int64_t v)
{
	return (struct ui_value){ .kind = UI_INT, .v = v };
}

struct ui_value
page_value_day(day d)
{
	return (struct ui_value){ .kind = d.n == DAY_NONE ? UI_NONE : UI_DAY, .v = d.n };
}

struct ui_value
page_value_clock(clocktime c)
{
	return (struct ui_value){ .kind = UI_CLOCK, .v = c.m };
}

struct ui_value
page_value_bool(bool b)
{
	return b ? page_value_str(STR("1")) : (struct ui_value){ .kind = UI_NONE };
}

str
value_str(struct arena *mem, struct ui_value v)
{
	switch (v.kind) {
	case UI_NONE:
		return STR("");
	case UI_STR:
		return v.s;
	case UI_INT:
		return str_fmt(mem, "%lld", (long long)v.v);
	case UI_DAY:
		return day_to_iso(mem, (day){ v.v });
	case UI_CLOCK:
		return str_fmt(mem, "%02d:%02d", (int)(v.v / 60), (int)(v.v % 60));
	}
	assert(!"a kind of value");
	return STR("");
}

str
page_url_fill(struct page *pg, const char *path, const struct ui_value *at, size_t n)
{
	struct buf b = { .mem = pg->mem };
	size_t     used = 0;

	for (const char *hole; (hole = strstr(path, "{}")) != NULL; path = hole + 2) {
		assert(used < n);
		buf_add(&b, (str){ path, (size_t)(hole - path) });
		url_escape(&b, value_str(pg->mem, at[used++]));
	}
	buf_add(&b, str_of(path));
	assert(used == n);
	return buf_str(&b);
}
