/*
 * app/set_up: the operation every start runs.  See set_up.h.  Safe to run again; it
 * changes only what is missing, and the policy when the program brought a new one.
 */
#include "app/set_up.h"

#include "base/secret.h"
#include "doors/site.h"
#include "op/audit.h"
#include "op/setting.h"
#include "rooms/person/person.h"
#include "rooms/unit/unit.h"

struct start_in { str zone; };
struct start_out { int64_t made; };

static const struct field start_fields[] = {
	{ .name = STR_INIT("zone"), .kind = FIELD_LINE, .at = offsetof(struct start_in, zone), .max = 64,
	  .about = "The provider's time zone." },
};
static const struct shape_field start_at[] = { SH(struct start_out, SHAPE_INT, made) };
static const struct shape start_shape = SHAPE("start", struct start_out, start_at);

static err
put_if_missing(struct cx *cx, str name, str value, int64_t *made)
{
	str now;

	TRY(setting_get(cx->db, cx->mem, name, &now));
	if (now.n > 0)
		return OK;
	++*made;
	return setting_put(cx->db, cx->mem, name, value);
}

static err
start_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct start_in *in = vin;
	struct start_out      *out = ret_out;
	struct audit_begun     begun;

	TRY(audit_begin(cx, &begun));
	TRY(access_publish(cx->db, cx->mem));
	TRY(put_if_missing(cx, STR("provider"), STR("Our organisation"), &out->made));
	TRY(put_if_missing(cx, STR("zone"), in->zone, &out->made));
	return put_if_missing(cx, STR("secret"), secret_to_base64url(cx->mem,
	    secret_random(cx->mem, SITE_SECRET_BYTES)), &out->made);
}

const struct op house_start = {
	.name = STR_INIT("house.start"), .path = STR_INIT("/house/start"), .may = MAY_SET_UP,
	.tx = TX_WRITE, .about = "Make the house ready to open.", FIELDS(start_fields),
	.in_size = sizeof(struct start_in), .out_size = sizeof(struct start_out), .out = &start_shape,
	.run = start_run, .no_token = true,
};

/* No shape: the secret never leaves the program. */
static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct house_facts *out = ret_out;

	(void)vin;
	TRY(setting_get(cx->db, cx->mem, STR("provider"), &out->provider));
	TRY(setting_get(cx->db, cx->mem, STR("zone"), &out->zone));
	TRY(setting_get(cx->db, cx->mem, STR("secret"), &out->secret));
	return setting_get(cx->db, cx->mem, STR("demo"), &out->demo);
}

const struct op house_read = {
	.name = STR_INIT("house.read"), .path = STR_INIT("/house"), .may = MAY_SET_UP, .tx = TX_READ,
	.about = "What the program must know of its provider.", .in_size = 1,
	.out_size = sizeof(struct house_facts), .run = read_run, .no_token = true,
};

struct named_in { str name; };

static const struct field person_fields[] = {
	{ .name = STR_INIT("login"), .kind = FIELD_LINE, .at = offsetof(struct named_in, name), .max = 60,
	  .about = "The name they sign in with." },
};
static const struct field place_fields[] = {
	{ .name = STR_INIT("slug"), .kind = FIELD_LINE, .at = offsetof(struct named_in, name), .max = 100,
	  .about = "The place's short name." },
};

static err
person_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct named_in *in = vin;
	struct house_found    *out = ret_out;
	struct person_row      p;

	TRY(person_find_login(cx, in->name, &p));
	out->id = p.id;
	return actor_load_person(cx->db, cx->mem, (person_id){ p.id }, cx->now, &out->who);
}

static err
place_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct named_in *in = vin;
	struct house_found    *out = ret_out;
	struct unit_row        u;

	TRY(unit_find_slug(cx, in->name, &u));
	out->id = u.id;
	return OK;
}

const struct op house_person = {
	.name = STR_INIT("house.person"), .path = STR_INIT("/house/person"), .may = MAY_SET_UP,
	.tx = TX_READ, .about = "Finds who signs in with this name.", FIELDS(person_fields),
	.in_size = sizeof(struct named_in), .out_size = sizeof(struct house_found), .run = person_run,
	.no_token = true,
};
const struct op house_place = {
	.name = STR_INIT("house.place"), .path = STR_INIT("/house/place"), .may = MAY_SET_UP,
	.tx = TX_READ, .about = "Finds a place by its short name.",
	FIELDS(place_fields), .in_size = sizeof(struct named_in), .out_size = sizeof(struct house_found),
	.run = place_run, .no_token = true,
};
