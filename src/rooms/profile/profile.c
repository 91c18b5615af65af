/*
 * rooms/profile: writes what was read and checked, through the verbs of unit and forum.
 * No SQL in here; see read.c and check.c for what may stand in a profile.
 */
#include "rooms/profile/profile_in.h"

#include "op/setting.h"
#include "words/words.h"

struct load_in { str file, text; };

static const struct field load_fields[] = {
	{ STR_INIT("file"), FIELD_LINE, offsetof(struct load_in, file), .max = 500,
	  .about = "What the profile's file is called, for messages." },
	{ STR_INIT("text"), FIELD_TEXT, offsetof(struct load_in, text), .max = 1 << 20,
	  .about = "The profile, as JSON." },
};

static const struct shape_field loaded_fields[] = {
	SH(struct profile_loaded, SHAPE_INT, units), SH(struct profile_loaded, SHAPE_INT, forums),
	SH(struct profile_loaded, SHAPE_STR, provider),
};
static const struct shape loaded_shape = SHAPE("profile_loaded", struct profile_loaded, loaded_fields);

static err
write_units(struct cx *cx, struct profile *p)
{
	for (size_t i = 0; i < p->nunits; i++) {
		struct profile_unit *u = &p->units[i];
		struct unit_new      n = { .slug = u->slug, .name = u->name, .kind = u->kind,
			.open_to_all = u->open_to_all };
		struct unit_row      row;

		if (u->up != NO_UP)
			n.parent.v = p->units[u->up].id;
		TRY(unit_add(cx, &n, &row));
		u->id = row.id;
		for (size_t k = 0; k < u->nin; k++)
			TRY(unit_add_text(cx, (unit_id){ row.id }, u->in[k].lang, u->in[k].name));
	}
	return OK;
}

/* "{unit} ward meeting" in each ward; its address begins with the ward's. */
static struct forum_new
forum_at(struct cx *cx, const struct profile_forum *f, const struct profile_unit *u)
{
	struct fill      in[] = { { "unit", u->name } };
	struct forum_new n = { .unit = { u->id }, .slug = f->slug, .name = words_fill(cx->mem, f->name, in, 1),
		.short_name = f->short_name, .kind = f->kind, .purpose = words_fill(cx->mem, f->purpose, in, 1),
		.terms = words_fill(cx->mem, f->terms, in, 1), .cadence = f->cadence,
		.place = words_fill(cx->mem, f->place, in, 1), .starts = f->starts, .since = cx->today,
		.clock = f->clock, .minutes = f->minutes, .quorum = f->quorum, .promise_days = f->promise_days,
		.agenda_days = f->agenda_days, .notes_days = f->notes_days, .is_public = f->is_public,
		.working = f->working };

	if (f->each.n > 0)
		n.slug = str_fmt(cx->mem, "%.*s-%.*s", STR_ARG(u->slug), STR_ARG(f->slug));
	if (n.starts.n == DAY_NONE)
		n.starts = cx->today;
	return n;
}

/* "{unit}" is the place's name in that language, or the English one. */
static err
write_texts(struct cx *cx, forum_id id, const struct profile_forum *f, const struct profile_unit *u)
{
	for (size_t i = 0; i < f->nin; i++) {
		const struct profile_words *w = &f->in[i];
		struct fill                 in[] = { { "unit", u->name } };
		struct forum_text           t;

		for (size_t k = 0; k < u->nin; k++)
			if (str_eq(u->in[k].lang, w->lang))
				in[0].value = u->in[k].name;
		t = (struct forum_text){ w->lang, words_fill(cx->mem, w->name, in, 1), words_fill(cx->mem, w->purpose, in, 1),
			words_fill(cx->mem, w->terms, in, 1) };
		TRY(forum_add_text(cx, id, &t));
	}
	return OK;
}

static err
write_forum(struct cx *cx, const struct profile *p, size_t f, size_t u, int64_t *ret_id)
{
	struct forum_new n = forum_at(cx, &p->forums[f], &p->units[u]);
	forum_id         id;

	TRY(forum_add(cx, &n, &id));
	TRY(write_texts(cx, id, &p->forums[f], &p->units[u]));
	for (size_t i = 0; i < p->forums[f].nseats; i++)
		TRY(forum_add_seat(cx, id, &p->forums[f].seats[i]));
	*ret_id = id.v;
	return OK;
}

/* ids: a forum entry's forum in each place, 0 where it does not meet. */
static err
write_routes(struct cx *cx, const struct profile *p, const int64_t *ids)
{
	for (size_t f = 0; f < p->nforums; f++)
		for (size_t u = 0; u < p->nunits; u++)
			for (size_t k = 0; k < p->forums[f].nroutes && ids[f * p->nunits + u] != 0; k++) {
				const struct profile_route *r = &p->forums[f].routes[k];
				int64_t place = profile_place_of(p, &p->forums[r->to], (int64_t)u);
				forum_id to = { ids[(size_t)r->to * p->nunits + (size_t)place] };

				TRY(forum_add_route(cx, (forum_id){ ids[f * p->nunits + u] }, (int64_t)k + 1, to,
				    r->topic));
			}
	return OK;
}

static err
write_all(struct cx *cx, struct profile *p, struct profile_loaded *ret)
{
	int64_t *ids = arena_take(cx->mem, (p->nforums * p->nunits + 1) * sizeof *ids);

	TRY(write_units(cx, p));
	for (size_t f = 0; f < p->nforums; f++)
		for (size_t u = 0; u < p->nunits; u++)
			if (profile_meets_at(p, &p->forums[f], (int64_t)u)) {
				TRY(write_forum(cx, p, f, u, &ids[f * p->nunits + u]));
				ret->forums++;
			}
	TRY(write_routes(cx, p, ids));
	TRY(setting_put(cx->db, cx->mem, STR("provider"), p->provider));
	if (p->zone.n > 0)
		TRY(setting_put(cx->db, cx->mem, STR("zone"), p->zone));
	if (p->bank_holidays.n > 0)
		TRY(setting_put(cx->db, cx->mem, STR("bank_holidays"), p->bank_holidays));
	ret->units = (int64_t)p->nunits;
	ret->provider = p->provider;
	return OK;
}

err
profile_set_up(struct cx *cx, str file, str text, struct profile_loaded *ret)
{
	struct profile p;
	bool           has = false;

	TRY(profile_read(cx, file, text, &p));
	TRY(profile_has_units(cx, &has));
	if (has)
		return cx_fail(cx, ERR_CLASH, "profile.not_empty", (str){ 0 });
	return write_all(cx, &p, ret);
}

static err
load_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct load_in *in = vin;

	return profile_set_up(cx, in->file, in->text, ret_out);
}

const struct op profile_load = {
	.name = STR_INIT("profile.load"), .path = STR_INIT("/profile"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Sets up a new provider from a profile: places, forums, routes, promises.",
	FIELDS(load_fields), .in_size = sizeof(struct load_in), .out_size = sizeof(struct profile_loaded),
	.out = &loaded_shape, .run = load_run, .not_heard = "a file of settings", .no_token = true, .cites = "SM-B1 SM-B2 SM-B3 SM-B5 SM-C1 CY-2c",
};

bool
profile_built_in(str name, str *ret_text)
{
	for (size_t i = 0; i < profile_ntexts; i++)
		if (str_eq(str_of(profile_texts[i].name), name)) {
			*ret_text = (str){ profile_texts[i].text, profile_texts[i].n };
			return true;
		}
	return false;
}

str
profile_names(struct arena *mem)
{
	struct buf b = { .mem = mem };

	for (size_t i = 0; i < profile_ntexts; i++)
		buf_addf(&b, "%s%s", i > 0 ? ", " : "", profile_texts[i].name);
	return buf_str(&b);
}

const struct op *const profile_ops[] = { &profile_load };
const size_t profile_nops = LEN(profile_ops);
