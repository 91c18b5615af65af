/* rooms/promise: the ledger's rules.  No SQL and no HTML in here. */
#include "rooms/promise/promise_in.h"

#include "rooms/forum/forum.h"
#include "rooms/matter/matter.h"
#include "rooms/outbox/outbox.h"

const char *const promise_states[] = { "", "open", "kept", "late", "broken", NULL };

static const struct shape_field row_fields[] = {
	SH(struct promise_row, SHAPE_INT, id), SH(struct promise_row, SHAPE_INT, matter),
	SH(struct promise_row, SHAPE_INT, action), SH(struct promise_row, SHAPE_INT, forum),
	SH_PLACE_AS(struct promise_row, "who", label), SH(struct promise_row, SHAPE_STR, topic),
	SH_CHOICE(struct promise_row, state, promise_states),
	SH(struct promise_row, SHAPE_DAY, made), SH(struct promise_row, SHAPE_DAY, due),
	SH(struct promise_row, SHAPE_DAY, first_due), SH(struct promise_row, SHAPE_DAY, kept),
	SH(struct promise_row, SHAPE_INT, days), SH(struct promise_row, SHAPE_INT, moved),
	SH_AS(struct promise_row, SHAPE_STR, "not_yet_because", moved_words),
	SH(struct promise_row, SHAPE_BOOL, risen),
};
const struct shape promise_row_shape = SHAPE("promise", struct promise_row, row_fields);

static const struct shape_field list_shape_fields[] = {
	SH_LIST(struct promise_list, "promises", at, n, &promise_row_shape),
	SH(struct promise_list, SHAPE_INT, next), SH(struct promise_list, SHAPE_INT, open),
	SH(struct promise_list, SHAPE_INT, kept), SH(struct promise_list, SHAPE_INT, late),
	SH(struct promise_list, SHAPE_INT, broken),
};
static const struct shape list_shape = SHAPE("promise_list", struct promise_list, list_shape_fields);

err
promise_make(struct cx *cx, const struct promise_new *n, int64_t *ret_id)
{
	return promise_insert(cx, n, ret_id);
}

static const struct field list_fields[] = {
	{ STR_INIT("find"), FIELD_LINE, offsetof(struct promise_want, find), .max = 100, .optional = true,
	  .about = "Only promises whose maker's name, or whose reason for being late, holds this." },
	{ STR_INIT("forum"), FIELD_INT, offsetof(struct promise_want, forum), .optional = true,
	  .about = "Only what this forum promised." },
	{ STR_INIT("unit"), FIELD_INT, offsetof(struct promise_want, unit), .optional = true,
	  .about = "Only promises to this place." },
	{ STR_INIT("matter"), FIELD_INT, offsetof(struct promise_want, matter), .optional = true,
	  .about = "Only promises about this matter." },
	{ STR_INIT("state"), FIELD_CHOICE, offsetof(struct promise_want, state), .choices = promise_states,
	  .optional = true, .about = "Only promises in this state." },
	{ STR_INIT("topic"), FIELD_LINE, offsetof(struct promise_want, topic), .max = 40, .optional = true,
	  .about = "Only promises about this." },
	{ STR_INIT("older"), FIELD_INT, offsetof(struct promise_want, older), .optional = true,
	  .about = "Go on after this id (the last answer's next)." },
	{ STR_INIT("limit"), FIELD_INT, offsetof(struct promise_want, limit), .max = 200, .optional = true,
	  .about = "At most so many; 50 when left out." },
};

static err
list_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct promise_want  w = *(const struct promise_want *)vin;
	struct promise_list *list = ret_out;

	w.limit = w.limit ? w.limit : 50;
	TRY(promise_select(cx, &w, ret_out));
	for (size_t i = 0; i < list->n; i++)
		list->at[i].sees = list->at[i].matter != 0 &&
		    matter_opens(cx, (matter_id){ list->at[i].matter });
	return promise_count(cx, &w, ret_out);
}

/* The ledger is public inside the provider: it names who promised what kind of thing by when, no words. */
const struct op promise_list = {
	.name = STR_INIT("promise.list"), .path = STR_INIT("/promises"), .may = MAY_READ_UNIT, .tx = TX_READ,
	.about = "The ledger of promises: kept, late and broken.", FIELDS(list_fields),
	.in_size = sizeof(struct promise_want), .out_size = sizeof(struct promise_list), .out = &list_shape,
	.run = list_run, .cites = "SM-C5",
};

/*
 * Lateness raises a promise one rung: the forum above gets a promise of its own, about the
 * same matter.  When that one runs late too, the first is broken.
 */
static err
run_late(struct cx *cx, const struct promise_due *p, struct promise_ticked *t)
{
	forum_id           up = { 0 };
	struct forum_row   above;
	struct promise_new n;
	int64_t            id;

	t->late++;
	if (p->risen_from != 0) {
		TRY(promise_set_broken(cx, p->risen_from));
		t->broken++;
	}
	if (p->matter != 0 && !p->risen)
		TRY(forum_next_up(cx, (forum_id){ p->forum }, p->topic, &up));
	TRY(promise_set_late(cx, p->id, up.v != 0));
	TRY(outbox_put_role(cx, &(struct outbox_to){ { p->unit }, ROLE_FACILITATOR, KIND_LATE, p->matter }));
	if (p->matter == 0)
		return OK;
	if (up.v == 0)
		return matter_ran_late(cx, (matter_id){ p->matter }, (forum_id){ p->forum }, NULL, cx->today);
	TRY(forum_find(cx, up, &above));
	n = (struct promise_new){ .matter = p->matter, .unit = { p->unit }, .forum = up, .topic = p->topic,
		.risen_from = p->id };
	TRY(forum_day(cx, &above, cx->today, above.promise_days, &n.due));
	TRY(promise_insert(cx, &n, &id));
	t->risen++;
	return matter_ran_late(cx, (matter_id){ p->matter }, (forum_id){ p->forum }, &above, n.due);
}

static err
tick_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct promise_due *at;
	size_t              n;

	(void)vin;
	TRY(promise_overdue(cx, &at, &n));
	for (size_t i = 0; i < n; i++)
		TRY(run_late(cx, &at[i], ret_out));
	return OK;
}

static const struct shape_field ticked_fields[] = {
	SH(struct promise_ticked, SHAPE_INT, late), SH(struct promise_ticked, SHAPE_INT, risen),
	SH(struct promise_ticked, SHAPE_INT, broken),
};
static const struct shape ticked_shape = SHAPE("promise_ticked", struct promise_ticked, ticked_fields);

const struct op promise_tick = {
	.name = STR_INIT("promise.tick"), .path = STR_INIT("/promises/tick"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Marks promises that ran late, and raises them one rung.",
	.out_size = sizeof(struct promise_ticked), .out = &ticked_shape, .run = tick_run, .cites = "SM-C5",
};

const struct op *const promise_ops[] = { &promise_list, &promise_tick };
const size_t promise_nops = LEN(promise_ops);
