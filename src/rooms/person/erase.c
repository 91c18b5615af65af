/*
 * rooms/person: erasing somebody.  Two people do it: one asks, another one agrees.  What they
 * decided and said stays, without their name; who they were is gone, and what ties the record
 * of who did what to them is destroyed, so that its chain still holds (docs/why/audit-record.md).
 */
#include "rooms/person/person_in.h"

#include "op/audit.h"
#include "rooms/action/action.h"
#include "rooms/apart/apart.h"
#include "rooms/consent/consent.h"
#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
#include "rooms/outbox/outbox.h"
#include "rooms/session/session.h"
#include "rooms/safeguarding/safeguarding.h"

struct erase_in { person_id person; str why; };

static const struct field ask_fields[] = {
	{ STR_INIT("person"), FIELD_ID, offsetof(struct erase_in, person), .about = "Who." },
	{ STR_INIT("why"), FIELD_TEXT, offsetof(struct erase_in, why), .max = 1000,
	  .about = "Why; gone too once they are erased." },
};
static const struct field erase_fields[] = {
	{ STR_INIT("person"), FIELD_ID, offsetof(struct erase_in, person), .about = "Who." },
};

static const struct shape_field asked_fields[] = {
	SH(struct person_erasure, SHAPE_INT, person), SH(struct person_erasure, SHAPE_BOOL, erased),
};
static const struct shape asked_shape = SHAPE("person_erasure", struct person_erasure, asked_fields);

/* Not the house, not oneself: two people must stand behind it (ASVS 2.3.5). */
static err
may_erase(struct cx *cx, person_id id)
{
	if (cx->who.id.v <= 0)
		return cx_fail(cx, ERR_DENIED, "person.erase_people", STR("person"));
	if (cx->who.id.v == id.v)
		return cx_fail(cx, ERR_INPUT, "person.erase_self", STR("person"));
	return person_governed(cx, id);
}

bool
person_may_erase(struct cx *cx, person_id id)
{
	bool yes = may_at_all(&cx->who, MAY_ERASE) && may_erase(cx, id) == OK;

	cx->why = (struct why){ 0 };
	cx->nwhys = 0;
	return yes;
}

static err
erasing_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct erase_in *in = vin;
	struct person_erasing *page = ret_out;

	TRY(may_erase(cx, in->person));
	TRY(person_find(cx, in->person, &page->person));
	page->sees = may_at_all(&cx->who, MAY_READ_PEOPLE) && person_within(cx, in->person) == OK;
	cx->why = (struct why){ 0 };
	cx->nwhys = 0;
	return erasure_look(cx, page);
}

static const struct shape_field erasing_fields[] = {
	SH_AS(struct person_erasing, SHAPE_INT, "person", person.id), SH_AS(struct person_erasing, SHAPE_STR, "name", person.name),
	SH(struct person_erasing, SHAPE_INT, matters), SH(struct person_erasing, SHAPE_BOOL, asked),
	SH(struct person_erasing, SHAPE_BOOL, mine), SH(struct person_erasing, SHAPE_BOOL, erased),
	SH(struct person_erasing, SHAPE_STR, asked_name), SH(struct person_erasing, SHAPE_STR, why),
	SH(struct person_erasing, SHAPE_DAY, asked_on),
};
static const struct shape erasing_shape = SHAPE("person_erasing", struct person_erasing, erasing_fields);

const struct op person_erasing = {
	.name = STR_INIT("person.erasing"), .path = STR_INIT("/people/{person}/erase"), .may = MAY_ERASE,
	.tx = TX_READ, .about = "What goes and what stays when a person is erased, and whether somebody asks for it.",
	FIELDS(erase_fields), .in_size = sizeof(struct erase_in), .out_size = sizeof(struct person_erasing),
	.out = &erasing_shape, .run = erasing_run,
};

static err
ask_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct erase_in *in = vin;

	TRY(may_erase(cx, in->person));
	TRY(erasure_ask(cx, in->person, in->why));
	*(struct person_erasure *)ret_out = (struct person_erasure){ in->person.v, false };
	return OK;
}

const struct op person_erase_ask = {
	.name = STR_INIT("person.erase_ask"), .path = STR_INIT("/people/{person}/erase/ask"),
	.may = MAY_ERASE, .tx = TX_WRITE, .about = "Asks that a person is erased; somebody else must agree.",
	FIELDS(ask_fields), .in_size = sizeof(struct erase_in), .out_size = sizeof(struct person_erasure),
	.out = &asked_shape, .run = ask_run, .hears = &safeguarding_hears,
};

static err
erase_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct erase_in *in = vin;
	int64_t                asked_by = 0;

	TRY(may_erase(cx, in->person));
	TRY(erasure_find(cx, in->person, &asked_by));
	if (asked_by == 0)
		return cx_fail(cx, ERR_INPUT, "person.erase_ask_first", STR("person"));
	if (asked_by == cx->who.id.v)
		return cx_fail(cx, ERR_INPUT, "person.erase_other", STR("person"));
	TRY(session_forget(cx, in->person));
	TRY(access_end_all(cx->db, cx->mem, in->person, cx->now));
	TRY(matter_forget(cx, in->person));
	TRY(meeting_forget(cx, in->person));
	TRY(action_forget(cx, in->person));
	TRY(apart_forget(cx, in->person));
	TRY(consent_forget(cx, in->person));
	TRY(outbox_forget(cx, in->person));
	TRY(safeguarding_forget(cx, in->person));
	TRY(person_scrub(cx, in->person));
	TRY(erasure_done(cx, in->person));
	TRY(audit_forget(cx, in->person.v));
	*(struct person_erasure *)ret_out = (struct person_erasure){ in->person.v, true };
	return OK;
}

const struct op person_erase = {
	.name = STR_INIT("person.erase"), .path = STR_INIT("/people/{person}/erase"), .may = MAY_ERASE,
	.tx = TX_WRITE, .about = "Erases a person for whom somebody else has asked it. This cannot be undone.",
	FIELDS(erase_fields), .in_size = sizeof(struct erase_in), .out_size = sizeof(struct person_erasure),
	.out = &asked_shape, .run = erase_run,
};

/* ------------------------------------------------ those that wait */

/* The same day of the next month, or its last one (UK GDPR, article 12). */
static day
month_after(day from)
{
	int64_t year, month, dom, end;

	day_split(from, &year, &month, &dom);
	end = day_make(year + (month + 1) / 12, (month + 1) % 12 + 1, 1).n - 1;        /* of the next month */
	from = day_make(year + month / 12, month % 12 + 1, 1);
	return (day){ from.n + dom - 1 < end ? from.n + dom - 1 : end };
}

static err
erasures_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct erasure_list *list = ret_out;

	(void)vin;
	TRY(erasure_open(cx, list));
	for (size_t i = 0; i < list->n; i++) {
		struct erasure_row *r = &list->at[i];

		r->due = month_after(r->asked_on);
		r->days_left = r->due.n - cx->today.n;
		TRY(erasure_agree(cx, r->person, &r->may));
	}
	return OK;
}

static const struct shape_field open_fields[] = {
	SH(struct erasure_row, SHAPE_INT, person), SH(struct erasure_row, SHAPE_STR, name),
	SH(struct erasure_row, SHAPE_STR, asked_name), SH(struct erasure_row, SHAPE_DAY, asked_on),
	SH(struct erasure_row, SHAPE_DAY, due), SH(struct erasure_row, SHAPE_INT, days_left),
	SH(struct erasure_row, SHAPE_BOOL, mine), SH_AS(struct erasure_row, SHAPE_STR, "may_agree", may),
};
static const struct shape open_shape = SHAPE("erasure", struct erasure_row, open_fields);
static const struct shape_field open_list_fields[] = {
	SH_LIST(struct erasure_list, "erasures", at, n, &open_shape),
};
static const struct shape open_list_shape = SHAPE("erasures", struct erasure_list, open_list_fields);

const struct op person_erasures = {
	.name = STR_INIT("person.erasures"), .path = STR_INIT("/erasures"), .may = MAY_ERASE, .tx = TX_READ,
	.about = "Requests to erase somebody that wait for a second person: who asked, since when, and by when it must be done.",
	.out_size = sizeof(struct erasure_list), .out = &open_list_shape, .run = erasures_run,
};
