/*
 * rooms/outbox: one's own wish: mail or none, and whereto.  Patients and carers get mail
 * only when they say so.  No SQL and no HTML in here.
 */
#include "rooms/outbox/outbox_in.h"

#include <string.h>

#include "rooms/person/person.h"

enum { ADDRESS_MAX = 254, LOCAL_MAX = 64 };

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

static bool
only(str s, const char *also)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || (strchr(letters, s.p[i]) == NULL && strchr(also, s.p[i]) == NULL))
			return false;
	return s.n > 0;
}

static bool
dots_ok(str s)
{
	return s.p[0] != '.' && s.p[s.n - 1] != '.' && !str_has(s, STR(".."));
}

/* Less than RFC 5321 allows, and all that people have: no quotes, no comments, no literals. */
bool
mail_address_ok(str address)
{
	str domain = address, local = str_cut(&domain, '@');

	return address.n <= ADDRESS_MAX && local.n <= LOCAL_MAX && only(local, "!#$%&'*+-/=?^_`{|}~.") &&
	    only(domain, "-.") && dots_ok(local) && dots_ok(domain) && domain.p[0] != '-' &&
	    str_has(domain, STR("."));
}

static const struct shape_field mine_fields[] = {
	SH(struct mail_mine, SHAPE_STR, email), SH(struct mail_mine, SHAPE_BOOL, wanted),
	SH_AS(struct mail_mine, SHAPE_INT, "not_delivered", lost),
	SH(struct mail_mine, SHAPE_BOOL, off),
};
static const struct shape mine_shape = SHAPE("mail_mine", struct mail_mine, mine_fields);

static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)vin;
	TRY(wish_find(cx, cx->who.id, ret_out));
	((struct mail_mine *)ret_out)->sees = may_at_all(&cx->who, MAY_SEE_SAFETY);
	return OK;
}

const struct op mail_mine_read = {
	.name = STR_INIT("mail.read"), .path = STR_INIT("/mail"), .may = MAY_OWN, .tx = TX_READ,
	.about = "Says whether you get mail, and whereto.", .in_size = 1, .out_size = sizeof(struct mail_mine),
	.out = &mine_shape, .run = read_run,
};

struct set_in { str email; bool wanted; };

static const struct field set_fields[] = {
	{ STR_INIT("email"), FIELD_LINE, offsetof(struct set_in, email), .max = ADDRESS_MAX, .optional = true,
	  .about = "Your e-mail address. Shown to nobody else." },
	{ STR_INIT("wanted"), FIELD_BOOL, offsetof(struct set_in, wanted), .optional = true,
	  .about = "Whether you want a mail when there is something new for you." },
};

static err
set_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct set_in *in = vin;

	if (in->email.n > 0 && !mail_address_ok(in->email))
		return cx_fail(cx, ERR_INPUT, "mail.address", STR("email"));
	if (in->wanted && in->email.n == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("email"));
	TRY(person_set_email(cx, cx->who.id, in->email));
	TRY(wish_put(cx, cx->who.id, in->wanted));
	return wish_find(cx, cx->who.id, ret_out);
}

const struct op mail_mine_set = {
	.name = STR_INIT("mail.set"), .path = STR_INIT("/mail"), .may = MAY_OWN, .tx = TX_WRITE,
	.about = "Says whether you want mail, and whereto.", FIELDS(set_fields), .in_size = sizeof(struct set_in),
	.out_size = sizeof(struct mail_mine), .out = &mine_shape, .run = set_run,
};

err
outbox_wishes(struct cx *cx, person_id who, bool *ret_wanted)
{
	struct mail_mine m;

	TRY(wish_find(cx, who, &m));
	*ret_wanted = m.wanted;
	return OK;
}

err
outbox_wish(struct cx *cx, person_id who, bool wanted)
{
	return wish_put(cx, who, wanted);
}
