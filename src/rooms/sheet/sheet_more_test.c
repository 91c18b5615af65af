/*
 * Tests of sheet: the other papers (invitations, the meeting's sheet, codes), and posters of
 * odd words, of hundreds of pages, and drawn on many threads at once.
 */
#include "rooms/sheet/qr.h"
#include "tests/support/papers.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct sheet_invite
council_invite(void)
{
	static const struct sheet_fact facts[] = {
		{ SIGN_DAY, STR_INIT("When"), STR_INIT("Thursday 3 December 2026, 2pm to 3:30pm. Tea from 1:30pm.") },
		{ SIGN_PLACE, STR_INIT("Where"), STR_INIT("The garden room, ground floor. It has a ramp and a hearing loop.") },
		{ SIGN_ONLINE, STR_INIT("From home"), STR_INIT("Join by phone or video. Ask us for the number.") },
		{ SIGN_PEOPLE, STR_INIT("Who can come"), STR_INIT("Anyone who uses the service, their carers, and staff.") },
	};

	return (struct sheet_invite){ .look = { .tag = STR("en-GB") }, .provider = STR("Riverbank Care"),
		.heading = STR("Come along"), .forum = STR("People's Council"),
		.what_for = STR("We talk about what should change, and the executive team has to answer us."),
		.facts = facts, .n = LEN(facts), .url = STR("https://waggle.example.org/f/council"),
		.scan = STR("Scan to join, or to find out more"), .qr = STR("QR code for the council's page") };
}

/* SM-B5: an invitation fits one page as large as it can, and its code opens the forum's page. */
static void
test_invite__one_page_that_says_when_where_and_how(void **state)
{
	struct bench       *b = *state;
	struct sheet_invite s = council_invite();
	struct buf          pdf = { .mem = b->mem }, large = pdf, png = pdf;
	const char         *path;
	str                 text;

	assert_int_equal(sheet_invite_pdf(b->mem, &s, &pdf), OK);
	path = bench_save(b, "invite.pdf", buf_str(&pdf));
	assert_int_equal(pages(b, path), 1);
	text = flat(b, words_of(b, path));
	assert_true(str_has(text, s.what_for));
	for (size_t i = 0; i < s.n; i++)
		assert_true(str_has(text, s.facts[i].words));
	assert_true(str_eq(str_trim(codes(b, path)), s.url));
	assert_int_equal(sheet_invite_png(b->mem, &s, 800, &png), OK);
	s.look.large = true;
	assert_int_equal(sheet_invite_pdf(b->mem, &s, &large), OK);
	assert_true(smallest_type(b, bench_save(b, "invite-large.pdf", buf_str(&large))) >= 18);
}

/* An invitation too long for its page runs on; its last words and its code are there. */
static void
test_invite__a_long_one_runs_on(void **state)
{
	struct bench       *b = *state;
	struct sheet_invite s = council_invite();
	struct buf          pdf = { .mem = b->mem }, what = pdf;
	const char         *path;

	for (int i = 0; i < 250; i++)
		buf_addf(&what, "reason%d and why ", i);
	s.what_for = buf_str(&what);
	assert_int_equal(sheet_invite_pdf(b->mem, &s, &pdf), OK);
	path = bench_save(b, "invite-long.pdf", buf_str(&pdf));
	assert_true(pages(b, path) >= 2);
	assert_true(str_has(flat(b, words_of(b, path)), STR("reason249 and why")));
	assert_true(str_has(flat(b, words_of(b, path)), s.facts[3].words));
	assert_true(str_has(codes(b, path), s.url));
}

static struct sheet_meeting
ward_meeting(void)
{
	static const struct sheet_row groups[] = {
		{ STR_INIT("People who use the ward"), STR_INIT("We need 3 or more") },
		{ STR_INIT("Carers"), STR_INIT("") }, { STR_INIT("Staff"), STR_INIT("We need 1 or more") },
	};
	static const struct sheet_row matters[] = {
		{ STR_INIT("Matter 1041"), STR_INIT("The lounge is too dark to read in the evening.") },
		{ STR_INIT("Matter 1055"), STR_INIT("We would like hot food at weekends, not only sandwiches on Sunday evening.") },
		{ STR_INIT("Matter 1062"), STR_INIT("Could the garden be open all night?") },
	};
	static const str outcomes[] = { STR_INIT("Settled here"), STR_INIT("Passed on"), STR_INIT("Yes"),
		STR_INIT("Partly"), STR_INIT("Not now"), STR_INIT("No"), STR_INIT("Next time") };
	static const str votes[] = { STR_INIT("For"), STR_INIT("Against"), STR_INIT("Not sure") };

	return (struct sheet_meeting){ .look = { .tag = STR("en-GB") }, .provider = STR("Riverbank Care"),
		.forum = STR("Oak ward meeting"), .heading = STR("Meeting sheet"),
		.when = STR("Thursday 26 November 2026, 10:30am"), .where = STR("The lounge"),
		.id = STR("Sheet 58-3"), .url = STR("https://waggle.example.org/meetings/58/paper"),
		.scan = STR("Scan to type this in"), .qr = STR("QR code to type this sheet in"),
		.how = STR("Fill this in with a pen. Somebody types it in afterwards, and it is marked as typed from paper."),
		.who_title = STR("Who came"), .who_note = STR("Names only if people want. Count everybody else."),
		.who_name = STR("Names"), .who_count = STR("How many"), .groups = groups, .ngroups = LEN(groups),
		.matters_title = STR("What we talk about"), .matters = matters, .nmatters = LEN(matters),
		.outcomes = outcomes, .noutcomes = LEN(outcomes), .votes = votes, .nvotes = LEN(votes),
		.votes_label = STR("Hands up"), .what_label = STR("What we agreed, who does it, by when, and why"),
		.new_title = STR("Something new"), .nnew = 4, .page = STR("Page {page} of {pages}") };
}

/* Walk 8: the printed sheet has a box for every constituency and matter, and its own code on each page. */
static void
test_meeting__sheet_can_be_filled_in_by_hand(void **state)
{
	struct bench        *b = *state;
	struct sheet_meeting s = ward_meeting();
	struct buf           pdf = { .mem = b->mem }, large = pdf;
	const char          *path;
	str                  text, got;
	size_t               times = 0;

	assert_int_equal(sheet_meeting_pdf(b->mem, &s, &pdf), OK);
	path = bench_save(b, "meeting.pdf", buf_str(&pdf));
	text = flat(b, words_of(b, path));
	got = codes(b, path);
	assert_int_equal(pages(b, path), 2);
	for (size_t i = 0; i < s.ngroups; i++)
		assert_true(str_has(text, s.groups[i].label));
	for (size_t i = 0; i < s.nmatters; i++)
		assert_true(str_has(text, s.matters[i].note));
	assert_true(str_has(text, STR("Page 2 of 2")));
	while (got.n > 0)
		times += str_eq(str_cut(&got, '\n'), s.url);
	assert_int_equal(times, 2);
	s.look.large = true;
	assert_int_equal(sheet_meeting_pdf(b->mem, &s, &large), OK);
	assert_true(smallest_type(b, bench_save(b, "meeting-large.pdf", buf_str(&large))) >= 18);
}

static void
test_qr__svg_and_png_open_the_address(void **state)
{
	struct bench *b = *state;
	struct buf    svg = { .mem = b->mem }, png = svg;
	str           url = STR("https://waggle.example.org/m/7"), out;
	char         *long_url = memset(arena_take(b->mem, 5000), 'a', 5000);

	assert_int_equal(qr_svg(&svg, url), OK);
	assert_int_equal(qr_png(b->mem, url, 300, &png), OK);
	assert_true(str_starts(buf_str(&svg), STR("<svg ")));
	assert_false(str_has(buf_str(&svg), STR("style")));
	assert_int_equal(bench_run(b, (const char *[]){ "zbarimg", "-q", "--raw",
	    bench_save(b, "qr.png", buf_str(&png)), NULL }, &out), 0);
	assert_true(str_eq(str_trim(out), url));
	assert_int_equal(qr_svg(&svg, (str){ long_url, 5000 }), ERR_INPUT);
	assert_int_equal(qr_svg(&svg, STR("")), ERR_INPUT);
}

/* What people really type: nothing, only line breaks, symbols, hundreds of marks on one letter. */
static void
test_sheet__odd_words_are_drawn_whole(void **state)
{
	struct bench     *b = *state;
	struct sheet      s = ward_sheet();
	struct buf        lines = { .mem = b->mem }, marks = lines;
	struct sheet_item odd[6];
	const char       *path;

	for (int i = 0; i < 300; i++) {
		buf_add(&lines, STR("\r\n"));
		buf_add(&marks, i == 0 ? STR("Z") : STR("\xCC\x81"));
	}
	for (size_t i = 0; i < LEN(odd); i++)
		odd[i] = ITEMS[0];
	odd[0].said = odd[0].did = odd[0].state = odd[0].days = STR("");
	odd[1].said = buf_str(&lines);
	odd[2].did = buf_str(&marks);
	odd[3].said = STR("\xF0\x9F\x98\x80 <b>&amp;</b>");
	odd[4].url = STR("");
	odd[4].said = STR("\xE2\x80\xAE turned \xE2\x80\xAC round");
	odd[5].said = STR("ওয়ার্ড ਵਾਰਡ وارڈ 病房 वार्ड");
	s.items = odd;
	s.n = LEN(odd);
	path = paper(b, "odd-words.pdf", &s);
	assert_int_equal(pages(b, path), 2);        /* 300 line breaks are not 300 lines */
	assert_true(str_has(words_of(b, path), STR("<b>&amp;</b>")));
	s.look.easy = true;
	(void)paper(b, "odd-easy.pdf", &s);
}

/* Many items, each over a dozen pages. */
static void
test_sheet__hundreds_of_pages(void **state)
{
	struct bench      *b = *state;
	struct sheet       s = ward_sheet();
	struct sheet_item  many[30];
	struct buf         words = { .mem = b->mem };

	while (words.n < 2000)
		buf_add(&words, STR("many words and more "));
	for (size_t i = 0; i < LEN(many); i++) {
		many[i] = ITEMS[0];
		many[i].said = many[i].did = buf_str(&words);
	}
	s.items = many;
	s.n = LEN(many);
	s.look.easy = true;
	assert_true(pages(b, paper(b, "most.pdf", &s)) > 300);
}

static void *
draw_some(void *fails)
{
	for (int i = 0; i < 6; i++) {
		struct arena *mem = arena_new((size_t)64 << 20);
		struct sheet  s = i % 2 == 0 ? ward_sheet() : arabic_sheet();
		struct buf    pdf = { .mem = mem };

		*(int *)fails += sheet_pdf(mem, &s, &pdf) != OK;
		arena_free(mem);
	}
	return NULL;
}

/* Four threads at once; the sanitizers watch (they do not know C's own thrd_create). */
static void
test_sheet__draws_on_many_threads(void **state)
{
	pthread_t t[4];
	int       fails[4] = { 0 };

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&t[i], NULL, draw_some, &fails[i]), 0);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(t[i], NULL), 0);
		assert_int_equal(fails[i], 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_invite__one_page_that_says_when_where_and_how),
		cmocka_unit_test(test_invite__a_long_one_runs_on),
		cmocka_unit_test(test_meeting__sheet_can_be_filled_in_by_hand),
		cmocka_unit_test(test_qr__svg_and_png_open_the_address),
		cmocka_unit_test(test_sheet__odd_words_are_drawn_whole),
		cmocka_unit_test(test_sheet__hundreds_of_pages),
		cmocka_unit_test(test_sheet__draws_on_many_threads),
	};

	return cmocka_run_group_tests_name("papers", tests, bench_open, bench_close);
}
