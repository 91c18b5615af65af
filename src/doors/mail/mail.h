/*
 * doors/mail: sends what stands in the outbox (rooms/outbox), until told to stop.
 *
 * It works as a process of its own, beside a serving Waggle, on both engines: it keeps no
 * state but rows.  A row is held for a while; when the sender is killed, the next one takes
 * it again after that, under the same Message-ID.  It never sees what a mail is about.
 */
#ifndef DOORS_MAIL_MAIL_H
#define DOORS_MAIL_MAIL_H

#include "rooms/outbox/outbox.h"
#include "words/words.h"

/* Where letters go.  `server`: "smtps://h:465", "smtp://h:587" (STARTTLS is demanded),
 * "smtp-plain://127.0.0.1:25" (no TLS; to this machine only). */
struct smtp_want { str server, from, user, password, ca; int64_t seconds; };
bool smtp_server_ok(str server);

struct mailer_want {
	str               db_url, address;    /* address: for links; no last slash */
	const struct zone *zone;
	struct smtp_want   smtp;
	bool               once;               /* what is due now, and then no more */
	str                key;                /* what the record is chained with (op/audit.h) */
};

/*
 * Blocks SIGTERM and SIGINT and returns after one of them (or, `once`, when nothing is due).
 * OK, or ERR_STORE when the database could not be opened.
 */
err mailer_run(const struct mailer_want *w) MUST_USE;

#endif
