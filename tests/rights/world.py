"""Worlds to ask about: built through the operations, known to the oracle as plain things."""
import json
import pathlib
import os
import random
import secrets
import shutil
import subprocess
import tempfile
import threading
from datetime import date
from urllib.parse import quote

from oracle import (NEVER, ROLES, SEATS, Action, Apart, Consent, Forum, Held, Matter, Meeting, Oracle, Person, Unit)

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / os.environ.get("WAGGLE_BUILD", "build")
DAY = 86400
T0 = 20514 * DAY + 12 * 3600                       # 2 March 2026, noon: when the world was made
T1 = T0 + 40 * DAY                                 # when questions are asked

# The program's numbers, for the twin that writes a row into the policy's copy.
MAY = ("unset anyone,read unit,raise,raise for,read summary,read words,moderate,pass,decide,run meeting,propose,"
       "set action,do action,read report,read people,add person,grant role,set up,import,export,keep rota,see safety,own,"
       "hear apart,erase").replace("unset ", "unset,").split(",")


class Ask:
    """The program `ask` on a fresh database of its own, or on a store that is there (stores.py)."""

    def __init__(self, engine="sqlite", program=None, begun=False, store=None):
        self.engine = "its own" if store else engine
        self.dir = tempfile.mkdtemp(prefix="waggle-rights.", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
        self.schema = f"waggle_rights_{os.getpid()}_{secrets.token_hex(4)}"
        url = store.url if store else f"sqlite:{self.dir}/waggle.db"
        if self.engine == "postgres":
            where = os.environ["WAGGLE_TEST_PG"]
            self.psql(f"CREATE SCHEMA {self.schema}")
            url = f"postgres:{where} options='-csearch_path={self.schema}'"
        if begun:                                  # as a provider's own: zone and secret, so that it can be served
            subprocess.run([BUILD / "waggle", "init"], env=os.environ | {"WAGGLE_DB": url}, cwd=self.dir, check=True,
                           capture_output=True, stdin=subprocess.DEVNULL)
        self.log = open(f"{self.dir}/log", "wb")
        self.p = subprocess.Popen([program or BUILD / "ask", url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=self.log)

    def psql(self, sql):
        subprocess.run(["psql", "-qXd", os.environ["WAGGLE_TEST_PG"], "-c", sql], check=True, capture_output=True)

    def close(self):
        self.p.stdin.close()
        self.p.wait(60)
        self.p.stdout.close()
        self.log.close()
        if self.engine == "postgres":
            self.psql(f"DROP SCHEMA {self.schema} CASCADE")
        shutil.rmtree(self.dir)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def many(self, lines):
        """Answers, in order: (error, why, JSON text)."""
        def feed():
            self.p.stdin.write(("\n".join(lines) + "\n").encode())
            self.p.stdin.flush()
        t = threading.Thread(target=feed)
        t.start()
        out = []
        for line in lines:
            got = self.p.stdout.readline().decode()
            if not got:
                raise RuntimeError(f"ask ended at {line!r}: " + open(f"{self.dir}/log").read()[-2000:])
            out.append(tuple(got.rstrip("\n").split("\t", 2)))
        t.join()
        return out

    @staticmethod
    def line(how, at, who, op, /, **words):
        w = "&".join(f"{k}={quote(str(v), safe='')}" for k, v in words.items() if v is not None)
        return f"{how}\t{at}\t{who.id if isinstance(who, Person) else who or 0}\t{op}\t{w}"

    def do(self, who, op, /, now=T0, **words):
        err, why, out = self.many([self.line("do", now, who, op, **words)])[0]
        assert err == "ok", (op, words, err, why)
        return json.loads(out) if out else None


class World:
    def __init__(self, ask, rng):
        self.ask, self.rng = ask, rng
        self.units, self.forums, self.people = [], [], []
        self.matters, self.actions, self.meetings, self.aparts, self.consents = [], [], [], [], []

    def unit(self, name, parent=None, open_=False, kind="ward"):
        r = self.ask.do(-1, "unit.new", name=name, kind=kind, parent=parent.id if parent else None,
                        open_to_all=1 if open_ else None)
        self.units.append(Unit(r["id"], r["slug"], parent, open_))
        return self.units[-1]

    def forum(self, name, unit, public=False):
        r = self.ask.do(-1, "forum.new", name=name, unit=unit.id, kind="team", is_public=1 if public else None,
                        promise_days=20)
        self.forums.append(Forum(r["id"], unit, public))
        return self.forums[-1]

    def person(self, name, helds=(), tag="", group="staff"):
        """Given by access itself, so that roles may have ended or not begun."""
        if not hasattr(self, "hall"):
            self.hall = self.ask.do(-1, "unit.new", name="Hall of arrivals", kind="department")["id"]
            self.units.append(Unit(self.hall, "hall-of-arrivals"))
        login = f"login{len(self.people)}" if group == "carer" else None
        r = self.ask.do(-1, "person.add", name=name, constituency=group, unit=self.hall, role="volunteer", login=login)
        p = Person(r["id"], name, tag=tag, group=group, login=login)
        p.held.append(Held("volunteer", self.units[self._hall()], None, T0, T0 + 60))
        self.ask.do(-1, "role.end", now=T0 + 61, person=p.id, role="volunteer", unit=self.hall)
        self.people.append(p)
        for h in helds:
            self.grant(p, h)
        return p

    def _hall(self):
        return next(i for i, u in enumerate(self.units) if u.id == self.hall)

    def grant(self, p, h):
        p.held.append(h)
        self.ask.many([f"grant\t{p.id}\t{ROLES.index(h.role)}\t{h.unit.id}\t{h.forum.id if h.forum else 0}\t"
                       f"{h.since}\t{h.until}"])

    def consent(self, person, carer, topic=None, until=None):
        """Given by the person, who is in care at that moment, to somebody who is a carer there then."""
        ward = self.units[self._hall()]
        self.grant(person, Held("service_user", ward, None, T0 - 10, T0 + 10))
        self.grant(carer, Held("carer", ward, None, T0 - 10, T0 + 10))
        r = self.ask.do(person, "consent.give", login=carer.login, topic=topic, until=until)
        end = NEVER if until is None else (T0 // DAY + (date.fromisoformat(until) - date(2026, 3, 2)).days + 1) * DAY - 1
        self.consents.append(Consent(r["consent"], person, carer, topic, T0, end))
        return self.consents[-1]

    def take_back(self, c):
        self.ask.do(c.person, "consent.end", consent=c.id)
        c.until = T0 - 1

    def matter(self, unit, said, author=None, naming="named", forums=(), summary="", topic="other",
               alarmed=False):
        """Raised by its author, whose right to it has ended since; then passed from forum to forum."""
        if author is None:
            r = self.ask.do(0 if unit.open else -1, "matter.raise", unit=unit.id, said=said, naming="unlinkable")
        else:
            self.grant(author, Held("service_user", unit, None, T0 - 10, T0 + 10))
            r = self.ask.do(author, "matter.raise", unit=unit.id, said=said, naming=naming, topic=topic,
                            help_now=1 if alarmed else None)
        row = self.ask.do(-1, "matter.read", matter=r["matter"])["matter"]
        m = Matter(r["matter"], unit, said, summary, author, naming, topic=topic if author else "other", alarmed=alarmed)
        first = next((f for f in self.forums if f.id == row["holder"]), None)
        m.holder, m.forums = first, [first] if first else []
        for f in forums if first else ():
            if f is not m.holder:
                self.ask.do(-1, "matter.pass", matter=m.id, to=f.id)
                m.holder = f
                m.forums.append(f)
        if summary:
            self.ask.do(-1, "matter.summary", matter=m.id, summary=summary, ok=1)
        self.matters.append(m)
        return m

    def join(self, m, into):
        self.ask.do(-1, "matter.join", matter=m.id, into=into.id)
        m.joined_to, m.state = into, "joined"

    def action(self, m, what, owner=None):
        if owner:                                  # who belonged there when it was set
            self.grant(owner, Held("volunteer", m.holder.unit, None, T0 - 10, T0 + 10))
        r = self.ask.do(-1, "action.set", matter=m.id, what=what, due="2026-12-01",
                        owner=owner.id if owner else None, owner_name=None if owner else "Estates")
        self.actions.append(Action(r["id"], m, m.holder, owner))
        return self.actions[-1]

    def meeting(self, forum, day):
        r = self.ask.do(-1, "meeting.schedule", forum=forum.id, day=day, clock="10:00")
        self.meetings.append(Meeting(r["id"], forum))
        return self.meetings[-1]

    def apart(self, unit, said, author, named=()):
        self.grant(author, Held("service_user", unit, None, T0 - 10, T0 + 10))
        r = self.ask.do(author, "apart.raise", unit=unit.id, said=said,
                        people=",".join(str(n.id) for n in named) or None)
        a = Apart(r["apart"], unit, author, set(named))
        a.brought = Oracle(T0, self).route(a, self.people)
        self.aparts.append(a)
        return a, r["hearers"]


def when(rng):
    """Now; ended; or not begun."""
    return rng.choice([(T0 - DAY, NEVER), (T0 - DAY, NEVER), (T0 - 90 * DAY, T1 - DAY), (T1 + DAY, NEVER),
                       (T0 - DAY, T1 + DAY), (T0 + 5 * DAY, NEVER)])


def random_held(w, rng):
    role = rng.choice(ROLES)
    since, until = when(rng)
    if role in SEATS:
        f = rng.choice(w.forums)
        return Held(role, f.unit, f, since, until)
    return Held(role, rng.choice(w.units), None, since, until)


def random_world(ask, rng):
    """Two providers side by side, four levels deep."""
    w = World(ask, rng)
    w.person("Nobody yet")
    for root in ("Alpha", "Omega"):
        top = w.unit(root, kind="org")
        for s in range(rng.randint(1, 2)):
            site = w.unit(f"{root} site {s}", top, kind="site")
            for k in range(rng.randint(1, 2)):
                ward = w.unit(f"{root} ward {s}{k}", site, open_=rng.random() < 0.4)
                if rng.random() < 0.3:
                    w.unit(f"{root} room {s}{k}", ward, kind="department")
    for top in [u for u in w.units if not u.parent]:
        w.forum(f"Board of {top.slug}", top)       # every matter begins somewhere
    for i in range(5):
        w.forum(f"Forum {i}", rng.choice(w.units[1:]), rng.random() < 0.2)
    for i in range(24):
        w.person(f"Person{i}", [random_held(w, rng) for _ in range(rng.randint(0, 3))],
                 group="staff" if i % 3 else "carer")
    for i in range(14):
        author = rng.choice(w.people) if rng.random() < 0.7 else None
        w.matter(rng.choice(w.units[1:]), f"said{i}", author, rng.choice(["named", "facilitator"]),
                 [rng.choice(w.forums) for _ in range(rng.randint(0, 2))],
                 f"summary{i}" if rng.random() < 0.4 else "", rng.choice(["other", "food"]))
    authors, carers = [m.author for m in w.matters if m.author], [p for p in w.people if p.login]
    for p in carers:                               # some are carers today, so that consent can hold
        if rng.random() < 0.7:
            w.grant(p, Held("carer", rng.choice(w.units), None, *when(rng)))
    given = set()
    for i in range(10):
        giver, carer = rng.choice(authors), rng.choice(carers)
        topic = rng.choice([None, None, "food"])
        if giver is carer or (giver, carer, topic) in given:
            continue
        given.add((giver, carer, topic))
        c = w.consent(giver, carer, topic, rng.choice([None, None, "2026-03-20", "2026-06-01"]))
        if rng.random() < 0.2:
            w.take_back(c)
    same = [m for m in w.matters if m.holder]
    if len(same) > 3:
        w.join(same[0], same[1])
    for i, m in enumerate(m for m in w.matters if m.holder and not m.joined_to):
        if i % 2:
            w.action(m, f"action{i}", rng.choice(w.people) if rng.random() < 0.6 else None)
    for i in range(5):
        g = w.meeting(rng.choice(w.forums), f"2026-05-{10 + i:02d}")
        m = rng.choice(w.matters)                  # an agenda may name a matter of others
        ask.do(-1, "meeting.agenda", meeting=g.id, matter=m.id)
    for i in range(4):
        unit = rng.choice([u for u in w.units if u.parent])
        _, hearers = w.apart(unit, f"apart{i}", rng.choice(w.people), rng.sample(w.people, rng.randint(0, 2)))
        assert hearers == len(w.aparts[-1].brought), ("routed otherwise", hearers, w.aparts[-1])
    return w
