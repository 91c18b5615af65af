/*
 * rooms/person: people.  A person may have no account and no e-mail; contact details
 * are shown to nobody.  Roles are held over a unit, or as a seat in a forum, from a day
 * until a day (access keeps them).  Never a person-level "lacks capacity".
 */
#ifndef ROOMS_PERSON_H
#define ROOMS_PERSON_H

#include "op/op.h"

extern const char *const constituencies[];     /* keys, NULL-ended; index 0 is "" (not said) */
str constituency_key(int64_t i);
bool constituency_is_lived(str key);           /* service users, carers, experts, peer workers */

struct person_new {
	str login, name, constituency, email, phone, lang, needs, secret_hash;
	bool easy;
};
struct person_row { int64_t id; str login, name, constituency, roles; };
struct person_page { struct person_row *at; size_t n; int64_t next; bool may_add; };

/* A role or seat, as held now; `role` is its key, `until` DAY_NONE: without end. */
struct person_held { int64_t role, unit, forum; str key, unit_name, forum_name; day since, until; };
struct person_place { int64_t id; str name; };
struct person_one {
	struct person_row    person;
	struct person_held  *held;   size_t nheld;
	struct person_place *units;  size_t nunits;    /* where the reader may give roles */
	struct person_place *forums; size_t nforums;
	bool may_grant, may_erase, may_change;
};
/* What is kept of a person, for whoever may change it; where they are reached and what helps them is never shown. */
struct person_details {
	struct person_row person;
	str     lang;
	int64_t version;
	bool    easy, has_email, has_phone, has_needs, wanted;
};
/* For the form of a new person: where the reader may add one. */
struct person_form { struct person_place *units; size_t nunits; };

/* Verbs.  ERR_CLASH: the login is taken. */
err person_insert(struct cx *cx, const struct person_new *n, person_id *ret_id) MUST_USE;
err person_find(struct cx *cx, person_id id, struct person_row *ret_row) MUST_USE;
/* Only one who holds something today at, above or below that place; ERR_INPUT at `field`: out of reach is not there. */
err person_near(struct cx *cx, person_id id, unit_id u, str field, struct person_row *ret_row) MUST_USE;
err person_find_login(struct cx *cx, str login, struct person_row *ret_row) MUST_USE;
err person_set_email(struct cx *cx, person_id id, str email) MUST_USE;
bool person_role_held(struct cx *cx, person_id id, enum role r);

extern const struct op person_add;     /* out: struct person_row */
extern const struct op person_list;    /* out: struct person_page */
extern const struct op person_read;    /* out: struct person_one */
extern const struct op person_details; /* out: struct person_details */
extern const struct op person_change;  /* out: struct person_row */
extern const struct op person_ask;     /* out: struct person_form */
extern const struct shape person_row_shape;
extern const char *const person_roles[];       /* keys, NULL-ended; index 0 is "" */
extern const struct op role_grant;     /* out: struct role_granted */
extern const struct op role_end;       /* out: struct role_granted */
struct person_erasure { int64_t person; bool erased; };
extern const struct op person_erase_ask, person_erase;  /* out: struct person_erasure */
/* Before it is asked or agreed to: who, how much they said, who asked, and why. */
struct person_erasing {
	struct person_row person;
	int64_t matters;
	str     asked_name, why;
	day     asked_on;
	bool    asked, mine, erased;    /* mine: who reads it is who asked */
	bool    sees;                   /* they may also read the person's own page */
};
extern const struct op person_erasing;          /* out: struct person_erasing */
/* Requests that wait for a second person: the law gives a month from the day somebody asked. */
struct erasure_row {
	int64_t person;
	str     name, asked_name, may;  /* may: some of those who can agree, by name; empty: nobody can */
	day     asked_on, due;
	int64_t days_left;              /* below 0: it is late */
	bool    mine;                   /* who reads it is who asked */
};
struct erasure_list { struct erasure_row *at; size_t n; };
extern const struct op person_erasures;         /* out: struct erasure_list */
struct role_granted { int64_t person; str role; int64_t unit, forum; day since, until; };
extern const struct op *const person_ops[];
extern const size_t person_nops;

#endif
