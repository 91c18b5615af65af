/*
 * rooms/session: the operations and their rules.  No SQL and no HTML in here.
 * Guessing is slowed by a bucket of tries for each name and device together: five, and
 * one more every three minutes.  A stranger's guesses empty the stranger's bucket only.
 */
#include "rooms/session/session_in.h"

#include <string.h>

#include "base/secret.h"

enum {
	TRIES = 5, TRY_EVERY_S = 180, PIN_LETTERS = 8,
	TOKEN_DAYS = 365, DAY_S = 86400, PATH_MAX_BYTES = 1000,
};

/* ---- session.open ---- */

struct open_in {
	str     login, password, back, device;
	/* found by `before`, on a slow thread */
	int64_t person;
	bool    fits, slowed;
};

static const struct field open_fields[] = {
	{ STR_INIT("login"), FIELD_LINE, offsetof(struct open_in, login), .max = 100,
	  .about = "The name you sign in with." },
	{ STR_INIT("password"), FIELD_SECRET, offsetof(struct open_in, password), .max = 200,
	  .about = "Your password or PIN." },
	{ STR_INIT("back"), FIELD_LINE, offsetof(struct open_in, back), .max = PATH_MAX_BYTES,
	  .optional = true, .about = "Where to go afterwards: a path of this site." },
	{ STR_INIT("device"), FIELD_LINE, offsetof(struct open_in, device), .max = 80,
	  .optional = true, .about = "Said by the web door: which device this is." },
};

static str
try_key(struct cx *cx, const struct open_in *in)
{
	return secret_sha256_hex(cx->mem, str_fmt(cx->mem, "%.*s\n%.*s", STR_ARG(in->login),
	    STR_ARG(in->device)));
}

/* What is in the bucket now, with what has dripped in since. */
static err
bucket_now(struct cx *cx, const struct open_in *in, struct bucket *ret_bucket)
{
	struct bucket b;
	bool          found;
	int64_t       drips;

	TRY(try_find(cx, try_key(cx, in), &b, &found));
	if (!found)
		b = (struct bucket){ TRIES, cx->now };
	if (b.at.s > cx->now.s)
		b.at = cx->now;         /* the clock was set back: nobody waits until it is there again */
	drips = (cx->now.s - b.at.s) / TRY_EVERY_S;
	if (drips > 0) {
		b.tokens = b.tokens + drips > TRIES ? TRIES : b.tokens + drips;
		b.at.s += drips * TRY_EVERY_S;
	}
	if (b.tokens == TRIES)
		b.at = cx->now;
	*ret_bucket = b;
	return OK;
}

static err
open_before(struct cx *cx, void *vin)
{
	struct open_in *in = vin;
	struct bucket   b;
	struct signer   s;

	TRY(bucket_now(cx, in, &b));
	in->slowed = b.tokens == 0;
	if (in->slowed)
		return OK;
	TRY(session_find_signer(cx, in->login, &s));
	in->person = s.person;
	in->fits = secret_password_fits(cx->mem, s.hash, in->password);
	return OK;
}

static bool
is_pin(str secret)
{
	for (size_t i = 0; i < secret.n; i++)
		if (secret.p[i] < '0' || secret.p[i] > '9')
			return false;
	return secret.n <= PIN_LETTERS;
}

/* The bucket is asked again here: many at once must not all slip past `before`. */
static err
take_try(struct cx *cx, const struct open_in *in, bool *ret_slowed)
{
	struct bucket b;

	TRY(bucket_now(cx, in, &b));
	*ret_slowed = in->slowed || b.tokens == 0;
	if (in->fits && !*ret_slowed)
		b = (struct bucket){ TRIES, cx->now };
	else if (b.tokens > 0)
		b.tokens--;
	return try_put(cx, try_key(cx, in), b);
}

static err
open_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct open_in  *in = vin;
	struct session_opened *out = ret_out;
	struct session_row     row = { .person = in->person };

	out->back = in->back;
	out->minutes = TRY_EVERY_S / 60;
	cx_moves_only(cx, STR(""));     /* pages are kept for one session, and this one is new */
	TRY(take_try(cx, in, &out->slowed));
	if (out->slowed || !in->fits)
		return OK;              /* the try must be kept, so this is no failure */
	if (cx->token.n > 0 && !cx->who.by_token) {
		cx->moves_only = false; /* one that ends has no page any more */
		TRY(session_delete(cx, cx->token));
	}
	out->secret = secret_token(cx->mem);
	out->opened = true;
	row.token_hash = secret_sha256_hex(cx->mem, out->secret);
	row.grade = is_pin(in->password) ? GRADE_LOW : GRADE_FULL;
	row.ends.s = cx->now.s + SESSION_IDLE_S;
	return session_insert(cx, &row);
}

const struct op session_open = {
	.name = STR_INIT("session.open"), .path = STR_INIT("/session/open"), .may = MAY_ANYONE,
	.tx = TX_WRITE, .about = "Signs in.", FIELDS(open_fields), .in_size = sizeof(struct open_in),
	.out_size = sizeof(struct session_opened), .before = open_before, .run = open_run,
	.no_token = true,
};

/* ---- the form, and who is asking ---- */

struct back_in { str back; };

static const struct field back_fields[] = {
	{ STR_INIT("back"), FIELD_LINE, offsetof(struct back_in, back), .max = PATH_MAX_BYTES,
	  .optional = true, .about = "Where to go afterwards: a path of this site." },
};

static err
ask_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct back_in *in = vin;

	*(struct session_form *)ret_out = (struct session_form){ in->back, cx->who.id.v != 0 };
	return OK;
}

const struct op session_ask = {
	.name = STR_INIT("session.ask"), .path = STR_INIT("/session/ask"), .may = MAY_ANYONE,
	.tx = TX_READ, .about = "Shows the form to sign in.", FIELDS(back_fields),
	.in_size = sizeof(struct back_in), .out_size = sizeof(struct session_form), .run = ask_run,
	.no_token = true,
};

static str
role_names(struct cx *cx)
{
	struct buf b = { .mem = cx->mem };

	for (int r = 0; r < ROLE_COUNT_; r++)
		if (cx->who.roles >> r & 1) {
			buf_add(&b, b.n > 0 ? STR(", ") : STR(""));
			buf_add(&b, str_of(role_name((enum role)r)));
		}
	return buf_str(&b);
}

static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct session_now *out = ret_out;

	(void)vin;
	out->signed_in = cx->who.id.v != 0;
	out->person = cx->who.id.v;
	out->name = cx->who.name;
	out->roles = role_names(cx);
	if (cx->who.by_token || cx->who.session.n == 0)
		return OK;
	return session_find_times(cx, cx->who.session, &out->seen, &out->ends);
}

static const struct shape_field now_shape_fields[] = {
	SH(struct session_now, SHAPE_BOOL, signed_in), SH(struct session_now, SHAPE_INT, person),
	SH(struct session_now, SHAPE_STR, name), SH(struct session_now, SHAPE_STR, roles),
	SH(struct session_now, SHAPE_STAMP, seen), SH(struct session_now, SHAPE_STAMP, ends),
};
static const struct shape now_shape = SHAPE("session", struct session_now, now_shape_fields);

const struct op session_read = {
	.name = STR_INIT("session.read"), .path = STR_INIT("/session"), .may = MAY_OWN,
	.tx = TX_READ, .about = "Says who you are signed in as.", .in_size = 1,
	.out_size = sizeof(struct session_now), .out = &now_shape, .run = read_run,
};

/* ---- moving on, and closing ---- */

static err
seen_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)vin;
	(void)ret_out;
	cx_moves_only(cx, STR(""));     /* no page shows when a session ends */
	return session_move(cx, cx->who.session, (stamp){ cx->now.s - SESSION_SEEN_S },
	    (stamp){ cx->now.s + SESSION_IDLE_S });
}

const struct op session_seen = {
	.name = STR_INIT("session.seen"), .path = STR_INIT("/session/seen"), .may = MAY_OWN,
	.tx = TX_WRITE, .about = "Keeps a session in use from ending.", .in_size = 1, .out_size = 1,
	.run = seen_run, .no_token = true,
};

static err
close_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)vin;
	(void)ret_out;
	return cx->token.n > 0 ? session_delete(cx, cx->token) : OK;
}

const struct op session_close = {
	.name = STR_INIT("session.close"), .path = STR_INIT("/session/close"), .may = MAY_ANYONE,
	.tx = TX_WRITE, .about = "Signs out.", .in_size = 1, .out_size = 1, .run = close_run,
	.no_token = true,
};

static err
sweep_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)vin;
	(void)ret_out;
	TRY(session_delete_ended(cx, cx->now));
	return try_delete_old(cx, (stamp){ cx->now.s - DAY_S });
}

const struct op session_sweep = {
	.name = STR_INIT("session.sweep"), .path = STR_INIT("/session/sweep"), .may = MAY_SET_UP,
	.tx = TX_WRITE, .about = "Clears away sessions and tokens that ended, so that no clock set back revives them.",
	.in_size = 1, .out_size = 1, .run = sweep_run, .no_token = true,
};

/* ---- tokens for programs ---- */

struct token_in { str login, name; int64_t days; };

static const struct field token_fields[] = {
	{ STR_INIT("login"), FIELD_LINE, offsetof(struct token_in, login), .max = 100,
	  .about = "Whose token: it may do what they may." },
	{ STR_INIT("name"), FIELD_LINE, offsetof(struct token_in, name), .max = 100,
	  .about = "What it is for." },
	{ STR_INIT("days"), FIELD_INT, offsetof(struct token_in, days), .max = 3650,
	  .optional = true, .about = "It ends after so many days; 365 when left out." },
};

static err
token_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct token_in *in = vin;
	struct token_made     *out = ret_out;
	struct session_row     row = { 0 };
	struct signer          s;

	TRY(session_find_signer(cx, in->login, &s));
	if (s.person == 0)
		return cx_fail(cx, ERR_MISSING, "person.missing", STR("login"));
	out->secret = str_fmt(cx->mem, "waggle_%.*s", STR_ARG(secret_token(cx->mem)));
	out->ends.s = cx->now.s + (in->days > 0 ? in->days : TOKEN_DAYS) * DAY_S;
	row.token_hash = secret_sha256_hex(cx->mem, out->secret);
	row.person = s.person;
	row.ends = out->ends;
	return token_insert(cx, &row, in->name);
}

static const struct shape_field token_shape_fields[] = {
	SH(struct token_made, SHAPE_STR, secret), SH(struct token_made, SHAPE_STAMP, ends),
};
static const struct shape token_shape = SHAPE("token", struct token_made, token_shape_fields);

const struct op token_new = {
	.name = STR_INIT("token.new"), .path = STR_INIT("/tokens"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Makes a token for a program. Its secret is shown once.", FIELDS(token_fields),
	.in_size = sizeof(struct token_in), .out_size = sizeof(struct token_made),
	.out = &token_shape, .run = token_run, .no_token = true,
};

/* ---- how pages look, and pages with nothing to look up ---- */

static err
display_ask_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)cx;
	*(struct display_form *)ret_out = (struct display_form){ .back = ((const struct back_in *)vin)->back };
	return OK;
}

const struct op display_ask = {
	.name = STR_INIT("display.ask"), .path = STR_INIT("/display/ask"), .may = MAY_ANYONE,
	.tx = TX_READ, .about = "Shows how pages can look.", FIELDS(back_fields),
	.in_size = sizeof(struct back_in), .out_size = sizeof(struct display_form),
	.run = display_ask_run, .no_token = true,
};

struct display_in { str back; int64_t lang, size, scheme; };

static const char *const langs[] = { "en", "ar", "easy", NULL };
static const char *const sizes[] = { "100", "125", "150", "200", NULL };
static const char *const schemes[] = { "", "cream", "dark", "contrast", NULL };

static const struct field display_fields[] = {
	{ STR_INIT("back"), FIELD_LINE, offsetof(struct display_in, back), .max = PATH_MAX_BYTES,
	  .optional = true, .about = "Where to go afterwards: a path of this site." },
	{ STR_INIT("lang"), FIELD_CHOICE, offsetof(struct display_in, lang), .choices = langs,
	  .about = "The language." },
	{ STR_INIT("size"), FIELD_CHOICE, offsetof(struct display_in, size), .choices = sizes,
	  .about = "How big letters are, in per cent." },
	{ STR_INIT("scheme"), FIELD_CHOICE, offsetof(struct display_in, scheme), .choices = schemes,
	  .optional = true, .about = "The colours." },
};

static err
display_set_run(struct cx *cx, const void *vin, void *ret_out)
{
	static const int64_t per_cent[] = { 100, 125, 150, 200 };
	const struct display_in *in = vin;

	(void)cx;
	*(struct display_form *)ret_out = (struct display_form){ .back = in->back,
		.lang = str_of(langs[in->lang]), .size = per_cent[in->size],
		.scheme = str_of(schemes[in->scheme]) };
	return OK;
}

/* It changes a cookie and no row, so it only reads. */
const struct op display_set = {
	.name = STR_INIT("display.set"), .path = STR_INIT("/display/set"), .may = MAY_ANYONE,
	.tx = TX_READ, .about = "Sets how pages look in this browser.", FIELDS(display_fields),
	.in_size = sizeof(struct display_in), .out_size = sizeof(struct display_form),
	.run = display_set_run, .no_token = true,
};

static err
help_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)cx;
	(void)vin;
	(void)ret_out;
	return OK;
}

const struct op help_read = {
	.name = STR_INIT("help.read"), .path = STR_INIT("/help"), .may = MAY_ANYONE, .tx = TX_READ,
	.about = "Shows a page that is the same for everybody.", .in_size = 1,
	.out_size = sizeof(struct plain_page), .run = help_run, .no_token = true,
};

const struct op *const session_ops[] = { &session_open, &session_ask, &session_close,
	&session_read, &session_seen, &session_sweep, &token_new, &display_ask, &display_set,
	&help_read };
const size_t session_nops = LEN(session_ops);
