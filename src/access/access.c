/* access: the policy table and the two places it is asked.  See access.h. */
#include "access/access.h"

#include <assert.h>
#include <string.h>

#define M(m) (UINT64_C(1) << (m))
#define R(r) (UINT64_C(1) << (r))
/* What everybody may who belongs to a place. */
#define BELONGS (M(MAY_OWN) | M(MAY_READ_UNIT) | M(MAY_RAISE) | M(MAY_READ_SUMMARY) | M(MAY_PROPOSE))
#define HOLDS   (M(MAY_READ_WORDS) | M(MAY_MODERATE) | M(MAY_PASS) | M(MAY_DECIDE) | M(MAY_SET_ACTION) \
	| M(MAY_DO_ACTION))
#define RUNS    (M(MAY_RUN_MEETING) | M(MAY_RAISE_FOR) | M(MAY_READ_REPORT) | M(MAY_READ_PEOPLE))

/* Read across: what each role may do, within the place it is held over. */
static const uint64_t policy[ROLE_COUNT_] = {
	[ROLE_SERVICE_USER] = BELONGS,
	[ROLE_CARER]        = BELONGS,
	[ROLE_EXPERT]       = BELONGS | M(MAY_READ_REPORT),
	[ROLE_PEER_WORKER]  = BELONGS | M(MAY_RAISE_FOR) | M(MAY_DO_ACTION),
	[ROLE_VOLUNTEER]    = BELONGS | M(MAY_RAISE_FOR),
	[ROLE_GOVERNOR]     = BELONGS | M(MAY_READ_REPORT),
	[ROLE_STAFF]        = BELONGS | M(MAY_RAISE_FOR) | M(MAY_READ_WORDS) | M(MAY_DO_ACTION)
	                    | M(MAY_READ_REPORT),
	[ROLE_HELPER]       = BELONGS | M(MAY_RAISE_FOR) | M(MAY_READ_PEOPLE) | M(MAY_RUN_MEETING),
	[ROLE_FACILITATOR]  = BELONGS | HOLDS | RUNS,
	[ROLE_MANAGER]      = BELONGS | HOLDS | RUNS | M(MAY_ADD_PERSON) | M(MAY_GRANT_ROLE)
	                    | M(MAY_ERASE) | M(MAY_EXPORT) | M(MAY_KEEP_ROTA),
	[ROLE_EXECUTIVE]    = BELONGS | M(MAY_READ_WORDS) | M(MAY_READ_REPORT) | M(MAY_DO_ACTION)
	                    | M(MAY_HEAR_APART) | M(MAY_ERASE),
	[ROLE_AUDITOR]      = M(MAY_OWN) | M(MAY_READ_UNIT) | M(MAY_READ_SUMMARY) | M(MAY_READ_REPORT)
	                    | M(MAY_SEE_SAFETY) | M(MAY_EXPORT) | M(MAY_READ_WORDS),
	[ROLE_ADMIN]        = M(MAY_OWN) | M(MAY_READ_UNIT) | M(MAY_READ_PEOPLE) | M(MAY_ADD_PERSON)
	                    | M(MAY_GRANT_ROLE) | M(MAY_SET_UP) | M(MAY_IMPORT) | M(MAY_SEE_SAFETY)
	                    | M(MAY_READ_REPORT) | M(MAY_KEEP_ROTA) | M(MAY_ERASE),
	[ROLE_MEMBER]       = M(MAY_OWN) | M(MAY_READ_UNIT) | M(MAY_READ_SUMMARY) | M(MAY_READ_WORDS)
	                    | M(MAY_PROPOSE) | M(MAY_READ_REPORT),
	[ROLE_CHAIR]        = M(MAY_OWN) | M(MAY_READ_UNIT) | M(MAY_READ_SUMMARY) | M(MAY_PROPOSE)
	                    | HOLDS | RUNS,
	[ROLE_SECRETARY]    = M(MAY_OWN) | M(MAY_READ_UNIT) | M(MAY_READ_SUMMARY) | M(MAY_PROPOSE)
	                    | HOLDS | RUNS,
};

static const char *const may_names[MAY_COUNT_] = {
	[MAY_UNSET_] = "(unset)",
	[MAY_ANYONE] = "do what anyone may",
	[MAY_READ_UNIT] = "read the place's pages: forums, meetings, figures",
	[MAY_RAISE] = "say something there",
	[MAY_RAISE_FOR] = "write down what somebody else said",
	[MAY_READ_SUMMARY] = "read the public words of what was said, and what happened to it",
	[MAY_READ_WORDS] = "read the words as they were said",
	[MAY_MODERATE] = "write the public words, join matters that say the same",
	[MAY_PASS] = "settle a matter there, or pass it on",
	[MAY_DECIDE] = "record a decision with its reason, and reply",
	[MAY_RUN_MEETING] = "run meetings: agenda, who was there, outcomes, notes",
	[MAY_PROPOSE] = "put a topic on an agenda",
	[MAY_SET_ACTION] = "set an action",
	[MAY_DO_ACTION] = "say how an action goes, and that it is done",
	[MAY_READ_REPORT] = "read reports: quarter, cadence, promises",
	[MAY_READ_PEOPLE] = "see the list of people",
	[MAY_ADD_PERSON] = "add people",
	[MAY_GRANT_ROLE] = "give and end roles",
	[MAY_SET_UP] = "set up places and forums",
	[MAY_IMPORT] = "bring in files of feedback",
	[MAY_EXPORT] = "write out files of matters",
	[MAY_KEEP_ROTA] = "say who is on call for safeguarding, and write the words about help",
	[MAY_SEE_SAFETY] = "read the safety page and the record of who did what",
	[MAY_OWN] = "see and follow their own things",
	[MAY_HEAR_APART] = "hear what is kept from a place below them, when they are no part of it",
	[MAY_ERASE] = "ask that a person is erased, or agree to it",
};

static const struct { const char *key, *name; } role_names[ROLE_COUNT_] = {
	[ROLE_SERVICE_USER] = { "service_user", "service user" },
	[ROLE_CARER] = { "carer", "carer" },
	[ROLE_EXPERT] = { "expert", "Expert by Experience" },
	[ROLE_PEER_WORKER] = { "peer_worker", "peer support worker" },
	[ROLE_VOLUNTEER] = { "volunteer", "volunteer" },
	[ROLE_GOVERNOR] = { "governor", "governor" },
	[ROLE_STAFF] = { "staff", "member of staff" },
	[ROLE_HELPER] = { "helper", "helper" },
	[ROLE_FACILITATOR] = { "facilitator", "facilitator" },
	[ROLE_MANAGER] = { "manager", "manager" },
	[ROLE_EXECUTIVE] = { "executive", "executive" },
	[ROLE_AUDITOR] = { "auditor", "auditor" },
	[ROLE_ADMIN] = { "admin", "administrator" },
	[ROLE_MEMBER] = { "member", "member of a forum" },
	[ROLE_CHAIR] = { "chair", "chair of a forum" },
	[ROLE_SECRETARY] = { "secretary", "secretary of a forum" },
};

const char *may_name(enum may what) { return may_names[what]; }
const char *role_key(enum role r)   { return role_names[r].key; }
const char *role_name(enum role r)  { return role_names[r].name; }
bool role_is_seat(enum role r)      { return r >= ROLE_MEMBER; }

bool
role_may_do(enum role r, enum may what)
{
	return what == MAY_ANYONE || (policy[r] & M(what)) != 0;
}

bool
mays_have(uint64_t mays, enum may what)
{
	return (mays & M(what)) != 0;
}

bool
may_at_all(const struct actor *a, enum may what)
{
	return what == MAY_ANYONE || (a->may_somewhere & M(what)) != 0;
}

struct actor
actor_house(void)
{
	return (struct actor){ .id = { ACTOR_HOUSE }, .name = STR("Waggle"), .grade = GRADE_FULL,
		.may_somewhere = ~UINT64_C(0) };
}

bool
actor_is_house(const struct actor *a)
{
	return a->id.v == ACTOR_HOUSE;
}

static stamp
sooner(stamp x, int64_t y)
{
	return y < x.s ? ((stamp){ y }) : x;
}

/* Reads person columns, then one role a row, those that have not begun yet too. */
static err
read_actor(struct stmt *s, stamp now, struct actor *ret_actor)
{
	struct actor a = { .good_until = STAMP_NEVER };

	while (stmt_next(s)) {
		int64_t role, since, until;

		a.id.v = stmt_get_int(s);
		a.name = stmt_get_str(s);
		a.lang = stmt_get_str(s);
		a.easy = stmt_get_int(s) != 0;
		a.grade = (enum grade)stmt_get_int(s);
		a.good_until = sooner(a.good_until, stmt_get_int(s));
		role = stmt_get_int(s) - 1;
		since = stmt_get_int(s);
		until = stmt_get_int(s);
		if (role < 0 || role >= ROLE_COUNT_)
			continue;
		a.good_until = sooner(a.good_until, since > now.s ? since - 1 : until);
		if (since > now.s)
			continue;
		a.may_somewhere |= policy[role];
		a.roles |= R(role);
	}
	TRY(stmt_end(s));
	if (a.id.v == 0)
		return ERR_LOGIN;
	a.may_somewhere |= M(MAY_OWN);
	*ret_actor = a;
	return OK;
}

#define ACTOR(grade, ends) \
	"SELECT p.id, p.name, p.lang, p.easy, " grade ", " ends ", h.role + 1, h.since, h.until"
#define ACTOR_HOLDS " LEFT JOIN held h ON h.person = p.id AND h.until >= ?"

err
actor_load(struct db *db, struct arena *mem, str token_hash, stamp now, struct actor *ret_actor)
{
	struct stmt *s = stmt_new(db, mem, SQL(ACTOR("s.grade", "s.ends_at - 1")
	    "  FROM see_session s JOIN see_person p ON p.id = s.person" ACTOR_HOLDS
	    " WHERE s.token_hash = ? AND s.ends_at > ?"));
	err          e;

	stmt_put_int(s, now.s);
	stmt_put_str(s, token_hash);
	stmt_put_int(s, now.s);
	e = read_actor(s, now, ret_actor);
	if (e == ERR_LOGIN) {
		s = stmt_new(db, mem, SQL(ACTOR("2", "t.ends_at - 1")
		    "  FROM see_token t JOIN see_person p ON p.id = t.person" ACTOR_HOLDS
		    " WHERE t.token_hash = ? AND t.ends_at > ?"));
		stmt_put_int(s, now.s);
		stmt_put_str(s, token_hash);
		stmt_put_int(s, now.s);
		e = read_actor(s, now, ret_actor);
		ret_actor->by_token = e == OK;
	}
	if (e == OK)
		ret_actor->session = token_hash;
	return e;
}

err
actor_load_person(struct db *db, struct arena *mem, person_id id, stamp now, struct actor *ret_actor)
{
	struct stmt *s = stmt_new(db, mem, SQL(ACTOR("2", "253402300799") " FROM see_person p" ACTOR_HOLDS
	    " WHERE p.id = ?"));

	stmt_put_int(s, now.s);
	stmt_put_int(s, id.v);
	return read_actor(s, now, ret_actor);
}

void
stmt_put_reach(struct stmt *s, const struct actor *a, enum may what, stamp now)
{
	stmt_put_int(s, a->id.v);
	stmt_put_int(s, a->id.v);
	stmt_put_int(s, what);
	stmt_put_int(s, now.s);
}

void
stmt_put_seen(struct stmt *s, const struct actor *a, enum may what, stamp now)
{
	for (int i = 0; i < 2; i++) {
		stmt_put_int(s, a->id.v);
		stmt_put_int(s, what);
		stmt_put_int(s, now.s);
	}
}

/* The house reaches all without holding anything: never few. */
bool
access_sees_few(struct db *db, struct arena *mem, const struct actor *a, enum may what, stamp now)
{
	enum { FEW = 200 };
	int64_t      n = FEW;
	struct stmt *s;

	if (actor_is_house(a))
		return false;
	s = stmt_new(db, mem, SQL("SELECT COUNT(*) FROM (SELECT 1 AS one FROM (" SEEN_FORUMS ") y LIMIT ?) x"));
	stmt_put_seen(s, a, what, now);
	stmt_put_int(s, FEW);
	while (stmt_next(s))
		n = stmt_get_int(s);
	return stmt_end(s) == OK && n < FEW;
}

err
access_mays(struct db *db, struct arena *mem, const struct reach_of *of, uint64_t *ret_mays)
{
	struct stmt *s;

	*ret_mays = actor_is_house(of->who) ? ~UINT64_C(0) : 0;
	if (of->who->id.v <= 0)
		return OK;
	s = stmt_new(db, mem, SQL(
	    "SELECT rm.may FROM held h JOIN role_may rm ON rm.role = h.role JOIN see_unit hu ON hu.id = h.unit"
	    " WHERE h.person = ? AND ? BETWEEN h.since AND h.until"
	    "  AND (h.forum = ? OR (h.forum IS NULL AND ? >= hu.path AND ? < hu.path_end))"));
	stmt_put_int(s, of->who->id.v);
	stmt_put_int(s, of->now.s);
	stmt_put_int(s, of->forum);
	stmt_put_str(s, of->path);
	stmt_put_str(s, of->path);
	while (stmt_next(s)) {
		int64_t may = stmt_get_int(s);

		*ret_mays |= may > MAY_UNSET_ && may < MAY_COUNT_ ? M(may) : 0;
	}
	return stmt_end(s);
}

static err
publish_one(struct db *db, struct arena *mem, int r, int m)
{
	struct stmt *s = stmt_new(db, mem, SQL("INSERT INTO role_may (role, may) VALUES (?, ?)"));

	stmt_put_int(s, r);
	stmt_put_int(s, m);
	return stmt_end(s);
}

/* Most starts find what the last one left. */
static err
is_published(struct db *db, struct arena *mem, bool *ret_yes)
{
	uint64_t     there[ROLE_COUNT_] = { 0 };
	bool         strange = false;
	struct stmt *s = stmt_new(db, mem, SQL("SELECT role, may FROM role_may"));

	while (stmt_next(s)) {
		int64_t r = stmt_get_int(s), m = stmt_get_int(s);

		if (r < 0 || r >= ROLE_COUNT_ || m <= MAY_ANYONE || m >= MAY_COUNT_)
			strange = true;
		else
			there[r] |= M(m);
	}
	*ret_yes = !strange && memcmp(there, policy, sizeof policy) == 0;
	return stmt_end(s);
}

err
access_publish(struct db *db, struct arena *mem)
{
	bool already;

	TRY(is_published(db, mem, &already));
	if (already)
		return OK;
	TRY(stmt_end(stmt_new(db, mem, SQL("DELETE FROM role_may"))));
	for (int r = 0; r < ROLE_COUNT_; r++)
		for (int m = MAY_ANYONE + 1; m < MAY_COUNT_; m++)
			if (policy[r] & M(m))
				TRY(publish_one(db, mem, r, m));
	return OK;
}

err
access_grant(struct db *db, struct arena *mem, const struct grant *g)
{
	struct stmt *s = stmt_new(db, mem, SQL(         /* who holds it all that time already holds it once */
	    "INSERT INTO held (person, role, unit, forum, since, until)"
	    " SELECT p.id, CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT)"
	    " FROM see_person p WHERE p.id = ? AND NOT EXISTS (SELECT 1 FROM held h WHERE h.person = p.id AND h.role = ?"
	    "  AND h.unit = ? AND COALESCE(h.forum, 0) = ? AND h.since <= ? AND h.until >= ?)"));

	assert(role_is_seat(g->role) == (g->forum.v != 0));
	stmt_put_int(s, g->role);
	stmt_put_int(s, g->unit.v);
	stmt_put_id(s, g->forum.v);
	stmt_put_int(s, g->since.s);
	stmt_put_int(s, g->until.s);
	stmt_put_int(s, g->person.v);
	stmt_put_int(s, g->role);
	stmt_put_int(s, g->unit.v);
	stmt_put_int(s, g->forum.v);
	stmt_put_int(s, g->since.s);
	stmt_put_int(s, g->until.s);
	return stmt_end(s);
}

err
access_end(struct db *db, struct arena *mem, const struct grant *g, stamp at)
{
	struct stmt *s = stmt_new(db, mem, SQL(
	    "UPDATE held SET until = ? WHERE person = ? AND role = ? AND unit = ?"
	    " AND COALESCE(forum, 0) = ? AND until > ?"));

	stmt_put_int(s, at.s - 1);
	stmt_put_int(s, g->person.v);
	stmt_put_int(s, g->role);
	stmt_put_int(s, g->unit.v);
	stmt_put_int(s, g->forum.v);
	stmt_put_int(s, at.s);
	TRY(stmt_end(s));
	return stmt_changed(s) > 0 ? OK : ERR_MISSING;
}

err
access_end_all(struct db *db, struct arena *mem, person_id who, stamp at)
{
	struct stmt *s = stmt_new(db, mem, SQL("UPDATE held SET until = ? WHERE person = ? AND until > ?"));

	stmt_put_int(s, at.s - 1);
	stmt_put_int(s, who.v);
	stmt_put_int(s, at.s - 1);
	return stmt_end(s);
}
