"""The rights matrix: every operation of the route table, as every role in every relation."""
import random

from cases import Case, doors, targets
from oracle import NEVER, ROLES, SEATS, Held, Oracle
from world import DAY, T0, T1, World

ENDED, COMING = (T0 - 90 * DAY, T1 - DAY), (T1 + DAY, NEVER)
NOW = (T0 - DAY, NEVER)


def matrix_world(ask):
    """Oak is the place asked about; everybody stands in one relation to it."""
    w = World(ask, random.Random(9))
    w.person("Nobody yet")
    org = w.unit("Alpha", kind="org")
    site, other_site = w.unit("Alpha North", org, kind="site"), w.unit("Alpha South", org, kind="site")
    oak, elm = w.unit("Oak", site), w.unit("Elm", site, open_=True)
    ash = w.unit("Ash", other_site)
    rival = w.unit("Omega", kind="org")
    fig = w.unit("Fig", rival)
    for top in (org, rival, next(u for u in w.units if u.slug == "hall-of-arrivals")):
        w.forum(f"Board of {top.slug}", top)
    ward_meeting, cmt = w.forum("Oak meeting", oak), w.forum("CMT", site)
    once, never = w.forum("Held it once", other_site), w.forum("Never held it", site, public=True)
    places = {"own ward": oak, "other ward": elm, "parent site": site, "whole provider": org,
              "other site": other_site, "ward of another site": ash, "other provider": rival,
              "ward of another provider": fig}
    for role in ROLES:
        if role in SEATS:
            for name, forum in (("the forum that holds it", cmt), ("a forum that held it", once),
                                ("a forum that never held it", never), ("the ward's own forum", ward_meeting)):
                w.person(f"{role} of {name}", [Held(role, forum.unit, forum, *NOW)], tag=f"{role} x seat in {name}")
            w.person(f"{role} ended", [Held(role, cmt.unit, cmt, *ENDED)], tag=f"{role} x ended")
            w.person(f"{role} coming", [Held(role, cmt.unit, cmt, *COMING)], tag=f"{role} x not begun")
            continue
        for name, unit in places.items():
            w.person(f"{role} at {name}", [Held(role, unit, None, *NOW)], tag=f"{role} x {name}")
        w.person(f"{role} ended", [Held(role, oak, None, *ENDED)], tag=f"{role} x ended")
        w.person(f"{role} coming", [Held(role, oak, None, *COMING)], tag=f"{role} x not begun")
        w.person(f"{role} who said it", [Held(role, elm, None, *NOW)], tag=f"{role} x named in it, other ward")
    authors = [p for p in w.people if "who said it" in p.name]
    for m, author in enumerate(authors):
        w.matter(oak, f"said{m}", author, "named" if m % 2 else "facilitator", [cmt, once, cmt] if m % 3 else [],
                 f"summary{m}" if m % 4 == 0 else "")
    carers(w, authors, {"own ward": oak, "another ward": ash, "another provider": fig})
    w.matter(elm, "said open", None, forums=[], summary="summary open")
    w.matter(elm, "said hidden", None)
    w.matter(fig, "said far", None)
    w.matter(ash, "said ash", None)
    w.join(w.matters[0], w.matters[3])
    for i in (1, 2, 4):
        w.action(w.matters[i], f"action{i}", w.people[7 + i] if i != 2 else None)
    for i, f in enumerate((ward_meeting, cmt, once, never)):
        g = w.meeting(f, f"2026-05-1{i}")
        ask.do(-1, "meeting.agenda", meeting=g.id, matter=w.matters[1].id)
    w.apart(oak, "apart plain", authors[0])
    w.apart(oak, "apart named", authors[1], [p for p in w.people if p.tag == "executive x parent site"])
    w.apart(elm, "apart elm", authors[2])
    return w


def carers(w, authors, places):
    """A carer is close to somebody; that opens nothing unless they themselves say so (S9)."""
    one, two = authors[1], authors[3]              # what they said stands with their name
    left = w.person("Left since", [Held("service_user", places["own ward"], None, T0 - DAY, T0 + DAY)])
    w.close = [w.matter(places["own ward"], "said by one who left", left, "named", [], ""),
               w.matter(places["own ward"], "a call for help", one, "named", [], "", alarmed=True)]
    def carer(name, place="another ward", until=NOW[1]):
        return w.person(f"Carer {name}", [Held("carer", places[place], None, NOW[0], until)], tag=f"carer x {name}",
                        group="carer")
    for place in places:
        carer(f"without consent, {place}", place)
        for giver in (one, two, authors[0]):
            w.consent(giver, carer(f"with consent of {giver.name}, {place}", place))
    w.take_back(w.consent(one, carer("consent taken back")))
    w.consent(one, carer("consent until a day that is over", until=NEVER), until="2026-03-20")
    w.consent(one, carer("consent until a day to come"), until="2026-06-01")
    w.consent(one, carer("consent about what they said"), topic="other")
    w.consent(one, carer("consent about another topic"), topic="food")
    w.consent(one, carer("consent, role ended since", until=ENDED[1]))
    w.consent(left, carer("consent of one who left"))
    w.consent(authors[9], carer("consent of somebody else"))
    w.close += [m for m in w.matters if m.author in (one, two, authors[0], authors[9])]


def matrix_cases(w, ops):
    everybody = [None] + w.people
    yield from doors(ops, everybody, None)
    for p in everybody:
        for op, on, words in targets(w, lambda things: things[:6]):
            yield Case(p, op, on, words, p.tag if p else "nobody")
        for m in w.close:
            yield Case(p, "matter.read", {"matter": m}, {"matter": m.id}, p.tag if p else "nobody")
        for c in w.consents if p and p.login else ():
            yield Case(p, "consent.end", {"consent": c}, {"consent": c.id}, p.tag)
            yield Case(p, "matter.list", {"of": c.person}, {"of": c.person.id, "limit": 200}, p.tag)


def random_cases(w, rng, n):
    everything = list(targets(w, lambda things: things))
    people = [None] + w.people
    for _ in range(n):
        op, on, words = rng.choice(everything)
        yield Case(rng.choice(people), op, on, words, "random")


def door_faults(ask, cases, t=T1):
    """Function level: without words the answer is about the door alone, or about the words."""
    oracle = Oracle(t, None)
    for c, (err, why, _) in zip(cases, ask.many([c.line(t) for c in cases])):
        want = oracle.verdict_door(c.person, c.op)
        if want in ("login", "denied") and err != want:
            yield f"{want} expected at the door, {err} ({why}): {c!r}"
        if want == "ok" and (err in ("login", "unknown") or err == "denied" and why == "access.denied"):
            yield f"open door expected, {err} ({why}): {c!r}"
