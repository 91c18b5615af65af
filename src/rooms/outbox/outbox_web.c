/* rooms/outbox: addresses and drawing: one's own wish, and what could not be delivered. */
#include "rooms/outbox/outbox_view.h"

#include "gen/outbox_views.h"
#include "gen/words_gen.h"

str
mail_why_words(struct page *pg, int64_t why)
{
	static const struct msg at[] = {
		[MAIL_WELL] = MSG_mail_why_well, [MAIL_NO_ADDRESS] = MSG_mail_why_no_address,
		[MAIL_REFUSED] = MSG_mail_why_refused, [MAIL_TOO_OLD] = MSG_mail_why_too_old,
		[MAIL_LATER] = MSG_mail_why_later, [MAIL_NO_SERVER] = MSG_mail_why_no_server,
		[MAIL_NOT_LET_IN] = MSG_mail_why_not_let_in,
	};

	return words_get(pg->lang, at[why]);
}

static void
draw_mine(struct page *pg, const void *out, struct reply *r)
{
	show_mail_mine(pg, r, out);
}

static void
draw_set(struct page *pg, const void *out, struct reply *r)
{
	(void)out;
	reply_goto(pg, r, "/mail");
}

static void
draw_lost(struct page *pg, const void *out, struct reply *r)
{
	show_mail_lost(pg, r, out);
}

static void
draw_again(struct page *pg, const void *out, struct reply *r)
{
	(void)out;
	reply_goto(pg, r, "/mail/undelivered");
}

const struct route outbox_routes[] = {
	{ GET, "/mail", &mail_mine_read, draw_mine, NULL, false },
	{ POST, "/mail", &mail_mine_set, draw_set, "/mail", false },
	{ GET, "/mail/undelivered", &mail_lost_list, draw_lost, NULL, false },
	{ POST, "/mail/undelivered/{mail}/again", &mail_again, draw_again, "/mail/undelivered", false },
};
const size_t outbox_nroutes = LEN(outbox_routes);
