/*
 * page/html: holes.  Escapes whole runs, not letters: most text has nothing to escape,
 * so it is looked over 16 bytes at a time and copied once.  Never trusts its input to be
 * anything but bytes.
 */
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "page/page_in.h"
#include "page/view.h"

static bool
is_special(unsigned char c)
{
	return c == '&' || c == '<' || c == '>' || c == '"' || c == '\'';
}

/* How many bytes from `p` need no escape. */
static size_t
plain_run(const char *p, size_t n)
{
	size_t i = 0;

#ifdef __SSE2__
	const __m128i amp = _mm_set1_epi8('&'), lt = _mm_set1_epi8('<'), gt = _mm_set1_epi8('>');
	const __m128i quot = _mm_set1_epi8('"'), apos = _mm_set1_epi8('\'');

	for (; i + 16 <= n; i += 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		__m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(x, amp), _mm_cmpeq_epi8(x, lt)),
		    _mm_or_si128(_mm_cmpeq_epi8(x, gt),
		    _mm_or_si128(_mm_cmpeq_epi8(x, quot), _mm_cmpeq_epi8(x, apos))));
		unsigned bits = (unsigned)_mm_movemask_epi8(hit);

		if (bits)
			return i + (size_t)__builtin_ctz(bits);
	}
#endif
	while (i < n && !is_special((unsigned char)p[i]))
		i++;
	return i;
}

static str
entity(char c)
{
	switch (c) {
	case '&': return STR("&amp;");
	case '<': return STR("&lt;");
	case '>': return STR("&gt;");
	case '"': return STR("&quot;");
	}
	return STR("&#39;");
}

void
html_escape(struct buf *b, str s)
{
	while (s.n > 0) {
		size_t n = plain_run(s.p, s.n);

		buf_add(b, (str){ s.p, n });
		if (n == s.n)
			return;
		buf_add(b, entity(s.p[n]));
		s = (str){ s.p + n + 1, s.n - n - 1 };
	}
}

static bool
is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '-' || c == '.' || c == '_' || c == '~';
}

void
url_escape(struct buf *b, str s)
{
	static const char hex[] = "0123456789ABCDEF";

	buf_need(b, 3 * s.n);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_unreserved(c)) {
			b->p[b->n++] = (char)c;
			continue;
		}
		b->p[b->n++] = '%';
		b->p[b->n++] = hex[c >> 4];
		b->p[b->n++] = hex[c & 15];
	}
}

/*
 * Could this text turn the letters round it?  Hebrew, Arabic and the marks of direction
 * all begin with a byte from 0xD6 on; so do others, for whom isolation does no harm.
 */
static bool
may_turn(str s)
{
	size_t i = 0;

#ifdef __SSE2__
	__m128i most = _mm_setzero_si128(), limit = _mm_set1_epi8((char)0xD6);

	for (; i + 16 <= s.n; i += 16)
		most = _mm_max_epu8(most, _mm_loadu_si128((const __m128i *)(const void *)(s.p + i)));
	if (_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(most, limit), most)) != 0)
		return true;
#endif
	for (; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0xD6)
			return true;
	return false;
}

/*
 * Names of groups and places, and people's words, come as the provider wrote them.  On a page
 * in other letters, Latin ones are said to be English, so that a screen reader says them right.
 */
bool
html_is_english(const struct page *pg, str s)
{
	bool in_tag = false;

	for (size_t i = 0; i < s.n && str_eq(lang_dir(pg->lang), STR("rtl")); i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '<' || c == '>')
			in_tag = c == '<';
		else if (!in_tag && (c >= 0x80 || (c | 32) - (unsigned)'a' < 26))
			return c < 0x80;
	}
	return false;
}

str
html_bdi(const struct page *pg, str s)
{
	return html_is_english(pg, s) ? STR("<bdi lang=\"en\">") : STR("<bdi>");
}

/* Text of the data stands apart where it could run the other way than its page. */
void
page_text_str(struct page *pg, str s)
{
	bool apart = may_turn(s) || !str_eq(lang_dir(pg->lang), STR("ltr"));

	if (apart && s.n > 0)
		buf_add(pg->b, html_bdi(pg, s));
	html_escape(pg->b, s);
	if (apart && s.n > 0)
		buf_add(pg->b, STR("</bdi>"));
}

void
page_attr_str(struct page *pg, str s)
{
	html_escape(pg->b, s);
}

void
page_url_str(struct page *pg, str s)
{
	url_escape(pg->b, s);
}

void
page_url_int(struct page *pg, int64_t v)
{
	buf_addf(pg->b, "%lld", (long long)v);
}

void
page_url_day(struct page *pg, day d)
{
	page_attr_day(pg, d);
}

bool
is_own_path(str path)
{
	if (path.n == 0 || path.p[0] != '/')
		return false;
	if (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\'))
		return false;
	return str_is_plain(path) && memchr(path.p, '\n', path.n) == NULL;
}

void
page_path(struct page *pg, str path)
{
	html_escape(pg->b, is_own_path(path) ? path : STR("/"));
}

void
page_attr_int(struct page *pg, int64_t v)
{
	buf_addf(pg->b, "%lld", (long long)v);
}

void
page_attr_day(struct page *pg, day d)
{
	if (d.n != DAY_NONE)
		buf_add(pg->b, day_to_iso(pg->mem, d));
}

void
page_attr_msg(struct page *pg, struct msg m)
{
	page_say_plain(pg, m, NULL, 0);
}

void
page_text_msg(struct page *pg, struct msg m)
{
	page_say(pg, m, NULL, 0);
}

void
page_text_int(struct page *pg, int64_t v)
{
	html_escape(pg->b, words_number(pg->lang, pg->mem, v));
}

static void
time_tag(struct page *pg, str machine, str people)
{
	buf_add(pg->b, STR("<time datetime=\""));
	html_escape(pg->b, machine);
	buf_add(pg->b, STR("\">"));
	html_escape(pg->b, people);
	buf_add(pg->b, STR("</time>"));
}

void
page_text_day(struct page *pg, day d)
{
	if (d.n != DAY_NONE)
		time_tag(pg, day_to_iso(pg->mem, d), words_day(pg->lang, pg->mem, d));
}

void
page_text_near(struct page *pg, day d)
{
	if (d.n != DAY_NONE)
		time_tag(pg, day_to_iso(pg->mem, d), words_day_near(pg->lang, pg->mem, d, pg->today));
}

str
stamp_words(struct page *pg, stamp t)
{
	const struct zone *z = pg->zone ? pg->zone : zone_find(STR("Europe/London"));
	str when;

	if (t.s % 86400 == 0)                   /* said without a name: no more than the day is kept */
		return words_day(pg->lang, pg->mem, stamp_utc_day(t));
	when = words_clock(pg->lang, pg->mem, zone_clock(z, t));
	return str_fmt(pg->mem, "%.*s, %.*s", STR_ARG(words_day(pg->lang, pg->mem, zone_day(z, t))),
	    STR_ARG(when));
}

void
page_text_stamp(struct page *pg, stamp t)
{
	int64_t secs = t.s % 86400;
	str     iso = day_to_iso(pg->mem, stamp_utc_day(t));

	if (t.s == 0)
		return;
	secs += secs < 0 ? 86400 : 0;
	iso = str_fmt(pg->mem, "%.*sT%02d:%02d:%02dZ", STR_ARG(iso), (int)(secs / 3600),
	    (int)(secs / 60 % 60), (int)(secs % 60));
	time_tag(pg, iso, stamp_words(pg, t));
}

void
page_text_clock(struct page *pg, clocktime c)
{
	html_escape(pg->b, words_clock(pg->lang, pg->mem, c));
}

void
page_text_safe(struct page *pg, struct safe s)
{
	bool english = html_is_english(pg, s.html);

	if (english)
		buf_add(pg->b, STR("<div lang=\"en\" dir=\"ltr\">"));
	buf_add(pg->b, s.html);
	if (english)
		buf_add(pg->b, STR("</div>"));
}

/* A line at a time, as it was said; its direction is its own. */
void
page_said(struct page *pg, str words)
{
	while (words.n > 0) {
		str said = str_trim(str_cut(&words, '\n'));

		if (said.n == 0)
			continue;
		buf_add(pg->b, html_is_english(pg, said) ? STR("<p dir=\"auto\" lang=\"en\">") : STR("<p dir=\"auto\">"));
		html_escape(pg->b, said);
		buf_add(pg->b, STR("</p>"));
	}
}
