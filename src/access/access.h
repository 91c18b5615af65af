/*
 * access: who is asking, and what may they do, and where.
 *
 * There is one policy, the table in access.c, read across like a sentence.  It
 * is applied twice from the same rows: at the door (op_run asks may_at_all) and
 * at the shelf (rooms' SQL carries REACH_*, so a row out of reach is simply not
 * found).  Roles are held over a unit and everything below it, or in one forum
 * (a seat); from a day, until a day.
 *
 * Tables: held, role_may.  Unit and person have rooms of their own.
 */
#ifndef ACCESS_ACCESS_H
#define ACCESS_ACCESS_H

#include "base/base.h"
#include "store/db.h"

typedef struct person_id { int64_t v; } person_id;
typedef struct unit_id   { int64_t v; } unit_id;
typedef struct forum_id  { int64_t v; } forum_id;

enum may {
	MAY_UNSET_ = 0,         /* an operation left like this will not start up */
	MAY_ANYONE,             /* no login needed; must be written out */
	MAY_READ_UNIT,          /* the unit's inside pages: forums, meetings, figures */
	MAY_RAISE,              /* raise a matter under one's own name or facilitator-only */
	MAY_RAISE_FOR,          /* type in what another person said (helper, paper, phone) */
	MAY_READ_SUMMARY,       /* a matter's public summary and journey */
	MAY_READ_WORDS,         /* a matter's words as said */
	MAY_MODERATE,           /* write the public summary, join duplicates */
	MAY_PASS,               /* settle here or pass on */
	MAY_DECIDE,             /* record a decision with its reason, reply */
	MAY_RUN_MEETING,        /* schedule, agenda, open, attend, outcome, close */
	MAY_PROPOSE,            /* put a topic on an agenda */
	MAY_SET_ACTION,
	MAY_DO_ACTION,          /* progress and done, besides the action's owner */
	MAY_READ_REPORT,        /* quarter report, cadence monitor, promises of others */
	MAY_READ_PEOPLE,
	MAY_ADD_PERSON,
	MAY_GRANT_ROLE,
	MAY_SET_UP,             /* units, forums, profiles */
	MAY_IMPORT,
	MAY_EXPORT,
	MAY_KEEP_ROTA,          /* who is on call for safeguarding, and the words about help */
	MAY_SEE_SAFETY,         /* waggle safety's page, the audit record */
	MAY_OWN,                /* anybody signed in: their own things */
	MAY_HEAR_APART,         /* hear what is kept from a place below, while outside of it */
	MAY_ERASE,              /* ask that a person is erased, or agree to it */
	MAY_COUNT_
};

enum role {
	ROLE_SERVICE_USER, ROLE_CARER, ROLE_EXPERT, ROLE_PEER_WORKER, ROLE_VOLUNTEER,
	ROLE_GOVERNOR, ROLE_STAFF, ROLE_HELPER, ROLE_FACILITATOR, ROLE_MANAGER,
	ROLE_EXECUTIVE, ROLE_AUDITOR, ROLE_ADMIN,
	/* seats: held in one forum */
	ROLE_MEMBER, ROLE_CHAIR, ROLE_SECRETARY,
	ROLE_COUNT_
};

/* How surely we know who it is.  Low: card and PIN on a ward tablet. */
enum grade { GRADE_NONE, GRADE_LOW, GRADE_FULL };

struct actor {
	person_id  id;              /* 0: nobody */
	str        name;
	uint64_t   may_somewhere;   /* bit per enum may */
	uint64_t   roles;           /* bit per enum role, now held anywhere */
	enum grade grade;
	str        lang;            /* "en", "ar"; empty: not chosen */
	bool       easy;
	str        session;         /* hash of the session or API token; empty for nobody */
	bool       by_token;        /* came by an API token, not a cookie */
	stamp      good_until;      /* the last moment at which all this is surely still so */
};

/*
 * One trip: the person behind a session or API token (its sha-256, hex) and all
 * they hold today.  ERR_LOGIN: no such token, or it has ended.
 */
err  actor_load(struct db *db, struct arena *mem, str token_hash, stamp now,
    struct actor *ret_actor) MUST_USE;
/* The same for a person already known (command line, tests, the clock door). */
err  actor_load_person(struct db *db, struct arena *mem, person_id id, stamp now,
    struct actor *ret_actor) MUST_USE;
/* The program itself (clock door, init, demo): may everything, id ACTOR_HOUSE. */
struct actor actor_house(void);
bool actor_is_house(const struct actor *a);
enum { ACTOR_HOUSE = -1 };

bool may_at_all(const struct actor *a, enum may what);
bool role_may_do(enum role r, enum may what);
err  access_publish(struct db *db, struct arena *mem) MUST_USE;  /* policy -> role_may */
const char *may_name(enum may what);        /* "read the words as said" */
const char *role_key(enum role r);          /* "service_user": stored, in profiles and JSON */
const char *role_name(enum role r);         /* "service user" */
bool role_is_seat(enum role r);

/*
 * For SQL.  True when the person holds a role now that allows it, over this
 * unit or one above it.  Four puts by stmt_put_reach().  Nobody (id 0) reaches
 * nothing; the house's own work (ACTOR_HOUSE, never in a row) reaches all.
 */
#define REACH_UNIT(u) \
	" (CAST(? AS BIGINT) = -1 OR EXISTS (SELECT 1 FROM held h JOIN role_may rm ON rm.role = h.role" \
	"  JOIN unit hu ON hu.id = h.unit" \
	"  WHERE h.person = ? AND rm.may = ? AND ? BETWEEN h.since AND h.until" \
	"  AND h.forum IS NULL AND " u ".path >= hu.path AND " u ".path < hu.path_end)) "
/* The same for a forum: a seat in it, or a role over its unit.  Needs forum as f. */
#define REACH_FORUM(f) \
	" (CAST(? AS BIGINT) = -1 OR EXISTS (SELECT 1 FROM held h JOIN role_may rm ON rm.role = h.role" \
	"  JOIN unit hu ON hu.id = h.unit" \
	"  WHERE h.person = ? AND rm.may = ? AND ? BETWEEN h.since AND h.until" \
	"  AND (h.forum = " f ".id OR (h.forum IS NULL AND " f ".path >= hu.path" \
	"   AND " f ".path < hu.path_end)))) "
void stmt_put_reach(struct stmt *s, const struct actor *a, enum may what, stamp now);
/*
 * The forums that REACH_FORUM lets through.  Where they are few, a list begins from them instead of
 * asking of each row whether it is reached; REACH_FORUM stands beside it all the same.
 */
#define SEEN_FORUMS \
	" SELECT sh.forum FROM held sh JOIN role_may sm ON sm.role = sh.role" \
	"  WHERE sh.person = ? AND sm.may = ? AND ? BETWEEN sh.since AND sh.until AND sh.forum IS NOT NULL" \
	" UNION ALL SELECT sf.id FROM held sh JOIN role_may sm ON sm.role = sh.role" \
	"  JOIN see_unit su ON su.id = sh.unit CROSS JOIN see_forum sf" \
	"  WHERE sh.person = ? AND sm.may = ? AND ? BETWEEN sh.since AND sh.until AND sh.forum IS NULL" \
	"  AND sf.path >= su.path AND sf.path < su.path_end "
void stmt_put_seen(struct stmt *s, const struct actor *a, enum may what, stamp now);
bool access_sees_few(struct db *db, struct arena *mem, const struct actor *a, enum may what, stamp now);
/* Both for every permission at once, a bit for each.  `path`: of the unit or forum; forum 0: a unit's. */
struct reach_of { const struct actor *who; stamp now; int64_t forum; str path; };
err  access_mays(struct db *db, struct arena *mem, const struct reach_of *of, uint64_t *ret_mays) MUST_USE;
bool mays_have(uint64_t mays, enum may what);

/* Verbs for the room that manages people: nobody else writes `held`. */
#define STAMP_NEVER ((stamp){ 253402300799 })         /* the end of the year 9999 */
struct grant { person_id person; enum role role; unit_id unit; forum_id forum; stamp since, until; };
err  access_grant(struct db *db, struct arena *mem, const struct grant *g) MUST_USE;
err  access_end_all(struct db *db, struct arena *mem, person_id who, stamp at) MUST_USE;
err  access_end(struct db *db, struct arena *mem, const struct grant *g, stamp at) MUST_USE;

#endif
