/*
 * doors/mail: hands letters to the mail server.  The only file that names libcurl.
 * Nothing of a server's reply is kept but its three digits.  No proxy, no redirect, no
 * other protocol; TLS is demanded and checked, save to this very machine.
 */
#include "doors/mail/mail_in.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* How far the talk has come: only a "no" about this very letter is for good. */
enum stage { STAGE_HELLO, STAGE_SENDER, STAGE_READER, STAGE_LETTER };

enum { CONNECT_S = 15, TEXT_ROOM = 512 };

struct smtp {
	const struct smtp_want *want;
	CURL                   *curl;
	char                    url[TEXT_ROOM];
	str                     rest;           /* of the letter, still to go */
	enum stage              stage;
	int64_t                 until;          /* then we hang up, by the clock that only goes forward */
};

static int64_t
ticks(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* curl's own limit does not hold while it waits for the last reply: a server could keep us for ever. */
static int
is_late(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct smtp *s = arg;

	(void)a, (void)b, (void)c, (void)d;
	return ticks() > s->until;
}

/* "127.0.0.1:25", "localhost", "[::1]:25"; not 127.evil.example. */
static bool
is_here(str host)
{
	str name = str_starts(host, STR("[::1]")) ? STR("localhost") : str_cut(&host, ':');

	if (str_eq(name, STR("localhost")))
		return true;
	for (size_t i = 0; i < name.n; i++)
		if (memchr("0123456789.", name.p[i], 11) == NULL)
			return false;
	return str_starts(name, STR("127."));
}

bool
smtp_server_ok(str server)
{
	str  plain = STR("smtp-plain://"), host;
	bool is_plain = str_starts(server, plain);
	size_t from = is_plain ? plain.n : str_starts(server, STR("smtps://")) ? 8 : 7;

	if (!is_plain && !str_starts(server, STR("smtps://")) && !str_starts(server, STR("smtp://")))
		return false;
	host = (str){ server.p + from, server.n - from };
	for (size_t i = 0; i < host.n; i++)
		if (memchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[]", host.p[i], 67) == NULL)
			return false;
	if (is_plain && !is_here(host))
		return false;
	return host.n > 0 && server.n < TEXT_ROOM / 2;
}

/* What goes out tells how far we are; what it says is nobody's business. */
static int
follow(CURL *curl, curl_infotype what, char *p, size_t n, void *arg)
{
	struct smtp *s = arg;
	str          said = { p, n };

	(void)curl;
	if (what != CURLINFO_HEADER_OUT)
		return 0;
	if (str_starts(said, STR("MAIL FROM")))
		s->stage = STAGE_SENDER;
	else if (str_starts(said, STR("RCPT TO")))
		s->stage = STAGE_READER;
	else if (str_starts(said, STR("DATA")))
		s->stage = STAGE_LETTER;
	return 0;
}

static size_t
give(char *to, size_t size, size_t n, void *arg)
{
	struct smtp *s = arg;
	size_t       room = size * n, some = s->rest.n < room ? s->rest.n : room;

	memcpy(to, s->rest.p, some);
	s->rest.p += some;
	s->rest.n -= some;
	return some;
}

/* Replies are for curl alone. */
static size_t
swallow(char *p, size_t size, size_t n, void *arg)
{
	(void)p;
	(void)arg;
	return size * n;
}

/* "smtp-plain://h:25" is curl's "smtp://h:25"; the path is the name we say hello with. */
static void
put_url(struct smtp *s)
{
	str server = s->want->server, host = s->want->from, after = server;
	bool tls = str_starts(server, STR("smtps://"));

	(void)str_cut(&host, '@');
	(void)str_cut(&after, '/');
	(void)str_cut(&after, '/');
	(void)snprintf(s->url, sizeof s->url, "%s://%.*s/%.*s", tls ? "smtps" : "smtp", STR_ARG(after), STR_ARG(host));
}

static void
put_text(CURL *curl, CURLoption what, str value)
{
	char text[TEXT_ROOM];

	if (value.n == 0 || value.n >= sizeof text)
		return;
	memcpy(text, value.p, value.n);
	text[value.n] = '\0';
	(void)curl_easy_setopt(curl, what, text);       /* curl keeps a copy */
	explicit_bzero(text, sizeof text);
}

struct smtp *
smtp_new(const struct smtp_want *w)
{
	struct smtp *s = calloc(1, sizeof *s);
	CURL        *c = curl_easy_init();
	bool         plain = str_starts(w->server, STR("smtp-plain://"));

	assert(s != NULL && c != NULL);
	s->want = w;
	s->curl = c;
	put_url(s);
	(void)curl_easy_setopt(c, CURLOPT_URL, s->url);
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	(void)curl_easy_setopt(c, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c, CURLOPT_USE_SSL, plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	(void)curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	(void)curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, w->seconds < CONNECT_S ? (long)w->seconds : (long)CONNECT_S);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)w->seconds);
	(void)curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)w->seconds);
	(void)curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	(void)curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, is_late);
	(void)curl_easy_setopt(c, CURLOPT_XFERINFODATA, s);
	(void)curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
	(void)curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, follow);
	(void)curl_easy_setopt(c, CURLOPT_DEBUGDATA, s);
	(void)curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	(void)curl_easy_setopt(c, CURLOPT_READDATA, s);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, swallow);
	(void)curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, swallow);
	(void)curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	put_text(c, CURLOPT_CAINFO, w->ca);
	put_text(c, CURLOPT_USERNAME, w->user);
	put_text(c, CURLOPT_PASSWORD, w->password);
	return s;
}

void
smtp_free(struct smtp *s)
{
	if (s == NULL)
		return;
	curl_easy_cleanup(s->curl);
	free(s);
}

static struct smtp_answer
answer(const struct smtp *s, CURLcode e)
{
	long               code = 0;
	struct smtp_answer a = { .why = MAIL_WELL };

	(void)curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &code);
	a.code = code >= 100 && code <= 999 ? code : 0;
	if (e == CURLE_OK)
		return a;
	if (e == CURLE_LOGIN_DENIED || code == 530 || code == 535 ||
	    (s->stage == STAGE_SENDER && code >= 500 && code < 600))
		a.why = MAIL_NOT_LET_IN;
	else if (e == CURLE_OPERATION_TIMEDOUT || e == CURLE_ABORTED_BY_CALLBACK || s->stage < STAGE_READER)
		a.why = MAIL_NO_SERVER;
	else if (code >= 500 && code < 600)
		a.why = MAIL_REFUSED;
	else
		a.why = code >= 400 && code < 500 ? MAIL_LATER : MAIL_NO_SERVER;
	return a;
}

struct smtp_answer
smtp_send(struct smtp *s, str to, str letter)
{
	struct curl_slist *list = NULL;
	char               text[TEXT_ROOM];
	CURLcode           e;

	assert(mail_address_ok(to) && mail_address_ok(s->want->from));
	(void)snprintf(text, sizeof text, "<%.*s>", STR_ARG(s->want->from));
	(void)curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, text);
	(void)snprintf(text, sizeof text, "<%.*s>", STR_ARG(to));
	list = curl_slist_append(NULL, text);
	assert(list != NULL);
	(void)curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, list);
	(void)curl_easy_setopt(s->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)letter.n);
	s->rest = letter;
	s->stage = STAGE_HELLO;
	s->until = ticks() + s->want->seconds * 1000;
	e = curl_easy_perform(s->curl);
	(void)curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(list);
	return answer(s, e);
}

struct smtp_answer
smtp_knock(struct smtp *s)
{
	char text[TEXT_ROOM];

	assert(mail_address_ok(s->want->from));
	(void)snprintf(text, sizeof text, "MAIL FROM:<%.*s>", STR_ARG(s->want->from));
	(void)curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 0L);
	(void)curl_easy_setopt(s->curl, CURLOPT_CUSTOMREQUEST, text);
	s->stage = STAGE_HELLO;
	s->until = ticks() + s->want->seconds * 1000;
	return answer(s, curl_easy_perform(s->curl));
}
