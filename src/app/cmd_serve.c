/*
 * app/serve: opens the house to everybody.  The supervisor takes the sockets and shuts itself in;
 * the server opens the database, gives up more powers, then starts writer, web and clock, waits
 * for a signal, and closes them in the other order, so that nothing that was taken is lost.
 */
#include "app/house.h"

#include <assert.h>
#include <netdb.h>
#include <signal.h>
#include <sys/socket.h>
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/powers.h"
#include "app/rooms.h"
#include "app/supervisor.h"
#include "base/picture.h"
#include "doors/api/api.h"
#include "doors/clock/clock.h"
#include "doors/web/web.h"
#include "rooms/profile/profile.h"
#include "rooms/unit/unit.h"

enum { PG_THREADS = 4, SLOW_THREADS = 2, BATCH = 256, QUEUE_MAX = 4096, KEEP_PAUSE_MS = 1800000 };

/* The server, as its supervisor started it. */
struct server { struct cli *c; struct painter *painter; int sockets[WEB_SOCKETS_MAX]; int ready; bool again; };

static int
bind_once(const struct addrinfo *at)
{
	int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1, bad = fd < 0 ? errno : 0;

	if (bad == 0 && (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0
	    || bind(fd, at->ai_addr, at->ai_addrlen) != 0 || listen(fd, 1) != 0))
		bad = errno;
	if (fd >= 0)
		(void)close(fd);
	return bad;
}

/* The children of a server that was killed a moment ago may still be letting go of it. */
static int
bind_tried(const struct addrinfo *at)
{
	const struct timespec wait = { .tv_nsec = 20 * 1000 * 1000 };
	int                   bad = bind_once(at);

	for (int i = 0; i < 50 && bad == EADDRINUSE; i++) {
		(void)nanosleep(&wait, NULL);
		bad = bind_once(at);
	}
	return bad;
}

/* The port is tried before the database is touched: the usual mistake is a second start. */
static int
try_port(struct cli *c)
{
	const struct config *f = &house_of(c)->config;
	struct addrinfo      want = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
	struct addrinfo     *at = NULL;
	const char          *host = str_c(c->mem, f->host);
	const char          *port = str_fmt(c->mem, "%lld", (long long)f->port).p;
	int                  bad;

	if (getaddrinfo(host, port, &want, &at) != 0)
		return cli_fail(c, EX_CONFIG, "There is no address \"%s\" to listen on.", host);
	bad = bind_tried(at);
	freeaddrinfo(at);
	if (bad == EADDRINUSE)
		return cli_fail(c, EX_UNAVAILABLE, "Something already answers on %.*s. Stop it, or set"
		    " WAGGLE_LISTEN to another port.", STR_ARG(f->listen));
	if (bad != 0)
		return cli_fail(c, bad == EACCES ? EX_NOPERM : EX_UNAVAILABLE,
		    "We cannot listen on %.*s: %s.", STR_ARG(f->listen), strerror(bad));
	return EX_OK;
}

/* Codes on paper must open somewhere: until an address is set, on this very machine. */
static str
address_of(struct cli *c, const struct config *f)
{
	return f->address.n > 0 ? f->address : str_fmt(c->mem, "http://%.*s", STR_ARG(f->listen));
}

static void
site_fill(struct cli *c, const struct provider *p, struct site *ret_site)
{
	const struct house *h = house_of(c);

	*ret_site = (struct site){
		.ops = h->ops, .routes = h->routes, .nroutes = h->nroutes, .db_url = h->config.db,
		.zone = p->zone, .provider = p->name, .address = address_of(c, &h->config), .listen = h->config.listen,
		.proxy = h->config.proxy, .tls_in_front = h->config.https, .secret = p->secret,
		.web_threads = (unsigned)h->config.threads, .patience = h->config.patience, .keep_mib = (unsigned)h->config.keep,
		.api = api_answer,
	};
}

/* Whoever started us waits for this line; once is enough. */
static void
say_ready(const struct server *s, const struct site *site)
{
	if (!s->again) {
		fprintf(s->c->out, "Waggle listens on http://%.*s\n", STR_ARG(site->listen));
		(void)fflush(s->c->out);
	}
	(void)!write(s->ready, "r", 1);
}

static int
open_doors(struct server *s, struct site *site, const sigset_t *until)
{
	struct cli       *c = s->c;
	struct web       *web = NULL;
	struct clockwork *clockwork = NULL;
	int               got = 0, code = EX_OK;

	if (web_start(site, &web) != OK)
		return cli_fail(c, EX_UNAVAILABLE, "The web server could not start.");
	if (clockwork_start(site, rooms_timers, rooms_ntimers, &clockwork) != OK)
		code = cli_fail(c, EX_OSERR, "The clock could not start.");
	if (code == EX_OK) {
		say_ready(s, site);
		if (!painter_is_well(site->painter))    /* it loads much; pages need not wait for it */
			log_line("picture", "trouble=\"pictures cannot be taken: the image process cannot be shut in here\"");
		while (sigwait(until, &got) != 0)
			;
		log_line("stop", "signal=%d", got);
	}
	web_stop(web);
	clockwork_stop(clockwork);
	return code;
}

/* An empty house is set up from the smallest profile, so that every page has its place. */
static int
first_places(struct cli *c, struct db *db, const struct provider *p)
{
	struct word w[] = {
		{ .name = STR("file"), .value = STR("blank") }, { .name = STR("text") },
	};
	const struct unit_page *all;
	struct cx               cx;
	void                   *out = NULL;
	bool                    found = profile_built_in(w[0].value, &w[1].value);
	err                     e;

	assert(found);
	house_cx(c, db, p->zone, &cx);
	e = op_run(&cx, &unit_list, (struct words){ 0 }, &out);
	all = out;
	if (e == OK && all->n == 0)
		e = op_run(&cx, &profile_load, (struct words){ w, LEN(w) }, &out);
	return e == OK ? EX_OK : cli_refused(c, &cx, e);
}

/* Before the first door opens: the database's clock counts, where it has one. */
static void
learn_time(struct cli *c, struct db *db, struct site *site)
{
	int64_t   before;
	struct cx cx;
	void     *out = NULL;

	site->when = when_new(c->mem);
	house_cx(c, db, site->zone, &cx);
	before = when_own_ms();
	if (op_run(&cx, &clock_time, (struct words){ 0 }, &out) == OK)
		when_learn(site->when, ((const struct clock_said *)out)->ms, before, when_own_ms());
}

static int
serve(struct server *s, struct opened *o)
{
	struct cli         *c = s->c;
	const struct house *h = house_of(c);
	struct provider     p;
	struct site         site;
	struct writer_want  want = { h->config.db, PG_THREADS, SLOW_THREADS, BATCH, QUEUE_MAX,
		house_reserve(c), o->keys.chain.at[0] };
	struct jail_want    powers;
	sigset_t            until;
	int                 code = house_provider(c, o->db, &p);

	if (code == EX_OK)
		code = first_places(c, o->db, &p);
	if (code != EX_OK)
		return code;
	site_fill(c, &p, &site);
	site.painter = s->painter;
	site.sockets = s->sockets;
	learn_time(c, o->db, &site);
	web_check_routes(&site);
	/* Threads inherit the mask: only this one hears the signals. */
	sigemptyset(&until);
	sigaddset(&until, SIGINT);
	sigaddset(&until, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &until, NULL);
	powers_web(c->mem, &h->config, &powers);
	code = powers_enter(c, &powers);        /* before any thread */
	if (code != EX_OK)
		return code;
	if (writer_new(&want, &site.writer) != OK)
		return cli_fail(c, EX_IOERR, "The database could not be opened for writing.");
	db_close(o->db);                /* only now: the last one out would move the whole log home */
	o->db = NULL;                   /* from here on the writer writes */
	code = open_doors(s, &site, &until);
	writer_free(site.writer);
	return code;
}

/* The server's whole life. */
static int
live(void *arg, int ready, bool again)
{
	struct server  *s = arg;
	struct opened   o;
	int             code;

	s->ready = ready;
	s->again = again;
	code = house_open(s->c, HOUSE_WRITE, &o);
	if (code == EX_OK) {
		code = serve(s, &o);
		house_close(&o);
	}
	return code;
}

static int
send_mail(void *arg)
{
	const struct server *s = arg;

	return mail_live(s->c, false);
}

static int
keep(void *arg)
{
	const struct server *s = arg;

	return keep_live(s->c);
}

/* The keeper makes the pause longer and longer: what ends it may be a backup that wants too much. */
int
serve_command(struct cli *c)
{
	const struct config *f = &house_of(c)->config;
	struct site          front = { .listen = f->listen, .tls_in_front = f->https,
		.web_threads = (unsigned)f->threads };
	struct server        s = { .c = c };
	struct child         beside[] = {
		{ .name = "waggle-keep", .role = "keep", .live = keep, .arg = &s, .pause_most_ms = KEEP_PAUSE_MS, .stop_ms = 1000 },
		{ .name = "waggle-mail", .role = "mail", .live = send_mail, .arg = &s, .pause_most_ms = 1000, .stop_ms = 5000 },
	};
	struct supervised    all = { live, &s, beside, f->smtp.n > 0 ? 2 : 1 };
	struct jail_want     powers;
	int                  code = try_port(c);

	if (code != EX_OK)
		return code;
	/* Before any socket of ours, and before our jail: it loads its libraries, then has its own. */
	s.painter = painter_start();
	if (web_sockets(&front, s.sockets) != OK)
		code = cli_fail(c, EX_UNAVAILABLE, "The web server could not start.");
	powers_supervisor(c->mem, f, &powers);
	if (code == EX_OK)
		code = powers_enter(c, &powers);
	if (code == EX_OK)
		code = supervise(&all);
	painter_stop(s.painter);        /* the server lets go of it too; it ends with the last of us */
	return code;
}

int
migrate_command(struct cli *c)
{
	struct opened o;
	int           code = house_open(c, HOUSE_WRITE, &o);

	if (code != EX_OK)
		return code;
	fprintf(c->out, "The database is up to date.\n");
	house_close(&o);
	return EX_OK;
}
