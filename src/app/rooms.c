/*
 * app/rooms: every room of the house.  See rooms.h.  Data only; the two functions
 * below lay the rooms' lists end to end, once, at start.
 */
#include "app/rooms.h"

#include "op/audit.h"
#include "rooms/action/action_view.h"
#include "rooms/apart/apart_view.h"
#include "rooms/consent/consent_view.h"
#include "rooms/decision/decision.h"
#include "rooms/demo/demo.h"
#include "rooms/file/file.h"
#include "rooms/forum/forum_view.h"
#include "rooms/intake/intake.h"
#include "rooms/matter/matter_view.h"
#include "rooms/meeting/meeting_view.h"
#include "rooms/outbox/outbox.h"
#include "rooms/person/person_view.h"
#include "rooms/poster/poster.h"
#include "rooms/profile/profile.h"
#include "rooms/promise/promise_view.h"
#include "rooms/report/report.h"
#include "rooms/safeguarding/safeguarding_view.h"
#include "rooms/session/session.h"
#include "rooms/unit/unit_view.h"
#include "rooms/ward/ward.h"

struct room { const struct op *const *at; const size_t *n; };
#define ROOM(x) { x##_ops, &x##_nops }

static const struct room rooms[] = {
	ROOM(audit), ROOM(profile), ROOM(demo),
	ROOM(unit), ROOM(person), ROOM(session), ROOM(forum), ROOM(meeting), ROOM(matter), ROOM(decision),
	ROOM(action), ROOM(promise), ROOM(file), ROOM(poster), ROOM(report), ROOM(ward), ROOM(intake),
	ROOM(outbox), ROOM(apart), ROOM(safeguarding), ROOM(consent),
};

/* A room's pages: x_routes[] and x_nroutes of its x.h or x_web.h. */
struct pages { const struct route *at; const size_t *n; const struct routes *all; };
#define PAGES(x) { x##_routes, &x##_nroutes, NULL }

static const struct pages pages[] = {
	{ NULL, NULL, &session_routes }, PAGES(poster), PAGES(ward), PAGES(intake), PAGES(matter),
	{ forum_pages, &forum_npages, NULL }, { forum_change_pages, &forum_nchange_pages, NULL }, PAGES(meeting), PAGES(promise), PAGES(action),
	PAGES(report), PAGES(person), PAGES(safeguarding), PAGES(apart), PAGES(outbox), PAGES(unit), PAGES(consent),
};

const struct timer rooms_timers[] = {
	{ "promise.tick", 60 }, { "meeting.tick", 60 }, { "decision.tick", 300 },
	{ "session.sweep", 60 }, { "outbox.sweep", 3600 }, { "apart.tick", 300 }, { "import.step", 5, true, "import.failed" },
	{ "audit.fold", 3600 }, { "matter.index", 300, true },
	{ "safeguarding.escalate", 5 }, { "safeguarding.heartbeat", 86400 },
};
const size_t rooms_ntimers = LEN(rooms_timers);

struct ops
rooms_ops(struct arena *mem)
{
	const struct op **all;
	size_t            n = 0;

	for (size_t i = 0; i < LEN(rooms); i++)
		n += *rooms[i].n;
	all = arena_take(mem, (n + 1) * sizeof(const struct op *));
	n = 0;
	for (size_t i = 0; i < LEN(rooms); i++)
		for (size_t k = 0; k < *rooms[i].n; k++)
			all[n++] = rooms[i].at[k];
	return (struct ops){ all, n };
}

const struct routes *
rooms_routes(struct arena *mem, size_t *ret_n)
{
	struct routes *all = arena_take(mem, LEN(pages) * sizeof *all);

	for (size_t i = 0; i < LEN(pages); i++)
		all[i] = pages[i].all != NULL ? *pages[i].all
		    : (struct routes){ pages[i].at, *pages[i].n };
	*ret_n = LEN(pages);
	return all;
}
