/*
 * doors/web, whole: forms.  A change needs the key of our own form, is one act however often
 * it is sent, and what is refused comes back with what was typed.
 * Requirement: reliability 2.1 (3.5.1, 3.7.2, 4.1.4).
 */
#include "tests/support/web_house.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- forms ---- */

static void
test_web__a_change_needs_our_own_form(void **state)
{
	struct open_house h;
	str               key, other;

	web_house_open(&h, *state);
	other = cookie_of(&h, sign_in(&h, GOOD, "/", ""));
	assert_int_equal(sessions(&h), 1);
	key = key_from(get(&h, "/sign-in", str_c(h.f->mem, other)));
	assert_int_equal(key.n, 48);
	/* none, made up, another's, from another site: refused, and no row */
	expect(post(&h, "/sign-in", "", STR("login=amira&password=" GOOD)), 403);
	expect(post(&h, "/sign-in", "", STR("form_key=AAAA&login=amira&password=" GOOD)), 403);
	expect(post(&h, "/sign-in", "", str_fmt(h.f->mem, "form_key=%.*s&login=amira&password=" GOOD,
	    STR_ARG(key))), 403);
	key = key_from(get(&h, "/sign-in", ""));
	expect(post(&h, "/sign-in", "Origin: http://evil.test\r\n", str_fmt(h.f->mem,
	    "form_key=%.*s&login=amira&password=" GOOD, STR_ARG(key))), 403);
	expect(post(&h, "/sign-in", "Sec-Fetch-Site: cross-site\r\n", str_fmt(h.f->mem,
	    "form_key=%.*s&login=amira&password=" GOOD, STR_ARG(key))), 403);
	assert_int_equal(sessions(&h), 1);
	expect(post(&h, "/sign-in", str_c(h.f->mem, str_fmt(h.f->mem, "Origin: http://127.0.0.1:%d\r\n",
	    h.port)), str_fmt(h.f->mem, "form_key=%.*s&login=amira&password=" GOOD, STR_ARG(key))), 303);
	assert_int_equal(sessions(&h), 2);
	web_house_close(&h);
}

static void
test_web__a_stale_form_comes_back_with_what_was_typed(void **state)
{
	struct open_house h;
	str               a;

	web_house_open(&h, *state);
	a = post(&h, "/sign-in", "", STR("form_key=AAAA&login=am%22%3Eira&password=top-secret"));
	expect(a, 403);
	assert_true(str_has(a, STR("This form is too old")));
	assert_true(str_has(a, STR("am&quot;&gt;ira")));
	assert_false(str_has(a, STR("top-secret")));
	assert_int_equal(key_from(a).n, 48);
	web_house_close(&h);
}

static void
test_web__a_refused_form_names_the_field(void **state)
{
	struct open_house h;
	str               a, key;

	web_house_open(&h, *state);
	key = key_from(get(&h, "/sign-in", ""));
	a = post(&h, "/sign-in", "", str_fmt(h.f->mem, "form_key=%.*s&login=amira&password=", STR_ARG(key)));
	expect(a, 422);
	assert_true(str_has(a, STR("value=\"amira\"")));
	assert_true(str_has(a, STR("Enter your password")));
	web_house_close(&h);
}

static void
test_web__a_form_sent_twice_is_one_act(void **state)
{
	struct open_house h;
	str               a, b, key;

	web_house_open(&h, *state);
	key = key_from(get(&h, "/notes/new", ""));
	a = note(&h, key, "fruit");
	b = note(&h, key, "fruit");
	expect(a, 303);
	expect(b, 303);
	assert_true(str_eq(header_of(a, "Location"), header_of(b, "Location")));
	assert_int_equal(notes(&h), 1);
	expect(note(&h, key_from(get(&h, "/notes/new", "")), "fruit"), 303);
	assert_int_equal(notes(&h), 2);
	web_house_close(&h);
}

/* Twenty presses of one button on as many connections, all at once. */
static void
test_web__many_presses_at_once_are_one_act(void **state)
{
	enum { PRESSES = 20 };
	struct open_house h;
	str               key, body, ask;
	int               fds[PRESSES], good = 0;

	web_house_open(&h, *state);
	key = key_from(get(&h, "/notes/new", ""));
	body = str_fmt(h.f->mem, "form_key=%.*s&said=fruit", STR_ARG(key));
	ask = str_fmt(h.f->mem, "POST /notes HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%.*s",
	    body.n, STR_ARG(body));
	for (int i = 0; i < PRESSES; i++)
		fds[i] = dial(&h);
	for (int i = 0; i < PRESSES; i++)
		assert_int_equal(send(fds[i], ask.p, ask.n, MSG_NOSIGNAL), ask.n);
	for (int i = 0; i < PRESSES; i++) {
		char at[16] = { 0 };

		assert_int_equal(recv(fds[i], at, 12, MSG_WAITALL), 12);
		good += strcmp(at, "HTTP/1.1 303") == 0;
		(void)close(fds[i]);
	}
	assert_int_equal(good, PRESSES);
	assert_int_equal(notes(&h), 1);
	web_house_close(&h);
}

static void
test_web__refusals_keep_what_was_typed(void **state)
{
	struct open_house h;
	str               a;

	web_house_open(&h, *state);
	a = note(&h, key_from(get(&h, "/notes/new", "")), "clash");
	expect(a, 409);
	assert_true(str_has(a, STR(">clash</textarea>")) && str_has(a, STR("Someone else changed this")));
	assert_true(str_has(a, STR("<p dir=\"auto\">clash</p>")));      /* both texts, and a way to keep either */
	assert_true(str_has(a, STR("<p dir=\"auto\">what &lt;b&gt;another&lt;/b&gt; wrote</p>")));
	assert_true(str_has(a, STR("<a href=\"/notes/new\">Leave what stands there now")));
	assert_true(str_has(a, STR("Your words are still in the form")));
	assert_false(str_has(get(&h, "/notes/new", ""), STR("w-clash")));
	a = note(&h, key_from(get(&h, "/notes/new", "")), "");
	expect(a, 422);
	/* nobody in particular is told that it is not there, not that it is not for them */
	expect(note(&h, key_from(get(&h, "/notes/new", "")), "denied"), 404);
	a = note(&h, key_from(get(&h, "/notes/new", "")), "broken");
	expect(a, 500);
	assert_true(str_has(a, STR("Nothing was saved")) && str_has(a, STR("broken")));
	assert_false(str_has(a, STR("no_such_table")));
	assert_int_equal(notes(&h), 0);
	web_house_close(&h);
}

/* Meanwhile the form went from its page: what was typed is on the page that says why. */
static void
test_web__words_for_a_form_that_is_gone_are_kept(void **state)
{
	struct open_house h;
	struct buf        b = { .mem = ((struct fresh *)*state)->mem };
	str               a;

	web_house_open(&h, *state);
	buf_addf(&b, "form_key=%.*s&said=", STR_ARG(key_from(get(&h, "/notes/new", ""))));
	for (int i = 0; i < 30; i++)
		buf_add(&b, STR("cold+tea+"));
	a = post(&h, "/notes/shut", "", buf_str(&b));
	expect(a, 422);
	assert_true(str_has(a, STR("What you typed")) && str_has(a, STR("<p dir=\"auto\">cold tea cold tea")));
	assert_true(str_has(a, STR("shorter")));
	assert_int_equal(notes(&h), 0);
	web_house_close(&h);
}

static void
test_web__a_page_with_a_form_is_never_shared(void **state)
{
	struct open_house h;
	str               a;

	web_house_open(&h, *state);
	a = get(&h, "/notes/new", "");
	assert_true(str_eq(header_of(a, "Cache-Control"), STR("no-store")));
	assert_false(str_eq(key_from(a), key_from(get(&h, "/notes/new", ""))));
	web_house_close(&h);
}

/* What was taken is answered, even when the house closes meanwhile. */
static void
test_web__closing_answers_what_was_taken(void **state)
{
	struct open_house h;
	str               key, body, ask;
	char              at[16] = { 0 };
	int               fd;

	web_house_open(&h, *state);
	key = key_from(get(&h, "/notes/new", ""));
	body = str_fmt(h.f->mem, "form_key=%.*s&said=last", STR_ARG(key));
	ask = str_fmt(h.f->mem, "POST /notes HTTP/1.1\r\nHost: a\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%.*s",
	    body.n, STR_ARG(body));
	fd = dial(&h);
	assert_int_equal(send(fd, ask.p, ask.n, MSG_NOSIGNAL), ask.n);
	(void)usleep(250000);
	web_house_close(&h);
	if (recv(fd, at, 12, MSG_WAITALL) == 12)
		assert_string_equal(at, "HTTP/1.1 303");
	(void)close(fd);
	assert_int_equal(notes(&h), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_web__a_change_needs_our_own_form),
		ON_BOTH(test_web__a_stale_form_comes_back_with_what_was_typed),
		ON_BOTH(test_web__a_refused_form_names_the_field),
		ON_BOTH(test_web__a_form_sent_twice_is_one_act),
		ON_BOTH(test_web__many_presses_at_once_are_one_act),
		ON_BOTH(test_web__refusals_keep_what_was_typed),
		ON_BOTH(test_web__words_for_a_form_that_is_gone_are_kept),
		ON_BOTH(test_web__a_page_with_a_form_is_never_shared),
		ON_BOTH(test_web__closing_answers_what_was_taken),
	};

	return run_on_both(tests);
}
