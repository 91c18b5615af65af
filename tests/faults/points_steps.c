/*
 * For fault tests: the steps, in an order in which each can be done: a small provider's
 * weeks.  "@oak@" is the place's id, "@m@" what the step that saved "m" was about.
 */
#include "tests/faults/points.h"

const struct step points_steps[] = {
	{ "house", "unit.new", "name=Ash&kind=ward&parent=@site@", "ash" },
	{ "house", "forum.new", "name=Ash meeting&kind=ward_meeting&promise_days=14&unit=@ash@", "ash_meeting" },
	{ "house", "person.add", "name=zed&login=zed&constituency=staff&unit=@oak@&role=staff", "zed" },
	{ "house", "role.grant", "person=@zed@&role=facilitator&unit=@ash@", NULL },
	{ "house", "role.end", "person=@zed@&role=facilitator&unit=@ash@", NULL },
	{ "house", "token.new", "login=zed&name=a program&days=30", NULL },
	{ "cal", "matter.raise", "unit=@oak@&said=The shower is cold again&topic=environment", "m" },
	{ "ann", "matter.raise", "unit=@oak@&said=The shower is cold, and so is the tea&topic=food", "m2" },
	{ "ann", "matter.raise", "unit=@oak@&said=More walks, please&topic=leave", "m3" },
	{ "fay", "matter.summary", "matter=@m@&summary=The shower on Oak is cold", NULL },
	{ "fay", "matter.join", "matter=@m2@&into=@m@", NULL },
	{ "fay", "matter.settle", "matter=@m3@&words=We walk every day at ten now", NULL },
	{ "house", "forum.route", "forum=@ward_meeting@&to=@cmt@&topic=environment", NULL },
	{ "ann", "matter.raise", "unit=@oak@&said=The wall is grey&topic=environment", "m4" },
	{ "ann", "matter.raise", "unit=@oak@&said=The wall is still grey&topic=environment", "m5" },
	{ "fay", "matter.sort", "forum=@ward_meeting@&what=settle&words=It is painted&matters=@m4@,@m5@", NULL },
	{ "fay", "matter.pass", "matter=@m@&words=Please see to it", NULL },
	{ "mo", "matter.reply", "matter=@m@&words=We have read it and look into it", NULL },
	{ "mo", "action.set", "matter=@m@&what=Mend the boiler&owner_name=Estates&due=2026-04-01", "a" },
	{ "mo", "decision.record", "matter=@m@&outcome=yes&reason=It should be warm", NULL },
	{ "mo", "action.progress", "action=@a@&words=The part is ordered", NULL },
	{ "mo", "action.done", "action=@a@&words=It is warm", NULL },
	{ "cal", "matter.verdict", "matter=@m@&verdict=partly&words=Warm in the morning only", NULL },
	{ "cal", "matter.ask_again", "matter=@m@&words=It is cold in the evening", NULL },
	{ "fay", "meeting.schedule", "forum=@ward_meeting@&day=2026-03-02&clock=14:00", "t" },
	{ "fay", "meeting.agenda", "meeting=@t@&topic=Mealtimes", "i" },
	{ "fay", "meeting.open", "meeting=@t@", NULL },
	{ "fay", "meeting.attend", "meeting=@t@&constituency=service_user&count=4", NULL },
	{ "fay", "meeting.outcome", "meeting=@t@&item=1&outcome=noted&words=We talked about it", NULL },
	{ "fay", "meeting.notes", "meeting=@t@&notes=We met and talked", NULL },
	{ "fay", "meeting.close", "meeting=@t@", NULL },
	{ "fay", "meeting.schedule", "forum=@ward_meeting@&day=2026-03-12&clock=14:00", "t2" },
	{ "fay", "meeting.cancel", "meeting=@t2@", NULL },
	{ "adi", "import.feedback", "file=comment,date,ward,id\nKind staff,2026-02-01,Oak,1\nCold food,2026-02-02,Elm,2\n",
	  NULL },
	{ "house", "meeting.tick", "", NULL },
	{ "house", "promise.tick", "", NULL },
	{ "house", "decision.tick", "", NULL },
	{ "house", "session.sweep", "", NULL },
	{ "house", "import.step", "", NULL },
};
const size_t points_nsteps = LEN(points_steps);
