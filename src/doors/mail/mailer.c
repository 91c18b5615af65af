/*
 * doors/mail: the loop that sends.  See mail.h.  Look, take one in hand, send, say how it
 * went.  It wakes every two seconds, and at once for a signal.  Every minute, whether or not a
 * letter waits, it knocks at the mail server and says how that went: how sending fares must not
 * tell that there is a letter.  In trouble with the server it waits before it tries the next.
 */
#include "doors/mail/mail_in.h"

#include <assert.h>
#include <signal.h>
#include <time.h>

#include "base/secret.h"
#include "doors/when.h"

enum { LOOK_S = 2, BEAT_S = 60, TROUBLE_S = 5, TROUBLE_MAX_S = 30, MEMORY = 64 << 20, TELL_TRIES = 40 };

struct mailer {
	const struct mailer_want *want;
	struct db                *db;
	struct arena             *mem, *kept;
	str                       holder;
	struct smtp              *smtp;
	sigset_t                  until;
	struct when              *when;
	int64_t                   beat_at, trouble;     /* trouble: how many in a row */
	enum mail_why             told;                 /* what the last beat said */
	bool                      ever, stop, knocked;  /* ever: a beat has said something */
};

/* A signal to stop ends any sleep. */
static void
sleep_or_stop(struct mailer *m, int64_t ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	if (!m->stop && sigtimedwait(&m->until, NULL, &t) > 0)
		m->stop = true;
}

static err
run_one(struct mailer *m, const struct op *op, struct words w, void **ret_out)
{
	struct cx cx = { .db = m->db, .mem = m->mem, .now = when_now(m->when), .who = actor_house(), .who_known = true,
		.door = "clock", .lang = lang_find(STR("en")) };

	cx.today = zone_day(m->want->zone, cx.now);
	cx.zone = m->want->zone;
	return op_run(&cx, op, w, ret_out);
}

static struct word
number(struct mailer *m, str name, int64_t n)
{
	return (struct word){ .name = name, .value = str_fmt(m->mem, "%lld", (long long)n) };
}

/* What was sent must be written down: until it is, it would be sent again. */
static void
tell(struct mailer *m, const struct op *op, int64_t id, struct smtp_answer a)
{
	struct word w[] = { number(m, STR("mail"), id), { .name = STR("holder"), .value = m->holder },
		number(m, STR("reason"), a.why), number(m, STR("code"), a.code) };
	void       *out;
	err         e = ERR_BUSY;

	for (int i = 0; e != OK && i < TELL_TRIES; i++) {
		if (i > 0)
			(void)nanosleep(&(struct timespec){ .tv_nsec = 250000000 }, NULL);
		e = run_one(m, op, (struct words){ w, LEN(w) }, &out);
	}
	if (e != OK)
		log_line("mail", "trouble=\"how it went could not be written down\" err=%d", (int)e);
}

/* `alive`: nothing known of the mail server, we are only there. */
static void
beat(struct mailer *m, enum mail_why why, int64_t code, bool alive)
{
	struct word w[] = { number(m, STR("reason"), why), number(m, STR("code"), code),
		{ .name = STR("alive"), .value = alive ? STR("1") : STR("0") } };
	int64_t     now = when_now(m->when).s;
	bool        news = !alive && (why != m->told || !m->ever);
	void       *out;

	m->beat_at = now;
	if (run_one(m, &outbox_beat, (struct words){ w, LEN(w) }, &out) != OK)
		return;
	if (news)
		log_line("mail", "why=%d code=%lld", (int)why, (long long)code);
	m->ever = m->ever || !alive;
	m->told = alive ? m->told : why;
}

static const struct lang *
lang_of(const struct outbox_letter *l)
{
	return lang_find(l->easy && (l->lang.n == 0 || str_eq(l->lang, STR("en"))) ? STR("easy") : l->lang);
}

static struct smtp_answer
send_one(struct mailer *m, const struct outbox_letter *l)
{
	const struct mailer_want *w = m->want;
	struct letter one = { .kind = (enum mail_kind)l->kind, .lang = lang_of(l), .to = l->email,
		.from = w->smtp.from, .ref = l->ref, .address = w->address, .now = when_now(m->when) };

	if (!mail_address_ok(l->email))
		return (struct smtp_answer){ MAIL_NO_ADDRESS, 0 };
	if (m->smtp == NULL)
		m->smtp = smtp_new(&w->smtp);
	return smtp_send(m->smtp, l->email, letter_write(m->mem, &one));
}

/* Never because of a letter, and of no letter's doing. */
static void
knock(struct mailer *m)
{
	int64_t            now = when_now(m->when).s;
	struct smtp       *s;
	struct smtp_answer a;

	if (m->knocked && now - m->beat_at < BEAT_S && now >= m->beat_at)
		return;
	s = smtp_new(&m->want->smtp);
	a = smtp_knock(s);
	smtp_free(s);
	m->knocked = true;
	beat(m, a.why == MAIL_NO_SERVER || a.why == MAIL_NOT_LET_IN ? a.why : MAIL_WELL, a.code, false);
}

static void
hang_up(struct mailer *m)
{
	smtp_free(m->smtp);
	m->smtp = NULL;
}

/* Looks, and learns what time the database has. */
static bool
is_due(struct mailer *m)
{
	int64_t                  before = when_own_ms();
	const struct outbox_did *did;
	void                    *out = NULL;

	if (run_one(m, &outbox_due, (struct words){ 0 }, &out) != OK)
		return false;
	did = out;
	when_learn(m->when, did->ms, before, when_own_ms());
	return did->n > 0;
}

/* One mail, when one is due.  False: none was. */
static bool
one_mail(struct mailer *m)
{
	struct word  w[] = { { .name = STR("holder"), .value = m->holder },
		number(m, STR("seconds"), m->want->smtp.seconds * 2 + 5) };
	const struct outbox_letter *l;
	struct smtp_answer          a;
	void                       *out = NULL;

	if (!is_due(m))
		return false;
	if (run_one(m, &outbox_take, (struct words){ w, LEN(w) }, &out) != OK)
		return false;
	l = out;
	if (l->id == 0)
		return false;
	a = send_one(m, l);
	tell(m, a.why == MAIL_WELL ? &outbox_sent : &outbox_tried, l->id, a);
	if (a.why != MAIL_WELL)
		hang_up(m);
	if (a.why == MAIL_NO_SERVER || a.why == MAIL_NOT_LET_IN)
		m->trouble++;
	else if (a.why != MAIL_NO_ADDRESS)
		m->trouble = 0;
	return true;
}

static void
live(struct mailer *m)
{
	while (!m->stop) {
		int64_t pause = LOOK_S * 1000;
		bool    did = one_mail(m);

		if (!did)
			hang_up(m);
		if (!m->want->once || !did || m->trouble > 0)
			knock(m);
		if (m->want->once && (!did || m->trouble > 0))
			return;
		if (db_must_stop(m->db))
			return;                 /* the disk no longer tells the truth; the next start reads it */
		if (m->trouble > 0)
			pause = (m->trouble * TROUBLE_S < TROUBLE_MAX_S ? m->trouble * TROUBLE_S : TROUBLE_MAX_S) * 1000;
		arena_clear(m->mem);
		sleep_or_stop(m, did && m->trouble == 0 ? 0 : pause);
	}
}

err
mailer_run(const struct mailer_want *w)
{
	struct mailer m = { .want = w, .mem = arena_new(MEMORY), .kept = arena_new(1 << 16) };
	err           e;

	assert(mail_address_ok(w->smtp.from) && smtp_server_ok(w->smtp.server));
	sigemptyset(&m.until);
	sigaddset(&m.until, SIGTERM);
	sigaddset(&m.until, SIGINT);
	pthread_sigmask(SIG_BLOCK, &m.until, NULL);
	m.holder = secret_token(m.kept);
	m.when = when_new(m.kept);
	e = db_open(w->db_url, DB_WRITE, &m.db);
	if (e == OK && w->key.n > 0)
		db_set_key(m.db, w->key);
	if (e == OK) {
		beat(&m, MAIL_WELL, 0, true);
		live(&m);
		hang_up(&m);
		db_close(m.db);
	}
	arena_free(m.mem);
	arena_free(m.kept);
	return e;
}
