"""A wall put round a matter afterwards: the same server before the matter was said and after it was walled.

Everybody's pages are read (and kept drawn by the web door), then a matter goes its whole way, is read
again, and is walled.  From then on every answer must be what it was before the matter was there.
"""
import json
import pathlib
import re
import shutil
import tempfile

import wall
from wall import Served, plain

WHO = ["bob", "cal", "sam", "fay", "man", "mo", "vic", "nam", "ray", None]
# The record keeps the lines of what was done while it was a matter: a number that goes up for anything.
PAST = re.compile(r"/audit|/leave|/display|/assets|/sign-in")
# Two rules that the twins lack: promises go along, and every page is drawn anew.
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


def run(program_dir=None, people=None):
    """(answers compared, those that differ, those that showed it while it was a matter)."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="waggle-after."))
    waggle, ask = (program_dir / "waggle", program_dir / "ask") if program_dir else (None, None)
    try:
        _, without, ids = wall.build(folder, ask)
        ids["walled"] = [ids["said"][0] + 1]
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
    finally:
        shutil.rmtree(folder)
