/*
 * doors/mail: a letter as it goes over the wire (RFC 5322, 2045, 2047).  Its words are
 * those of po/words.txt, its only link is this Waggle's own.  It knows no name, no place
 * and no matter, and takes no text from anybody.
 */
#include "doors/mail/mail_in.h"

#include <assert.h>

#include "gen/words_gen.h"

enum { LINE_ROOM = 72, WORD_ROOM = 72, DAY_S = 86400 };

struct texts { struct msg subject, body, foot; };

static const struct texts texts[KIND_COUNT_] = {
	[KIND_NEWS] = { MSG_mail_subject_news, MSG_mail_body_news, MSG_mail_foot },
	[KIND_LATE] = { MSG_mail_subject_late, MSG_mail_body_late, MSG_mail_foot },
	[KIND_ALERT] = { MSG_mail_subject_alert, MSG_mail_body_alert, MSG_mail_foot_alert },
};

static bool
is_ascii(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* Bytes of the letter that begins here. */
static size_t
letter_bytes(str s, size_t at)
{
	size_t n = 1;

	while (at + n < s.n && ((unsigned char)s.p[at + n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* Encoded words of at most 75 signs, broken between letters only (RFC 2047, 2 and 5). */
static void
add_subject(struct buf *b, str s)
{
	size_t room = 0;

	buf_add(b, STR("Subject: "));
	if (is_ascii(s)) {
		buf_add(b, s);
		buf_add(b, STR("\r\n"));
		return;
	}
	for (size_t at = 0; at < s.n;) {
		size_t n = letter_bytes(s, at);

		if (room < 3 * n + 2) {
			buf_add(b, at > 0 ? STR("?=\r\n =?UTF-8?Q?") : STR("=?UTF-8?Q?"));
			room = at > 0 ? WORD_ROOM - 12 : WORD_ROOM - 12 - 9;
		}
		for (size_t i = 0; i < n; i++)
			buf_addf(b, "=%02X", (unsigned char)s.p[at + i]);
		room -= 3 * n;
		at += n;
	}
	buf_add(b, STR("?=\r\n"));
}

/* Quoted-printable (RFC 2045, 6.7): letters, digits and plain signs as they are. */
static void
add_body(struct buf *b, str s)
{
	size_t col = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool          end = i + 1 == s.n || s.p[i + 1] == '\n';

		if (c == '\n') {
			buf_add(b, STR("\r\n"));
			col = 0;
			continue;
		}
		if (col + 3 > LINE_ROOM) {
			buf_add(b, STR("=\r\n"));
			col = 0;
		}
		if (c < ' ' || c > '~' || c == '=' || (c == ' ' && end) || (c == '.' && col == 0)) {
			buf_addf(b, "=%02X", c);
			col += 3;
		} else {
			buf_addf(b, "%c", c);
			col++;
		}
	}
}

static void
add_date(struct buf *b, stamp now)
{
	static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	day     d = stamp_utc_day(now);
	int64_t y, m, dom, s = now.s - d.n * DAY_S;

	day_split(d, &y, &m, &dom);
	buf_addf(b, "Date: %.3s, %02lld %.3s %lld %02lld:%02lld:%02lld +0000\r\n", days + 3 * day_weekday(d),
	    (long long)dom, months + 3 * (m - 1), (long long)y, (long long)(s / 3600), (long long)(s / 60 % 60),
	    (long long)(s % 60));
}

str
letter_write(struct arena *mem, const struct letter *l)
{
	struct buf          b = { .mem = mem };
	const struct texts *t = &texts[l->kind];
	str                 host = l->from;
	struct fill         url[] = {
		{ "url", str_fmt(mem, "%.*s/sign-in", STR_ARG(l->address)) },
		{ "mail", str_fmt(mem, "%.*s/mail", STR_ARG(l->address)) },
	};

	assert(l->kind > 0 && l->kind < KIND_COUNT_);
	assert(mail_address_ok(l->to) && mail_address_ok(l->from));
	(void)str_cut(&host, '@');
	buf_addf(&b, "From: Waggle <%.*s>\r\nTo: <%.*s>\r\n", STR_ARG(l->from), STR_ARG(l->to));
	add_subject(&b, words_get(l->lang, t->subject));
	add_date(&b, l->now);
	buf_addf(&b, "Message-ID: <%.*s@%.*s>\r\n", STR_ARG(l->ref), STR_ARG(host));
	buf_addf(&b, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\nContent-Language: %.*s\r\n"
	    "Auto-Submitted: auto-generated\r\n\r\n", STR_ARG(lang_tag(l->lang)));
	add_body(&b, words_fill(mem, words_get(l->lang, t->body), url, LEN(url)));
	buf_add(&b, STR("\r\n\r\n"));
	add_body(&b, words_fill(mem, words_get(l->lang, t->foot), url, LEN(url)));
	buf_add(&b, STR("\r\n"));
	return buf_str(&b);
}
