/*
 * rooms/matter/later: words said without a name enter the index of the search when their day is
 * over, all of a day at once and in the order of their ids.  The index remembers which words
 * came together and after which, and so would tell who has it whose they are
 * (docs/why/unlinkable.md).  Until then a search looks at them one by one.
 */
#include "rooms/matter/matter_in.h"

#include "op/setting.h"
#include "store/search.h"

/* Ids below this are in the index.  *ret_set: nothing was ever put off. */
static err
indexed_below(struct cx *cx, int64_t *ret_id, bool *ret_set)
{
	str text;

	TRY(setting_get(cx->db, cx->mem, STR("matter_indexed"), &text));
	*ret_set = text.n > 0 && str_to_int(text, ret_id);
	if (!*ret_set)
		*ret_id = cx->today.n << DAY_SHIFT;
	return OK;
}

static err
set_indexed(struct cx *cx, int64_t id)
{
	return setting_put(cx->db, cx->mem, STR("matter_indexed"), str_fmt(cx->mem, "%lld", (long long)id));
}

err
matter_put_search(struct cx *cx, const struct matter_new *n, matter_id id)
{
	int64_t below;
	bool    set;

	TRY(indexed_below(cx, &below, &set));
	if (n->naming == NAMING_UNLINKABLE && id.v >= below)
		return set ? OK : set_indexed(cx, below);
	return search_put(cx->db, cx->mem, SEARCH_MATTER, id.v, n->unit.line, n->said);
}

err
matter_find_later(struct cx *cx, const struct matter_want *w, struct later *ret)
{
	struct later_row *at;
	size_t            n;
	int64_t           below;
	bool              set;

	TRY(indexed_below(cx, &below, &set));
	TRY(later_select(cx, w, below, &at, &n));
	ret->ids = arena_take(cx->mem, (n + 1) * sizeof *ret->ids);
	ret->n = 0;
	for (size_t i = 0; i < n; i++)
		if (search_fits(cx->mem, at[i].said, w->find))
			ret->ids[ret->n++] = at[i].id;
	return OK;
}

/* Both newest first: what the index found, and what waits; the same one only once. */
size_t
matter_with_later(struct arena *mem, int64_t *ids, size_t n, const struct later *l, int64_t older)
{
	int64_t *all = arena_take(mem, (n + l->n + 1) * sizeof *all);
	size_t   i = 0, k = 0, count = 0;

	while (k < l->n && older != 0 && l->ids[k] >= older)
		k++;
	while (i < n || k < l->n) {
		int64_t next = k == l->n || (i < n && ids[i] >= l->ids[k]) ? ids[i] : l->ids[k];

		i += i < n && ids[i] == next;
		k += k < l->n && l->ids[k] == next;
		all[count++] = next;
	}
	count = count < MATTER_IDS_MAX ? count : MATTER_IDS_MAX;
	for (i = 0; i < count; i++)
		ids[i] = all[i];
	return count;
}

struct index_out { int64_t more, matters; };

static err
index_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct index_out *out = ret_out;
	struct later_row *at;
	size_t            n;
	int64_t           below, end = cx->today.n << DAY_SHIFT;
	bool              set;

	(void)vin;
	cx_moves_only(cx, STR(""));
	TRY(indexed_below(cx, &below, &set));
	if (!set || below >= end)
		return OK;
	TRY(later_select_until(cx, below, end, &at, &n));
	for (size_t i = 0; i < n; i++)
		TRY(search_put(cx->db, cx->mem, SEARCH_MATTER, at[i].id, at[i].line, at[i].said));
	out->matters = (int64_t)n;
	out->more = n == LATER_AT_ONCE;
	return set_indexed(cx, out->more ? at[n - 1].id + 1 : end);
}

static const struct shape_field index_at[] = { SH(struct index_out, SHAPE_INT, more), SH(struct index_out, SHAPE_INT, matters) };
static const struct shape index_shape = SHAPE("matter_indexed", struct index_out, index_at);

const struct op matter_index = {
	.name = STR_INIT("matter.index"), .path = STR_INIT("/matters/index"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Takes the words said without a name on days that are over into the index of the search.",
	.out_size = sizeof(struct index_out), .out = &index_shape, .run = index_run, .no_token = true,
	.cites = "CW-1",
};
