"""No sink shows what the page refuses: secret words planted, every address read, refusals timed.

Timing: 2,000 probes of each kind in random order, two-sample rank test (Mann-Whitney).  This machine
is noisy: the least of the p of four addresses must be over 0.01; when it is not, the whole is measured
again, at most three turns, and only a difference that shows in all three counts.
"""
import json
import math
import pathlib
import random
import re
import shutil
import subprocess
import tempfile
import time
from urllib.parse import quote

import wall
from house import Line
from oracle import POLICY, ROLES
from world import BUILD, MAY, DAY, Ask

PRIVATE = "qzprivate"                              # e-mail, telephone, needs: shown to nobody


def build(folder):
    """The wall's people, and secret words in every field somebody writes."""
    with_, without, ids = wall.build(folder)
    now = int(time.time()) // DAY * DAY - 3 * DAY + 9000 + 43200
    said, secret = {}, {}
    with wall.AskAt(with_) as a:
        do = lambda who, op, at=now, **w: a.do(who, op, now=at, **w)
        hidden = do(ids["bob"], "matter.raise", unit=ids["unit"], said="qzsaid one is cold", naming="facilitator")["matter"]
        shown = do(ids["cal"], "matter.raise", unit=ids["unit"], said="qzsaid two is cold")["matter"]
        do(ids["fay"], "matter.summary", matter=shown, summary="plain and cold", ok=1)
        do(ids["fay"], "matter.summary", matter=hidden, summary="qzdraft of public words")
        do(ids["fay"], "matter.settle", matter=shown, words="We looked at it")
        do(ids["cal"], "matter.verdict", matter=shown, verdict="not", words="qzsaid still cold")
        do(-1, "person.add", name="Hid", login="hid", constituency="carer", unit=ids["unit"], role="carer",
           email=f"{PRIVATE}@example.org", phone=f"{PRIVATE}", needs=f"{PRIVATE} needs")
    ids |= {"hidden": hidden, "shown": shown}
    return with_, ids


# Who may read the words as they were said on Oak, by the policy; the authors read only their own.
def may_read(login, role, place, ids):
    return role in POLICY["read words"] and place in ("oak", "site", "org") or login == "mo"


def crawl(house, paths, cookie, token):
    seen, todo = set(), list(paths)
    while todo:
        path = todo.pop()
        if path in seen or re.match(r"/(leave|display|assets|sign-in)", path):
            continue
        seen.add(path)
        api = path.startswith("/api/")
        answer = house.get(path, None if api else cookie, token if api else None)
        kind = answer.headers.get("Content-Type", "")
        body = answer.body
        if "pdf" in kind:
            body = subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True).stdout
        elif "text/html" in kind:
            todo += [x.replace("&amp;", "&") for x in re.findall(r'href="(/[^"#]*)', body.decode("utf-8", "replace"))]
        yield path, answer.status, body


def read_all(house, ids, routes, people):
    """(answers read, what leaked)."""
    n, leaks = 0, []
    base = [p for p in wall.addresses(routes, ids | {"said": ids["said"] + [ids["hidden"], ids["shown"]]})]
    for login, _, role, place, _ in people:
        cookie, token = (house.sign_in(login), ids["tokens"][login]) if login else (None, None)
        for path, status, body in crawl(house, base, cookie, token):
            n += 1
            body = re.sub(rb'find=[^"&<]*|name="find"[^>]*', b"", body)
            if PRIVATE.encode() in body:
                leaks.append(f"{path} shows a private detail to {login}")
            if not login or not may_read(login, role, place, ids):
                found = set(re.findall(rb"qzsaid \w+|qzdraft", body))
                own = {"bob": {b"qzsaid one"}, "cal": {b"qzsaid two", b"qzsaid still"}}.get(login, set())
                if found - own:
                    leaks.append(f"{path} ({status}) shows {found - own} to {login or 'nobody'}")
        # A search for a hidden word must look like a search for a word that nobody said.
        for door in ("/api/v1/matters?unit=%d&find=%%s" % ids["unit"], "/api/v1/matters?find=%s"):
            if login and not may_read(login, role, place, ids) and login not in ("bob", "cal"):
                got = [house.get(door % quote(w), None, token).body for w in ("qzsaid", "qznobody")]
                n += 2
                if got[0] != got[1]:
                    leaks.append(f"a search by {login} finds by a hidden word")
    return n, leaks


def canaries(full):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="waggle-sinks."))
    people = [p for p in wall.PEOPLE if full or p[0] in ("hal", "bea", "adi", "cal")] + [(None, None, None, None, None)]
    routes = [(m, p) for m, p in wall.routes_of() if full or not re.search(r"\.(pdf|png|svg)$", p)
              or p.endswith("poster.pdf")]
    try:
        path, ids = build(folder)
        with wall.Served(path) as house:
            house.serve()
            n, leaks = read_all(house, ids, routes, people)
        # The twin: the policy's copy in this database says that helpers may read words.  A start puts the
        # copy right again, so the twin asks the program in one process.
        with wall.AskAt(path) as a:
            a.many([f"widen\t{ROLES.index('carer')}\t{MAY.index('read words')}"])
            out = a.many([Ask.line("ask", int(time.time()), ids["hid"] if "hid" in ids else ids["cal"], "matter.list",
                                   unit=ids["unit"])])[0][2]
            twin = [w for w in re.findall(r"qzsaid \w+", out) if w == "qzsaid one"]
    finally:
        shutil.rmtree(folder)
    return n, leaks, twin


def p_value(a, b):
    """Mann-Whitney, two-sided, by the normal approximation with mean ranks for ties."""
    both = sorted([(x, 0) for x in a] + [(x, 1) for x in b])
    n, m, ranks, i = len(a), len(b), 0.0, 0
    while i < len(both):
        j = i
        while j < len(both) and both[j][0] == both[i][0]:
            j += 1
        ranks += sum(1 for k in range(i, j) if both[k][1] == 0) * (i + j + 1) / 2
        i = j
    u = ranks - n * (n + 1) / 2
    return math.erfc(abs(u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12) / math.sqrt(2))


def timing(probes=2000):
    """(least p of the last turn, turns taken, p of the twin)."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="waggle-timing."))
    try:
        path, without, ids = wall.build(folder)
        pairs = [("bea", "/matters/%d", ids["said"][2], ids["said"][2] + 1),
                 ("sam", "/apart/%d", ids["walled"][0], ids["walled"][0] + 1),
                 ("bea", "/meetings/%d", ids["meetings"][0], 9999), ("bea", "/actions/%d", ids["action"], ids["action"] + 1)]
        with wall.Served(path) as house:
            house.serve()
            c = Line(house.port)

            def probe(who, path):
                t = time.perf_counter_ns()
                c.request("GET", "/api/v1" + path, headers={"Authorization": "Bearer " + ids["tokens"][who]})
                r = c.getresponse()
                r.read()
                assert r.status == 404, (path, r.status)
                return time.perf_counter_ns() - t

            for turn in range(1, 4):
                least = 1.0
                for who, address, there, not_there in pairs:
                    times = {there: [], not_there: []}
                    for _ in range(100):
                        probe(who, address % there)
                    for _ in range(probes):
                        for one in random.sample(list(times), 2):
                            times[one].append(probe(who, address % one))
                    least = min(least, p_value(times[there], times[not_there]))
                    twin = p_value([x + 20_000 for x in times[there]], times[not_there])
                if least > 0.01:
                    break
            c.close()
    finally:
        shutil.rmtree(folder)
    return least, turn, twin
