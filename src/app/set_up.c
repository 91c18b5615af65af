/*
 * app/set_up: the operation every start runs.  See set_up.h.  Safe to run again; it
 * changes only what is missing, and the policy when the program brought a new one.
 */
#include "app/set_up.h"

#include "base/secret.h"
#include "doors/site.h"
#include "op/setting.h"

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
