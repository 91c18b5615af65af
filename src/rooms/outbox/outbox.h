/*
 * rooms/outbox: mail that waits to be sent.  A change that somebody should hear of calls
 * outbox_put() in its own transaction; doors/mail sends what stands here, later.
 *
 * Nobody's words can get into a mail: a row says whom and which of the fixed texts, and
 * there is nothing to put a text into.  No name, no ward, no matter; "sign in to read it".
 */
#ifndef ROOMS_OUTBOX_H
#define ROOMS_OUTBOX_H

#include "page/page.h"

/* Each picks a fixed text of po/words.txt (mail_*), in the reader's language. */
enum mail_kind {
	KIND_NEWS = 1,          /* something new about what they said; only to those who asked for it */
	KIND_LATE,              /* an answer is late in a place they look after; unless they said no */
	KIND_ALERT,             /* somebody needs them now (safeguarding): goes first, to everybody named */
	KIND_COUNT_,
};
enum mail_state { MAIL_WAITING = 1, MAIL_SENT, MAIL_NOT_DELIVERED };
enum mail_why {
	MAIL_WELL, MAIL_NO_ADDRESS,     /* they have none, or it is no address */
	MAIL_REFUSED,                   /* the mail server said no for good (5xx) */
	MAIL_TOO_OLD,                   /* it could not be sent for days */
	MAIL_LATER,                     /* the mail server asked to come again (4xx) */
	MAIL_NO_SERVER,                 /* no answer, a broken one, or none that TLS trusts */
	MAIL_NOT_LET_IN,                /* the mail server does not take our name, password or sender */
};

/*
 * Inside an operation.  News and late: nothing happens for those without an address, those
 * who do not want it, and those for whom the same already waits.  An alert always makes a
 * row; without an address it says "not delivered" at once.
 */
err outbox_put(struct cx *cx, person_id who, enum mail_kind kind) MUST_USE;
/* The same about a matter that is late or an alert, so that it can be taken back while it waits. */
err outbox_put_of(struct cx *cx, person_id who, enum mail_kind kind, int64_t thing) MUST_USE;
/* A wall was put round it: what nobody has sent yet goes, save where another late answer calls for the same. */
err outbox_take_out(struct cx *cx, int64_t matter) MUST_USE;
err outbox_take_alert(struct cx *cx, int64_t alert) MUST_USE;
/* An alert about something kept apart: no list or count of letters shows it (docs/why/conflict-wall.md). */
err outbox_put_apart(struct cx *cx, person_id who) MUST_USE;
/* To everybody who now holds this role over this place or above it. */
struct outbox_to { unit_id over; enum role role; enum mail_kind kind; int64_t thing; };
err outbox_put_role(struct cx *cx, const struct outbox_to *to) MUST_USE;

err outbox_forget(struct cx *cx, person_id who) MUST_USE;       /* after an erasure */

/* How sending fares, for the pages that warn. */
struct outbox_health { int64_t waiting, not_delivered; stamp beat, down_since; int64_t why, code; bool down; };
enum { MAIL_DOWN_S = 15 * 60 };         /* from then on it is said aloud */

/* What doors/mail takes in hand; never shaped, never shown. */
struct outbox_letter { int64_t id, kind, easy; str ref, email, lang; };

extern const struct op outbox_health_read;     /* out: struct outbox_health */
extern const struct op outbox_due;             /* is anything to be sent?  out: struct outbox_did */
extern const struct op outbox_take;            /* out: struct outbox_letter; id 0: nothing */
extern const struct op outbox_sent, outbox_tried, outbox_beat;
extern const struct op outbox_sweep;           /* the clock's */
struct outbox_did { int64_t n, ms; };        /* ms: the database's own clock; 0: it has none */


/* One's own: is mail wanted, and whereto.  For whoever changes a person's details in their name. */
err outbox_wishes(struct cx *cx, person_id who, bool *ret_wanted) MUST_USE;
err outbox_wish(struct cx *cx, person_id who, bool wanted) MUST_USE;
struct mail_mine { str email; bool wanted, off, sees; int64_t lost; };
/* off: no mail is sent from here; sees: this reader may see what could not be delivered */
extern const struct op mail_mine_read, mail_mine_set;  /* out: struct mail_mine */
bool mail_address_ok(str address);      /* plain ASCII, one @, nothing a header could break on */

/* What could not be delivered: whom, never of what. */
struct mail_lost { int64_t id, person; str name; int64_t why, code; day since; bool urgent, may_again; };
struct mail_lost_list { struct mail_lost *at; size_t n; int64_t next; struct outbox_health health; bool may_again; };
extern const struct op mail_lost_list, mail_again;

extern const struct op *const outbox_ops[];
extern const size_t outbox_nops;
extern const struct route outbox_routes[];
extern const size_t outbox_nroutes;

#endif
