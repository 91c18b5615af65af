/*
 * rooms/matter/take: a matter leaves this room with all that hangs on it, because a wall is put
 * round it (rooms/apart).  Nothing of it stays: no row, no step, no promise, no place on an agenda,
 * no word in the search.  What others have read already is not ours to take back.
 */
#include "rooms/matter/matter_in.h"

#include "rooms/action/action.h"
#include "rooms/decision/decision.h"
#include "rooms/meeting/meeting.h"
#include "rooms/promise/promise.h"
#include "store/search.h"

/* Its own journey only: not that of the matter it was joined to. */
static err
own_steps(struct cx *cx, const struct matter_row *m, struct matter_taken *t)
{
	struct matter_row  alone = *m;
	struct matter_page page = { .nsteps = 0 };

	alone.joined_to = 0;
	TRY(matter_steps(cx, &alone, &page));
	t->steps = page.steps;
	t->nsteps = page.nsteps;
	return OK;
}

err
matter_take(struct cx *cx, matter_id id, struct matter_taken *ret)
{
	struct matter_taken t = { .nsteps = 0 };

	TRY(matter_find(cx, id, &t.row));
	TRY(matter_keys(cx, id, &t.receipt, &t.imported));
	TRY(own_steps(cx, &t.row, &t));
	if (t.row.joined_to != 0)
		TRY(matter_add_voices(cx, (matter_id){ t.row.joined_to }, -t.row.voices));
	TRY(meeting_take_out(cx, id.v));
	TRY(promise_take_out(cx, id.v));
	TRY(decision_take_out(cx, id.v));
	TRY(action_take_out(cx, id.v));
	TRY(tally_taken(cx, &t.row));
	TRY(matter_delete(cx, id));
	TRY(search_drop(cx->db, cx->mem, id.v));
	*ret = t;
	return OK;
}

static err
by_receipt(struct cx *cx, str hash, void *ret_row)
{
	return matter_find_receipt(cx, hash, ret_row);
}

err
matter_of_receipt(struct cx *cx, str typed, struct matter_row *ret_row)
{
	return receipt_find(cx, typed, by_receipt, ret_row);
}
