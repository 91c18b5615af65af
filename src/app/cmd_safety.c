/*
 * app/safety: the house audits itself in plain words: who may do what, and what is
 * unsafe in this very installation.  It looks at the policy table, the operations, the
 * settings and the files; it changes nothing, and never says that all is safe.
 */
#include "app/house.h"

#include <sys/stat.h>
#include <unistd.h>

#include "app/keep.h"

#include "rooms/outbox/outbox.h"
#include "base/jail.h"
#include "rooms/safeguarding/safeguarding.h"
#include "rooms/unit/unit.h"

enum { LATE_S = 2 * 86400 };

struct report { struct cli *c; struct buf b; size_t faults; };

static void
say(struct report *r, const char *text)
{
	if (r->c->json) {
		buf_add(&r->b, r->faults > 0 ? STR(",") : STR(""));
		json_str(&r->b, str_of(text));
	} else {
		fprintf(r->c->out, "  * %s\n", text);
	}
	r->faults++;
}

/* No right of the role: the person themselves gives it and takes it back (rooms/consent). */
static const char by_consent[] =
	"read what somebody in care said with their name, and what came of it, while that person lets them";

static void
say_role(struct report *r, enum role who, bool first)
{
	struct cli *c = r->c;
	bool        any = false;

	if (c->json)
		buf_addf(&r->b, "%s\"%s\":[", first ? "" : ",", role_key(who));
	else
		fprintf(c->out, "A%s %s may%s:\n", who == ROLE_EXPERT || who == ROLE_EXECUTIVE
		    || who == ROLE_AUDITOR || who == ROLE_ADMIN ? "n" : "", role_name(who),
		    role_is_seat(who) ? ", in that forum" : ", in their places");
	for (int m = MAY_ANYONE + 1; m < MAY_COUNT_; m++) {
		if (!role_may_do(who, (enum may)m))
			continue;
		if (c->json) {
			buf_add(&r->b, any ? STR(",") : STR(""));
			json_str(&r->b, str_of(may_name((enum may)m)));
		} else {
			fprintf(c->out, "  - %s\n", may_name((enum may)m));
		}
		any = true;
	}
	if (who == ROLE_CARER && c->json) {
		buf_add(&r->b, STR(","));
		json_str(&r->b, str_of(by_consent));
	} else if (who == ROLE_CARER) {
		fprintf(c->out, "  - %s\n", by_consent);
	}
	if (c->json)
		buf_add(&r->b, STR("]"));
}

static void
say_anyone(struct report *r)
{
	struct ops ops = house_of(r->c)->ops;
	bool       any = false;

	if (r->c->json)
		buf_add(&r->b, STR("\"anyone\":["));
	else
		fputs("Anybody, without signing in, may:\n", r->c->out);
	for (size_t i = 0; i < ops.n; i++) {
		if (ops.at[i]->may != MAY_ANYONE)
			continue;
		if (r->c->json) {
			buf_add(&r->b, any ? STR(",") : STR(""));
			json_str(&r->b, ops.at[i]->name);
		} else {
			fprintf(r->c->out, "  - %.*s: %s\n", STR_ARG(ops.at[i]->name), ops.at[i]->about);
		}
		any = true;
	}
	if (r->c->json)
		buf_add(&r->b, STR("],"));
}

static void
check_file(struct report *r, str path)
{
	struct stat s;

	if (path.n == 0 || stat(str_c(r->c->mem, path), &s) != 0)
		return;
	if ((s.st_mode & 077) != 0)
		say(r, str_fmt(r->c->mem, "Others on this machine can open the file %.*s. Run: chmod 600 %.*s",
		    STR_ARG(path), STR_ARG(path)).p);
}

/* What lies in the database's folder the server can change: it must write beside the database. */
static void
check_backups_place(struct report *r, const struct config *f)
{
	struct arena *mem = r->c->mem;
	str           folder = f->db_file, inside, beside = STR("a folder of their own");
	struct stat   s;

	if (f->db_file.n == 0)
		return;
	while (folder.n > 0 && folder.p[folder.n - 1] != '/')
		folder.n--;
	inside = str_fmt(mem, "%.*sbackups", STR_ARG(folder));
	if (folder.n > 1)
		beside = str_fmt(mem, "%.*s-backups", (int)folder.n - 1, folder.p);
	if (str_starts(f->backups, folder) && (folder.n > 0 || f->backups.p[0] != '/'))
		say(r, str_fmt(mem, "The backups lie in the database's own folder, where the server may change them too."
		    " Stop Waggle and move %.*s to %.*s (setting backups).", STR_ARG(f->backups), STR_ARG(beside)).p);
	else if (stat(str_c(mem, inside), &s) == 0 && S_ISDIR(s.st_mode))
		say(r, str_fmt(mem, "Older backups lie in %.*s, where nothing looks for them any more. Move them to %.*s.",
		    STR_ARG(inside), STR_ARG(f->backups)).p);
}

/* A backup that is not proved, or not elsewhere, is a hope. */
static void
check_backups(struct report *r)
{
	struct config config = house_of(r->c)->config;
	struct keep   k = { .mem = r->c->mem, .config = &config, .now = r->c->now };
	struct kept   last;

	if (!keep_newest(&k, (str){ 0 }, &last))
		say(r, "There is no proved backup yet. Run: waggle backup");
	else
		say(r, str_fmt(r->c->mem, "%sThe last proved backup is of %.*s. Make sure it is copied to another machine.",
		    r->c->now.s - last.at.s > LATE_S ? "NO BACKUP FOR MORE THAN TWO DAYS. " : "",
		    STR_ARG(stamp_to_iso(r->c->mem, last.at))).p);
	check_backups_place(r, &config);
	if (config.backup_at.m < 0)
		say(r, "The daily backup is switched off. Make sure that something else runs `waggle backup`.");
}

static void
check_settings(struct report *r)
{
	const struct config *f = &house_of(r->c)->config;
	bool far = str_starts(f->db, STR("postgres:")) && str_has(f->db, STR("host="))
	    && !str_has(f->db, STR("host=/")) && !str_has(f->db, STR("host=localhost"))
	    && !str_has(f->db, STR("host=127."));

	if (!f->https)
		say(r, "Waggle speaks plain HTTP. That is right only when people use it on this very machine."
		    " Put a proxy that speaks HTTPS in front, and set https = yes.");
	if (f->https && !config_is_loopback(f))
		say(r, "Waggle listens beyond this machine. Make sure only the proxy can reach it.");
	if (far && !str_has(f->db, STR("sslmode=verify-full")))
		say(r, "The database is on another machine and its name is not checked."
		    " Add sslmode=verify-full to db.");
	if (str_has(f->db, STR("password=")))
		say(r, "The database's password is in the settings. Keep it in ~/.pgpass instead.");
	if (jail_look().lax)
		say(r, "This program is not for use: its processes keep all their rights.");
	else if (jail_look().landlock < 1)
		say(r, "This machine's kernel has no Landlock: a server that was broken into could read files that"
		    " are not its own. Use a newer kernel, or packaging/waggle.service.");
	else if (jail_look().landlock < 4 && str_starts(f->db, STR("postgres:")))
		say(r, "This machine's kernel cannot keep the server to the database's port (Landlock 4)."
		    " Use a newer kernel, or packaging/waggle.service.");
	if (geteuid() == 0)
		say(r, "Waggle runs as root. Give it a user of its own.");
	check_file(r, f->db_file);
	check_file(r, f->file);
	check_file(r, f->smtp_login_file);
	if (f->smtp.n == 0)
		say(r, "Waggle sends no mail: nobody is told by email that something is late or urgent."
		    " Set smtp and smtp_from.");
	check_backups(r);
}

/* How many places take words from anybody, page by page. */
static err
count_open(struct cx *cx, size_t *ret_open)
{
	struct word w = { .name = STR("older"), .value = STR("0") };
	int64_t     next = 0;

	*ret_open = 0;
	do {
		const struct unit_page *page;
		void                   *out = NULL;

		w.value = str_fmt(cx->mem, "%lld", (long long)next);
		TRY(op_run(cx, &unit_list, (struct words){ &w, 1 }, &out));
		page = out;
		for (size_t i = 0; i < page->n; i++)
			*ret_open += page->at[i].open_to_all;
		next = page->next;
	} while (next != 0);
	return OK;
}

/* Said aloud once mail has not gone out for a quarter of an hour. */
static void
check_mail(struct report *r, struct cx *cx)
{
	const struct outbox_health *h;
	void                       *out = NULL;

	if (house_of(r->c)->config.smtp.n == 0 || op_run(cx, &outbox_health_read, (struct words){ 0 }, &out) != OK)
		return;
	h = out;
	if (h->down)
		say(r, str_fmt(r->c->mem, "Mail does not go out: %lld wait to be sent. The mail server, its name and"
		    " password, or `waggle mail` itself is in trouble; its log lines say what.", (long long)h->waiting).p);
	if (h->not_delivered > 0)
		say(r, str_fmt(r->c->mem, "%lld mails could not be delivered. The page /mail/undelivered says to whom.",
		    (long long)h->not_delivered).p);
}

/* P0-5: where nobody would be told, and whether the way of an alert was tried today. */
static void
check_safeguarding(struct report *r, struct cx *cx)
{
	const struct coverage *c;
	void                  *out = NULL;

	if (op_run(cx, &safeguarding_coverage, (struct words){ 0 }, &out) != OK)
		return;
	c = out;
	if (c->empty > 0)
		say(r, str_fmt(r->c->mem, "Nobody is on call for safeguarding in %lld places that are open to all. Put"
		    " somebody on the rota: the page /rota.", (long long)c->empty).p);
	if (c->waiting > 0)
		say(r, str_fmt(r->c->mem, "%lld safeguarding alerts wait for an answer, %lld of them for longer than 15"
		    " minutes.", (long long)c->waiting, (long long)c->late).p);
	if (c->tested.s > 0 && (!c->test_ok || c->tested.s + 2 * 86400 < cx->now.s))
		say(r, "The daily test of the way of an alert failed, or was not made for two days.");
}

static int
check_database(struct report *r)
{
	struct cli     *c = r->c;
	struct opened   o;
	struct provider p;
	struct cx       cx;
	size_t          open = 0;
	int             code = house_open(c, HOUSE_READ, &o);

	if (code != EX_OK)
		return code;
	code = house_provider(c, o.db, &p);
	if (code == EX_OK) {
		house_cx(c, o.db, p.zone, &cx);
		if (count_open(&cx, &open) != OK)
			code = cli_fail(c, EX_IOERR, "The list of places cannot be read.");
		check_mail(r, &cx);
		check_safeguarding(r, &cx);
	}
	if (code == EX_OK && p.demo)
		say(r, "This is the demo. Everybody can know its passwords. Put nothing real in it.");
	if (open > 0)
		say(r, str_fmt(c->mem, "In %zu places anybody who knows the address can say something without"
		    " signing in. That is on purpose; somebody must read it.", open).p);
	house_close(&o);
	return code;
}

static void
say_powers(struct cli *c)
{
	struct jail_report got = jail_look();

	fprintf(c->out, "\nThe server, the sender of mail, the keeper of backups and the drawer of pictures keep"
	    " only the rights they need, by:\n  - %.*s\n\nWhat is or may be unsafe here:\n", STR_ARG(jail_words(c->mem, &got)));
}

int
safety_command(struct cli *c)
{
	struct report r = { .c = c, .b = { .mem = c->mem } };
	int           code;

	if (c->json)
		buf_add(&r.b, STR("{"));
	say_anyone(&r);
	if (c->json)
		buf_add(&r.b, STR("\"roles\":{"));
	for (int i = 0; i < ROLE_COUNT_; i++)
		say_role(&r, (enum role)i, i == 0);
	if (c->json)
		buf_add(&r.b, STR("},\"unsafe\":["));
	else
		say_powers(c);
	check_settings(&r);
	code = check_database(&r);
	if (c->json)
		fprintf(c->out, "%.*s]}\n", STR_ARG(buf_str(&r.b)));
	return code;
}
