/*
 * rooms/consent: giving it and taking it back.  Only the person themselves gives it, while
 * they are in care somewhere; only to a carer of their own places, named by the sign-in name
 * that the carer tells them, so that no list of carers is shown to anybody.  No SQL, no HTML.
 */
#include "rooms/consent/consent_in.h"

#include "rooms/matter/matter.h"
#include "rooms/person/person.h"
#include "words/words.h"

_Static_assert(NAMING_NAMED == 1, "REACH_CONSENT says so");

struct give_in { str login; int64_t topic; day until; };

static const struct field give_fields[] = {
	{ STR_INIT("login"), FIELD_LINE, offsetof(struct give_in, login), .max = 60,
	  .about = "The sign-in name of the carer who may read what you said." },
	{ STR_INIT("topic"), FIELD_CHOICE, offsetof(struct give_in, topic), .choices = matter_topics, .optional = true,
	  .about = "Only what you said about this; everything you said with your name when left out." },
	{ STR_INIT("until"), FIELD_DAY, offsetof(struct give_in, until), .optional = true,
	  .about = "Until this day; until you take it back when left out." },
};

static const struct shape_field done_fields[] = {
	SH(struct consent_done, SHAPE_INT, consent), SH(struct consent_done, SHAPE_STR, name),
};
static const struct shape done_shape = SHAPE("consent_done", struct consent_done, done_fields);

/* A name nobody has, and one of somebody who is no carer here, are answered alike. */
static err
carer_of(struct cx *cx, str login, struct person_row *ret)
{
	err e = person_find_login(cx, login, ret);

	if (e != OK && e != ERR_MISSING)
		return e;
	if (e == OK && ret->id != cx->who.id.v && str_eq(ret->constituency, STR("carer")) &&
	    consent_carer_near(cx, ret->id))
		return OK;
	cx->why = (struct why){ 0 };
	cx->nwhys = 0;
	return cx_fail(cx, ERR_INPUT, "consent.no_carer", STR("login"));
}

static bool
is_in_care(struct cx *cx)
{
	return cx->who.id.v > 0 && person_role_held(cx, cx->who.id, ROLE_SERVICE_USER);
}

static err
give_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct give_in *in = vin;
	struct consent_done  *out = ret_out;
	struct consent_new    n = { .topic = str_of(matter_topics[in->topic]), .until = STAMP_NEVER };
	struct person_row     carer;

	if (!is_in_care(cx))
		return cx_fail(cx, ERR_DENIED, "consent.own_act", STR("login"));
	TRY(carer_of(cx, in->login, &carer));
	if (in->until.n != DAY_NONE && in->until.n < cx->today.n)
		return cx_fail(cx, ERR_INPUT, "consent.until_past", STR("until"));
	if (in->until.n != DAY_NONE)
		n.until.s = zone_stamp(cx->zone, (day){ in->until.n + 1 }, (clocktime){ 0 }).s - 1;
	n.carer.v = carer.id;
	out->name = carer.name;
	return consent_put(cx, &n, &out->consent);
}

const struct op consent_give = {
	.name = STR_INIT("consent.give"), .path = STR_INIT("/consents"), .may = MAY_OWN, .tx = TX_WRITE,
	.about = "Lets a carer read what you said with your name, and what came of it. Only you can do this.",
	FIELDS(give_fields), .in_size = sizeof(struct give_in), .out_size = sizeof(struct consent_done),
	.out = &done_shape, .run = give_run, .cites = "SM-A3b SM-A4",
};

static const struct field end_fields[] = {
	{ STR_INIT("consent"), FIELD_ID, 0, .about = "Which one; consent.list tells." },
};

static err
end_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct consent_done *out = ret_out;

	out->consent = ((const consent_id *)vin)->v;
	return consent_take_back(cx, *(const consent_id *)vin, &out->name);
}

const struct op consent_end = {
	.name = STR_INIT("consent.end"), .path = STR_INIT("/consents/{consent}/end"), .may = MAY_OWN, .tx = TX_WRITE,
	.about = "Takes it back: from now on that carer reads nothing of yours by it.", FIELDS(end_fields),
	.in_size = sizeof(consent_id), .out_size = sizeof(struct consent_done), .out = &done_shape, .run = end_run,
	.cites = "SM-A3b SM-A4",
};

static const struct shape_field row_fields[] = {
	SH(struct consent_row, SHAPE_INT, id), SH_AS(struct consent_row, SHAPE_INT, "person", who),
	SH(struct consent_row, SHAPE_STR, name), SH(struct consent_row, SHAPE_STR, topic),
	SH(struct consent_row, SHAPE_DAY, since), SH(struct consent_row, SHAPE_DAY, until),
};
static const struct shape row_shape = SHAPE("consent", struct consent_row, row_fields);
static const struct shape_field list_fields[] = {
	SH_LIST(struct consent_list, "given", given, ngiven, &row_shape),
	SH_LIST(struct consent_list, "got", got, ngot, &row_shape), SH(struct consent_list, SHAPE_BOOL, may_give),
};
static const struct shape list_shape = SHAPE("consent_list", struct consent_list, list_fields);

static err
list_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct consent_list *list = ret_out;

	(void)vin;
	list->may_give = is_in_care(cx);
	return consent_select(cx, list);
}

const struct op consent_list = {
	.name = STR_INIT("consent.list"), .path = STR_INIT("/consents"), .may = MAY_OWN, .tx = TX_READ,
	.about = "Says who may read what you said because you let them, and whose words you may read.",
	.in_size = 1, .out_size = sizeof(struct consent_list), .out = &list_shape, .run = list_run,
	.cites = "SM-A3b SM-A4",
};

const struct op *const consent_ops[] = { &consent_list, &consent_give, &consent_end };
const size_t consent_nops = LEN(consent_ops);
