/*
 * doors/web, whole: sessions and how pages look.  A session is bound to its browser, cannot be
 * planted, and guessing slows the guesser only.
 * Requirement: reliability 2.1 (4.2.1, 7.2.4, 15.3.7).
 */
#include "tests/support/web_house.h"

#include <string.h>

/* ---- sessions ---- */

static void
test_session__opens_and_closes(void **state)
{
	struct open_house h;
	str               a, cookie, key;

	web_house_open(&h, *state);
	a = sign_in(&h, GOOD, "/display", "");
	expect(a, 303);
	assert_true(str_eq(header_of(a, "Location"), STR("/display")));
	assert_true(str_has(header_of(a, "Set-Cookie"), STR("; HttpOnly; SameSite=Lax")));
	cookie = cookie_of(&h, a);
	a = get(&h, "/me", str_c(h.f->mem, cookie));
	expect(a, 200);
	assert_true(str_has(a, STR("Amira")));
	assert_true(str_eq(header_of(a, "Cache-Control"), STR("no-store")));
	key = key_from(a);
	a = get(&h, "/sign-in?back=/a&back=/b", str_c(h.f->mem, cookie));
	expect(a, 400);
	assert_true(str_has(a, STR("Amira")));          /* a refusal still knows who is there */
	a = post(&h, "/sign-out", str_c(h.f->mem, cookie), str_fmt(h.f->mem, "form_key=%.*s", STR_ARG(key)));
	expect(a, 303);
	assert_true(str_has(header_of(a, "Clear-Site-Data"), STR("cache")));
	assert_int_equal(sessions(&h), 0);
	expect(get(&h, "/me", str_c(h.f->mem, cookie)), 303);
	web_house_close(&h);
}

/* Behind TLS every cookie is bound to this very host, and browsers are told to stay there. */
static void
test_session__behind_tls_is_bound_to_this_host(void **state)
{
	struct open_house h;
	str               a, rest;
	int               cookies = 0;

	web_house_open_as(&h, *state, true);
	a = sign_in(&h, GOOD, "/", "");
	expect(a, 303);
	assert_true(str_starts(header_of(a, "Strict-Transport-Security"), STR("max-age=31536000")));
	for (rest = a; rest.n > 0;) {
		str line = str_trim(str_cut(&rest, '\n'));

		if (!str_starts(line, STR("Set-Cookie: ")))
			continue;
		assert_true(str_starts(line, STR("Set-Cookie: __Host-")));
		assert_true(str_has(line, STR("; Path=/")) && str_has(line, STR("; Secure")));
		assert_true(str_has(line, STR("; HttpOnly")) && !str_has(line, STR("Domain")));
		cookies++;
	}
	assert_int_equal(cookies, 2);
	expect(get(&h, "/me", str_c(h.f->mem, cookie_of(&h, a))), 200);
	/* the plain name is nobody's here */
	expect(get(&h, "/me", "Cookie: waggle=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"), 303);
	web_house_close(&h);
}

/* Out of reach and not there look alike to nobody in particular: both offer to sign in. */
static void
test_session__that_has_ended_is_offered_a_new_one(void **state)
{
	struct open_house h;
	str               cookie, a, b;

	web_house_open(&h, *state);
	cookie = cookie_of(&h, sign_in(&h, GOOD, "/", ""));
	expect(get(&h, "/notes/1", str_c(h.f->mem, cookie)), 200);
	a = get(&h, "/notes/2", str_c(h.f->mem, cookie));
	expect(a, 404);                                 /* who is signed in is told that it is not there */
	assert_true(str_has(a, STR("We cannot find that page")) && !str_has(a, STR("Sign in to see this")));
	fresh_do(h.f, "UPDATE session SET ends_at = 1");
	a = get(&h, "/notes/1?next=1", str_c(h.f->mem, cookie));
	b = get(&h, "/notes/2?next=1", str_c(h.f->mem, cookie));
	expect(a, 404);
	expect(b, 404);
	assert_true(str_has(a, STR("Sign in to see this")) && str_has(b, STR("Sign in to see this")));
	assert_true(str_has(a, STR("href=\"/sign-in?back=/notes/1?next%3D1\"")));
	if (a.n != b.n)
		fail_msg("%.*s\n%.*s", STR_ARG(a), STR_ARG(b));
	expect(get(&h, "/notes/1", ""), 404);           /* and who never was signed in */
	a = note(&h, key_from(get(&h, "/notes/new", "")), "denied");
	expect(a, 404);
	assert_true(str_has(a, STR("href=\"/sign-in?back=/notes/new\"")) && str_has(a, STR("<p dir=\"auto\">denied</p>")));
	web_house_close(&h);
}

/* A proxy's word on who asks counts only from the proxy, and only its own last word. */
static void
test_session__devices_behind_a_proxy_are_told_apart(void **state)
{
	struct open_house h;

	web_house_open_as(&h, *state, true);
	for (int i = 0; i < 6; i++)
		(void)sign_in(&h, "wrong", "/", "X-Forwarded-For: 10.0.0.1\r\n");
	expect(sign_in(&h, GOOD, "/", "X-Forwarded-For: 10.0.0.1\r\n"), 429);
	expect(sign_in(&h, GOOD, "/", "X-Forwarded-For: 10.0.0.2, 10.0.0.1\r\n"), 429);
	expect(sign_in(&h, GOOD, "/", "X-Forwarded-For: 10.0.0.1, 10.0.0.2\r\n"), 303);
	web_house_close(&h);
}

static void
test_session__nobody_else_may_say_who_asks(void **state)
{
	struct open_house h;

	web_house_open(&h, *state);
	for (int i = 0; i < 6; i++)
		(void)sign_in(&h, "wrong", "/", "");
	expect(sign_in(&h, GOOD, "/", "X-Forwarded-For: 10.0.0.2\r\n"), 429);
	web_house_close(&h);
}

/* A secret that somebody else put into the browser never becomes a session. */
static void
test_session__cannot_be_fixed_beforehand(void **state)
{
	static const char planted[] = "Cookie: waggle=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n";
	struct open_house h;
	str               a;

	web_house_open(&h, *state);
	a = sign_in(&h, GOOD, "/", planted);
	expect(a, 303);
	assert_false(str_has(header_of(a, "Set-Cookie"), STR("AAAAAAAA")));
	expect(get(&h, "/me", planted), 303);
	assert_int_equal(sessions(&h), 1);
	assert_int_equal(count(&h, SQL("SELECT count(*) FROM session WHERE length(token_hash) = 64")), 1);
	web_house_close(&h);
}

static void
test_session__goes_back_to_our_own_pages_only(void **state)
{
	static const char *const away[] = { "https://evil.test/", "//evil.test", "/\\evil.test",
		"javascript:alert(1)", "%0d%0aX:+1" };
	struct open_house h;

	web_house_open(&h, *state);
	for (size_t i = 0; i < LEN(away); i++) {
		str a = sign_in(&h, GOOD, away[i], "");

		if (status_of(a) == 303)
			assert_true(str_eq(header_of(a, "Location"), STR("/")));
		else
			expect(a, 422);
	}
	web_house_close(&h);
}

/* Five wrong tries slow this device; the person can still sign in from their own. */
static void
test_session__guessing_slows_the_guesser_only(void **state)
{
	struct open_house h;
	str               a, known = STR("");
	str               first;

	web_house_open(&h, *state);
	first = sign_in(&h, GOOD, "/", "");
	expect(first, 303);
	for (str rest = first; rest.n > 0;) {
		str line = str_trim(str_cut(&rest, '\n'));

		if (str_starts(line, STR("Set-Cookie: device=")))
			known = str_fmt(h.f->mem, "Cookie: %.*s\r\n", (int)(strcspn(line.p, ";") - 12), line.p + 12);
	}
	assert_true(known.n > 0);
	for (int i = 0; i < 5; i++) {
		a = sign_in(&h, "wrong", "/", "");
		expect(a, 422);
		assert_true(str_has(a, STR("do not go together")));
	}
	expect(sign_in(&h, "wrong", "/", ""), 429);
	expect(sign_in(&h, GOOD, "/", ""), 429);
	expect(sign_in(&h, GOOD, "/", str_c(h.f->mem, known)), 303);
	web_house_close(&h);
}

static void
test_display__is_kept_in_this_browser(void **state)
{
	struct open_house h;
	str               a, cookie;

	web_house_open(&h, *state);
	a = get(&h, "/help-now?lang=ar", "");
	expect(a, 303);
	assert_true(str_eq(header_of(a, "Location"), STR("/help-now")));
	cookie = cookie_of(&h, a);
	a = get(&h, "/help-now", str_c(h.f->mem, cookie));
	expect(a, 200);
	assert_true(str_has(a, STR("dir=\"rtl\"")));
	a = get(&h, "/display?lang=easy&back=/help-now", "");
	assert_true(str_eq(header_of(a, "Location"), STR("/help-now")));
	assert_true(str_eq(header_of(get(&h, "/display?lang=easy&back=//evil.test", ""), "Location"),
	    STR("/")));
	a = get(&h, "/help-now", "Accept-Language: ar-EG, en;q=0.5\r\n");
	assert_true(str_has(a, STR("dir=\"rtl\"")));
	a = post(&h, "/display", "", str_fmt(h.f->mem, "form_key=%.*s&lang=en&size=150&scheme=dark&back=/leave",
	    STR_ARG(key_from(get(&h, "/display", "")))));
	expect(a, 303);
	assert_true(str_eq(header_of(a, "Location"), STR("/leave")));
	assert_true(str_starts(header_of(a, "Set-Cookie"), STR("display=en.150.dark;")));
	web_house_close(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_session__opens_and_closes),
		ON_BOTH(test_session__behind_tls_is_bound_to_this_host),
		ON_BOTH(test_session__that_has_ended_is_offered_a_new_one),
		ON_BOTH(test_session__devices_behind_a_proxy_are_told_apart),
		ON_BOTH(test_session__nobody_else_may_say_who_asks),
		ON_BOTH(test_session__cannot_be_fixed_beforehand),
		ON_BOTH(test_session__goes_back_to_our_own_pages_only),
		ON_BOTH(test_session__guessing_slows_the_guesser_only),
		ON_BOTH(test_display__is_kept_in_this_browser),
	};

	return run_on_both(tests);
}
