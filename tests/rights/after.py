"""A wall put round a matter afterwards: the same server before the matter was said and after it was walled.

Everybody's pages are read (and kept drawn by the web door), then a matter goes its whole way, is read
again, and is walled.  From then on every answer must be what it was before the matter was there.
"""
import json
import re

import wall
from wall import AskAt, Served, plain

WHO = ["bob", "cal", "sam", "fay", "man", "mo", "vic", "nam", "ray", None]
# The record keeps the lines of what was done while it was a matter: a number that goes up for anything.
PAST = re.compile(r"/audit|/leave|/display|/assets|/sign-in")
# Ids that count, one after another.
COUNTED = ("	if (max >= from)\n		return max + 1 + below(INT64_C(1) << STEP_BITS);\n", "src/store/number.c",
           "	if (from > 0)\n		return max + 1;\n")
# Two rules that the twins lack: places on agendas go along, and every page is drawn anew.
TWINS = [("	TRY(meeting_take_out(cx, id.v));\n", "src/rooms/matter/take.c", ""),
         ("	TRY(to_wall(cx, in, &m));\n", "src/rooms/apart/wall.c",
          "	TRY(to_wall(cx, in, &m));\n	cx_moves_only(cx, STR(\"\"));\n")]


def snapshot(house, paths, cookies, tokens):
    got = {}
    for who in cookies:
        for path in paths:
            api = path.startswith("/api/")
            if PAST.match(path.replace("/api/v1", "")):
                continue
            answer = house.get(path, None if api else cookies[who], tokens.get(who) if api else None)
            assert answer.status < 500, (who, path, answer)
            got[who, path] = plain(answer)
    return got


def story(house, ids):
    """It is said (and calls for help), moderated, passed, decided, promised, on an agenda; its id."""
    def do(who, path, **words):
        r = house.api("POST", path, words, ids["tokens"].get(who))
        assert r.status in (200, 201), (who, path, words, r)
        return r.json
    m = do("ann", "/matters", unit=ids["unit"], said="Nam hits us at night, qzafter", topic="staff")["matter"]
    unnamed = do(None, "/matters", unit=ids["unit"], said="Somebody qzafter hides the phone", naming="unlinkable")
    do("fay", f"/matters/{m}/summary", summary="Trouble at night qzafter", ok=True)
    do("fay", f"/meetings/{ids['meetings'][0]}/agenda", matter=m)
    do("fay", f"/matters/{m}/pass", words="qzafter please")
    do("mo", f"/matters/{m}/decision", outcome="yes", reason="qzafter it must stop")
    do("mo", f"/matters/{m}/actions", what="qzafter talk", due="2027-01-01", owner_name="Mo")
    return m, unnamed["receipt"]


def walled(house, ids, m, receipt):
    for who, words in (("ann", {"matter": m, "about": "Nam"}), (None, {"receipt": receipt, "about": "Nam"})):
        r = house.api("POST", "/apart/wall", words, ids["tokens"].get(who))
        assert r.status in (200, 201), (who, r)


def run(program_dir=None, people=None, engine="sqlite"):
    """(answers compared, those that differ, those that showed it while it was a matter)."""
    waggle, ask = (program_dir / "waggle", program_dir / "ask") if program_dir else (None, None)
    with wall.built(ask, engine=engine) as (_, without, ids):
        ids["walled"], ids["action"] = [ids["said"][0] + 1], without.action
        with Served(without, waggle) as house:
            house.serve()
            cookies = {who: house.sign_in(who) if who else None for who in people or WHO}
            paths = sorted(set(wall.addresses(wall.routes_of(), ids))
                           | {"/matters?find=qzafter", f"/api/v1/matters?unit={ids['unit']}&find=qzafter"})
            before = snapshot(house, paths, cookies, ids["tokens"])
            m, receipt = story(house, ids)
            while_ = snapshot(house, paths, cookies, ids["tokens"])
            walled(house, ids, m, receipt)
            after = snapshot(house, paths, cookies, ids["tokens"])
            told = [f"{who or 'nobody'} {p}: {wall.first_difference(before[who, p], after[who, p])}"
                    for who, p in before if before[who, p] != after[who, p]]
            told += [f"{who or 'nobody'} {p} shows its words" for (who, p), a in after.items()
                     if b"qzafter" in a[2] and b"find" not in p.encode()]
            for path in (f"/matters/{m}", f"/apart/{m}", f"/matters/{m}/wall", f"/promises?matter={m}"):
                for who in cookies:
                    a, b = (plain(house.get(p, cookies[who])) for p in (path, path.replace(str(m), str(m + 1))))
                    a, b = ((x[0], x[2].replace(str(y).encode(), b"")) for x, y in ((a, m), (b, m + 1)))
                    if a != b:
                        told.append(f"{who or 'nobody'} {path}: {wall.first_difference((a[0], 0, a[1]), (b[0], 0, b[1]))}")
            showed = sum(before[k] != while_[k] for k in before)
            # Whoever said it and who hears it find it again.
            for who in ("ann", "eve"):
                page = house.get(f"/apart/{m}", house.sign_in(who))
                assert page.status == 200 and b"qzafter" in page.body, (who, page)
            r = house.api("POST", "/apart/follow", {"receipt": receipt})
            assert r.status == 200 and "qzafter" in json.dumps(r.json), r
            return len(before), told, showed


# ---- the numbers of what comes later: does one that is missing show?

def way(numbers):
    """From each number to the next, as far as anybody can count: further than 4,096 is far."""
    return [b - a if b - a <= 4096 else "far" for a, b in zip(numbers, numbers[1:])]


def seen(ask, ids, who, at):
    """Every number that somebody of the house sees anywhere, by where it stands: {place: sorted numbers}."""
    out = {}

    def take(place, value):
        if isinstance(value, dict):
            for k, v in value.items():
                take(f"{place}.{k}", v)
        elif isinstance(value, list):
            for v in value:
                take(place, v)
        elif isinstance(value, int) and not isinstance(value, bool):
            out.setdefault(place, set()).add(value)

    asked = [("promise.list", {}), ("action.list", {}), ("meeting.list", {}), ("person.list", {}), ("home.read", {}),
             ("matter.list", {"unit": ids["unit"]}), ("ward.read", {"unit": ids["unit"]})]
    asked += [("forum.report", {"forum": f}) for f in ids["forums"]]
    asked += [("forum.queue", {"forum": f}) for f in ids["forums"]]
    asked += [("matter.read", {"matter": m}) for m in ids["said"]]
    asked += [("meeting.read", {"meeting": g}) for g in ids["meetings"][:2]]
    for op, words in asked:
        err, _, text = ask.many([ask.line("ask", at, ids[who], op, **words)])[0]
        if err == "ok":
            take(op, json.loads(text))
    return {place: sorted(v) for place, v in out.items()}


def live(store, ids, program, walled_too):
    """Life of a ward, with a matter that is walled in the midst of it or without; what is seen then."""
    at = [ids["now"] + 6 * wall.DAY]
    with AskAt(store, program) as a:
        def do(who, op, **w):
            at[0] += 61
            return a.do(ids.get(who, who), op, now=at[0], **w)

        def others(i):                             # what happens in both
            do("mo", "action.set", matter=ids["said"][0], what=f"Look {i}", due="2027-01-01", owner=ids["mo"])
            if i == 1:
                do("fay", "matter.pass", matter=ids["said"][2])
            else:
                do("mo", "decision.record", matter=ids["said"][1 if i == 0 else 2], outcome="yes", reason="Tea")
                m = do("bob", "matter.raise", unit=ids["unit"], said=f"Tea again {i}")["matter"]
                do("fay", "matter.pass", matter=m)

        def story_of(i):
            m = do("ann", "matter.raise", unit=ids["unit"], said=f"Nam hits us {i}")["matter"]
            j = do("bob", "matter.raise", unit=ids["unit"], said=f"And me {i}")["matter"]
            do("fay", "matter.join", matter=j, into=m)
            do("fay", "matter.pass", matter=m)
            do("mo", "decision.record", matter=m, outcome="yes", reason="It must stop")
            x = do("mo", "action.set", matter=m, what="Talk", due="2027-01-01", owner=ids["mo"])["id"]
            do("mo", "action.done", action=x, words="I talked", file="%PDF-1.4 what was said")
            return m
        others(0)
        m = story_of(0) if walled_too else None
        at[0] = ids["now"] + 7 * wall.DAY
        others(1)
        if walled_too:
            do("ann", "apart.wall", matter=m, about="Nam")
            do("ann", "apart.wall", matter=story_of(1), about="Nam")
        at[0] = ids["now"] + 8 * wall.DAY
        others(2)
        last = do("mo", "action.set", matter=ids["said"][0], what="Last", due="2027-01-01", owner=ids["mo"])["id"]
        do("mo", "action.done", action=last, words="Done", file="%PDF-1.4 the bill")
        return {who: seen(a, ids, who, at[0] + 1) for who in ("mo", "fay", "sam", "bob")}


def numbers(program_dir=None, engine="sqlite"):
    """(numbers compared, places where one that is missing shows)."""
    ask = program_dir and program_dir / "ask"
    with wall.built(ask, engine=engine) as (with_, without, ids):
        with_ = without.copy(without.path.with_name("walled.db") if engine == "sqlite" else None)
        try:
            a, b = live(with_, ids, ask, True), live(without, ids, ask, False)
        finally:
            with_.drop()
        told, n = [], 0
        for who in a:
            for place in sorted(set(a[who]) | set(b[who])):
                x, y = a[who].get(place, []), b[who].get(place, [])
                n += len(x)
                if way(x) != way(y):
                    told.append(f"{who} {place}: {way(x)} and {way(y)}: {x} {y}")
        return n, told
