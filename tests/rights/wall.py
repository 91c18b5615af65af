"""The conflict wall: two databases of one seed, one of them with walled matters, compared byte for byte.

Everybody but the author and those it was brought to goes to every address of both, pages and API,
and tries every change on the walled ids.  What they get must be the same, but for once-only keys.
"""
import contextlib
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter

import stores
from world import BUILD, DAY, ROOT, Ask

sys.path.insert(0, str(ROOT / "tests/support"))
from house import PASSWORD, House, first_line  # noqa: E402

# The clause of access/wall.h that the twin lacks: whoever belongs to the place hears nothing.
OF_THE_PLACE = '''	"  AND NOT EXISTS (SELECT 1 FROM held w JOIN unit wu ON wu.id = w.unit WHERE w.person = " p \\
	"   AND wu.path >= " u ".path AND wu.path < " u ".path_end)" \\
'''

# The end of a consent, where matters are read (rooms/consent): clause, file, header, and what stands there instead.
CONSENT_ENDS = ('	" ? BETWEEN " c ".since AND " c ".until" \\\n', "src/rooms/matter/matter_read_store.c",
                "src/rooms/consent/consent.h", '	" ? >= " c ".since" \\\n')

# Rules that keep the record from telling: of who answered an alert about something kept apart, and of
# timers that found nothing (a line of theirs a minute is what made the numbers differ once).
OWN_RECORD = ("	cx->own_record = alert_is_apart(a);\n", "src/rooms/safeguarding/safeguarding.c")
FOUND_NONE = ('	if (str_eq(r.door, STR("clock")) && found_none(c->op, c->out))\n'
              "		return OK;                      /* a timer that found nothing to do */\n", "src/op/audit.c")


def twin(clause, source="src/rooms/apart/apart_store.c", header="src/access/wall.h", instead=""):
    """The program and `ask`, linked with one file compiled against a header that lacks a clause.
    Without a header it is the file itself that lacks it."""
    where = pathlib.Path(tempfile.mkdtemp(prefix="waggle-twin."))
    text = (ROOT / (header or source)).read_text()
    assert text.count(clause) == 1, "the clause to drop is not there"
    copy = where / pathlib.Path(header or source).relative_to("src")
    copy.parent.mkdir(parents=True)
    copy.write_text(text.replace(clause, instead))
    commands = json.loads((BUILD / "compile_commands.json").read_text())
    command = next(c["command"] for c in commands
                   if c["file"].endswith(source) and c["output"].startswith("libwaggle"))
    command = re.sub(r" -o \S+", f" -o {where}/twin.o", command)
    command = re.sub(r" -M\w+( [^-]\S+)?", "", command).replace(" -I", f" -I{where} -I", 1)
    if header is None:
        command = re.sub(r" -c \S+", f" -c {copy}", command)
    subprocess.run(command + " -Wno-error", shell=True, cwd=BUILD, check=True)
    for program in ("waggle", "ask"):
        link = subprocess.run(["ninja", "-C", BUILD, "-t", "commands", program], capture_output=True, text=True,
                              check=True).stdout.strip().splitlines()[-1]
        link = link.replace(f"-o {program} ", f"-o {where}/{program} ", 1)
        link = link.replace(" libwaggle.a", f" {where}/twin.o libwaggle.a", 1)
        subprocess.run(link, shell=True, cwd=BUILD, check=True)
    return where


# login, group, role, place, and whether they may see the walled matters
PEOPLE = [
    ("ann", "service_user", "service_user", "oak", True),        # she says it
    ("eve", "staff", "executive", "org", True),                  # and she hears it
    ("bob", "service_user", "service_user", "oak", False), ("cal", "carer", "carer", "oak", False),
    ("sam", "staff", "staff", "oak", False), ("hal", "volunteer", "helper", "oak", False),
    ("fay", "staff", "facilitator", "oak", False), ("man", "staff", "manager", "oak", False),
    ("sit", "staff", "manager", "site", False), ("mo", "staff", "staff", "site", False),
    ("adi", "staff", "admin", "org", False), ("ray", "staff", "auditor", "org", False),
    ("vic", "staff", "executive", "org", False),                 # would hear it, but helps on Oak
    ("nam", "staff", "executive", "org", False),                 # would hear it, but is named in it
    ("out", "staff", "executive", "org", True),                  # hears it too, when an alert climbs to them
    ("lin", "staff", "executive", "org", False),                 # would hear it, but runs where Nam works
    ("aud", "staff", "auditor", "oak", False),                   # sees the safety pages, of Oak only
    ("bea", "service_user", "service_user", "elm", False), ("gus", "governor", "governor", "org", False),
]


def build(folder, program=None, after=False, engine="sqlite"):
    """The database without; then what happens in both; then, in a copy made between, the walled ones.
    After: one of them was a matter like any other, seen by all, until a wall was put round it."""
    now = int(time.time()) // DAY * DAY - 3 * DAY + 43200
    ids = {}
    start = stores.fresh(engine, folder / "start.db")
    with Ask(program=program, begun=True, store=start) as a:
        do = lambda who, op, at=now, **w: a.do(who, op, now=at, **w)
        org = do(-1, "unit.new", name="Alpha", kind="org")["id"]
        site = do(-1, "unit.new", name="North", kind="site", parent=org)["id"]
        oak = do(-1, "unit.new", name="Oak", kind="ward", parent=site, open_to_all=1)["id"]
        elm = do(-1, "unit.new", name="Elm", kind="ward", parent=site, open_to_all=1)["id"]
        at = {"org": org, "site": site, "oak": oak, "elm": elm}
        emt = do(-1, "forum.new", name="EMT", kind="team", unit=org, promise_days=28)["id"]
        cmt = do(-1, "forum.new", name="CMT", kind="team", unit=site, promise_days=14, passes_to=emt,
                 cadence="FREQ=WEEKLY;BYDAY=WE", starts="2026-01-07", clock="09:00")["id"]
        ward = do(-1, "forum.new", name="Oak meeting", kind="ward_meeting", unit=oak, promise_days=14, passes_to=cmt,
                  cadence="FREQ=WEEKLY;BYDAY=TU", starts="2026-01-06", clock="14:00")["id"]
        for login, group, role, place, _ in PEOPLE:
            ids[login] = do(-1, "person.add", name=login.title(), login=login, secret=PASSWORD, constituency=group,
                            unit=at[place], role=role, email="eve@example.org" if login == "eve" else None)["id"]
        do(-1, "role.grant", person=ids["vic"], role="volunteer", unit=oak)
        do(-1, "role.grant", person=ids["nam"], role="staff", unit=elm)
        do(-1, "role.grant", person=ids["lin"], role="manager", unit=elm)
        do(-1, "role.grant", person=ids["mo"], role="chair", forum=cmt)
        do(-1, "meeting.tick")
        for login in ("ann", "bob"):               # Cal is their carer and reads what they say, save what is walled
            do(ids[login], "consent.give", login="cal")
        # Sam and Vic answer alerts on Oak, but not one about their own ward; Out when nobody answered.
        for login, rung in (("sam", 1), ("vic", 1), ("eve", 1), ("out", 2)):
            do(-1, "safeguarding.rota_add", unit=oak, person=ids[login], rung=rung, weeks=3,
               day=time.strftime("%Y-%m-%d", time.gmtime(now)), **{"from": "00:00", "until": "00:00"})
        said = [do(ids["bob"], "matter.raise", unit=oak, said=f"The tea is cold {i}")["matter"] for i in range(3)]
        do(ids["fay"], "matter.summary", matter=said[0], summary="Cold tea", ok=1)
        do(ids["fay"], "matter.pass", matter=said[0])
        a.p.stdin.close()
        a.p.wait(30)
        env = os.environ | {"WAGGLE_DB": start.url}
        tokens = {login: subprocess.run([BUILD / "waggle", "token", "new", f"--person={login}", "--name=test"], env=env,
                                        check=True, capture_output=True, text=True).stdout.strip()
                  for login, *_ in PEOPLE}
        with_, without = start.copy(folder / "with.db"), start.copy(folder / "without.db")
        start.drop()
    walled = []
    with AskAt(with_, program) as a:
        do = lambda who, op, at=now + 60, **w: a.do(who, op, now=at, **w)
        r = do(ids["ann"], "apart.raise", unit=oak, said="Nam shouts at us at night", about="Nam")
        walled.append(r["apart"])
        assert r["hearers"] == (2 if program is None else r["hearers"]), r
        do(0, "apart.raise", unit=oak, said="They hide the phone", people=ids["nam"])
        walled.append(do(ids["ann"], "apart.raise", unit=oak, said="The manager hits us at night",
                         about="nam and the manager")["apart"])
        do(ids["eve"], "apart.answer", apart=walled[1], words="I come tomorrow")
        do(ids["ann"], "apart.more", apart=walled[0], words="And at weekends")
        if after:
            m = do(ids["ann"], "matter.raise", unit=oak, said="Nam hits us, and shouts")["matter"]
            do(ids["fay"], "matter.summary", matter=m, summary="Shouting at night", ok=1)
            do(ids["fay"], "matter.pass", matter=m)
            do(ids["ann"], "apart.wall", matter=m, about="Nam")
            walled.append(m)
        alerts = do(ids["eve"], "safeguarding.alerts")["alerts"]
        assert len(alerts) >= 1, alerts
        ids["apart_alerts"] = [x["id"] for x in alerts]
        do(-1, "apart.tick", at=now + 20 * DAY)
        walled += [x["id"] for x in do(ids["eve"], "apart.list")["hear"] if x["id"] not in walled]
    with AskAt(without, program) as a:             # as many lines of the record, about nothing that shows
        for _ in range(3 if after else 0):
            a.do(-1, "meeting.tick", now=now + 60)
    for path in (with_, without):                  # life goes on: numbers are handed out in both
        with AskAt(path, program) as a:
            do = lambda who, op, at=now + 7200, **w: a.do(who, op, now=at, **w)
            do(ids["mo"], "decision.record", matter=said[0], outcome="yes", reason="A new urn")
            path.action = do(ids["mo"], "action.set", matter=said[0], what="Buy it", due="2027-01-01",
                             owner_name="Estates")["id"]
            do(ids["fay"], "matter.pass", matter=said[1])
            ids["new"] = do(ids["man"], "person.add", name="New", constituency="carer", unit=oak, role="carer")["id"]
            do(-1, "promise.tick", at=now + 2 * DAY)
            ids["meetings"] = [m["id"] for m in do(ids["fay"], "meeting.list", limit=4)["meetings"]]
            a.tick(now + 60 + 16 * 60)             # alerts climb; then mail that nobody took is given up
            if path is with_:                      # who was told only then answers, and closes it
                assert program or ids["apart_alerts"][0] in [
                    x["id"] for x in do(ids["out"], "safeguarding.alerts")["alerts"]], "it did not climb"
                do(ids["eve"], "safeguarding.acknowledge", alert=ids["apart_alerts"][0])
                do(ids["eve"], "safeguarding.close", alert=ids["apart_alerts"][0], words="I was there")
            a.tick(now + 4 * DAY)
            ids.setdefault("quiet", []).append(a.tick_quietly(now + 4 * DAY + 300, path))
    ids |= {"tokens": tokens, "said": said, "walled": walled, "unit": oak, "forums": [ward, cmt, emt],
            "action": with_.action, "now": now}
    return with_, without, ids


def record(path):
    """The record of who did what, as counts of (operation, door, whose), and of what was done without a name."""
    rows = stores.of(path).rows
    lines = Counter(rows("SELECT a.op, a.door, COALESCE(CAST(n.person AS TEXT), CAST(a.actor AS TEXT)) FROM audit a"
                         " LEFT JOIN audit_name n ON n.actor = a.actor"))
    return lines + Counter({("audit_count", op, day): n for day, op, n in rows("SELECT day, op, n FROM audit_count")})


def record_differs(with_, without):
    """Lines that one of two databases has and the other has not: (which, how many more)."""
    a, b = record(with_), record(without)
    return [(line, a[line] - b[line]) for line in sorted(set(a) | set(b), key=str) if a[line] != b[line]]


@contextlib.contextmanager
def built(program=None, after=False, engine="sqlite"):
    """The two databases and their ids, for as long as they are needed."""
    folder, stores_ = pathlib.Path(tempfile.mkdtemp(prefix="waggle-wall.")), []
    try:
        *stores_, ids = build(folder, program, after, engine)
        yield *stores_, ids
    finally:
        for store in stores_:
            store.drop()
        shutil.rmtree(folder)


class AskAt(Ask):
    """On a database that is there already."""

    def __init__(self, store, program=None):
        super().__init__(program=program, store=stores.of(store))

    def tick(self, now, within=86400):
        """Every timer of the clock that comes round within so many seconds, once."""
        assert self.many([f"tick\t{now}\t{within}"])[0][0] == "ok"

    def tick_quietly(self, now, path):
        """Lines of the record that timers leave which have nothing to do."""
        before = record(path)
        self.tick(now, 3600)
        return record(path) - before


class Served(House):
    """A copy of a database, served by the real program."""

    def __init__(self, store, program=None):
        super().__init__("sqlite")                 # what PostgreSQL needs is the store's
        self.store = stores.of(store).copy(self.dir / "waggle.db")
        self.program = program or BUILD / "waggle"
        self.env |= {"WAGGLE_ADDRESS": "https://waggle.example.org", "WAGGLE_DB": self.store.url}

    def __exit__(self, *_):
        super().__exit__()
        self.store.drop()

    def numbers(self):
        """Ids that hold their second and chance (src/store/number.h), in the order they were made."""
        return [[n for (n,) in self.store.rows(f"SELECT id FROM {t} WHERE id > 1099511627776 ORDER BY id")]
                for t in ("decision", "action", "promise", "file")]

    def serve(self, env=None):
        self.log = open(self.dir / "log", "ab")
        self.server = subprocess.Popen([self.program, "serve"], env=self.env, cwd=self.dir, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=self.log)
        line = first_line(self.server)
        assert "listens on" in line, (line, (self.dir / "log").read_text()[-2000:])

    def get(self, path, cookie=None, token=None, method="GET", body=None):
        h = {}
        if cookie:
            h["Cookie"] = cookie
        if token:
            h["Authorization"] = "Bearer " + token
        if body is not None:
            h["Content-Type"] = ("application/json" if path.startswith("/api/") else
                                 "application/x-www-form-urlencoded")
            h["Origin"] = f"http://127.0.0.1:{self.port}"
        return self.http(method, path, body, h)


FORM_KEY = re.compile(rb'name="form_key" value="([^"]*)"')


# The record's chain is salted by chance: its hashes differ in any two databases, its numbers do not.
SALTED = re.compile(rb'"hash":"[0-9a-f]{64}"')
# When the clock of each server last tested the lane: they were not started in the same second.
TESTED = re.compile(rb'"tested":"[^"]*"')


# An id made of its second and chance.
LONG_ID = re.compile(r"(?<!\d)\d{16}(?!\d)")


def renamed(text, other):
    """With the ids of one database put in the place of another's."""
    return LONG_ID.sub(lambda m: other.get(m[0], m[0]), text)


def plain(answer, other={}):
    """What may differ from one request to the next, taken out: once-only keys and the clock's second."""
    headers = sorted((k.lower(), v) for k, v in answer.headers.items() if k.lower() not in ("date", "set-cookie"))
    body = SALTED.sub(b'"hash":""', FORM_KEY.sub(b'name="form_key"', answer.body))
    headers = [(k, renamed(v, other)) for k, v in headers]
    text = body.decode("latin-1")
    if any(x in other for x in LONG_ID.findall(text)):
        body = renamed(text, other).encode("latin-1")
        headers = [(k, v) for k, v in headers if k != "etag"]      # a sum over the ids too
    body = TESTED.sub(b'"tested":""', body)
    headers = [(k, v) for k, v in headers if not (k == "etag" and b"form_key" in body)]
    headers = [(k, v) for k, v in headers if k != "content-length" or b"form_key" not in body]
    return answer.status, headers, body


def addresses(routes, ids):
    """Every GET route with every id one could know or guess, walled ones too."""
    guess = ids["walled"] + ids["said"] + [ids["walled"][0] + 1]
    fill = {"ward": ["oak", "elm"], "unit": ["oak", str(ids["unit"])], "matter": guess, "apart": guess,
            "forum": ids["forums"], "meeting": ids["meetings"][:2], "person": [ids["bob"], ids["ann"], ids["new"], 99],
            "action": [ids["action"], ids["action"] + 1], "file": [1], "code": ["abc"], "item": [1]}
    for method, path in routes:
        if method != "GET" or "/assets/" in path:
            continue
        todo = [path]
        for name, values in fill.items():
            todo = [p.replace("{%s}" % name, str(v)) for p in todo for v in (values if "{%s}" % name in p else [""])]
        yield from todo
    for q in ("find=shouts", "find=phone", "find=tea", "mine=1", f"unit={ids['unit']}"):
        yield f"/matters?{q}"
        yield f"/api/v1/matters?{q}"
    for login in ("ann", "bob"):
        yield f"/matters?of={ids[login]}"
        yield f"/api/v1/matters?of={ids[login]}"
    for w in ids["walled"]:
        yield f"/promises?matter={w}"
        yield f"/api/v1/promises?matter={w}"


def changes(routes, ids):
    """Every POST of the API with the walled ids in every place that takes a matter or one kept apart."""
    for method, path in routes:
        if method != "POST" or not path.startswith("/api/v1/") or "{" not in path:
            continue
        for name in re.findall(r"{(\w+)}", path):
            if name not in ("matter", "apart"):
                break
        else:
            for w in ids["walled"]:
                p = re.sub(r"{\w+}", str(w), path)
                yield p, {"words": "x"}
                yield p, {}
    for w in ids["walled"]:
        yield "/api/v1/matters/%d/join" % ids["said"][0], {"into": w}
        yield "/api/v1/meetings/%d/agenda" % ids["meetings"][0], {"matter": w}


def compare(a, b, paths, posts, who, tokens):
    """How many requests, and those whose answers differ."""
    # The same things have ids of chance in both: as many, in the same order (after.py asks what those tell).
    numbers = [h.numbers() for h in (a, b)]
    if [len(x) for x in numbers[0]] != [len(x) for x in numbers[1]]:
        return 1, [f"decisions, actions, promises, files: {[[len(x) for x in n] for n in numbers]}"]
    pairs = [(str(x), str(y)) for xs, ys in zip(*numbers) for x, y in zip(xs, ys)]
    to_b, names = dict(pairs), {a: {x: x for x, _ in pairs}, b: {y: x for x, y in pairs}}
    cookie = {h: h.sign_in(who) for h in (a, b)} if who else {a: None, b: None}
    token = tokens.get(who)
    seen, todo, differ, n = set(), list(paths), [], 0

    def both(path, method="GET", body=None):
        nonlocal n
        n += 1
        api = path.startswith("/api/")
        look = lambda: [h.get(path if h is a else renamed(path, to_b), None if api else cookie[h],
                              token if api else None, method, body) for h in (a, b)]
        got = look()
        if got[0].status >= 500:
            raise AssertionError(f"{method} {path} as {who}: {got[0]}")
        # The clock runs in both, but not in the same second: a line of its own comes to the other soon.
        for _ in range(75 if path.endswith("/audit/head") else 0):
            if plain(got[0]) == plain(got[1]):
                break
            time.sleep(1)
            got = look()
        got = [plain(x, names[h]) for x, h in zip(got, (a, b))]
        if got[0] != got[1]:
            differ.append(f"{method} {path} as {who or 'nobody'}: {first_difference(*got)}")
        return got

    while todo:
        path = todo.pop()
        if path in seen or re.match(r"/(leave|display|assets)", path):
            continue
        seen.add(path)
        got = both(path)
        if "text/html" in dict(got[0][1]).get("content-type", ""):
            for answer in got:
                todo += [html.unescape(x) for x in re.findall(r'href="(/[^"#]*)', answer[2].decode("utf-8", "replace"))]
    for path, body in posts:
        if token:
            both(path, "POST", json.dumps(body).encode())
    if who:
        for w in paths_apart(paths):
            keys = [FORM_KEY.search(h.get("/wards/oak/apart", cookie[h]).body) for h in (a, b)]
            for end in ("answer", "aside", "more"):
                got = [h.get(f"{w}/{end}", cookie[h], None, "POST", b"words=x&form_key=" + (k[1] if k else b"x"))
                       for h, k in zip((a, b), keys)]
                n += 1
                if plain(got[0]) != plain(got[1]):
                    differ.append(f"POST {w}/{end} as {who}: {first_difference(*map(plain, got))}")
    return n, differ


def paths_apart(paths):
    return sorted({p for p in paths if re.fullmatch(r"/apart/\d+", p)})


def first_difference(x, y):
    if x[0] != y[0]:
        return f"status {x[0]} and {y[0]}"
    if x[1] != y[1]:
        return f"headers {set(x[1]) ^ set(y[1])}"
    i = next((i for i, (p, q) in enumerate(zip(x[2], y[2])) if p != q), min(len(x[2]), len(y[2])))
    return f"byte {i}: {x[2][max(0, i - 60):i + 60]!r} and {y[2][max(0, i - 60):i + 60]!r}"


def routes_of():
    out = subprocess.run([BUILD / "waggle", "routes", "--json"], capture_output=True, text=True, check=True).stdout
    return [(r["method"], r["path"]) for r in json.loads(out)]


def records(program_dir=None, engine="sqlite"):
    """(lines of the record, those that one database has alone, those of timers with nothing to do)."""
    with built(program_dir and program_dir / "ask", engine=engine) as (with_, without, ids):
        return sum(record(without).values()), record_differs(with_, without), sum(map(list, ids["quiet"]), [])


def run(program_dir=None, people=None, stop_early=False, engine="sqlite"):
    """(requests, differences).  program_dir: a twin's."""
    waggle, ask = (program_dir / "waggle", program_dir / "ask") if program_dir else (None, None)
    requests, differences = 0, []
    with built(ask, after=True, engine=engine) as (with_, without, ids):
        with Served(with_, waggle) as a, Served(without, waggle) as b:
            a.serve()
            b.serve()
            routes = routes_of()
            paths, posts = list(addresses(routes, ids)), list(changes(routes, ids))
            for login, *_, may_see in PEOPLE + [(None, None, None, None, False)]:
                if may_see or (people and login not in people):
                    continue
                n, d = compare(a, b, paths, posts, login, ids["tokens"])
                requests += n
                differences += d
                if d and stop_early:
                    break
            if not program_dir:
                for _ in range(75):
                    n = [sum(record(h.store).values()) for h in (a, b)]
                    if n[0] == n[1]:
                        break
                    time.sleep(1)
                differences += [f"{n} lines in the records"] if n[0] != n[1] else []
            # Who may see it does: otherwise nothing at all was compared.
            for login in ("ann", "eve"):
                cookie = a.sign_in(login)
                page = a.get(f"/apart/{ids['walled'][0]}", cookie)
                if not program_dir:
                    assert page.status == 200 and b"shouts" in page.body, (login, page)
    return requests, differences
