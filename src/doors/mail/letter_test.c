/* doors/mail: a letter is the same for everybody but for its address and language; servers are checked. */
#include "tests/support/engines.h"

#include <stdlib.h>
#include <string.h>

#include "doors/mail/mail_in.h"

static str
letter(struct arena *mem, enum mail_kind kind, const char *lang)
{
	struct letter l = { .kind = kind, .lang = lang_find(str_of(lang)), .to = STR("ann@example.org"),
		.from = STR("waggle@hospital.example"), .ref = STR("AbC-_9"),
		.address = STR("https://waggle.example.org"), .now = { 1795305600 } };

	return letter_write(mem, &l);
}

/* Each line ends by CR LF, is short, and the head has the same ten lines. */
static void
is_well_formed(str text)
{
	size_t lines = 0, head = 0;
	bool   in_head = true;

	for (str rest = text; rest.n > 0; lines++) {
		str line = str_cut(&rest, '\n');

		assert_true(line.n > 0 && line.n <= 78 && line.p[line.n - 1] == '\r');
		assert_null(memchr(line.p, '\r', line.n - 1));
		in_head = in_head && line.n > 1;
		head += in_head && line.p[0] != ' ';
	}
	assert_int_equal(head, 10);
	assert_true(lines > 12);
}

static void
test_letter__is_well_formed_in_each_language(void **state)
{
	static const char *const langs[] = { "en", "ar", "easy" };
	struct arena *mem = arena_new(1 << 22);

	(void)state;
	for (int kind = 1; kind < KIND_COUNT_; kind++)
		for (size_t i = 0; i < LEN(langs); i++) {
			str text = letter(mem, (enum mail_kind)kind, langs[i]);

			is_well_formed(text);
			assert_true(str_has(text, STR("\r\nMessage-ID: <AbC-_9@hospital.example>\r\n")));
			assert_true(str_has(text, STR("\r\nDate: Sun, 22 Nov 2026 00:00:00 +0000\r\n")));
			assert_true(str_starts(text, STR("From: Waggle <waggle@hospital.example>\r\nTo: <ann@example.org>\r\n")));
		}
	assert_true(str_has(letter(mem, KIND_NEWS, "en"), STR("Subject: There is something new for you in Waggle\r\n")));
	assert_true(str_has(letter(mem, KIND_NEWS, "ar"), STR("Subject: =?UTF-8?Q?=")));
	assert_true(str_has(letter(mem, KIND_NEWS, "ar"), STR("Content-Language: ar\r\n")));
	assert_true(str_has(letter(mem, KIND_NEWS, "en"), STR("https://waggle.example.org/mail\r\n")));
	assert_false(str_has(letter(mem, KIND_ALERT, "en"), STR("https://waggle.example.org/mail\r\n")));
	arena_free(mem);
}

static void
test_server__is_checked(void **state)
{
	static const char *const good[] = { "smtps://mail.example.org:465", "smtp://mail.example.org:587",
		"smtp-plain://127.0.0.1:25", "smtp-plain://localhost", "smtp-plain://[::1]:25" };
	static const char *const bad[] = { "", "mail.example.org", "http://mail.example.org", "smtp-plain://mail.example.org",
		"smtp-plain://localhost.example.org:25", "smtp-plain://127.0.0.1.example.org",
		"smtp://", "smtp://user:pw@mail.example.org", "smtp://mail.example.org/path", "smtp://a b", "file:///etc/hosts",
		"smtp://mail\r\nRCPT" };

	(void)state;
	for (size_t i = 0; i < LEN(good); i++)
		assert_true(smtp_server_ok(str_of(good[i])));
	for (size_t i = 0; i < LEN(bad); i++)
		assert_false(smtp_server_ok(str_of(bad[i])));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_letter__is_well_formed_in_each_language),
		cmocka_unit_test(test_server__is_checked),
	};

	return run_on_both(tests);
}
