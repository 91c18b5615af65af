/*
 * rooms/unit: changing a place's name and kind, closing it and opening it again.  A place that
 * closes keeps all its history; it cannot while somebody still waits there for an answer, or
 * somebody else's matters are passed to it (SM-C5: nothing passed up can disappear).
 */
#include "rooms/unit/unit_in.h"

#include "rooms/apart/apart.h"
#include "rooms/matter/matter.h"

static const struct shape_field one_fields[] = {
	SH_ONE(struct unit_one, unit, &unit_row_shape), SH(struct unit_one, SHAPE_INT, places),
	SH(struct unit_one, SHAPE_INT, promises), SH(struct unit_one, SHAPE_INT, matters),
	SH(struct unit_one, SHAPE_INT, ways),
};
static const struct shape one_shape = SHAPE("unit_page", struct unit_one, one_fields);

static const struct field read_fields[] = {
	{ STR_INIT("unit"), FIELD_ID, 0, .about = "Which place." },
};

static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct unit_one *one = ret_out;

	TRY(unit_reach(cx, *(const unit_id *)vin, MAY_SET_UP, &one->unit));
	return unit_hanging(cx, one);
}

const struct op unit_read = {
	.name = STR_INIT("unit.read"), .as_written = true, .path = STR_INIT("/units/{unit}"), .may = MAY_SET_UP, .tx = TX_READ,
	.about = "Reads a place that you set up, and what still hangs on it.", FIELDS(read_fields),
	.in_size = sizeof(unit_id), .out_size = sizeof(struct unit_one), .out = &one_shape, .run = read_run,
};

static const struct field change_fields[] = {
	{ STR_INIT("unit"), FIELD_ID, offsetof(struct unit_change, unit), .about = "Which place." },
	{ STR_INIT("name"), FIELD_LINE, offsetof(struct unit_change, name), .max = 120, .about = "Its name." },
	{ STR_INIT("kind"), FIELD_CHOICE, offsetof(struct unit_change, kind), .choices = unit_kinds,
	  .about = "What sort of place it is." },
	{ STR_INIT("open_to_all"), FIELD_BOOL, offsetof(struct unit_change, open_to_all), .optional = true,
	  .about = "Anybody may say something from its public page." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct unit_change, version), .optional = true,
	  .about = "The version you read, so that nobody's words are lost." },
};

/* Its address stays, so that links and printed codes lead there; history keeps its old name. */
static err
change_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct unit_change *in = vin;
	struct unit_row           u;
	struct word               now = { .name = STR("name") };

	TRY(unit_reach(cx, in->unit, MAY_SET_UP, &u));
	now.value = u.name;
	if (in->version != 0 && in->version != u.version)
		return cx_clash(cx, "version.stale", now.name, now.value);
	TRY(unit_update(cx, in));
	if (!str_eq(in->name, u.name)) {
		TRY(unit_forget_texts(cx, in->unit));
		TRY(matter_unit_renamed(cx, in->unit, in->name));
		TRY(apart_unit_renamed(cx, in->unit, in->name));
	}
	return unit_find(cx, in->unit, ret_out);
}

const struct op unit_change = {
	.name = STR_INIT("unit.change"), .path = STR_INIT("/units/{unit}"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Changes a place's name and kind; its address stays.", FIELDS(change_fields),
	.in_size = sizeof(struct unit_change), .out_size = sizeof(struct unit_row), .out = &unit_row_shape,
	.run = change_run,
};

static err
still_hanging(struct cx *cx, const struct unit_one *one)
{
	const str at = STR("unit");

	if (one->places > 0)
		return cx_fail_n(cx, ERR_INPUT, "unit.close_places", at, one->places);
	if (one->promises > 0)
		return cx_fail_n(cx, ERR_INPUT, "unit.close_promises", at, one->promises);
	if (one->matters > 0)
		return cx_fail_n(cx, ERR_INPUT, "unit.close_matters", at, one->matters);
	if (one->ways > 0)
		return cx_fail_n(cx, ERR_INPUT, "unit.close_ways", at, one->ways);
	if (one->unit.parent == 0)
		return cx_fail(cx, ERR_INPUT, "unit.close_top", at);
	return OK;
}

static err
close_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct unit_one one = { 0 };

	TRY(unit_reach(cx, *(const unit_id *)vin, MAY_SET_UP, &one.unit));
	TRY(unit_is_open(cx, &one.unit, STR("unit")));
	TRY(unit_hanging(cx, &one));
	TRY(still_hanging(cx, &one));
	TRY(unit_set_closed(cx, (unit_id){ one.unit.id }, cx->today));
	return unit_find(cx, (unit_id){ one.unit.id }, ret_out);
}

const struct op unit_close = {
	.name = STR_INIT("unit.close"), .path = STR_INIT("/units/{unit}/close"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Closes a place: nothing new begins there, all its history stays.", FIELDS(read_fields),
	.in_size = sizeof(unit_id), .out_size = sizeof(struct unit_row), .out = &unit_row_shape, .run = close_run,
	.cites = "SM-C5",
};

static err
reopen_run(struct cx *cx, const void *vin, void *ret_out)
{
	unit_id         id = *(const unit_id *)vin;
	struct unit_row u, up;

	TRY(unit_reach(cx, id, MAY_SET_UP, &u));
	if (u.parent != 0) {
		TRY(unit_find(cx, (unit_id){ u.parent }, &up));
		TRY(unit_is_open(cx, &up, STR("unit")));
	}
	TRY(unit_set_closed(cx, id, (day){ DAY_NONE }));
	return unit_find(cx, id, ret_out);
}

const struct op unit_reopen = {
	.name = STR_INIT("unit.reopen"), .path = STR_INIT("/units/{unit}/reopen"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Opens a closed place again.", FIELDS(read_fields), .in_size = sizeof(unit_id),
	.out_size = sizeof(struct unit_row), .out = &unit_row_shape, .run = reopen_run,
};
