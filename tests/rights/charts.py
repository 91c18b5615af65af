"""Property: over random organisations, what is kept from a place reaches nobody who is part of it.

A chart is a tree of places with people who hold and held roles all over it, some of them named.  One
thing is said apart about a random place; whoever then reads it must be exactly whom the oracle
chose, and nobody conflicted may be among them.
"""
import json

from oracle import NEVER, ROLES, SEATS, Held, Oracle
from world import DAY, T0, Ask, World


def chart(ask, rng, n):
    w = World(ask, rng)
    units = [w.unit(f"Root {n}", kind="org")]
    for i in range(rng.randint(2, 6)):
        units.append(w.unit(f"Place {n} {i}", rng.choice(units[-2:]), kind="ward"))
    forum = w.forum(f"Board {n}", units[0])
    names = [f"P{n}x{i}" for i in range(rng.randint(4, 9))]
    made = ask.many([Ask.line("do", T0 - 9 * DAY, -1, "person.add", name=x, constituency="staff", unit=units[0].id,
                              role="volunteer") for x in names])
    from oracle import Person
    w.people = [Person(json.loads(out)["id"], x) for x, (_, _, out) in zip(names, made)]
    lines = [Ask.line("do", T0 - 9 * DAY + 5, -1, "role.end", person=p.id, role="volunteer", unit=units[0].id)
             for p in w.people]
    for p in w.people:
        p.held.append(Held("volunteer", units[0], None, T0 - 9 * DAY, T0 - 9 * DAY + 4))
        for _ in range(rng.randint(0, 3)):
            role = rng.choice(["executive"] * 20 + ROLES)
            since, until = rng.choice([(T0 - DAY, NEVER)] * 4 + [(T0 - 90 * DAY, T0 - DAY), (T0 + DAY, NEVER)])
            seat = role in SEATS
            place = forum.unit if seat else rng.choice(units[:2] if role == "executive" else units)
            h = Held(role, place, forum if seat else None, since, until)
            p.held.append(h)
            lines.append(f"grant\t{p.id}\t{ROLES.index(h.role)}\t{h.unit.id}\t{forum.id if h.forum else 0}\t"
                         f"{since}\t{until}")
    ask.many(lines)
    return w, units


def one(ask, rng, n):
    """(faults, deliveries) of one chart."""
    w, units = chart(ask, rng, n)
    about = rng.choice(units[1:])
    author = rng.choice(w.people)
    named = rng.sample([p for p in w.people if p is not author], rng.randint(0, 2))
    spelt = [p for p in named if rng.random() < 0.5]               # half by number, half by name in the words
    w.grant(author, Held("service_user", about, None, T0 - 10, T0 + 10))
    r = ask.do(author, "apart.raise", unit=about.id, said="It is " + " and ".join(p.name for p in spelt),
               people=",".join(str(p.id) for p in named if p not in spelt) or None)
    from oracle import Apart
    # A name is looked for among those who hold or held something from above.
    above = {p for p in w.people if any(about.within(h.unit) for h in p.held)}
    a = Apart(r["apart"], about, author, {p for p in named if p not in spelt or p in above})
    o = Oracle(T0, w)
    want = o.route(a, w.people)
    lists = ask.many([Ask.line("ask", T0, p, "apart.list") for p in w.people])
    got = {p for p, (err, _, out) in zip(w.people, lists)
           if err == "ok" and any(x["id"] == a.id for x in json.loads(out)["hear"])}
    wrong = {p for p in got if o.conflicted(p, a) or p in named and p in above}
    faults = [f"chart {n}: {p.name} is part of it and hears it" for p in wrong]
    if got != want:
        faults.append(f"chart {n}: heard by {sorted(p.name for p in got)}, not {sorted(p.name for p in want)}")
    if r["hearers"] != len(got):
        faults.append(f"chart {n}: {r['hearers']} hearers told, {len(got)} are")
    return faults, len(got)
