/*
 * rooms/demo, indoors: the people of Brackenwick, its forums, what is said there, and what
 * becomes of each thing.  A tale is one thing said; its fate is settled by dice when it is
 * said, so that the order of the meetings changes nothing in it.
 */
#ifndef ROOMS_DEMO_IN_H
#define ROOMS_DEMO_IN_H

#include "op/batch.h"
#include "rooms/demo/demo.h"
#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"

enum { WARDS = 12, SITES = 3, PLACES = 1 + SITES + WARDS, BODIES = PLACES + 9, ORG = 0,
	TALES_MAX = 1200, DEEDS_MAX = 1200, PEOPLE_MAX = 160, NOTES_MAX = 200 };
enum body_kind { BODY_WARD, BODY_COMMUNITY, BODY_PATIENT, BODY_PEOPLES, BODY_CMT, BODY_CLINICAL, BODY_EMT,
	BODY_BOARD, BODY_ADVISORY };

struct one {                               /* a person */
	str         login, name, lang;
	const char *group;
	enum role   role;
	size_t      place;
	bool        easy;
	int64_t     id;
	struct actor actor;
};
struct body { enum body_kind kind; size_t place, run_by; struct forum_row forum; };

struct theme {
	const char *topic, *kind;
	const char *said[3];
	const char *summary;                   /* public words */
	const char *settled, *asked;           /* on the ward: done here; or passed on with this */
	const char *yes, *no;                  /* the reason for a yes or partly; for a not now or no */
	const char *action, *owner, *done;     /* what will be done, by which department, and was */
	const char *verdict;
};
extern const struct theme demo_themes[], demo_far_themes[];    /* far: in Arabic and Urdu */
extern const size_t demo_nthemes, demo_nfar;

enum stage { STAGE_OPEN, STAGE_PASSED, STAGE_DECIDED, STAGE_DOING, STAGE_ANSWERED, STAGE_OVER };
struct tale {
	const struct theme *theme;
	int64_t    matter;
	size_t     n, place, author, body;     /* author: who, 0 when nobody can know */
	enum stage stage;
	day        said, moved, judge_on, back_on;     /* back_on: a decision's review day */
	size_t     again;                      /* how often it was asked again */
	str        receipt;                    /* of one that has no author */
	bool       waited;                     /* it was told "not yet, because" */
};
struct note { int64_t meeting; size_t by; day on; str words; };  /* notes that come late */
struct tally { int64_t settled, passed, decided, later; };
struct deed { size_t tale, by; int64_t action; day due, on; bool said_how; };

struct demo {
	const struct demo_want *want;
	struct batch  batch;
	struct cx     cx;                      /* of the operation in hand */
	day           today, first, last;
	clocktime     clock;
	struct one    people[PEOPLE_MAX]; size_t npeople;
	int64_t       places[PLACES];
	struct body   bodies[BODIES];     size_t nbodies;
	struct tale   tales[TALES_MAX];   size_t ntales;
	struct deed   deeds[DEEDS_MAX];   size_t ndeeds;
	struct note   notes[NOTES_MAX];   size_t nnotes;
	struct demo_made made;
};

/* Dice: an even choice of 0 .. of - 1, always the same for the same three numbers. */
uint64_t dice(uint64_t a, uint64_t b, uint64_t c, uint64_t of);
bool     dice_percent(uint64_t a, uint64_t b, uint64_t c, uint64_t percent);

/* Runs an operation as somebody (HOUSE, NOBODY or a place in people). */
enum { HOUSE = PEOPLE_MAX, NOBODY };
err demo_do(struct demo *d, size_t who, const struct op *op, struct words w, void **ret_out) MUST_USE;
#define W(n, v) { .name = STR(n), .value = (v) }
#define WORDS(...) ((struct words){ (struct word[]){ __VA_ARGS__ }, \
	sizeof((struct word[]){ __VA_ARGS__ }) / sizeof(struct word) })
str  demo_n(struct demo *d, int64_t n);
/* duty.c: the safeguarding lane of that year. */
err  demo_duty(struct demo *d, bool last) MUST_USE;
err  demo_answer_alerts(struct demo *d) MUST_USE;
err  demo_last_alerts(struct demo *d) MUST_USE;
str  demo_day(struct demo *d, int64_t days_from_today);
/* For verbs that only read: today, as this person. */
struct cx *demo_cx(struct demo *d, size_t who);

/* people.c */
size_t demo_people(struct one *ret_at);                /* fills; how many */
size_t demo_login(const struct demo *d, const char *login);
size_t demo_pick(const struct demo *d, size_t place, const char *group, uint64_t dice);
/* demo.c: whose places are whose */
const char *demo_place_slug(size_t place);
/* story.c: what happens on a day besides meetings */
err story_morning(struct demo *d) MUST_USE;
err story_evening(struct demo *d) MUST_USE;
err story_apart(struct demo *d) MUST_USE;              /* what nobody of Heron can see */
err story_consent(struct demo *d) MUST_USE;            /* a carer may read what Ann said */
void story_judge_later(struct demo *d, struct tale *t);
/* sitting.c: meetings */
err sitting_day(struct demo *d) MUST_USE;
err sitting_now(struct demo *d) MUST_USE;
/* answers.c: what becomes of a tale in a meeting */
struct sitting { const struct body *body; int64_t meeting; struct tally tally; };
err answer_all(struct demo *d, struct sitting *s) MUST_USE;
size_t demo_body_of(const struct demo *d, int64_t forum);

#endif
