/*
 * bench/fill: a big provider, made straight through the store: wards, people, matters with
 * their first steps, meetings and promises, and words to search. Only for measuring.
 *
 *   fill URL WARDS PEOPLE MATTERS       fills an empty, migrated database
 *   fill URL --bare SECONDS BATCH [WARDS]  a bare group-commit loop: writes a second on this disk
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "access/access.h"
#include "base/secret.h"
#include "rooms/matter/matter.h"
#include "store/db_in.h"
#include "store/search.h"

static const char *const words[] = { "tea", "cold", "garden", "night", "light", "bright", "staff", "kind", "walk",
	"visit", "sunday", "food", "dinner", "noise", "door", "music", "phone", "leave", "family", "quiet", "room",
	"chair", "shower", "warm", "window", "football", "medicine", "doctor", "listen", "wait", "thanks", "helped" };
static const char *const topics[] = { "environment", "food", "activities", "staff", "safety", "care", "other" };

static uint64_t seed = 88172645463325252u;

static uint64_t
chance(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static void
must(err e, const char *what)
{
	if (e != OK) {
		fprintf(stderr, "fill: %s failed (%d)\n", what, (int)e);
		exit(1);
	}
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct fill { struct db *db; struct arena *mem; int64_t wards, people, matters; day today; };

static void
end(struct stmt *s, const char *what)
{
	must(stmt_end(s), what);
}

static void
ward(struct fill *f, int64_t i)
{
	struct stmt *s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO unit (id, parent, path, path_end, line, slug, name, kind, open_to_all, imported, version)"
	    " VALUES (?, 1, ?, ?, ?, ?, ?, 'ward', 1, 0, 1)"));
	int64_t      id = i + 2;

	stmt_put_int(s, id);
	stmt_put_str(s, str_fmt(f->mem, "/big/w%lld/", (long long)i));
	stmt_put_str(s, str_fmt(f->mem, "/big/w%lld0", (long long)i));
	stmt_put_str(s, str_fmt(f->mem, "1 %lld", (long long)id));
	stmt_put_str(s, str_fmt(f->mem, "w%lld", (long long)i));
	stmt_put_str(s, str_fmt(f->mem, "Ward %lld", (long long)i));
	end(s, "ward");
	s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO forum (id, unit, path, slug, name, short_name, kind, purpose, terms, cadence, starts, clock,"
	    "  minutes, place, quorum, promise_days, agenda_days, notes_days, is_public, since, version)"
	    " VALUES (?, ?, ?, ?, ?, '', 'ward_meeting', 'To say what matters', '', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU',"
	    "  ?, 870, 60, 'the day room', 3, 14, 2, 7, 1, ?, 1)"));
	stmt_put_int(s, id);
	stmt_put_int(s, id);
	stmt_put_str(s, str_fmt(f->mem, "/big/w%lld/", (long long)i));
	stmt_put_str(s, str_fmt(f->mem, "w%lld-meeting", (long long)i));
	stmt_put_str(s, str_fmt(f->mem, "Ward %lld meeting", (long long)i));
	stmt_put_int(s, f->today.n - 300);
	stmt_put_int(s, f->today.n - 300);
	end(s, "forum");
	for (int64_t k = 0; k < 4; k++) {
		s = stmt_new(f->db, f->mem, SQL(
		    "INSERT INTO meeting (forum, day, clock, minutes, place, online, state, agenda_at, opened_at,"
		    "  closed_at, notes, notes_at, there, quorate, leaders, lived, version)"
		    " VALUES (?, ?, 870, 60, 'the day room', '', ?, 0, 0, 0, '', 0, 7, 1, 0, 5, 1)"));
		stmt_put_int(s, id);
		stmt_put_int(s, f->today.n - 28 + k * 14);
		stmt_put_int(s, k < 3 ? 2 : 0);
		end(s, "meeting");
	}
}

static void
person(struct fill *f, int64_t i, str hash)
{
	struct stmt *s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO person (id, login, name, constituency, email, phone, lang, easy, needs, secret_hash, made_at,"
	    "  version) VALUES (?, ?, ?, 'service_user', '', '', '', 0, '', ?, 1, 1)"));

	stmt_put_int(s, i + 1);
	stmt_put_str(s, str_fmt(f->mem, "p%lld", (long long)i));
	stmt_put_str(s, str_fmt(f->mem, "Person %lld", (long long)i));
	stmt_put_str(s, i < 10 ? hash : STR(""));
	end(s, "person");
	s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO held (person, role, unit, forum, since, until) VALUES (?, ?, ?, NULL, 0, 253402300799)"));
	stmt_put_int(s, i + 1);
	stmt_put_int(s, i == 0 ? ROLE_MANAGER : ROLE_SERVICE_USER);
	stmt_put_int(s, i == 0 ? 1 : i % f->wards + 2);
	end(s, "held");
}

static str
sentence(struct fill *f)
{
	struct buf b = { .mem = f->mem };

	for (int i = 0; i < 12; i++)
		buf_addf(&b, "%s%s", i ? " " : "", words[chance() % LEN(words)]);
	return buf_str(&b);
}

/* Odd, about 2^37 over the golden ratio: the ids of a day lie evenly and far from one another. */
#define SPREAD UINT64_C(84941944609)

/* Ward and day of the i-th matter: days one after another, as they truly came. */
static void
matter(struct fill *f, int64_t i)
{
	int64_t      unit = (int64_t)(chance() % (uint64_t)f->wards) + 2, holder = unit;
	int64_t      d = f->today.n - 699 + i * 700 / f->matters;
	int64_t      id = d << 37 | (int64_t)((uint64_t)i * SPREAD & ((UINT64_C(1) << 37) - 1)), state = 1 + (int64_t)(chance() % 8);
	str          said = sentence(f), topic = str_of(topics[chance() % LEN(topics)]);
	struct stmt *s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO matter (spot, unit, id, unit_name, said, summary, summary_ok, kind, topic, source, naming,"
	    "  author, author_name, constituency, typed_by, raised_at, state, outcome, verdict, again, holder,"
	    "  holder_name, due, voices, joined_to, receipt, imported, done_at, steps, version, settled)"
	    " VALUES (?, ?, ?, ?, ?, ?, 1, 'idea', ?,"
	    "  'web', 1, ?, 'A person', 'service_user', NULL, ?, ?, 0, ?, 0, ?, ?, NULL, 1, NULL, NULL,"
	    "  NULL, ?, 1, 1, '')"));

	stmt_put_int(s, matter_spot(unit, id));
	stmt_put_int(s, unit);
	stmt_put_int(s, id);
	stmt_put_str(s, str_fmt(f->mem, "Ward %lld", (long long)(unit - 2)));
	stmt_put_str(s, said);
	stmt_put_str(s, said);
	stmt_put_str(s, topic);
	stmt_put_int(s, (int64_t)(chance() % (uint64_t)f->people) + 1);
	stmt_put_int(s, d * 86400 + 40000);
	stmt_put_int(s, state);
	stmt_put_int(s, state == 8);
	stmt_put_int(s, holder);
	stmt_put_str(s, str_fmt(f->mem, "Ward %lld meeting", (long long)(unit - 2)));
	stmt_put_int(s, state >= 6 ? d * 86400 + 900000 : 0);
	end(s, "matter");
	s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO matter_step (matter, n, kind, at, who, label, forum, meeting, words, due)"
	    " VALUES (?, 1, 1, ?, ?, '', NULL, NULL, '', NULL)"));
	stmt_put_int(s, id);
	stmt_put_int(s, d * 86400 + 40000);
	stmt_put_int(s, i % f->people + 1);
	end(s, "step");
	s = stmt_new(f->db, f->mem, SQL("INSERT INTO matter_forum (forum, matter, unit) VALUES (?, ?, ?)"));
	stmt_put_int(s, holder);
	stmt_put_int(s, id);
	stmt_put_int(s, unit);
	end(s, "forum");
	must(search_put(f->db, f->mem, SEARCH_MATTER, id, str_fmt(f->mem, "1 %lld", (long long)unit), said), "search");
}

static void
in_batches(struct fill *f, int64_t n, void (*one)(struct fill *, int64_t), const char *what)
{
	enum { BATCH = 100000 };

	for (int64_t i = 0; i < n; ) {
		must(db_begin(f->db), "begin");
		for (int64_t k = 0; k < BATCH && i < n; k++, i++) {
			one(f, i);
			if (k % 256 == 0)
				arena_clear(f->mem);
		}
		must(db_commit(f->db), "commit");
		fprintf(stderr, "\r%s %lld of %lld   ", what, (long long)i, (long long)n);
	}
	fprintf(stderr, "\n");
}

/*
 * Nothing here must outlive a power cut, so nothing is synced; indexes whose order is not that
 * of the rows are made afterwards, in one go each, as `waggle restore` of a dump would.
 */
static const char *const quick[] = {
	"PRAGMA locking_mode=EXCLUSIVE", "PRAGMA journal_mode=MEMORY", "PRAGMA synchronous=OFF",
	"PRAGMA secure_delete=OFF", "PRAGMA foreign_keys=OFF", "PRAGMA cache_size=-2000000",
	"DROP INDEX matter_holder", "DROP INDEX matter_author", "DROP INDEX matter_joined", "DROP INDEX matter_receipt",
	"DROP INDEX matter_imported", "DROP INDEX matter_forum_matter", "DROP INDEX held_person",
	"DROP INDEX held_unit", NULL,
};
static const char *const tidy[] = {
	"CREATE INDEX matter_holder ON matter (holder, state, id)", "CREATE INDEX matter_author ON matter (author, id)",
	"CREATE INDEX matter_joined ON matter (joined_to) WHERE joined_to IS NOT NULL",
	"CREATE UNIQUE INDEX matter_receipt ON matter (receipt) WHERE receipt IS NOT NULL",
	"CREATE UNIQUE INDEX matter_imported ON matter (imported) WHERE imported IS NOT NULL",
	"CREATE INDEX matter_forum_matter ON matter_forum (matter)",
	"CREATE INDEX held_person ON held (person)", "CREATE INDEX held_unit ON held (unit, role)", "PRAGMA journal_mode=WAL", NULL,
};
/* PostgreSQL keeps its indexes: its rows are for comparison at a smaller size. */

static void
scripts(struct fill *f, const char *const *all)
{
	for (; db_is_sqlite(f->db) && *all != NULL; all++) {
		fprintf(stderr, "%s\n", *all);
		must(db_script(f->db, *all), *all);
	}
}

/* The counts of each place, as the schema's own step fills them. */
static void
tally(struct fill *f)
{
	struct stmt *s;

	must(db_begin(f->db), "begin");
	s = stmt_new(f->db, f->mem, SQL("INSERT INTO matter_tally (unit, month, lane, said, done, waiting)"
	    " SELECT unit, month, 0, said, done, waiting FROM see_counted"));
	end(s, "tally");
	must(db_commit(f->db), "commit");
}

static char hash_kept[200];

static void
one_person(struct fill *f, int64_t i)
{
	person(f, i, str_of(hash_kept));
}

/*
 * What came of them: a promise for each fifth (of twenty one is open and one was kept late), a
 * decision for each tenth, an action for each twentieth.
 */
static void
results(struct fill *f)
{
	struct stmt *s;

	must(db_begin(f->db), "begin");
	s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO decision (matter, unit, forum, forum_name, meeting, outcome, reason, room, ladder, review, reviewed,"
	    "  made_by, made_at) SELECT m.id, m.unit, f.id, f.name, NULL, 1 + m.id % 4, 'We can do this from next month on.',"
	    "  'service_user 4, staff 2', '', NULL, 0, 1, m.raised_at + 864000"
	    " FROM matter m JOIN forum f ON f.unit = m.unit WHERE m.id % 10 = 0"));
	end(s, "decisions");
	s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO action (matter, unit, forum, what, owner, owner_name, due, state, progress, evidence, file, made_at,"
	    "  done_at, version) SELECT m.id, m.unit, f.id, 'Ask the kitchen and tell the ward', NULL, 'Estates',"
	    "  m.raised_at / 86400 + 40, CASE WHEN m.id % 400 = 0 THEN 1 ELSE 3 END, '', '', NULL, m.raised_at + 864000,"
	    "  CASE WHEN m.id % 400 = 0 THEN 0 ELSE m.raised_at + 2592000 END, 1"
	    " FROM matter m JOIN forum f ON f.unit = m.unit WHERE m.id % 20 = 0"));
	end(s, "actions");
	s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO promise (matter, action, unit, path, forum, label, topic, made_at, due, first_due, moved, moved_words,"
	    "  state, kept_at, risen_from, risen) SELECT m.id, NULL, m.unit, f.path, f.id, f.name, m.topic, m.raised_at,"
	    "  m.raised_at / 86400 + 28, m.raised_at / 86400 + 28, 0, '', CASE WHEN m.id % 100 = 0 THEN 1 WHEN m.id % 100 = 5"
	    "  THEN 3 ELSE 2 END, CASE WHEN m.id % 100 = 0 THEN 0 ELSE m.raised_at + 1728000 END, NULL, 0"
	    " FROM matter m JOIN forum f ON f.unit = m.unit WHERE m.id % 5 = 0"));
	end(s, "promises");
	must(db_commit(f->db), "commit");
}

static void
fill_all(struct fill *f)
{
	struct stmt *s;
	str          hash = secret_password_hash(f->mem, STR("a long enough word"));

	memcpy(hash_kept, hash.p, hash.n);
	scripts(f, quick);
	must(db_begin(f->db), "begin");
	s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO unit (id, parent, path, path_end, line, slug, name, kind, open_to_all, imported, version)"
	    " VALUES (1, NULL, '/big/', '/big0', '1', 'big', 'Big', 'org', 0, 0, 1)"));
	end(s, "root");
	must(db_commit(f->db), "commit");
	in_batches(f, f->wards, ward, "wards");
	in_batches(f, f->people, one_person, "people");
	in_batches(f, f->matters, matter, "matters");
	tally(f);
	results(f);
	scripts(f, tidy);
}

/* One raised matter, row for row as matter.raise writes it, and nothing else. */
static void
raised(struct fill *f, const char *hex)
{
	int64_t      unit = (int64_t)(chance() % (uint64_t)f->wards) + 2;
	int64_t      id = f->today.n << 37 | (int64_t)(chance() & ((UINT64_C(1) << 37) - 1));
	str          said = sentence(f);
	str          line = str_fmt(f->mem, "1 %lld", (long long)unit);
	str          key = str_fmt(f->mem, "%s%016llx", hex, (unsigned long long)chance());
	int64_t      places[] = { unit, 1 };
	struct stmt *s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO matter (spot, unit, id, unit_name, said, summary, summary_ok, kind, topic, source, naming,"
	    "  author, author_name, constituency, typed_by, raised_at, state, outcome, verdict, again, holder,"
	    "  holder_name, due, voices, joined_to, receipt, imported, done_at, steps, version, settled)"
	    " VALUES (CAST(? AS BIGINT) + (SELECT COUNT(*) FROM see_matter_spot t WHERE t.spot >= ? AND t.spot < ?), ?, ?, 'Ward', ?, '', 0,"
	    "  'concern', 'food', 'web', 1, 1, 'Person 0', 'service_user', NULL, ?, 1, 0, 0, 0, ?, 'Ward meeting', NULL,"
	    "  1, NULL, NULL, NULL, 0, 1, 1, '')"));

	stmt_put_int(s, matter_spot(unit, id));
	stmt_put_int(s, matter_spot(unit, id));
	stmt_put_int(s, matter_spot(unit, id) + MATTER_SPOTS);
	stmt_put_int(s, unit);
	stmt_put_int(s, id);
	stmt_put_str(s, said);
	stmt_put_int(s, f->today.n * 86400);
	stmt_put_int(s, unit);
	end(s, "matter");
	s = stmt_new(f->db, f->mem, SQL("INSERT INTO matter_tally (unit, month, lane, said, done, waiting) VALUES (?, ?, 0, 1, 0, 1)"
	    " ON CONFLICT (unit, month, lane) DO UPDATE SET said = matter_tally.said + 1, waiting = matter_tally.waiting + 1"));
	stmt_put_int(s, unit);
	stmt_put_int(s, matter_month(f->today));
	end(s, "tally");
	must(search_put(f->db, f->mem, SEARCH_MATTER, id, line, said), "search");
	s = stmt_new(f->db, f->mem, SQL("INSERT INTO matter_forum (forum, matter, unit) VALUES (?, ?, ?)"));
	stmt_put_int(s, unit);
	stmt_put_int(s, id);
	stmt_put_int(s, unit);
	end(s, "forum");
	s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO matter_step (matter, n, kind, at, who, label, forum, meeting, words, due)"
	    " VALUES (?, 1, 1, ?, 1, '', NULL, NULL, '', NULL)"));
	stmt_put_int(s, id);
	stmt_put_int(s, f->today.n * 86400);
	end(s, "step");
	for (size_t i = 0; i < LEN(places) && db_is_sqlite(f->db); i++) {
		s = stmt_new(f->db, f->mem, SQL(
		    "INSERT INTO moved (place, n) VALUES (?, 1) ON CONFLICT (place) DO UPDATE SET n = moved.n + 1"));
		stmt_put_int(s, places[i]);
		end(s, "moved");
	}
	s = stmt_new(f->db, f->mem, SQL("INSERT INTO once (key_hash, day, sealed) VALUES (?, ?, ?)"));
	stmt_put_str(s, key);
	stmt_put_int(s, f->today.n);
	stmt_put_str(s, str_fmt(f->mem, "%s%s%s%s%.*s", hex, hex, hex, hex, STR_ARG(said)));
	end(s, "once");
	s = stmt_new(f->db, f->mem, SQL(
	    "INSERT INTO audit_before (at, who, op, door, thing) VALUES (?, 1, 'matter.raise', 'api', ?)"));
	stmt_put_int(s, f->today.n * 86400);
	stmt_put_int(s, id);
	end(s, "audit");
}

/* What this machine can do at all: the same rows, by one thread, so many to a commit. */
static void
bare(struct fill *f, double seconds, int64_t batch)
{
	static const char hex[] = "00112233445566778899aabbccddeeff0011223344556677";
	double  began = now();
	int64_t n = 0, left = 0, moved = 0;

	while (now() - began < seconds) {
		must(db_begin(f->db), "begin");
		for (int64_t k = 0; k < batch; k++, n++)
			raised(f, hex);
		must(db_commit(f->db), "commit");
		arena_clear(f->mem);
		if (db_wal_pages(f->db) > moved + 2000) {
			must(db_checkpoint(f->db, db_wal_pages(f->db) > 6000, &left), "checkpoint");
			moved = db_wal_pages(f->db);
		} else if (db_wal_pages(f->db) < moved)
			moved = 0;
	}
	printf("%.0f\n", (double)n / (now() - began));
}

int
main(int argc, char **argv)
{
	struct fill f = { .mem = arena_new(256 << 20), .today = { time(NULL) / 86400 } };

	if (argc != 5 && argc != 6)
		return fprintf(stderr, "fill URL WARDS PEOPLE MATTERS | fill URL --bare SECONDS BATCH WARDS\n"), 2;
	secret_start();
	seed ^= (uint64_t)(now() * 1e9);
	must(db_open(str_of(argv[1]), DB_WRITE, &f.db), "open");
	if (strcmp(argv[2], "--bare") == 0 && argc == 6) {
		f.wards = strtoll(argv[5], NULL, 10);
		bare(&f, strtod(argv[3], NULL), strtoll(argv[4], NULL, 10));
	} else {
		f.wards = strtoll(argv[2], NULL, 10);
		f.people = strtoll(argv[3], NULL, 10);
		f.matters = strtoll(argv[4], NULL, 10);
		fill_all(&f);
	}
	db_close(f.db);
	arena_free(f.mem);
	return 0;
}
