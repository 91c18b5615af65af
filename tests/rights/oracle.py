"""Who may do what, as plain rules, written from the words of the policy and not from the program.

It never looks at access.c: when the two differ, one of them is wrong.  A verdict is "login" (we
do not know who you are), "denied" (you may not, here or anywhere), "missing" (as far as you can
tell there is no such thing) or "ok" (nothing of rights stands in the way).  Besides verdicts it
says which rows a list may hold and which words of a row may be read.
"""
from dataclasses import dataclass, field

ROLES = ("service_user carer expert peer_worker volunteer governor staff helper facilitator manager "
         "executive auditor admin member chair secretary").split()
SEATS = {"member", "chair", "secretary"}
NEVER = 253402300799

# ---- the policy, one line for each thing one may do: who may do it where they hold the role
belongs = "service_user carer expert peer_worker volunteer governor staff helper facilitator manager executive"
runs_forums = "chair secretary"
POLICY = {
    "read unit": f"{belongs} auditor admin member {runs_forums}",
    "raise": belongs,                              # people of the place; seats and offices do not live there
    "raise for": f"peer_worker volunteer staff helper facilitator manager {runs_forums}",
    "read summary": f"{belongs} auditor member {runs_forums}",     # not the administrator
    "read words": f"staff facilitator manager executive auditor member {runs_forums}",
    "moderate": f"facilitator manager {runs_forums}",
    "pass": f"facilitator manager {runs_forums}",
    "decide": f"facilitator manager {runs_forums}",
    "run meeting": f"helper facilitator manager {runs_forums}",
    "propose": f"{belongs} member {runs_forums}",
    "set action": f"facilitator manager {runs_forums}",
    "do action": f"peer_worker staff facilitator manager executive {runs_forums}",
    "read report": f"expert governor staff facilitator manager executive auditor admin member {runs_forums}",
    "read people": f"helper facilitator manager admin {runs_forums}",
    "add person": "manager admin",
    "grant role": "manager admin",
    "set up": "admin",
    "import": "admin",
    "export": "manager auditor",
    "see safety": "auditor admin",
    "hear apart": "executive",
    "erase": "manager executive admin",
    "keep rota": "manager admin",
}
POLICY = {what: set(who.split()) for what, who in POLICY.items()}

# ---- what each operation asks at its door
DOOR = {op: what for what, ops in {
    "anyone": "unit.list forum.list forum.read matter.raise matter.read matter.follow poster.read poster.story "
              "ward.read home.read apart.raise apart.follow apart.wall apart.open session.open session.ask session.close display.ask "
              "display.set help.read safeguarding.help safeguarding.notice safeguarding.on_call "
              "safeguarding.waiting safeguarding.unsent",
    "own": "session.read session.seen matter.list matter.verdict matter.ask_again action.list action.read "
           "action.progress action.done file.read consent.list consent.give consent.end apart.list apart.read apart.more mail.read mail.set "
           "safeguarding.acknowledge safeguarding.alerts safeguarding.close safeguarding.flag safeguarding.read",
    "read unit": "meeting.list meeting.read promise.list",
    "read words": "forum.queue",
    "moderate": "matter.join matter.summary",
    "pass": "matter.pass matter.settle matter.waiting matter.sort",
    "decide": "matter.reply decision.record",
    "run meeting": "meeting.schedule meeting.open meeting.attend meeting.outcome meeting.close meeting.notes "
                   "meeting.cancel",
    "propose": "meeting.agenda",
    "set action": "action.set",
    "read report": "forum.report forum.figure forum.monitor",
    "read people": "person.list person.read",
    "add person": "person.add person.ask person.details person.change",
    "grant role": "role.grant role.end",
    "erase": "person.erase person.erase_ask person.erasing person.erasures",
    "set up": "unit.new unit.places unit.read unit.change unit.close unit.reopen forum.new forum.route forum.setup "
              "forum.change forum.cadence forum.seat forum.route_end meeting.tick promise.tick decision.tick session.sweep token.new profile.load "
              "demo.begin apart.tick audit.fold matter.index safeguarding.escalate safeguarding.heartbeat mail.again",
    "import": "import.feedback import.read import.step import.failed import.again import.drop",
    "export": "matter.export",
    "see safety": "clock.lease mail.health mail.lost audit.head safeguarding.coverage",
    "hear apart": "apart.answer apart.aside",
    "keep rota": "safeguarding.phrase_add safeguarding.phrase_end safeguarding.rota safeguarding.rota_add "
                 "safeguarding.rota_end safeguarding.words",
}.items() for op in ops.split()}


@dataclass
class Unit:
    id: int
    slug: str
    parent: "Unit" = None
    open: bool = False

    def line(self):
        """Itself and all above it."""
        u, at = self, []
        while u:
            at.append(u)
            u = u.parent
        return at

    def within(self, other):
        return other in self.line()


@dataclass
class Forum:
    id: int
    unit: Unit
    public: bool = False


@dataclass
class Held:
    role: str
    unit: Unit
    forum: Forum = None
    since: int = 0
    until: int = NEVER

    def now(self, t):
        return self.since <= t <= self.until


@dataclass
class Person:
    id: int
    name: str
    held: list = field(default_factory=list)
    tag: str = ""
    group: str = "staff"
    login: str = None

    def __hash__(self):
        return self.id


@dataclass
class Matter:
    id: int
    unit: Unit
    said: str
    summary: str = ""
    author: Person = None
    naming: str = "named"
    holder: Forum = None
    forums: list = field(default_factory=list)     # every forum that holds or held it
    state: str = "raised"
    joined_to: "Matter" = None
    topic: str = "other"
    alarmed: bool = False                          # it called for help when it was said


@dataclass
class Action:
    id: int
    matter: Matter
    forum: Forum
    owner: Person = None


@dataclass
class Meeting:
    id: int
    forum: Forum


@dataclass
class Apart:
    id: int
    unit: Unit
    author: Person
    named: set
    brought: set = field(default_factory=set)      # to whom it was brought, when it was said


@dataclass
class Consent:
    id: int
    person: Person                                 # whose words
    carer: Person                                  # who may read them
    topic: str = None                              # None: about everything
    since: int = 0
    until: int = NEVER


class Oracle:
    def __init__(self, t, world):
        self.t, self.w = t, world

    # ---- standing on the ground
    def anywhere(self, p, what):
        if what == "anyone":
            return True
        if p is None:
            return False
        return what == "own" or any(h.now(self.t) and h.role in POLICY[what] for h in p.held)

    def over(self, p, what, unit):
        """A role (not a seat) now, over this place or one above it."""
        return p is not None and any(h.now(self.t) and h.forum is None and h.role in POLICY[what]
                                     and unit.within(h.unit) for h in p.held)

    def in_forum(self, p, what, forum):
        """A seat in it now, or a role over its place."""
        return self.over(p, what, forum.unit) or p is not None and any(
            h.now(self.t) and h.forum is forum and h.role in POLICY[what] for h in p.held)

    def of_matter(self, p, what, m):
        return self.over(p, what, m.unit) or any(self.in_forum(p, what, f) for f in m.forums)

    def voice(self, p, m):
        return p is not None and (m.author is p or any(j.joined_to is m and j.author is p for j in self.w.matters))

    # ---- a carer whom somebody in care lets read what they said with their name
    def lives(self, c):
        """Not over, and neither account has ended: the carer is a carer somewhere, the other one anything."""
        return (c.since <= self.t <= c.until and any(h.now(self.t) for h in c.person.held)
                and any(h.now(self.t) and h.role == "carer" for h in c.carer.held))

    def shared(self, p, m):
        return p is not None and m.author is not None and m.naming == "named" and not m.alarmed and any(
            c.carer is p and c.person is m.author and c.topic in (None, m.topic) and self.lives(c)
            for c in self.w.consents)

    def shown(self, m):
        return m.unit.open and (m.summary != "" or m.state == "judged")

    def opens(self, p, m):
        return self.of_matter(p, "read summary", m) or self.of_matter(p, "read words", m) or self.voice(p, m) \
            or self.shown(m) or self.shared(p, m)

    def words(self, p, m, over_place_only=False):
        """Their words; or the public ones; or none."""
        reads = self.over(p, "read words", m.unit) if over_place_only else self.of_matter(p, "read words", m)
        if reads or (p is not None and m.author is p) or (self.shared(p, m) and not over_place_only):
            return m.said
        return m.summary

    # ---- the conflict wall
    def conflicted(self, p, a):
        """Part of the place, ever; or ran it or a place above, ever; said it; is named; ran a place of the named."""
        runs = [h.unit for h in p.held if h.forum is None and h.role in POLICY["grant role"]]
        return (any(h.unit.within(a.unit) for h in p.held) or any(a.unit.within(u) for u in runs)
                or p is a.author or p in a.named
                or any(h.unit.within(u) for n in a.named for h in n.held for u in runs))

    def may_hear(self, p, a):
        return p is not None and self.over(p, "hear apart", a.unit) and not self.conflicted(p, a)

    def route(self, a, people):
        """The nearest place above whose people may hear it."""
        for place in a.unit.line():
            hear = {p for p in people if self.may_hear(p, a) and any(
                h.now(self.t) and h.forum is None and h.unit is place and h.role in POLICY["hear apart"]
                for h in p.held)}
            if hear:
                return hear
        return set()

    def reads_apart(self, p, a):
        return p is not None and (p is a.author or p in a.brought and self.may_hear(p, a))

    # ---- one question
    def verdict(self, p, op, on):
        what = DOOR[op]
        if what != "anyone" and p is None:
            return "login"
        if not self.anywhere(p, what):
            return "denied"
        rule = getattr(self, "on_" + op.replace(".", "_"), None)
        return rule(p, **on) if rule else "ok"

    def verdict_door(self, p, op):
        what = DOOR[op]
        if what != "anyone" and p is None:
            return "login"
        return "ok" if self.anywhere(p, what) else "denied"

    @staticmethod
    def _if(yes, else_="missing"):
        return "ok" if yes else else_

    def _held(self, p, m, what):
        """What only the forum that holds it may do; others who can see it are told no."""
        if m.holder and self.in_forum(p, what, m.holder):
            return "ok"
        return "denied" if self.of_matter(p, "read summary", m) else "missing"

    def on_matter_read(self, p, matter):
        return self._if(self.opens(p, matter))

    def on_matter_list(self, p, unit=None, forum=None, of=None, **_):
        if of is not None:
            return self._if(any(c.carer is p and c.person is of and self.lives(c) for c in self.w.consents))
        return self._if(unit is None or self.over(p, "read summary", unit))

    def on_matter_raise(self, p, unit, unnamed=False, for_person=None):
        if for_person is not None:
            if not self.over(p, "raise for", unit):
                return "missing"
            return self._if(self.over(for_person, "raise", unit), "input:for_person")
        if unit.open and (p is None or unnamed):
            return "ok"
        return self._if(self.over(p, "raise", unit))

    on_apart_raise = on_matter_raise

    def on_matter_pass(self, p, matter): return self._held(p, matter, "pass")
    def on_matter_settle(self, p, matter): return self._held(p, matter, "pass")
    def on_matter_reply(self, p, matter): return self._held(p, matter, "decide")
    def on_decision_record(self, p, matter): return self._held(p, matter, "decide")

    def on_action_set(self, p, matter, owner=None):
        v = self._held(p, matter, "set action")
        return self._if(owner is None or matter.joined_to or self.near(owner, matter.holder.unit), "input:owner") if v == "ok" else v

    def near(self, p, unit):
        """Holds something today at that place, above or below it: others cannot be named there."""
        return any(h.now(self.t) and (unit.within(h.unit) or h.unit.within(unit)) for h in p.held)

    def _moderate(self, p, m):
        if self.of_matter(p, "moderate", m):
            return "ok"
        return "denied" if self.of_matter(p, "read summary", m) else "missing"

    def on_matter_summary(self, p, matter): return self._moderate(p, matter)
    def on_matter_join(self, p, matter): return self._moderate(p, matter)

    def _mine(self, p, m):
        if self.voice(p, m):
            return "ok"
        return "denied" if self.of_matter(p, "read summary", m) else "missing"

    def on_matter_verdict(self, p, matter): return self._mine(p, matter)
    def on_matter_ask_again(self, p, matter): return self._mine(p, matter)

    def on_action_read(self, p, action):
        return self._if(action.owner is p or self.in_forum(p, "read unit", action.forum)
                        or action.matter.author is p or self.shared(p, action.matter) or self.of_matter(p, "read summary", action.matter))

    def _do(self, p, action):
        return self._if(action.owner is p or self.in_forum(p, "do action", action.forum))

    on_action_progress = on_action_done = _do

    def on_consent_give(self, p, carer):
        """Somebody in care, for themselves; to a carer at, above or below a place of theirs."""
        here = [h.unit for h in p.held if h.now(self.t)]
        if not any(h.now(self.t) and h.role == "service_user" for h in p.held):
            return "denied"
        return self._if(carer is not p and carer.group == "carer" and carer.login and any(
            h.now(self.t) and h.role == "carer" and (h.unit.within(u) or u.within(h.unit))
            for h in carer.held for u in here), "input:login")

    def on_consent_end(self, p, consent):
        return self._if(consent.person is p and self.t <= consent.until)

    def on_forum_read(self, p, forum):
        return self._if(forum.public or self.anywhere(p, "read unit"))

    def on_forum_queue(self, p, forum): return self._if(self.in_forum(p, "read words", forum))
    def on_matter_waiting(self, p, forum): return self._if(self.in_forum(p, "pass", forum))
    def on_forum_figure(self, p, forum): return self._if(self.in_forum(p, "read report", forum))
    def on_forum_route(self, p, forum): return self._if(self.in_forum(p, "set up", forum))
    def on_forum_report(self, p, forum): return self._if(self.in_forum(p, "read report", forum))
    def on_meeting_schedule(self, p, forum): return self._if(self.in_forum(p, "run meeting", forum))
    def on_meeting_read(self, p, meeting): return self._if(self.in_forum(p, "read unit", meeting.forum))

    def on_meeting_agenda(self, p, meeting, send=False):
        return self._if(self.in_forum(p, "run meeting" if send else "propose", meeting.forum))

    def _run(self, p, meeting):
        if self.in_forum(p, "run meeting", meeting.forum):
            return "ok"
        return "denied" if self.in_forum(p, "read unit", meeting.forum) else "missing"

    on_meeting_open = on_meeting_attend = on_meeting_cancel = on_meeting_notes = on_meeting_close = _run

    def on_ward_read(self, p, unit): return self._if(unit.open or self.over(p, "read summary", unit))
    def on_poster_read(self, p, unit): return self._if(unit.open or self.over(p, "read summary", unit))
    def on_matter_export(self, p, unit):
        return self._if(self.over(p, "export", unit) and self.over(p, "read words", unit))

    def on_person_read(self, p, person):
        return self._if(any(h.now(self.t) and self.over(p, "read people", h.unit) for h in person.held))

    def on_person_add(self, p, unit, role):
        if not self.over(p, "add person", unit) or not self.over(p, "grant role", unit):
            return "missing"
        return self._give(p, unit, role)

    def _give(self, p, unit, role):
        """What one may do oneself; the administrator of that place, all."""
        if role in ("admin", "executive", "auditor") and not self.over(p, "set up", unit):
            return "input:role"
        return "ok"

    def on_role_grant(self, p, person, unit, role):
        if not self.over(p, "grant role", unit):
            return "missing"
        return self._give(p, unit, role)

    def on_person_change(self, p, person):
        """Everything they hold now lies where one adds people; those who run places, only by who sets them up."""
        held = [h for h in person.held if h.now(self.t)]
        ours = [h for h in held if self.over(p, "add person", h.unit)]
        above = [h for h in held if h.role in ("admin", "executive", "auditor") and not self.over(p, "set up", h.unit)]
        if not ours:
            return "missing"
        return self._if(len(ours) == len(held) and not above, "denied")

    on_person_details = on_person_change

    def on_unit_new(self, p, unit): return self._if(self.over(p, "set up", unit))

    on_unit_read = on_unit_change = on_unit_close = on_unit_reopen = on_unit_new

    def on_forum_setup(self, p, forum): return self._if(self.in_forum(p, "set up", forum))

    on_forum_change = on_forum_cadence = on_forum_seat = on_forum_route_end = on_forum_setup
    def on_forum_new(self, p, unit): return self._if(self.over(p, "set up", unit))
    def on_apart_read(self, p, apart): return self._if(self.reads_apart(p, apart))

    def _hears(self, p, apart):
        return self._if(p in apart.brought and self.may_hear(p, apart))

    on_apart_answer = on_apart_aside = _hears

    def on_apart_wall(self, p, matter):
        """Whoever said it; or who reads it, is outside of it and would hear it."""
        if p is not None and matter.author is p:
            return "ok"
        if not self.opens(p, matter):
            return "missing"
        return self._if(self.may_hear(p, Apart(0, matter.unit, matter.author, set())), "denied")

    def on_apart_open(self, p, apart):
        """Only whoever said it: to show it to the place is to show who spoke."""
        if p is not None and apart.author is p:
            return "ok"
        return "denied" if self.reads_apart(p, apart) else "missing"

    def on_apart_more(self, p, apart):
        if apart.author is p:
            return "ok"
        return "denied" if self.reads_apart(p, apart) else "missing"

    # ---- rows: what a list must hold, no more and no less
    def rows(self, p, op, on):
        w = self.w
        if op == "matter.list" and "unit" in on:
            return {m.id for m in w.matters if m.unit.within(on["unit"])}
        if op == "matter.list" and "forum" in on:
            f = on["forum"]
            return {m.id for m in w.matters if f in m.forums} if self.in_forum(p, "read summary", f) else set()
        if op == "matter.list" and "mine" in on:
            return {m.id for m in w.matters if m.author is p}
        if op == "matter.list" and "of" in on:
            return {m.id for m in w.matters if m.author is on["of"] and self.shared(p, m)}
        if op == "consent.list":
            return {c.id for c in w.consents if p in (c.person, c.carer) and self.lives(c)}
        if op == "matter.export":
            return {m.id for m in w.matters if m.unit.within(on["unit"])}
        if op == "unit.list":
            return {u.id for u in w.units if u.open or self.over(p, "read unit", u)}
        if op == "forum.list":
            return {f.id for f in w.forums if f.public or self.in_forum(p, "read unit", f)}
        if op == "meeting.list":
            return {g.id for g in w.meetings if self.in_forum(p, "read unit", g.forum)}
        if op == "action.list":
            return {a.id for a in w.actions if a.owner is p or self.in_forum(p, "read words", a.forum)}
        if op == "person.list":
            return {q.id for q in w.people if self.on_person_read(p, q) == "ok"}
        if op == "apart.list":
            return {a.id for a in w.aparts if self.reads_apart(p, a)}
        return None
