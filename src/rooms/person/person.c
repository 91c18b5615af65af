/* rooms/person: adding people, and giving and ending roles.  No SQL and no HTML. */
#include "rooms/person/person_in.h"

#include "base/secret.h"
#include "rooms/consent/consent.h"
#include "rooms/forum/forum.h"
#include "rooms/unit/unit.h"
#include "rooms/safeguarding/safeguarding.h"
#include "words/words.h"

const char *const constituencies[] = {
	"", "service_user", "carer", "staff", "expert", "peer_worker", "volunteer", "governor", NULL };

str
constituency_key(int64_t i)
{
	return str_of(constituencies[i]);
}

bool
constituency_is_lived(str key)
{
	return str_eq(key, STR("service_user")) || str_eq(key, STR("carer")) ||
	    str_eq(key, STR("expert")) || str_eq(key, STR("peer_worker"));
}

static const struct shape_field row_fields[] = {
	SH(struct person_row, SHAPE_INT, id), SH(struct person_row, SHAPE_STR, login),
	SH(struct person_row, SHAPE_STR, name), SH(struct person_row, SHAPE_STR, constituency),
	SH(struct person_row, SHAPE_STR, roles),
};
const struct shape person_row_shape = SHAPE("person", struct person_row, row_fields);

const char *const person_roles[] = {
	"", "service_user", "carer", "expert", "peer_worker", "volunteer", "governor", "staff", "helper",
	"facilitator", "manager", "executive", "auditor", "admin", "member", "chair", "secretary", NULL };

struct add_in {
	str     login, name, email, phone, lang, needs, secret;
	int64_t constituency, role;
	unit_id unit;
	bool    easy;
	str     hash;                          /* made by before */
};

static const struct field add_fields[] = {
	{ STR_INIT("name"), FIELD_LINE, offsetof(struct add_in, name), .max = 120,
	  .about = "The name they like to be called by." },
	{ STR_INIT("constituency"), FIELD_CHOICE, offsetof(struct add_in, constituency),
	  .choices = constituencies, .about = "Which group they belong to." },
	{ STR_INIT("unit"), FIELD_ID, offsetof(struct add_in, unit), .about = "The place they belong to." },
	{ STR_INIT("role"), FIELD_CHOICE, offsetof(struct add_in, role), .choices = person_roles,
	  .optional = true, .about = "What they are there; their group's own role when left out." },
	{ STR_INIT("login"), FIELD_LINE, offsetof(struct add_in, login), .max = 60, .optional = true,
	  .about = "The name they sign in with; none when they will not sign in." },
	{ STR_INIT("secret"), FIELD_SECRET, offsetof(struct add_in, secret), .max = 200, .optional = true,
	  .about = "Their first password, at least 8 characters." },
	{ STR_INIT("email"), FIELD_LINE, offsetof(struct add_in, email), .max = 200, .optional = true,
	  .about = "Shown to nobody." },
	{ STR_INIT("phone"), FIELD_LINE, offsetof(struct add_in, phone), .max = 40, .optional = true,
	  .about = "Shown to nobody." },
	{ STR_INIT("lang"), FIELD_LINE, offsetof(struct add_in, lang), .max = 10, .optional = true,
	  .about = "The language they like to read." },
	{ STR_INIT("easy"), FIELD_BOOL, offsetof(struct add_in, easy), .optional = true,
	  .about = "They like easy read." },
	{ STR_INIT("needs"), FIELD_TEXT, offsetof(struct add_in, needs), .max = 1000, .optional = true,
	  .about = "What helps them take part, in their own words (CW-4)." },
};

static err
add_before(struct cx *cx, void *vin)
{
	struct add_in *in = vin;

	if (in->secret.n == 0)
		return OK;
	if (in->secret.n < 8)
		return cx_fail_n(cx, ERR_INPUT, "person.secret_short", STR("secret"), 8);
	in->hash = secret_password_hash(cx->mem, in->secret);
	return OK;
}

/* The role that goes with a group when none is named. */
static enum role
role_of_group(int64_t constituency)
{
	static const enum role at[] = { ROLE_SERVICE_USER, ROLE_SERVICE_USER, ROLE_CARER, ROLE_STAFF,
		ROLE_EXPERT, ROLE_PEER_WORKER, ROLE_VOLUNTEER, ROLE_GOVERNOR };

	return at[constituency];
}

/* Nobody gives a role that may do more than they may themselves, save an administrator of that place. */
static err
may_give(struct cx *cx, enum role r, unit_id unit)
{
	struct unit_row u;

	TRY(unit_reach(cx, unit, MAY_GRANT_ROLE, &u));
	if (r != ROLE_ADMIN && r != ROLE_EXECUTIVE && r != ROLE_AUDITOR)
		return OK;
	if (unit_reach(cx, unit, MAY_SET_UP, &u) == OK)
		return OK;
	cx->nwhys = 0;
	return cx_fail(cx, ERR_INPUT, "role.above_you", STR("role"));
}

static err
add_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct add_in *in = vin;
	struct person_new    n = { in->login, in->name, constituency_key(in->constituency), in->email,
		in->phone, in->lang, in->needs, in->hash, in->easy };
	struct grant         g = { .unit = in->unit, .since = cx->now, .until = STAMP_NEVER };
	struct unit_row      u;

	if (in->constituency == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("constituency"));
	if (in->secret.n > 0 && in->login.n == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("login"));
	TRY(unit_reach(cx, in->unit, MAY_ADD_PERSON, &u));
	g.role = in->role > 0 ? (enum role)(in->role - 1) : role_of_group(in->constituency);
	if (role_is_seat(g.role))
		return cx_fail(cx, ERR_INPUT, "role.seat_needs_forum", STR("role"));
	TRY(may_give(cx, g.role, in->unit));
	TRY(person_insert(cx, &n, &g.person));
	TRY(access_grant(cx->db, cx->mem, &g));
	return person_find(cx, g.person, ret_out);
}

const struct op person_add = {
	.name = STR_INIT("person.add"), .path = STR_INIT("/people"), .may = MAY_ADD_PERSON, .tx = TX_WRITE,
	.about = "Adds a person, with or without an account.", FIELDS(add_fields),
	.in_size = sizeof(struct add_in), .out_size = sizeof(struct person_row), .out = &person_row_shape,
	.before = add_before, .run = add_run, .hears = &safeguarding_hears,
};

static const struct shape_field page_fields[] = {
	SH_LIST(struct person_page, "people", at, n, &person_row_shape), SH(struct person_page, SHAPE_INT, next),
	SH(struct person_page, SHAPE_BOOL, may_add),
};
static const struct shape page_shape = SHAPE("person_list", struct person_page, page_fields);

static const struct field list_fields[] = {
	{ STR_INIT("find"), FIELD_LINE, offsetof(struct person_want, find), .max = 100, .optional = true,
	  .about = "Only people whose name holds this." },
	{ STR_INIT("unit"), FIELD_INT, offsetof(struct person_want, unit), .optional = true,
	  .about = "Only people of this place." },
	{ STR_INIT("constituency"), FIELD_CHOICE, offsetof(struct person_want, group), .choices = constituencies,
	  .optional = true, .about = "Only people of this group." },
	{ STR_INIT("older"), FIELD_INT, offsetof(struct person_want, older), .optional = true,
	  .about = "Go on after this id (the last answer's next)." },
	{ STR_INIT("limit"), FIELD_INT, offsetof(struct person_want, limit), .max = 200, .optional = true,
	  .about = "At most so many; 50 when left out." },
};

static err
list_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct person_want w = *(const struct person_want *)vin;

	w.limit = w.limit ? w.limit : 50;
	TRY(person_select(cx, &w, ret_out));
	((struct person_page *)ret_out)->may_add = may_at_all(&cx->who, MAY_ADD_PERSON);
	return OK;
}

const struct op person_list = {
	.name = STR_INIT("person.list"), .path = STR_INIT("/people"), .may = MAY_READ_PEOPLE, .tx = TX_READ,
	.about = "Lists the people of your places.", FIELDS(list_fields),
	.in_size = sizeof(struct person_want), .out_size = sizeof(struct person_page), .out = &page_shape,
	.run = list_run,
};

static const struct shape_field held_fields[] = {
	SH_AS(struct person_held, SHAPE_STR, "role", key), SH(struct person_held, SHAPE_INT, unit),
	SH_PLACE(struct person_held, unit_name), SH(struct person_held, SHAPE_INT, forum),
	SH_PLACE(struct person_held, forum_name), SH(struct person_held, SHAPE_DAY, since),
	SH(struct person_held, SHAPE_DAY, until),
};
static const struct shape held_shape = SHAPE("role_held", struct person_held, held_fields);

static const struct shape_field one_fields[] = {
	SH_ONE(struct person_one, person, &person_row_shape),
	SH_LIST(struct person_one, "roles", held, nheld, &held_shape),
	SH(struct person_one, SHAPE_BOOL, may_grant),
};
static const struct shape one_shape = SHAPE("person_page", struct person_one, one_fields);

/* What its form offers, so that it names places as the reader does; no part of the answer. */
static const struct shape_field choice_fields[] = { SH_PLACE(struct person_place, name) };
static const struct shape choice_shape = SHAPE("choice", struct person_place, choice_fields);
static const struct shape_field choices_fields[] = {
	SH_LIST(struct person_one, "units", units, nunits, &choice_shape),
	SH_LIST(struct person_one, "forums", forums, nforums, &choice_shape),
};
static const struct shape choices_shape = SHAPE("choices", struct person_one, choices_fields);

static const struct field read_fields[] = {
	{ STR_INIT("person"), FIELD_ID, 0, .about = "Who." },
};

static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	person_id         id = *(const person_id *)vin;
	struct person_one one = { 0 };

	TRY(person_within(cx, id));
	TRY(person_find(cx, id, &one.person));
	TRY(person_helds(cx, id, &one.held, &one.nheld));
	one.may_change = may_at_all(&cx->who, MAY_ADD_PERSON) && person_changeable(cx, id) == OK;
	cx->nwhys = 0;
	one.may_grant = may_at_all(&cx->who, MAY_GRANT_ROLE);
	one.may_erase = person_may_erase(cx, (person_id){ one.person.id });
	if (one.may_grant) {
		TRY(person_places(cx, MAY_GRANT_ROLE, &one.units, &one.nunits));
		TRY(person_forums(cx, &one.forums, &one.nforums));
		if (cx->names != NULL)
			TRY(cx->names(cx, &choices_shape, &one));
	}
	*(struct person_one *)ret_out = one;
	return OK;
}

const struct op person_read = {
	.name = STR_INIT("person.read"), .path = STR_INIT("/people/{person}"), .may = MAY_READ_PEOPLE, .tx = TX_READ,
	.about = "Reads a person of your places and the roles they hold.", FIELDS(read_fields),
	.in_size = sizeof(person_id), .out_size = sizeof(struct person_one), .out = &one_shape, .run = read_run,
};

static const struct shape_field place_fields[] = {
	SH(struct person_place, SHAPE_INT, id), SH_PLACE(struct person_place, name),
};
static const struct shape place_shape = SHAPE("person_place", struct person_place, place_fields);
static const struct shape_field form_fields[] = {
	SH_LIST(struct person_form, "units", units, nunits, &place_shape),
};
static const struct shape form_shape = SHAPE("person_form", struct person_form, form_fields);

static err
ask_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct person_form *form = ret_out;

	(void)vin;
	return person_places(cx, MAY_ADD_PERSON, &form->units, &form->nunits);
}

const struct op person_ask = {
	.name = STR_INIT("person.ask"), .path = STR_INIT("/people/new"), .may = MAY_ADD_PERSON, .tx = TX_READ,
	.about = "Lists the places where you may add a person.", .out_size = sizeof(struct person_form),
	.out = &form_shape, .run = ask_run,
};

struct grant_in { person_id person; int64_t role; unit_id unit; forum_id forum; day since, until; int64_t version; };

static const struct field grant_fields[] = {
	{ STR_INIT("person"), FIELD_ID, offsetof(struct grant_in, person), .about = "Who." },
	{ STR_INIT("role"), FIELD_CHOICE, offsetof(struct grant_in, role), .choices = person_roles,
	  .about = "Which role." },
	{ STR_INIT("unit"), FIELD_ID, offsetof(struct grant_in, unit), .optional = true,
	  .about = "Over which place and all below it." },
	{ STR_INIT("forum"), FIELD_ID, offsetof(struct grant_in, forum), .optional = true,
	  .about = "In which forum: for member, chair and secretary." },
	{ STR_INIT("since"), FIELD_DAY, offsetof(struct grant_in, since), .optional = true,
	  .about = "From this day; from now when left out." },
	{ STR_INIT("until"), FIELD_DAY, offsetof(struct grant_in, until), .optional = true,
	  .about = "Until this day; without end when left out." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct grant_in, version), .optional = true,
	  .about = "Of a seat: the version of the forum you read, so that nobody's change is lost." },
};

static const struct shape_field granted_fields[] = {
	SH(struct role_granted, SHAPE_INT, person), SH(struct role_granted, SHAPE_STR, role),
	SH(struct role_granted, SHAPE_INT, unit), SH(struct role_granted, SHAPE_INT, forum),
	SH(struct role_granted, SHAPE_DAY, since), SH(struct role_granted, SHAPE_DAY, until),
};
static const struct shape granted_shape = SHAPE("role_granted", struct role_granted, granted_fields);

/* A seat's place is its forum's own; other roles name a unit. */
static err
grant_of(struct cx *cx, const struct grant_in *in, struct grant *g)
{
	struct forum_row f;

	if (in->role == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("role"));
	*g = (struct grant){ .person = in->person, .role = (enum role)(in->role - 1), .unit = in->unit,
		.since = cx->now, .until = STAMP_NEVER };
	if (role_is_seat(g->role)) {
		if (in->forum.v == 0)
			return cx_fail(cx, ERR_INPUT, "role.seat_needs_forum", STR("forum"));
		TRY(forum_find(cx, in->forum, &f));
		g->forum = in->forum;
		g->unit = (unit_id){ f.unit };
	} else if (in->unit.v == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("unit"));
	if (in->since.n != DAY_NONE)
		g->since = zone_stamp(cx->zone, in->since, (clocktime){ 0 });
	if (in->until.n != DAY_NONE)
		g->until.s = zone_stamp(cx->zone, (day){ in->until.n + 1 }, (clocktime){ 0 }).s - 1;
	if (g->until.s < g->since.s)
		return cx_fail(cx, ERR_INPUT, "role.ends_before", STR("until"));
	return may_give(cx, g->role, g->unit);
}

static void
granted(const struct grant_in *in, const struct grant *g, struct role_granted *ret)
{
	*ret = (struct role_granted){ g->person.v, str_of(role_key(g->role)), g->unit.v, g->forum.v,
		in->since, in->until };
}

/* Two who change the chairs of one forum at once: the second sees who sits there now. */
static err
seat_seen(struct cx *cx, const struct grant_in *in, const struct grant *g, str name, bool ends)
{
	return g->forum.v == 0 ? OK : forum_seating(cx, &(struct forum_seating){ .forum = g->forum,
	    .version = in->version, .name = name, .role = str_of(role_key(g->role)), .ends = ends });
}

static err
grant_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct grant_in *in = vin;
	struct person_row      p;
	struct grant           g;

	TRY(person_find(cx, in->person, &p));
	TRY(grant_of(cx, in, &g));
	TRY(consent_before_grant(cx, in->person));
	TRY(seat_seen(cx, in, &g, p.name, false));
	TRY(access_grant(cx->db, cx->mem, &g));
	granted(in, &g, ret_out);
	return OK;
}

const struct op role_grant = {
	.name = STR_INIT("role.grant"), .path = STR_INIT("/roles/grant"), .may = MAY_GRANT_ROLE, .tx = TX_WRITE,
	.about = "Gives a person a role over a place, or a seat in a forum.", FIELDS(grant_fields),
	.in_size = sizeof(struct grant_in), .out_size = sizeof(struct role_granted), .out = &granted_shape,
	.run = grant_run,
};

static err
end_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct grant_in *in = vin;
	struct person_row      p;
	struct grant           g;

	TRY(grant_of(cx, in, &g));
	TRY(person_find(cx, in->person, &p));
	TRY(seat_seen(cx, in, &g, p.name, true));
	if (access_end(cx->db, cx->mem, &g, cx->now) != OK)
		return cx_fail(cx, ERR_MISSING, "role.not_held", STR("role"));
	granted(in, &g, ret_out);
	return OK;
}

const struct op role_end = {
	.name = STR_INIT("role.end"), .path = STR_INIT("/roles/end"), .may = MAY_GRANT_ROLE, .tx = TX_WRITE,
	.about = "Ends a role or a seat now.", FIELDS(grant_fields), .in_size = sizeof(struct grant_in),
	.out_size = sizeof(struct role_granted), .out = &granted_shape, .run = end_run,
};

const struct op *const person_ops[] = { &person_add, &person_ask, &person_list, &person_read, &role_grant, &role_end,
	&person_details, &person_change, &person_erasing, &person_erase_ask, &person_erase,
	&person_erasures };
const size_t person_nops = LEN(person_ops);
