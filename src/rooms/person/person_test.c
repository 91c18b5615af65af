/*
 * Tests of person: who may look somebody up, and what roles are shown, given and ended.
 * Through the operations, on both engines.
 */
#include "tests/support/play.h"

#include "rooms/person/person.h"
#include "words/words.h"

#include <string.h>

#define LL(x) (long long)(x)

static void
test_person__is_read_by_those_of_the_place(void **state)
{
	struct play       *p = play_new(*state);
	int64_t            ann = play_person(p, "ann"), bea = play_person(p, "bea");
	struct person_one *one = play_ok(p, "adi", &person_read, "person=%lld", LL(ann));

	assert_true(str_eq(one->person.name, STR("ann")));
	assert_int_equal(one->nheld, 1);
	assert_true(str_eq(one->held[0].key, STR("service_user")));
	assert_int_equal(one->held[0].unit, p->oak);
	assert_int_equal(one->held[0].until.n, DAY_NONE);
	assert_true(one->may_grant);
	assert_true(one->nunits >= 3);
	/* another ward's people are not there; a service user looks nobody up */
	one = play_ok(p, "fay", &person_read, "person=%lld", LL(ann));
	assert_false(one->may_grant);
	assert_int_equal(one->nunits, 0);
	play_refused(p, "fay", &person_read, ERR_MISSING, "person=%lld", LL(bea));
	play_refused(p, "bea", &person_read, ERR_DENIED, "person=%lld", LL(ann));
	play_refused(p, "adi", &person_read, ERR_MISSING, "person=%d", 99999);
}

static void
test_person__is_found_by_name_and_group(void **state)
{
	struct play        *p = play_new(*state);
	struct person_page *list = play_ok(p, "fay", &person_list, "constituency=service_user");

	assert_int_equal(list->n, 1);                  /* ann; bea is of another ward */
	assert_true(str_eq(list->at[0].name, STR("ann")));
	list = play_ok(p, "fay", &person_list, "constituency=governor");
	assert_int_equal(list->n, 0);
	list = play_ok(p, "fay", &person_list, "find=bea");
	assert_int_equal(list->n, 0);
	play_refused(p, "fay", &person_list, ERR_INPUT, "constituency=nobody");
	play_refused(p, "ann", &person_list, ERR_DENIED, "find=ann");
}

static void
test_role__is_given_and_ended(void **state)
{
	struct play       *p = play_new(*state);
	int64_t            ann = play_person(p, "ann");
	struct person_one *one;

	(void)play_ok(p, "adi", &role_grant, "person=%lld&role=member&forum=%lld&until=2026-12-31", LL(ann), LL(p->cmt));
	one = play_ok(p, "adi", &person_read, "person=%lld", LL(ann));
	assert_int_equal(one->nheld, 2);
	assert_int_equal(one->held[1].forum, p->cmt);
	assert_true(str_eq(one->held[1].forum_name, STR("CMT")));
	assert_int_equal(one->held[1].until.n, day_make(2026, 12, 31).n);
	play_refused(p, "fay", &role_end, ERR_DENIED, "person=%lld&role=member&forum=%lld", LL(ann), LL(p->cmt));
	p->today.n++;
	(void)play_ok(p, "adi", &role_end, "person=%lld&role=member&forum=%lld", LL(ann), LL(p->cmt));
	p->today.n++;
	one = play_ok(p, "adi", &person_read, "person=%lld", LL(ann));
	assert_int_equal(one->nheld, 1);
	play_refused(p, "adi", &role_end, ERR_MISSING, "person=%lld&role=member&forum=%lld", LL(ann), LL(p->cmt));
}

/* Who adds people everywhere they belong may change what is kept of them; addresses are shown to nobody. */
static void
test_person__is_changed_by_those_who_look_after_all_their_places(void **state)
{
	struct play           *p = play_new(*state);
	int64_t                ann = play_person(p, "ann"), fay = play_person(p, "fay"), adi = play_person(p, "adi");
	struct person_details *d;
	struct person_row     *row;
	int64_t                version;

	d = play_ok(p, "adi", &person_details, "person=%lld", LL(ann));
	assert_false(d->has_email);
	version = d->version;
	row = play_ok(p, "adi", &person_change, "person=%lld&name=Anna&lang=ar&email=anna@example.org&wanted=1"
	    "&needs=Large letters&version=%lld", LL(ann), LL(version));
	assert_true(str_eq(row->name, STR("Anna")));
	d = play_ok(p, "adi", &person_details, "person=%lld", LL(ann));
	assert_true(d->has_email && d->wanted && str_eq(d->lang, STR("ar")));
	play_refused(p, "adi", &person_change, ERR_CLASH, "person=%lld&name=Ann&version=%lld", LL(ann), LL(version));
	assert_int_equal(p->cx.stands.n, 2);           /* the name and the language */
	play_refused(p, "adi", &person_change, ERR_INPUT, "person=%lld&name=Anna&email=no address", LL(ann));
	assert_true(str_eq(p->cx.why.field, STR("email")));
	play_refused(p, "adi", &person_change, ERR_INPUT, "person=%lld&name=Anna&lang=klingon", LL(ann));
	play_refused(p, "adi", &person_change, ERR_INPUT, "person=%lld&name=Anna&no_email=1&wanted=1", LL(ann));
	(void)play_ok(p, "adi", &person_change, "person=%lld&name=Anna", LL(ann));
	d = play_ok(p, "adi", &person_details, "person=%lld", LL(ann));
	assert_true(d->has_email && !d->wanted);       /* left empty: kept */
	(void)play_ok(p, "adi", &person_change, "person=%lld&name=Anna&no_email=1", LL(ann));
	d = play_ok(p, "adi", &person_details, "person=%lld", LL(ann));
	assert_false(d->has_email);
	/* a manager of the ward: its people, but nobody who belongs elsewhere too or looks after it */
	play_refused(p, "fay", &person_change, ERR_DENIED, "person=%lld&name=Ann", LL(ann));
	(void)play_ok(p, "adi", &role_grant, "person=%lld&role=manager&unit=%lld", LL(fay), LL(p->oak));
	(void)play_ok(p, "fay", &person_change, "person=%lld&name=Ann", LL(ann));
	play_refused(p, "fay", &person_change, ERR_MISSING, "person=%lld&name=Bea", LL(play_person(p, "bea")));
	(void)play_ok(p, "adi", &role_grant, "person=%lld&role=member&forum=%lld", LL(ann), LL(p->cmt));
	play_refused(p, "fay", &person_change, ERR_DENIED, "person=%lld&name=Ann", LL(ann));
	(void)play_ok(p, "adi", &role_grant, "person=%lld&role=staff&unit=%lld", LL(adi), LL(p->oak));
	play_refused(p, "fay", &person_change, ERR_DENIED, "person=%lld&name=Adi&email=me@example.org", LL(adi));
}

static void
test_person__two_people_erase_somebody(void **state)
{
	struct play           *p = play_new(*state);
	int64_t                ann = play_person(p, "ann"), fay = play_person(p, "fay");
	struct person_page    *all;
	struct person_erasure *done;
	struct person_erasing *page;
	struct erasure_list   *open;

	play_refused(p, "fay", &person_erase_ask, ERR_DENIED, "person=%lld&why=x", LL(ann));
	play_refused(p, "adi", &person_erase, ERR_INPUT, "person=%lld", LL(ann));       /* nobody asked */
	play_refused(p, "fay", &person_erasing, ERR_DENIED, "person=%lld", LL(ann));
	play_refused(p, "adi", &person_erasing, ERR_INPUT, "person=%lld", LL(play_person(p, "adi")));
	page = play_ok(p, "adi", &person_erasing, "person=%lld", LL(ann));
	assert_false(page->asked || page->erased);
	(void)play_ok(p, "adi", &person_erase_ask, "person=%lld&why=She wants to", LL(ann));
	open = play_ok(p, "eve", &person_erasures, "%s", "");
	assert_int_equal(open->n, 1);
	assert_int_equal(open->at[0].due.n, day_make(2026, 4, 2).n);
	assert_true(str_eq(open->at[0].asked_name, STR("adi")) && str_has(open->at[0].may, STR("eve")) && !open->at[0].mine);
	play_refused(p, "cal", &person_erasures, ERR_DENIED, "%s", "");
	page = play_ok(p, "eve", &person_erasing, "person=%lld", LL(ann));       /* an executive over the place may agree */
	assert_true(page->asked && !page->mine && !page->sees && str_eq(page->why, STR("She wants to")));
	page = play_ok(p, "adi", &person_erasing, "person=%lld", LL(ann));
	assert_true(page->mine && page->sees);
	play_refused(p, "adi", &person_erase, ERR_INPUT, "person=%lld", LL(ann));       /* the same one */
	play_refused(p, "fay", &person_erase, ERR_DENIED, "person=%lld", LL(ann));
	(void)play_ok(p, "adi", &role_grant, "person=%lld&role=admin&unit=%lld", LL(fay), LL(p->oak));
	play_refused(p, "fay", &person_erase, ERR_INPUT, "person=%lld", LL(fay));       /* oneself */
	play_refused(p, "fay", &person_erase, ERR_MISSING, "person=%lld", LL(play_person(p, "bea")));
	done = play_ok(p, "fay", &person_erase, "person=%lld", LL(ann));
	assert_true(done->erased);
	assert_int_equal(((struct erasure_list *)play_ok(p, "eve", &person_erasures, "%s", ""))->n, 0);
	all = play_ok(p, "adi", &person_list, "find=%s", "ann");
	assert_int_equal(all->n, 0);
	play_refused(p, "adi", &person_erase, ERR_INPUT, "person=%lld", LL(ann));       /* once is all */
}

/* In summer a day in London begins at 23:00 UTC: a role ends then, and not an hour into the next day. */
static void
test_role__ends_at_the_providers_midnight(void **state)
{
	struct play      *p = play_new(*state);
	const struct zone *z = zone_find(STR("Europe/London"));
	int64_t            ann = play_person(p, "ann");
	struct actor       who;

	p->zone = z;
	(void)play_ok(p, "adi", &role_grant, "person=%lld&role=helper&unit=%lld&since=2026-06-10&until=2026-06-30", LL(ann),
	    LL(p->oak));
	assert_int_equal(((struct person_one *)play_ok(p, "adi", &person_read, "person=%lld", LL(ann)))->held[1].until.n,
	    day_make(2026, 6, 30).n);
	for (int i = 0; i < 4; i++) {
		day   d = day_make(2026, 6, i < 2 ? 9 : 30);
		stamp at = { d.n * 86400 + 23 * 3600 - (i % 2 == 0) };

		assert_int_equal(db_begin(p->f->db), OK);
		assert_int_equal(actor_load_person(p->f->db, p->f->mem, (person_id){ ann }, at, &who), OK);
		db_rollback(p->f->db);
		assert_int_equal(who.roles >> ROLE_HELPER & 1, i == 1 || i == 2);
	}
	zone_free(z);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_person__is_read_by_those_of_the_place),
		ON_BOTH(test_person__is_found_by_name_and_group),
		ON_BOTH(test_role__is_given_and_ended),
		ON_BOTH(test_person__is_changed_by_those_who_look_after_all_their_places),
		ON_BOTH(test_person__two_people_erase_somebody),
		ON_BOTH(test_role__ends_at_the_providers_midnight),
	};

	return run_on_both(tests);
}
