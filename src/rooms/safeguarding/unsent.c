/*
 * rooms/safeguarding: a form is refused (too long, not allowed, written over), and whoever wrote
 * it may never send it again.  Its words are heard all the same: the doors hand them on here.  The
 * alert names the place, never who wrote, and leaves no trace of who and when.  Who may hear what
 * is kept apart is known only once it stands: so it is made to stand, in nobody's name.
 */
#include "rooms/safeguarding/safeguarding_in.h"

#include "rooms/apart/apart.h"

#include "base/secret.h"
#include "rooms/unit/unit.h"

err
safeguarding_heard_apart(struct cx *cx, int64_t *ret_apart)
{
	*ret_apart = 0;
	return cx->heard_as.n == 0 ? OK
	    : alert_heard_thing(cx, secret_sha256_hex(cx->mem, cx->heard_as), STR("apart"), ret_apart);
}

struct unsent_in { str about, words, ward, ref, named, receipt; int64_t thing, unit; bool help_now, about_staff; };

#define IN(n, k, ...) { STR_INIT(#n), k, offsetof(struct unsent_in, n), __VA_ARGS__ }
static const struct field unsent_fields[] = {
	IN(about, FIELD_LINE, .max = 40, .about = "What the form was about."),
	IN(words, FIELD_TEXT, .max = UNSENT_HEARD, .optional = true, .about = "Its free words."),
	IN(thing, FIELD_INT, .optional = true, .about = "Which one."),
	IN(unit, FIELD_INT, .optional = true, .about = "Which place."),
	IN(ward, FIELD_LINE, .max = 60, .optional = true, .about = "Its address."),
	IN(help_now, FIELD_BOOL, .optional = true, .about = "They asked for help."),
	IN(about_staff, FIELD_BOOL, .optional = true, .about = "It is about somebody who works there."),
	IN(named, FIELD_TEXT, .max = UNSENT_NAMED, .optional = true, .about = "Whom it is about, of what is kept apart."),
	IN(receipt, FIELD_SECRET, .max = 200, .optional = true, .about = "Of what is kept apart."),
	IN(ref, FIELD_SECRET, .max = 64, .optional = true, .about = "What the form carried when it was refused before."),
};

enum { OVERLAP = 500 };                 /* bytes: a phrase across two pieces is whole in one of them */

/* At most UNSENT_MAX bytes from `at` on, of whole letters. */
static str
piece(str words, size_t at)
{
	str p;

	while (at < words.n && ((unsigned char)words.p[at] & 0xc0) == 0x80)
		at++;
	p = (str){ words.p + at, words.n - at };
	if (p.n > UNSENT_MAX)
		for (p.n = UNSENT_MAX; p.n > 0 && ((unsigned char)p.p[p.n] & 0xc0) == 0x80; p.n--)
			;
	return p;
}

/*
 * Of long words the first piece that calls for help is kept; when none does, how they begin.  Phrases
 * of the provider's own are looked for in that piece only: here there is no database.
 */
static err
unsent_before(struct cx *cx, void *vin)
{
	struct unsent_in *in = vin;
	str               all = in->words;

	in->words = piece(all, 0);
	for (size_t at = 0; all.n > UNSENT_MAX && at + OVERLAP < all.n; at += UNSENT_MAX - OVERLAP) {
		str p = piece(all, at);

		if (screen_text(cx->mem, p, NULL, 0).raised) {
			in->words = p;
			break;
		}
	}
	return OK;
}

/* A place that is not there is no reason not to hear. */
static err
place_of(struct cx *cx, const struct unsent_in *in, int64_t *ret_unit)
{
	struct unit_row u = { 0 };
	err             e = ERR_MISSING;

	if (in->unit > 0)
		e = unit_find(cx, (unit_id){ in->unit }, &u);
	else if (in->ward.n > 0)
		e = unit_find_slug(cx, in->ward, &u);
	cx->why = (struct why){ 0 };
	cx->nwhys = 0;
	*ret_unit = e == OK ? u.id : 0;
	return e == ERR_MISSING ? OK : e;
}

/* Refused once more, or sent twice at once: what is new in it is added to the alert that stands. */
static err
add_to(struct cx *cx, const struct unsent_row *was, str words, str ref)
{
	if (!str_has(was->words, words) && was->words.n + words.n + 2 <= UNSENT_MAX)
		TRY(alert_add_words(cx, was->id, str_fmt(cx->mem, "%.*s\n\n%.*s", STR_ARG(was->words), STR_ARG(words))));
	return alert_set_ref(cx, was->id, ref);
}

/* The one that the form was about, when it is there; else one that holds these words. */
static err
apart_of(struct cx *cx, const struct unsent_in *in, struct alert_row *a)
{
	struct apart_refused f = { .thing = { in->thing }, .receipt = in->receipt, .words = in->words, .about = in->named };

	if (a->unit == 0)
		TRY(alert_top_unit(cx, &a->unit));
	f.unit.v = a->unit;
	return apart_refused(cx, &f, &a->thing, &a->unit);
}

static err
raise_unsent(struct cx *cx, const struct unsent_in *in, const struct screened *s, str ref)
{
	struct alert_row a = { .about = in->about, .thing = in->thing, .words = in->words, .unnamed = true,
		.state = ALERT_RAISED, .by_person = in->help_now, .kinds = (int64_t)s->kinds,
		.about_staff = in->about_staff || s->staff };

	TRY(place_of(cx, in, &a.unit));
	if (alert_is_apart(&a))
		TRY(apart_of(cx, in, &a));
	TRY(alert_raise(cx, &a));
	return alert_set_ref(cx, a.id, ref);
}

static err
unsent_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct unsent_in     *in = vin;
	struct safeguarding_unsent *out = ret_out;
	struct unsent_row           was = { 0 };
	struct screened             s = { 0 };
	str                         ref;

	if (in->words.n > 0)
		TRY(alert_screened(cx, in->words, &s));
	if (!in->help_now && !s.raised)
		return OK;
	out->n = 1;
	out->ref = secret_to_hex(cx->mem, secret_random(cx->mem, 16));
	ref = secret_sha256_hex(cx->mem, out->ref);
	TRY(alert_unsent(cx, secret_sha256_hex(cx->mem, in->ref), in->words, &was));
	return was.id != 0 ? add_to(cx, &was, in->words, ref) : raise_unsent(cx, in, &s, ref);
}

static bool
unsent_urgent(const struct cx *cx, const void *vin)
{
	const struct unsent_in *in = vin;

	return in->help_now || screen_text(cx->mem, in->words, NULL, 0).raised;
}

static bool
leaves_no_trace(const struct cx *cx, const void *vin)
{
	(void)cx;
	(void)vin;
	return true;
}

const struct op safeguarding_unsent = {
	.name = STR_INIT("safeguarding.unsent"), .path = STR_INIT("/safeguarding/unsent"), .may = MAY_ANYONE, .tx = TX_WRITE,
	.about = "Hears the words of a form that was refused.", FIELDS(unsent_fields), .in_size = sizeof(struct unsent_in),
	.out_size = sizeof(struct safeguarding_unsent), .before = unsent_before, .run = unsent_run, .urgent = unsent_urgent,
	.unnamed = leaves_no_trace, .own_record = true, .no_token = true,
	.not_heard = "it is what hears them", .cites = "CW-1",
};
