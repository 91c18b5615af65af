/*
 * rooms/outbox: what is put in, and what the sender does with it.  See outbox.h.
 * Patience with the mail server: after a minute, then twice as long each time, up to an hour
 * when it asks for it; an alert every minute.  After three days a letter is "not delivered".
 */
#include "rooms/outbox/outbox_in.h"

#include "op/hearing.h"

#include "base/secret.h"

enum { WAIT_S = 60, WAIT_LATER_S = 3600, WAIT_DOWN_S = 120, GIVE_UP_DAYS = 3, KEEP_DAYS = 30, LEASE_MAX_S = 3600 };

/* An id is its day and chance: whoever sees some of them cannot count the others. */
static err
put(struct cx *cx, person_id who, enum mail_kind kind, int64_t thing, bool apart)
{
	struct outbox_row r = { .kind = kind, .ref = secret_token(cx->mem), .urgent = kind == KIND_ALERT,
		.usual = kind == KIND_LATE, .apart = apart, .thing = thing };
	int64_t           high = secret_below(INT64_C(1) << 18), low = secret_below(INT64_C(1) << 19);

	r.id = cx->today.n << 37 | high << 19 | low;
	return outbox_insert(cx, who, &r);
}

err
outbox_put(struct cx *cx, person_id who, enum mail_kind kind)
{
	return put(cx, who, kind, 0, false);
}

err
outbox_put_of(struct cx *cx, person_id who, enum mail_kind kind, int64_t thing)
{
	return put(cx, who, kind, thing, false);
}

err
outbox_put_apart(struct cx *cx, person_id who)
{
	return put(cx, who, KIND_ALERT, 0, true);
}

err
outbox_put_role(struct cx *cx, const struct outbox_to *to)
{
	person_id *at;
	size_t     n;

	TRY(outbox_role_people(cx, to->over, to->role, &at, &n));
	for (size_t i = 0; i < n; i++)
		TRY(outbox_put_of(cx, at[i], to->kind, to->thing));
	return OK;
}

/* ---- the sender's: only the house itself runs these, and no door shows what they give ---- */

static err
due_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)vin;
	TRY(outbox_count_due(cx, &((struct outbox_did *)ret_out)->n));
	return db_own_ms(cx->db, cx->mem, &((struct outbox_did *)ret_out)->ms);
}

const struct op outbox_due = {
	.name = STR_INIT("outbox.due"), .path = STR_INIT("/outbox/due"), .may = MAY_SET_UP, .tx = TX_READ,
	.about = "Says whether a mail waits to be sent.", .in_size = 1, .out_size = sizeof(struct outbox_did),
	.run = due_run, .no_token = true,
};

struct take_in { str holder; int64_t seconds; };

static const struct field take_fields[] = {
	{ STR_INIT("holder"), FIELD_LINE, offsetof(struct take_in, holder), .max = 64,
	  .about = "A name for this run of the sender." },
	{ STR_INIT("seconds"), FIELD_INT, offsetof(struct take_in, seconds), .max = LEASE_MAX_S,
	  .about = "How long nobody else may take it." },
};

static err
take_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct take_in *in = vin;

	cx_moves_only(cx, STR(""));     /* here and below: no page that is kept shows mail */
	return outbox_hold(cx, in->holder, (stamp){ cx->now.s + in->seconds }, ret_out);
}

const struct op outbox_take = {
	.urgent = op_always_urgent,
	.name = STR_INIT("outbox.take"), .path = STR_INIT("/outbox/take"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Takes the next mail in hand.", FIELDS(take_fields), .in_size = sizeof(struct take_in),
	.out_size = sizeof(struct outbox_letter), .run = take_run, .no_token = true,
};

struct told_in { int64_t id, why, code; str holder; };

static const struct field told_fields[] = {
	{ STR_INIT("mail"), FIELD_ID, offsetof(struct told_in, id), .about = "Which mail." },
	{ STR_INIT("holder"), FIELD_LINE, offsetof(struct told_in, holder), .max = 64,
	  .about = "Who has it in hand." },
	{ STR_INIT("reason"), FIELD_INT, offsetof(struct told_in, why), .max = MAIL_NOT_LET_IN, .optional = true,
	  .about = "What went wrong, as a number." },
	{ STR_INIT("code"), FIELD_INT, offsetof(struct told_in, code), .max = 999, .optional = true,
	  .about = "What the mail server said, as three digits." },
};

static err
sent_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct told_in *in = vin;
	struct outbox_try     t = { .id = in->id, .state = MAIL_SENT, .code = in->code, .holder = in->holder };

	(void)ret_out;
	cx_moves_only(cx, STR(""));
	return outbox_put_try(cx, &t);
}

const struct op outbox_sent = {
	.urgent = op_always_urgent,
	.name = STR_INIT("outbox.sent"), .path = STR_INIT("/outbox/sent"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Marks a mail as sent.", FIELDS(told_fields), .in_size = sizeof(struct told_in), .out_size = 1,
	.run = sent_run, .no_token = true,
};

/* How long to wait before the next try.  A server that was down has asked nobody to wait. */
static int64_t
patience(const struct outbox_wait *w, int64_t why)
{
	int64_t s = WAIT_S, most = why == MAIL_LATER ? WAIT_LATER_S : WAIT_DOWN_S;

	for (int64_t i = 0; w->rank > 0 && i < w->tries && s < most; i++)
		s *= 2;
	return s < most ? s : most;
}

static err
tried_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct told_in *in = vin;
	struct outbox_try     t = { .id = in->id, .why = in->why, .code = in->code, .holder = in->holder };
	struct outbox_wait    w;
	err                   e = outbox_waiting(cx, in->id, in->holder, &w);

	(void)ret_out;
	if (e == ERR_MISSING)
		return OK;              /* our lease ran out: whoever took it next says how it went */
	TRY(e);
	t.state = MAIL_WAITING;
	t.next.s = cx->now.s + patience(&w, in->why);
	if (in->why == MAIL_REFUSED || in->why == MAIL_NO_ADDRESS || cx->today.n - w.since.n > GIVE_UP_DAYS) {
		t.state = MAIL_NOT_DELIVERED;
		t.next.s = 0;
	}
	return outbox_put_try(cx, &t);
}

const struct op outbox_tried = {
	.urgent = op_always_urgent,
	.name = STR_INIT("outbox.tried"), .path = STR_INIT("/outbox/tried"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Says that a mail could not be sent, and whether to try again.", FIELDS(told_fields),
	.in_size = sizeof(struct told_in), .out_size = 1, .run = tried_run, .no_token = true,
};

struct beat_in { int64_t why, code; bool alive; };

static const struct field beat_fields[] = {
	{ STR_INIT("reason"), FIELD_INT, offsetof(struct beat_in, why), .max = MAIL_NOT_LET_IN, .optional = true,
	  .about = "What is wrong, as a number." },
	{ STR_INIT("code"), FIELD_INT, offsetof(struct beat_in, code), .max = 999, .optional = true,
	  .about = "What the mail server said, as three digits." },
	{ STR_INIT("alive"), FIELD_BOOL, offsetof(struct beat_in, alive), .optional = true,
	  .about = "Only that the sender is there; nothing new of the mail server." },
};

static err
beat_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct beat_in *in = vin;

	(void)ret_out;
	cx_moves_only(cx, STR(""));
	return in->alive ? outbox_put_alive(cx) : outbox_put_beat(cx, in->why, in->code);
}

const struct op outbox_beat = {
	.name = STR_INIT("outbox.beat"), .path = STR_INIT("/outbox/beat"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Says that the sender of mail is there, and how it fares.", FIELDS(beat_fields),
	.in_size = sizeof(struct beat_in), .out_size = 1, .run = beat_run, .no_token = true,
};

static err
sweep_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)vin;
	TRY(outbox_delete_sent(cx, (day){ cx->today.n - KEEP_DAYS }));
	return outbox_give_up(cx, (day){ cx->today.n - GIVE_UP_DAYS }, &((struct outbox_did *)ret_out)->n);
}

const struct op outbox_sweep = {
	.name = STR_INIT("outbox.sweep"), .path = STR_INIT("/outbox/sweep"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Gives up on mail that is days old, and clears away what was done a month ago.",
	.in_size = 1, .out_size = sizeof(struct outbox_did), .run = sweep_run, .no_token = true,
};

/* ---- how sending fares ---- */

static err
health(struct cx *cx, struct outbox_health *h)
{
	TRY(outbox_find_health(cx, h));
	h->down = (h->down_since.s != 0 && cx->now.s - h->down_since.s >= MAIL_DOWN_S) ||
	    (h->waiting > 0 && cx->now.s - h->beat.s >= MAIL_DOWN_S);
	return OK;
}

static err
health_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)vin;
	return health(cx, ret_out);
}

const char *const mail_whys[] = { "", "no_address", "refused", "too_old", "later", "no_server", "not_let_in", NULL };

static const struct shape_field health_fields[] = {
	SH(struct outbox_health, SHAPE_BOOL, down), SH(struct outbox_health, SHAPE_INT, waiting),
	SH(struct outbox_health, SHAPE_INT, not_delivered), SH(struct outbox_health, SHAPE_STAMP, down_since),
	SH_CHOICE(struct outbox_health, why, mail_whys),
	SH(struct outbox_health, SHAPE_INT, code),
};
static const struct shape health_shape = SHAPE("mail_health", struct outbox_health, health_fields);

const struct op outbox_health_read = {
	.name = STR_INIT("mail.health"), .path = STR_INIT("/mail/health"), .may = MAY_SEE_SAFETY, .tx = TX_READ,
	.about = "Says how sending mail fares.", .in_size = 1, .out_size = sizeof(struct outbox_health),
	.out = &health_shape, .run = health_run,
};

/* ---- what could not be delivered ---- */

struct lost_in { int64_t older, limit; };

static const struct field lost_fields[] = {
	{ STR_INIT("older"), FIELD_INT, offsetof(struct lost_in, older), .optional = true,
	  .about = "Go on after this id (the last answer's next)." },
	{ STR_INIT("limit"), FIELD_INT, offsetof(struct lost_in, limit), .max = 200, .optional = true,
	  .about = "At most so many; 50 when left out." },
};

/* Neither the kind nor the matter: that somebody waits for news is their own affair. */
static const struct shape_field lost_row_fields[] = {
	SH(struct mail_lost, SHAPE_INT, id), SH(struct mail_lost, SHAPE_INT, person),
	SH(struct mail_lost, SHAPE_STR, name), SH(struct mail_lost, SHAPE_BOOL, urgent),
	SH_CHOICE(struct mail_lost, why, mail_whys), SH(struct mail_lost, SHAPE_INT, code),
	SH(struct mail_lost, SHAPE_DAY, since),
};
static const struct shape lost_row_shape = SHAPE("mail_not_delivered", struct mail_lost, lost_row_fields);
static const struct shape_field lost_list_fields[] = {
	SH_LIST(struct mail_lost_list, "mails", at, n, &lost_row_shape), SH(struct mail_lost_list, SHAPE_INT, next),
	SH_ONE(struct mail_lost_list, health, &health_shape),
};
static const struct shape lost_list_shape = SHAPE("mail_not_delivered_list", struct mail_lost_list, lost_list_fields);

static err
lost_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct lost_in *in = vin;

	TRY(outbox_undelivered(cx, in->older, in->limit ? in->limit : 50, ret_out));
	return health(cx, &((struct mail_lost_list *)ret_out)->health);
}

const struct op mail_lost_list = {
	.name = STR_INIT("mail.lost"), .path = STR_INIT("/mail/lost"), .may = MAY_SEE_SAFETY, .tx = TX_READ,
	.about = "Lists mails that could not be delivered, and to whom.", FIELDS(lost_fields),
	.in_size = sizeof(struct lost_in), .out_size = sizeof(struct mail_lost_list), .out = &lost_list_shape,
	.run = lost_run,
};

struct again_in { int64_t mail; };
struct again_out { int64_t mail; };

static const struct field again_fields[] = {
	{ STR_INIT("mail"), FIELD_ID, offsetof(struct again_in, mail), .about = "Which mail." },
};
static const struct shape_field again_out_fields[] = { SH(struct again_out, SHAPE_INT, mail) };
static const struct shape again_shape = SHAPE("mail_again", struct again_out, again_out_fields);

static err
again_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct again_in *in = vin;

	((struct again_out *)ret_out)->mail = in->mail;
	return outbox_set_waiting(cx, in->mail);
}

const struct op mail_again = {
	.name = STR_INIT("mail.again"), .path = STR_INIT("/mail/lost/{mail}/again"), .may = MAY_SET_UP,
	.tx = TX_WRITE, .about = "Tries a mail once more that could not be delivered.", FIELDS(again_fields),
	.in_size = sizeof(struct again_in), .out_size = sizeof(struct again_out), .out = &again_shape,
	.run = again_run,
};

const struct op *const outbox_ops[] = { &outbox_due, &outbox_take, &outbox_sent, &outbox_tried, &outbox_beat,
	&outbox_sweep, &outbox_health_read, &mail_lost_list, &mail_again, &mail_mine_read, &mail_mine_set };
const size_t outbox_nops = LEN(outbox_ops);
