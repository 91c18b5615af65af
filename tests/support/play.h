/*
 * For tests: a small provider and its people, and operations run as they would.
 *
 *	struct play *p = play_new(f);            // St Test: site, Oak and Elm wards, CMT, EMT
 *	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=3&said=The tea is cold");
 *	play_refused(p, "bea", &matter_pass, ERR_MISSING, "matter=%lld", (long long)r->matter);
 */
#ifndef TESTS_SUPPORT_PLAY_H
#define TESTS_SUPPORT_PLAY_H

#include "tests/support/engines.h"

#include "op/op.h"

struct play {
	struct fresh *f;
	struct cx     cx;           /* of the last operation: its why */
	day           today;
	const struct zone *zone;    /* NULL (UTC) unless a test says one */
	const char   *lang;         /* whose words places are named in; NULL: as they were written */
	int64_t       site, oak, elm, ward_meeting, cmt, emt;
};

/* People, by login: ann (service user, Oak), bea (service user, Elm), cal (carer, Oak), fay
 * (facilitator, Oak), mo (chair of the CMT), eve (chair of the EMT, executive), adi (admin). */
struct play *play_new(struct fresh *f);
void  play_day(struct play *p, int64_t days);       /* time goes on, and the timers run */
void *play_ok(struct play *p, const char *who, const struct op *op, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void  play_refused(struct play *p, const char *who, const struct op *op, err want, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
void  play_as(struct play *p, const char *who);      /* p->cx is theirs, for an operation by hand */
int64_t play_person(struct play *p, const char *login);

#endif
