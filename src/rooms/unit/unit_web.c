/* rooms/unit: addresses and drawing: the places one sets up, and one of them.  Decides nothing. */
#include "rooms/unit/unit_view.h"

#include "gen/unit_views.h"
#include "gen/words_gen.h"

static void
draw_list(struct page *pg, const void *out, struct reply *r)
{
	struct unit_list_view v = { .page = out };
	const char           *any[] = { "", "org", "region", "service", "site", "ward", "department", NULL };

	v.kinds = label_options(pg, LABEL_PLACE, any, words_get(pg->lang, MSG_label_any));
	(void)words_find(pg->asked, STR("parent"), &v.parent);
	show_unit_list(pg, r, &v);
}

static void
draw_new(struct page *pg, const void *out, struct reply *r)
{
	const struct unit_page *page = out;
	struct option          *at = arena_take(pg->mem, (page->n + 1) * sizeof *at);
	struct unit_new_view    v = { .kinds = label_options(pg, LABEL_PLACE, unit_kinds, (str){ 0 }) };

	for (size_t i = 0; i < page->n; i++)
		at[i] = (struct option){ .value = str_fmt(pg->mem, "%lld", (long long)page->at[i].id),
			.label = page->at[i].name };
	v.parents = (struct options){ at, page->n };
	show_unit_new(pg, r, &v);
}

static void
draw_one(struct page *pg, const void *out, struct reply *r)
{
	const struct unit_one *one = out;
	struct unit_one_view   v = { one, label_options(pg, LABEL_PLACE, unit_kinds, (str){ 0 }), one->unit.closed.n != DAY_NONE,
		one->places + one->promises + one->matters + one->ways > 0 || one->unit.parent == 0 };

	show_unit_one(pg, r, &v);
}

static void
draw_done(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/units/%lld", (long long)((const struct unit_row *)out)->id);
}

const struct route unit_routes[] = {
	{ GET, "/units", &unit_places, draw_list, NULL, false },
	{ GET, "/units/{unit}", &unit_read, draw_one, NULL, false },
	{ POST, "/units/{unit}", &unit_change, draw_done, "/units/{unit}", false },
	{ POST, "/units/{unit}/close", &unit_close, draw_done, "/units/{unit}", false },
	{ POST, "/units/{unit}/reopen", &unit_reopen, draw_done, "/units/{unit}", false },
	{ GET, "/units/new", &unit_places, draw_new, NULL, false },
	{ POST, "/units", &unit_new, draw_done, "/units/new", false },
};
const size_t unit_nroutes = LEN(unit_routes);
