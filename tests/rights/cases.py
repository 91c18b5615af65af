"""Questions to the house and what the oracle expects: verdict, rows and words."""
import json

from oracle import DOOR, Oracle
from world import Ask, T1

# What says that a right is lacking, though it is told as a wrong input.
REFUSALS = {"role.above_you", "person.missing", "consent.no_carer"}


class Case:
    """One cell: who, what, on which thing."""

    def __init__(self, person, op, on, words, tag=""):
        self.person, self.op, self.on, self.words, self.tag = person, op, on, words, tag

    def line(self, t):
        return Ask.line("ask", t, self.person, self.op, **self.words)

    def __repr__(self):
        who = self.person and f"{self.person.name} {[(h.role, h.unit.slug, h.forum and h.forum.id) for h in self.person.held]}"
        return f"{self.tag} {self.op} {self.words} as {who}"


def judge(oracle, c, answer):
    """Faults: empty when the house did as the policy says."""
    err, why, text = answer
    want = oracle.verdict(c.person, c.op, c.on)
    got = {"ok": "ok", "clash": "ok"}.get(err, err)
    if err == "input":
        got = "input" if why in REFUSALS else "ok"             # something else stood in the way, not a right
    if got != want.split(":")[0]:
        return [f"{want} expected, {err} ({why}): {c!r}"]
    if err != "ok" or not text:
        return []
    return [f"{fault}: {c!r}" for fault in fields(oracle, c, json.loads(text))]


def listed(out):
    for key in ("matters", "units", "forums", "meetings", "actions", "people", "places"):
        if isinstance(out.get(key), list):
            return out[key]
    return []


def fields(o, c, out):
    p, w = c.person, o.w
    by_id = {m.id: m for m in w.matters}
    if c.op == "apart.list":
        got = {r["id"] for r in out["hear"] + out["mine"]}
    elif c.op == "consent.list":
        got = {r["id"] for r in out["given"] + out["got"]}
    else:
        got = {r["id"] for r in listed(out) if "id" in r}
    rows = o.rows(p, c.op, c.on)
    if rows is not None and got != rows:
        yield f"rows {sorted(got - rows)} too many, {sorted(rows - got)} too few"
    if c.op == "matter.list":
        for r in listed(out):
            if r["words"] != o.words(p, by_id[r["id"]]):
                yield f"words {r['words']!r} of {by_id[r['id']].said}"
    if c.op == "ward.read":
        for r in out["matters"]:
            m = by_id[r["id"]]
            inside = o.over(p, "read summary", c.on["unit"])
            if m.unit is not c.on["unit"] or not (inside or m.summary):
                yield f"row {m.said}"
            if r["words"] != o.words(p, m, over_place_only=True):
                yield f"words {r['words']!r} of {m.said}"
    if c.op == "matter.read":
        m = c.on["matter"]
        if out["matter"]["words"] != o.words(p, m):
            yield f"words {out['matter']['words']!r} of {m.said}"
        named = out["who"] != ""
        may_name = m.author is not None and (
            (m.naming == "named" and o.words(p, m) == m.said)
            or (m.naming == "facilitator" and m.holder and o.in_forum(p, "moderate", m.holder)))
        if named and not may_name:
            yield "who said it is named"
        others = [j for j in w.matters if j.joined_to is m]
        for v in out["voices"]:
            if not o.of_matter(p, "read words", m):
                yield f"joined words {v['words']!r}"
        if not others and out["voices"]:
            yield "voices from nowhere"
    if c.op == "forum.read" and out["people"] and not o.in_forum(p, "read unit", c.on["forum"]):
        yield "people of a forum of others"
    if c.op == "meeting.read":
        for r in out["agenda"]:
            m = by_id.get(r.get("matter"))
            if m and m.said in json.dumps(r) and not o.of_matter(p, "read words", m):
                yield f"words of {m.said} on an agenda"
    if c.op == "home.read" and p is None and (out["signed_in"] or out["forums"]):
        yield "somebody's home"


def targets(w, pick):
    """Every operation with a thing to try it on.  pick(list) chooses things."""
    for m in pick(w.matters):
        yield "matter.read", {"matter": m}, {"matter": m.id}
        yield "matter.pass", {"matter": m}, {"matter": m.id}
        yield "matter.settle", {"matter": m}, {"matter": m.id, "words": "x"}
        yield "matter.reply", {"matter": m}, {"matter": m.id, "words": "x"}
        yield "decision.record", {"matter": m}, {"matter": m.id, "outcome": "yes", "reason": "x"}
        yield "action.set", {"matter": m}, {"matter": m.id, "what": "x", "due": "2026-12-01", "owner_name": "x"}
        for q in pick(w.people)[:2]:
            yield "action.set", {"matter": m, "owner": q}, {"matter": m.id, "what": "x", "due": "2026-12-01",
                                                            "owner": q.id}
        yield "matter.summary", {"matter": m}, {"matter": m.id, "summary": "x"}
        yield "matter.join", {"matter": m}, {"matter": m.id, "into": 998}
        yield "matter.verdict", {"matter": m}, {"matter": m.id, "verdict": "fixed"}
        yield "apart.wall", {"matter": m}, {"matter": m.id}
        yield "matter.ask_again", {"matter": m}, {"matter": m.id, "words": "x"}
    for a in pick(w.actions):
        yield "action.read", {"action": a}, {"action": a.id}
        yield "action.progress", {"action": a}, {"action": a.id, "words": "x"}
        yield "action.done", {"action": a}, {"action": a.id, "words": "x"}
    for f in pick(w.forums):
        yield "forum.read", {"forum": f}, {"forum": f.id}
        yield "forum.queue", {"forum": f}, {"forum": f.id}
        yield "forum.report", {"forum": f}, {"forum": f.id}
        yield "forum.figure", {"forum": f}, {"forum": f.id, "figure": "passed_on"}
        yield "forum.route", {"forum": f}, {"forum": f.id, "to": f.id}
        yield "forum.setup", {"forum": f}, {"forum": f.id}
        yield "forum.change", {"forum": f}, {"forum": f.id, "name": "x", "minutes": 60, "quorum": 0, "promise_days": 9,
                                             "agenda_days": 1, "notes_days": 1}
        yield "forum.cadence", {"forum": f}, {"forum": f.id, "often": "weekly", "weekday": "monday"}
        yield "forum.seat", {"forum": f}, {"forum": f.id, "constituency": "carer", "seats": 1}
        yield "matter.waiting", {"forum": f}, {"forum": f.id}
        yield "meeting.schedule", {"forum": f}, {"forum": f.id, "day": "2026-06-09", "clock": "09:00"}
        yield "matter.list", {"forum": f}, {"forum": f.id, "limit": 200}
    for g in pick(w.meetings):
        yield "meeting.read", {"meeting": g}, {"meeting": g.id}
        yield "meeting.agenda", {"meeting": g}, {"meeting": g.id, "topic": "x"}
        yield "meeting.agenda", {"meeting": g, "send": True}, {"meeting": g.id, "send": 1}
        yield "meeting.open", {"meeting": g}, {"meeting": g.id}
        yield "meeting.attend", {"meeting": g}, {"meeting": g.id, "constituency": "carer", "count": 1}
        yield "meeting.cancel", {"meeting": g}, {"meeting": g.id}
        yield "meeting.notes", {"meeting": g}, {"meeting": g.id, "notes": "x"}
        yield "meeting.close", {"meeting": g}, {"meeting": g.id}
    for u in pick(w.units):
        yield "matter.list", {"unit": u}, {"unit": u.id, "limit": 200}
        yield "matter.raise", {"unit": u}, {"unit": u.id, "said": "x"}
        yield "matter.raise", {"unit": u, "unnamed": True}, {"unit": u.id, "said": "x", "naming": "unlinkable"}
        yield "apart.raise", {"unit": u}, {"unit": u.id, "said": "x"}
        yield "apart.raise", {"unit": u, "unnamed": True}, {"unit": u.id, "said": "x", "unnamed": 1}
        for q in pick(w.people)[:2]:
            yield "matter.raise", {"unit": u, "for_person": q}, {"unit": u.id, "said": "x", "for_person": q.id,
                                                                 "source": "paper"}
        yield "ward.read", {"unit": u}, {"ward": u.slug}
        yield "poster.read", {"unit": u}, {"unit": u.slug}
        yield "matter.export", {"unit": u}, {"unit": u.id}
        for op in ("unit.read", "unit.close", "unit.reopen"):
            yield op, {"unit": u}, {"unit": u.id}
        yield "unit.change", {"unit": u}, {"unit": u.id, "name": "x", "kind": "ward"}
        yield "unit.new", {"unit": u}, {"parent": u.id, "name": "New", "kind": "ward"}
        yield "forum.new", {"unit": u}, {"unit": u.id, "name": "New", "kind": "team"}
        for role in ("carer", "manager", "executive", "admin", "auditor"):
            yield "person.add", {"unit": u, "role": role}, {"unit": u.id, "name": "x", "constituency": "staff",
                                                            "role": role}
            for q in pick(w.people)[:1]:
                yield "role.grant", {"person": q, "unit": u, "role": role}, {"person": q.id, "unit": u.id,
                                                                             "role": role}
    for q in pick(w.people):
        yield "person.read", {"person": q}, {"person": q.id}
        yield "person.details", {"person": q}, {"person": q.id}
        yield "person.change", {"person": q}, {"person": q.id, "name": "x"}
    for q in pick(w.people):
        yield "consent.give", {"carer": q}, {"login": q.login or "nobody-at-all"}
    for q in pick([p for p in w.people if p.login]):
        yield "consent.give", {"carer": q}, {"login": q.login}
    for c in pick(w.consents):
        yield "consent.end", {"consent": c}, {"consent": c.id}
        yield "matter.list", {"of": c.person}, {"of": c.person.id, "limit": 200}
    for a in pick(w.aparts):
        yield "apart.read", {"apart": a}, {"apart": a.id}
        yield "apart.answer", {"apart": a}, {"apart": a.id, "words": "x"}
        yield "apart.aside", {"apart": a}, {"apart": a.id}
        yield "apart.open", {"apart": a}, {"apart": a.id, "words": "x"}
        yield "apart.more", {"apart": a}, {"apart": a.id, "words": "x"}
    for op in ("unit.list", "forum.list", "meeting.list", "action.list", "person.list"):
        yield op, {}, {"limit": 200}
    yield "matter.list", {"mine": True}, {"mine": 1, "limit": 200}
    for op in ("apart.list", "consent.list", "home.read", "promise.list", "forum.monitor", "session.read"):
        yield op, {}, {}


NOWHERE = {"matter": 999, "action": 999, "forum": 999, "meeting": 999, "unit": 999, "parent": 999, "person": 999,
           "apart": 999, "ward": "no-such-place", "consent": 999, "of": 999}


def twins_of_nothing(ask, world, cases, verdict="missing", t=T1):
    """What is out of reach must be refused in the very words that nothing at all is refused in."""
    oracle, real, empty = Oracle(t, world), [], []
    for c in cases:
        if oracle.verdict(c.person, c.op, c.on) != verdict:
            continue
        name = next((n for n in NOWHERE if n in c.words), None)
        if name and not (name == "person" and "unit" in c.words):
            real.append(c)
            empty.append(Case(c.person, c.op, c.on, {**c.words, name: NOWHERE[name]}))
    got = ask.many([c.line(t) for c in real])
    none = ask.many([c.line(t) for c in empty])
    return len(real), [f"{a} where there is nothing gives {b}: {c!r}" for c, a, b in zip(real, got, none) if a != b]


def ask_all(ask, world, cases, t=T1):
    oracle = Oracle(t, world)
    answers = ask.many([c.line(t) for c in cases])
    faults = []
    for c, a in zip(cases, answers):
        faults += judge(oracle, c, a)
    return faults


def doors(ops, people, oracle):
    """Function level: every operation of the program, asked without words, as everybody."""
    for op in ops:
        for p in people:
            yield Case(p, op, {}, {}, "door")


__all__ = ["Case", "DOOR", "twins_of_nothing", "ask_all", "doors", "judge", "targets"]
