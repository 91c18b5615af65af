/*
 * A provider from a file, on both engines: every profile of ours is taken, a broken one is
 * refused by line and field with nothing written, and one that has places is left alone.
 */
#include "tests/support/engines.h"

#include "base/secret.h"
#include "rooms/profile/profile_in.h"
#include "words/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct cx
house(struct fresh *f)
{
	return (struct cx){ .db = f->db, .mem = f->mem, .now = { 1767225600 }, .today = { 1767225600 / 86400 },
		.who = actor_house(), .who_known = true, .door = "test" };
}

static err
load(struct fresh *f, struct cx *cx, str file, str text)
{
	struct word w[] = { { .name = STR("file"), .value = file }, { .name = STR("text"), .value = text } };
	void       *out;

	*cx = house(f);
	return op_run(cx, &profile_load, (struct words){ w, LEN(w) }, &out);
}

static str
text_of(struct fresh *f, const char *name)
{
	const char *root = getenv("WAGGLE_SOURCE");
	char       *text = arena_take(f->mem, 1 << 16);
	FILE       *file;
	size_t      n;

	assert_non_null(root);
	file = fopen(str_fmt(f->mem, "%s/tests/data/profiles/%s.json", root, name).p, "rb");
	assert_non_null(file);
	n = fread(text, 1, 1 << 16, file);
	(void)fclose(file);
	return (str){ text, n };
}

static bool
has_places(struct fresh *f)
{
	struct cx cx = house(f);
	bool      has = true;

	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(profile_has_units(&cx, &has), OK);
	db_rollback(f->db);
	return has;
}

static struct forum_row
forum(struct fresh *f, const char *slug)
{
	struct cx        cx = house(f);
	struct forum_row row;

	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(forum_find_slug(&cx, str_of(slug), &row), OK);
	db_rollback(f->db);
	return row;
}

static void
assert_goes_to(struct fresh *f, const char *from, const char *topic, const char *to)
{
	struct cx        cx = house(f);
	struct forum_row row = forum(f, from), up;
	forum_id         next;

	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(forum_next_up(&cx, (forum_id){ row.id }, str_of(topic), &next), OK);
	assert_int_equal(forum_find(&cx, next, &up), OK);
	assert_string_equal(str_c(f->mem, up.slug), to);
	db_rollback(f->db);
}

/* SM-B1 SM-B2 SM-B3 SM-B5 CY-2c: the ways up of source 000. */
static void
test_profile__sets_up_st_magnus(void **state)
{
	struct fresh    *f = *state;
	struct cx        cx;
	struct forum_row row;
	str              text;

	assert_true(profile_built_in(STR("st-magnus"), &text));
	assert_int_equal(load(f, &cx, STR("st-magnus"), text), OK);
	assert_goes_to(f, "st-magnus-1-ward-meeting", "food", "cmt");
	assert_goes_to(f, "st-marthas-2-ward-meeting", "environment", "peoples-council");
	assert_goes_to(f, "st-magnus-community-meeting", "food", "clinical-governance");
	assert_goes_to(f, "patient-council", "food", "emt");
	assert_goes_to(f, "peoples-council", "environment", "emt");
	assert_goes_to(f, "emt", "", "board");
	assert_goes_to(f, "advisory-board", "", "board");
	row = forum(f, "st-marthas-1-ward-meeting");
	assert_string_equal(str_c(f->mem, row.name), "St Martha's ward 1 ward meeting");
	assert_string_equal(str_c(f->mem, row.cadence), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU");
	assert_int_equal(row.clock.m, 14 * 60 + 30);
	assert_int_equal(row.agenda_days, 2);
	assert_int_equal(forum(f, "cmt").promise_days, 14);
	assert_int_equal(forum(f, "peoples-council").agenda_days, 7);
}

/* SM-C1: each has its terms of reference; and a provider that has places is left alone. */
static void
test_profile__takes_each_of_ours_but_only_once(void **state)
{
	struct fresh *f = *state;
	struct cx     cx;

	assert_true(profile_ntexts >= 5);
	for (size_t i = 0; i < profile_ntexts; i++) {
		struct profile p;
		str            text = { profile_texts[i].text, profile_texts[i].n };

		cx = house(f);
		if (profile_read(&cx, str_of(profile_texts[i].name), text, &p) != OK)
			fail_msg("%.*s", STR_ARG(cx.why.text));
		assert_true(p.nunits > 0 && p.nforums > 0);
		for (size_t k = 0; k < p.nforums; k++)
			assert_true(p.forums[k].terms.n > 0 && p.forums[k].purpose.n > 0);
		assert_int_equal(load(f, &cx, STR("again"), text), i == 0 ? OK : ERR_CLASH);
		if (i > 0)
			assert_string_equal(cx.why.key, "profile.not_empty");
	}
}

static const struct { const char *file, *key, *where; } broken[] = {
	{ "no-json", "profile.json", "line 30: this is not valid JSON: '}' expected near '\"purpose\"'" },
	{ "said-twice", "profile.json", "line 28: the same name comes twice in one map:"
	  " duplicate object key near '\"unit\"'" },
	{ "unknown-member", "profile.unknown", "line 20: forums[0].colour" },
	{ "wrong-type", "profile.kind_text", "line 19: forums[0].starts" },
	{ "wrong-type-deep", "profile.kind_number", "line 21: forums[0].seats.staff.seats" },
	{ "bad-cadence", "profile.cadence", "line 32: forums[1].cadence" },
	{ "bad-day", "profile.day", "line 19: forums[0].starts" },
	{ "bad-clock", "profile.clock", "line 20: forums[0].clock" },
	{ "bad-zone", "profile.zone", "line 3: zone" },
	{ "bad-lang", "profile.lang", "line 6: units[0].units[0].in.xx" },
	{ "no-text", "profile.needed", "line 6: units[0].units[0].in.ar.name" },
	{ "bad-bank", "profile.bank", "line 3: bank_holidays" },
	{ "bad-topic", "profile.topic", "line 23: forums[0].passes_to[0].topic" },
	{ "bad-seats", "profile.constituency", "line 21: forums[0].seats.doctors" },
	{ "too-few-seats", "profile.seats_few", "line 21: forums[0].seats.staff" },
	{ "bad-unit-kind", "profile.unit_kind", "line 5: units[0].kind" },
	{ "unknown-forum", "profile.forum", "line 23: forums[0].passes_to[0].forum" },
	{ "forum-twice", "profile.twice", "line 26: forums[1].slug" },
	{ "unit-twice", "profile.twice", "line 7: units: oak" },
	{ "circle", "profile.loop", "line 23: forums[0].passes_to[0].forum" },
	{ "self", "profile.loop", "line 34: forums[1].passes_to[0].forum" },
	{ "nobody-above", "profile.not_above", "line 23: forums[0].passes_to[0].forum" },
	{ "unknown-unit", "profile.unit", "line 27: forums[1].unit" },
	{ "no-such-kind", "profile.each", "line 13: forums[0].each" },
	{ "both-places", "profile.place", "line 27: forums[1].each" },
	{ "days-out-of-range", "profile.range", "line 33: forums[1].promise_days" },
	{ "no-promise", "profile.promise", "line 33: forums[1].promise_days" },
	{ "missing", "profile.needed", "line 25: forums[1].purpose" },
};

static void
test_profile__says_line_and_field_and_writes_nothing(void **state)
{
	struct fresh *f = *state;
	struct cx     cx;

	for (size_t i = 0; i < LEN(broken); i++) {
		str file = str_fmt(f->mem, "%s.json", broken[i].file);

		assert_int_equal(load(f, &cx, file, text_of(f, broken[i].file)), ERR_INPUT);
		assert_string_equal(cx.why.key, broken[i].key);
		assert_string_equal(str_c(f->mem, cx.why.text),
		    str_fmt(f->mem, "%.*s, %s", STR_ARG(file), broken[i].where).p);
		assert_false(has_places(f));
	}
	assert_int_equal(load(f, &cx, STR("good.json"), text_of(f, "good")), OK);
	assert_true(has_places(f));
}

/* A reader sees names and terms in their own language where the profile has them; else the English. */
static void
test_profile__speaks_the_readers_language(void **state)
{
	struct fresh      *f = *state;
	struct cx          cx;
	struct word        w = { .name = STR("forum") };
	struct unit_row    u;
	struct forum_page *page;
	void              *out;
	str                text = { 0 };

	assert_true(profile_built_in(STR("blank"), &text));
	assert_int_equal(load(f, &cx, STR("blank"), text), OK);
	for (int i = 0; i < 3; i++) {
		cx = house(f);
		assert_int_equal(db_begin(f->db), OK);
		assert_int_equal(unit_find_slug(&cx, STR("our-ward"), &u), OK);
		cx.lang = lang_find(i == 1 ? STR("ar") : STR("en"));
		assert_int_equal(unit_in_words(&cx, &u, 1), OK);
		assert_true(str_eq(u.name, i == 1 ? STR("جناحنا") : STR("Our ward")));
		db_rollback(f->db);
		w.value = str_fmt(f->mem, "%lld", (long long)forum(f, "our-ward-ward-meeting").id);
		assert_int_equal(op_run(&cx, &forum_read, (struct words){ &w, 1 }, &out), OK);
		page = out;
		assert_true(str_eq(page->forum.name, i == 1 ? STR("اجتماع جناحنا") : STR("Our ward meeting")));
		assert_true(str_has(page->terms, i == 1 ? STR("كل أسبوعين") : STR("Every two weeks")));
	}
}

/* Only who may set up places; a chair may not. */
static void
test_profile__is_not_for_everybody(void **state)
{
	struct fresh *f = *state;
	struct cx     cx = house(f);
	struct word   w[] = { { .name = STR("file"), .value = STR("good") }, { .name = STR("text"),
		.value = text_of(f, "good") } };
	void         *out;

	cx.who = (struct actor){ .id = { 7 }, .may_somewhere = ~(UINT64_C(1) << MAY_SET_UP) };
	assert_int_equal(op_run(&cx, &profile_load, (struct words){ w, LEN(w) }, &out), ERR_DENIED);
	assert_false(has_places(f));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_profile__sets_up_st_magnus),
		ON_BOTH(test_profile__takes_each_of_ours_but_only_once),
		ON_BOTH(test_profile__says_line_and_field_and_writes_nothing),
		ON_BOTH(test_profile__speaks_the_readers_language),
		ON_BOTH(test_profile__is_not_for_everybody),
	};

	secret_start();
	return run_on_both(tests);
}
