/* rooms/unit: the operations and their rules.  No SQL and no HTML in here. */
#include "rooms/unit/unit_in.h"

static const struct shape_field row_fields[] = {
	SH(struct unit_row, SHAPE_INT, id), SH(struct unit_row, SHAPE_INT, parent),
	SH(struct unit_row, SHAPE_STR, slug), SH_PLACE(struct unit_row, name),
	SH(struct unit_row, SHAPE_STR, kind), SH(struct unit_row, SHAPE_STR, path),
	SH(struct unit_row, SHAPE_BOOL, open_to_all), SH(struct unit_row, SHAPE_INT, version),
	SH(struct unit_row, SHAPE_DAY, closed),
};
const struct shape unit_row_shape = SHAPE("unit", struct unit_row, row_fields);

static const struct shape_field page_fields[] = {
	SH_LIST(struct unit_page, "units", at, n, &unit_row_shape),
	SH(struct unit_page, SHAPE_INT, next),
};
static const struct shape page_shape = SHAPE("unit_list", struct unit_page, page_fields);

str
unit_slug_of(struct arena *a, str name)
{
	char  *p = arena_take(a, name.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < name.n && n < 60; i++) {
		char c = name.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			p[n++] = c;
		else if (n > 0 && p[n - 1] != '-' && c != '\'')
			p[n++] = '-';
	}
	while (n > 0 && p[n - 1] == '-')
		n--;
	return n > 0 ? (str){ p, n } : STR("place");
}

/* A slug that was given is folded like a name: a '/' in it would lie inside another place's path. */
err
unit_add(struct cx *cx, const struct unit_new *n, struct unit_row *ret_row)
{
	struct unit_row up = { .path = STR("/") };
	str             slug = unit_slug_of(cx->mem, n->slug.n > 0 ? n->slug : n->name);
	unit_id         id;
	err             e;

	if (n->parent.v != 0)
		TRY(unit_find(cx, n->parent, &up));
	e = unit_find_slug(cx, slug, ret_row);
	if (e == OK)
		return cx_fail(cx, ERR_CLASH, "unit.slug_taken", STR("slug"));
	if (e != ERR_MISSING)
		return e;
	TRY(unit_insert(cx, n, up.path, slug, &id));
	TRY(unit_set_line(cx, id, str_fmt(cx->mem, "%.*s%s%lld", STR_ARG(up.line),
	    up.line.n ? " " : "", (long long)id.v)));
	return unit_find(cx, id, ret_row);
}

err
unit_is_open(struct cx *cx, const struct unit_row *u, str field)
{
	return u->closed.n == DAY_NONE ? OK : cx_fail(cx, ERR_INPUT, "unit.closed", field);
}

struct new_in { unit_id parent; str slug, name; int64_t kind; bool open_to_all; };

const char *const unit_kinds[] = {
	"org", "region", "service", "site", "ward", "department", NULL };

static const struct field new_fields[] = {
	{ STR_INIT("parent"), FIELD_ID, offsetof(struct new_in, parent), .optional = true,
	  .about = "The place it belongs to; none for the organisation itself." },
	{ STR_INIT("name"), FIELD_LINE, offsetof(struct new_in, name), .max = 120, .about = "Its name." },
	{ STR_INIT("slug"), FIELD_LINE, offsetof(struct new_in, slug), .max = 60, .optional = true,
	  .about = "Its address; made from the name when left out." },
	{ STR_INIT("kind"), FIELD_CHOICE, offsetof(struct new_in, kind), .choices = unit_kinds,
	  .about = "What sort of place it is." },
	{ STR_INIT("open_to_all"), FIELD_BOOL, offsetof(struct new_in, open_to_all), .optional = true,
	  .about = "Anybody may say something from its public page." },
};

static err
new_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct new_in *in = vin;
	struct unit_new      n = { in->parent, in->slug, in->name, str_of(unit_kinds[in->kind]),
		in->open_to_all, false };
	struct unit_row      up;

	if (n.parent.v != 0)
		TRY(unit_reach(cx, n.parent, MAY_SET_UP, &up));
	if (n.parent.v != 0)
		TRY(unit_is_open(cx, &up, STR("parent")));
	return unit_add(cx, &n, ret_out);
}

const struct op unit_new = {
	.name = STR_INIT("unit.new"), .path = STR_INIT("/units"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Sets up a place.", FIELDS(new_fields), .in_size = sizeof(struct new_in),
	.out_size = sizeof(struct unit_row), .out = &unit_row_shape, .run = new_run,
};

static const struct field list_fields[] = {
	{ STR_INIT("find"), FIELD_LINE, offsetof(struct unit_want, find), .max = 100, .optional = true,
	  .about = "Only places whose name holds this." },
	{ STR_INIT("kind"), FIELD_LINE, offsetof(struct unit_want, kind), .max = 20, .optional = true,
	  .about = "Only places of this kind." },
	{ STR_INIT("parent"), FIELD_INT, offsetof(struct unit_want, parent), .optional = true,
	  .about = "Only places below this one." },
	{ STR_INIT("older"), FIELD_INT, offsetof(struct unit_want, older), .optional = true,
	  .about = "Go on after this id (the last answer's next)." },
	{ STR_INIT("limit"), FIELD_INT, offsetof(struct unit_want, limit), .max = 200, .optional = true,
	  .about = "At most so many; 50 when left out." },
	{ STR_INIT("closed"), FIELD_BOOL, offsetof(struct unit_want, closed), .optional = true,
	  .about = "Those that have closed too." },
};

static err
list_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct unit_want w = *(const struct unit_want *)vin;

	w.limit = w.limit ? w.limit : 50;
	return unit_select(cx, &w, ret_out);
}

const struct op unit_list = {
	.name = STR_INIT("unit.list"), .path = STR_INIT("/units"), .may = MAY_ANYONE, .tx = TX_READ,
	.about = "Lists the places you belong to and those open to all.", FIELDS(list_fields),
	.in_size = sizeof(struct unit_want), .out_size = sizeof(struct unit_page), .out = &page_shape,
	.run = list_run,
};

static err
places_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct unit_want w = *(const struct unit_want *)vin;

	w.limit = w.limit ? w.limit : 200;
	w.may = MAY_SET_UP;
	return unit_select(cx, &w, ret_out);
}

const struct op unit_places = {
	.name = STR_INIT("unit.places"), .path = STR_INIT("/units/mine"), .may = MAY_SET_UP, .tx = TX_READ,
	.about = "Lists the places that you set up.", FIELDS(list_fields), .in_size = sizeof(struct unit_want),
	.out_size = sizeof(struct unit_page), .out = &page_shape, .run = places_run,
};

const struct op *const unit_ops[] = { &unit_list, &unit_new, &unit_places, &unit_read, &unit_change, &unit_close,
	&unit_reopen };
const size_t unit_nops = LEN(unit_ops);
