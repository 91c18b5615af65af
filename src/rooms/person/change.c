/*
 * rooms/person: changing what is kept of a person: name, language, what helps them, where they
 * are reached.  Only by somebody who adds people everywhere that person holds something, so
 * that a ward cannot rewrite a director's address.  Addresses and needs are never shown.
 */
#include "rooms/person/person_in.h"

#include "rooms/outbox/outbox.h"
#include "rooms/safeguarding/safeguarding.h"
#include "words/words.h"

static const struct shape_field details_fields[] = {
	SH(struct person_details, SHAPE_STR, lang), SH(struct person_details, SHAPE_BOOL, has_needs),
	SH(struct person_details, SHAPE_BOOL, easy), SH(struct person_details, SHAPE_BOOL, has_email),
	SH(struct person_details, SHAPE_BOOL, has_phone), SH(struct person_details, SHAPE_BOOL, wanted),
	SH(struct person_details, SHAPE_INT, version),
};
static const struct shape details_shape = SHAPE("person_details", struct person_details, details_fields);

static const struct field read_fields[] = {
	{ STR_INIT("person"), FIELD_ID, 0, .about = "Who." },
};

static err
details_run(struct cx *cx, const void *vin, void *ret_out)
{
	person_id              id = *(const person_id *)vin;
	struct person_details *d = ret_out;

	TRY(person_changeable(cx, id));
	TRY(person_find(cx, id, &d->person));
	TRY(person_get_details(cx, id, d));
	return outbox_wishes(cx, id, &d->wanted);
}

const struct op person_details = {
	.name = STR_INIT("person.details"), .path = STR_INIT("/people/{person}/details"), .may = MAY_ADD_PERSON,
	.tx = TX_READ, .about = "Reads what is kept of a person, without where they are reached.", FIELDS(read_fields),
	.in_size = sizeof(person_id), .out_size = sizeof(struct person_details), .out = &details_shape,
	.run = details_run,
};

#define IN(n, k, ...) { STR_INIT(#n), k, offsetof(struct person_change, n), __VA_ARGS__ }
static const struct field change_fields[] = {
	IN(person, FIELD_ID, .about = "Who."),
	IN(name, FIELD_LINE, .max = 120, .about = "The name they like to be called by."),
	IN(lang, FIELD_LINE, .max = 10, .optional = true, .about = "The language they like to read."),
	IN(easy, FIELD_BOOL, .optional = true, .about = "They like easy read."),
	IN(needs, FIELD_TEXT, .max = 1000, .optional = true,
	    .about = "What helps them take part, in their own words (CW-4); what is kept stays when left out."),
	IN(no_needs, FIELD_BOOL, .optional = true, .about = "Keep nothing of what helps them."),
	IN(email, FIELD_LINE, .max = 200, .optional = true, .about = "A new address; the one that is kept stays when left out."),
	IN(no_email, FIELD_BOOL, .optional = true, .about = "Keep no address of theirs."),
	IN(phone, FIELD_LINE, .max = 40, .optional = true, .about = "A new number; the one that is kept stays when left out."),
	IN(no_phone, FIELD_BOOL, .optional = true, .about = "Keep no number of theirs."),
	IN(wanted, FIELD_BOOL, .optional = true, .about = "They asked for a mail when there is something new for them."),
	IN(version, FIELD_INT, .optional = true, .about = "The version you read, so that nobody's words are lost."),
};

static err
lang_known(struct cx *cx, str code)
{
	const struct lang *l;

	if (code.n == 0)
		return OK;
	for (size_t i = 0; (l = lang_at(i)) != NULL; i++)
		if (str_eq(lang_code(l), code))
			return OK;
	return cx_fail(cx, ERR_INPUT, "input.choice", STR("lang"));
}

static err
stale(struct cx *cx, const struct person_change *in, const struct person_details *d)
{
	struct word *w = arena_take(cx->mem, 2 * sizeof *w);
	size_t       n = 0;

	w[n++] = (struct word){ .name = STR("name"), .value = d->person.name };
	if (!str_eq(in->lang, d->lang) && d->lang.n > 0)
		w[n++] = (struct word){ .name = STR("lang"), .value = d->lang };
	return cx_clash_all(cx, "version.stale", (struct words){ w, n });
}

static err
change_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct person_change *in = vin;
	struct person_details       d = { 0 };

	TRY(person_changeable(cx, in->person));
	TRY(person_find(cx, in->person, &d.person));
	TRY(person_get_details(cx, in->person, &d));
	if (in->version != 0 && in->version != d.version)
		return stale(cx, in, &d);
	TRY(lang_known(cx, in->lang));
	if (in->email.n > 0 && !mail_address_ok(in->email))
		return cx_fail(cx, ERR_INPUT, "mail.address", STR("email"));
	if (in->wanted && (in->no_email || (in->email.n == 0 && !d.has_email)))
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("email"));
	TRY(person_update(cx, in));
	TRY(outbox_wish(cx, in->person, in->wanted));
	return person_find(cx, in->person, ret_out);
}

const struct op person_change = {
	.name = STR_INIT("person.change"), .path = STR_INIT("/people/{person}"), .may = MAY_ADD_PERSON, .tx = TX_WRITE,
	.about = "Changes a person's name, language, needs and where they are reached.", FIELDS(change_fields),
	.in_size = sizeof(struct person_change), .out_size = sizeof(struct person_row), .out = &person_row_shape,
	.run = change_run, .hears = &safeguarding_hears, .cites = "CW-4",
};
