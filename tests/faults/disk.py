"""3.04: a full disk, a database that somebody else holds, and a page that the disk has spoiled.

Full (root: a small tmpfs in a mount namespace of its own): reading goes on, what cannot be
kept is said in words and left in the page, disclosures still go in, and it ends by itself.
Held: five seconds at most, then 503 with when to come back.  Spoiled: found, never shown.
(reliability D6, D7, D8)
"""
import http.client
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import points
import world

LONG = "The hall is green and the chairs are blue, and that is fine. " * 60
DANGER = "I am going to kill myself tonight"
SIZE, BALLAST = 24 << 20, 10 << 20


def raise_it(w, tag, said=None, who="cal"):
    return world.Change("raise", who, "/matters", {"unit": w.oak, "said": said or tag, "topic": "food"}, tag)


def send(w, change):
    """(status, seconds, headers, body); 0: no answer in time."""
    conn = world.Line(w.port, 8)
    began = time.monotonic()
    try:
        status, body, r = change.send(conn, w.tokens[change.who])
        return status, time.monotonic() - began, r.headers, body
    except (OSError, http.client.HTTPException):
        return 0, time.monotonic() - began, {}, b""
    finally:
        conn.close()


def by_page(w, said):
    """The ward's own form, sent as a browser does."""
    page = w.http("GET", "/wards/oak/say").body.decode()
    key = page.split('name="form_key" value="')[1].split('"')[0]
    body = urllib.parse.urlencode({"form_key": key, "said": said, "topic": "food", "kind": "concern",
                                   "naming": "unlinkable"})
    return w.http("POST", "/wards/oak/say", body, {"Content-Type": "application/x-www-form-urlencoded"})


def reads(w, n=10):
    """How many of the pages and lists that people read do not come."""
    bad = 0
    for _ in range(n):
        for path in ("/", "/wards/oak", "/wards/oak/say", "/healthz", "/readyz"):
            bad += w.http("GET", path).status != 200
        bad += w.api("GET", f"/matters?unit={w.oak}", token=w.tokens["fay"]).status != 200
    return bad


# --- full -------------------------------------------------------------------------------

def fill(w):
    """Raises long matters until there is no room.  Those that were acknowledged."""
    acked = []
    for i in range(4000):
        c = raise_it(w, f"raise full.{i} .", f"raise full.{i} . " + LONG)
        status = send(w, c)[0]
        if status == 507:
            return acked
        assert status == 200, status
        acked.append(c)
    raise AssertionError("the disk did not fill")


def take_all(path):
    """Fills what is left of the disk, to the last byte."""
    with open(path, "wb", buffering=0) as f:
        for size in (1 << 16, 4096, 1):
            try:
                while True:
                    f.write(b"x" * size)
            except OSError:
                pass


def full_inside(template, at, take_reserve):
    """In a mount namespace of its own.  What was seen, as a dict."""
    at = pathlib.Path(at)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", at], check=True)
    (at / "ballast").write_bytes(b"x" * BALLAST)
    w = template.another(into=at)
    w.log_dir = at.parent
    w.start()
    pid, seen = w.server.pid, {}
    acked = fill(w)
    seen["acked"] = len(acked)
    if take_reserve:                            # the twin: nothing was held back
        (at / "waggle.db.reserve").unlink()
    take_all(at / "junk")
    seen["reads_failed"] = reads(w)
    page, typed = by_page(w, "my own words, typed with care"), "my own words, typed with care"
    seen["page"] = [page.status, "no room left to save" in page.body.decode(), typed in page.body.decode(),
                    page.headers["Retry-After"] is not None]
    refused = send(w, raise_it(w, "raise no.1 ."))
    seen["api"] = [refused[0], json.loads(refused[3]).get("type", "").endswith(":full")]
    danger = [raise_it(w, f"raise danger.{i} .", f"{DANGER}. raise danger.{i} .") for i in range(20)]
    seen["danger"] = sum(send(w, c)[0] == 200 for c in danger)
    (at / "junk").unlink()
    (at / "ballast").unlink()
    began = time.monotonic()
    late = raise_it(w, "raise later.1 .")
    while send(w, late)[0] != 200 and time.monotonic() - began < 20:
        time.sleep(0.05)
    seen["recovers"] = time.monotonic() - began
    seen["same_process"] = w.server.pid == pid and w.server.poll() is None \
        and "role=web ended" not in w.log_text()
    reserve = at / "waggle.db.reserve"
    seen["reserve_back"] = reserve.exists() and reserve.stat().st_blocks * 512 >= 8 << 20
    # and a start on a full disk: for reading, and for disclosures
    w.stop_it()
    take_all(at / "junk")
    w.start()
    seen["starts_full"] = [reads(w, 1), send(w, raise_it(w, "raise x.1 ."))[0],
                           send(w, raise_it(w, "raise danger.20 .", f"{DANGER}. raise danger.20 ."))[0]]
    there = dict(w.rows("SELECT said, count(*) FROM matter GROUP BY 1"))
    wanted = [c.tag + " " + LONG for c in acked] + [late.tag]
    seen["lost"] = sum(there.get(t.strip(), there.get(t)) != 1 for t in wanted)
    seen["sound"] = w.is_sound()
    w.stop_it()
    return seen


def full(template, take_reserve=False):
    with tempfile.TemporaryDirectory() as d:
        at = pathlib.Path(d) / "small"
        at.mkdir()
        me = pathlib.Path(__file__)
        state = pathlib.Path(d) / "template.json"
        state.write_text(json.dumps({"dir": str(template.dir), "env": template.env, "oak": template.oak,
                                     "tokens": template.tokens}))
        done = subprocess.run(["unshare", "-m", sys.executable, me, str(state), str(at), str(int(take_reserve))],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise AssertionError(done.stderr[-1500:])
        return json.loads(done.stdout.splitlines()[-1])


def full_disk(report, template):
    if not report.can_mount("3.04 a full disk"):
        return
    s = full(template)
    report.check("3.04 full: nothing acknowledged is lost, the file is sound", s["lost"] == 0 and s["sound"], s)
    report.check("3.04 full: all reading goes on", s["reads_failed"] == 0, s)
    report.check("3.04 full: the page says so and keeps what was typed", s["page"] == [507, True, True, True], s)
    report.check("3.04 full: programs are told", s["api"] == [507, True], s)
    report.check("3.04 full: 20 of 20 disclosures are kept", s["danger"] == 20, s)
    report.check("3.04 full: it ends within 5 s of there being room, without a restart",
                 s["recovers"] <= 5 and s["same_process"] and s["reserve_back"], s)
    report.check("3.04 full: a start on a full disk reads, and takes disclosures", s["starts_full"] == [0, 507, 200], s)
    t = full(template, take_reserve=True)
    report.twin("3.04 full", t["danger"] < 20, "without room held back all disclosures were kept")
    twin = f"nothing held back: {t['danger']} of 20 disclosures kept"
    report.figure("3.04", "Acknowledged changes lost on a full disk", f"{s['lost']} (of {s['acked']})", "= 0", twin)
    report.figure("3.04", "Disclosures kept on a full disk, of 20", s["danger"], "= 20", twin)
    report.figure("3.04", "Seconds from room on the disk to changes kept again", f"{s['recovers']:.2f}", "<= 5", twin)


# --- held -------------------------------------------------------------------------------

def hold(w, seconds):
    """Somebody else has the file; four people try meanwhile.  (answers, changes, reads that failed, page)"""
    other = sqlite3.connect(w.dir / "waggle.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    until, answers, changes = time.monotonic() + seconds, [], []

    def person(name):
        for i in range(1000):
            if time.monotonic() > until - 5:
                return
            c = raise_it(w, f"raise held.{name}.{i} .")
            changes.append(c)
            answers.append(send(w, c))

    people = [threading.Thread(target=person, args=(n,)) for n in range(4)]
    for p in people:
        p.start()
    began = time.monotonic()
    page = by_page(w, "words that must not be lost")
    page = (page.status, time.monotonic() - began, page.headers.get("Retry-After"),
            "words that must not be lost" in page.body.decode())
    failed = reads(w, 2)
    for p in people:
        p.join()
    time.sleep(max(0, until - time.monotonic()))
    other.execute("ROLLBACK")
    other.close()
    return answers, changes, failed, page


def held(report, template):
    seconds = 30 if report.full else 8
    w = template.another()
    w.start()
    answers, changes, failed, page = hold(w, seconds)
    slowest = max(a[1] for a in answers)
    report.check(f"3.04 held for {seconds} s: 503 within 5 s, each time, and when to come back",
                 answers and all(a[0] == 503 and a[2]["Retry-After"] for a in answers) and slowest <= 5,
                 [a[:2] for a in answers][:8])
    report.check("3.04 held: the page says so and keeps what was typed",
                 page[0] == 503 and page[1] <= 5 and page[2] and page[3], page)
    report.check("3.04 held: reading goes on", failed == 0, f"{failed} did not come")
    began = time.monotonic()
    odd = world.again(w, changes)
    rows = w.rows("SELECT count(*), count(DISTINCT said) FROM matter WHERE said LIKE 'raise held.%'")[0]
    report.check("3.04 held: the same sent again afterwards is there, once",
                 not odd and rows == (len(changes), len(changes)) and time.monotonic() - began < 5, (odd[:2], rows))
    os.killpg(w.server.pid, signal.SIGSTOP)     # the twin: one that does not answer
    stopped = send(w, raise_it(w, "raise stopped.1 ."))
    os.killpg(w.server.pid, signal.SIGCONT)
    report.twin("3.04 held", not (stopped[0] == 503 and stopped[1] <= 5), "a server that stood still passed")
    w.stop_it()
    report.figure("3.04", "Seconds until \"busy\" is said while somebody else holds the database",
                  f"{slowest:.1f} (the slowest of {len(answers)}, held {seconds} s)", "<= 5",
                  f"a server that stands still: no answer in {stopped[1]:.0f} s")


def held_on_postgres(report):
    """The same where the provider's database is PostgreSQL: somebody holds the matters."""
    if os.environ.get("WAGGLE_TEST_ONLY") == "sqlite":
        return
    with world.Ward("postgres") as w:
        w.set_up()
        w.start()
        other = subprocess.Popen(["psql", "-qXd", os.environ["WAGGLE_TEST_PG"], "-c",
                                  f"BEGIN; LOCK TABLE {w.schema}.matter IN EXCLUSIVE MODE; SELECT pg_sleep(9); ROLLBACK"],
                                 stdout=subprocess.DEVNULL)
        time.sleep(1)
        c = raise_it(w, "raise pg.1 .")
        status, seconds, headers, _ = send(w, c)
        failed = reads(w, 1)
        other.wait(30)
        odd = world.again(w, [c])
        listed = w.api("GET", f"/matters?unit={w.oak}", token=w.tokens["fay"]).body.decode().count("raise pg.1 .")
        w.kill()
    report.check("3.04 held on PostgreSQL: 503 within 5 s, reading goes on, and afterwards it is there, once",
                 status == 503 and seconds <= 5 and headers["Retry-After"] and failed == 0 and not odd and listed == 1,
                 (status, round(seconds, 1), failed, odd, listed))


# --- spoiled ----------------------------------------------------------------------------

def spoiled(report, template):
    points.build()
    words = ["rot", "matter.raise"] + (["--all"] if report.full else [])
    tried, bad, _, _, _, text = points.points(*words)
    report.check(f"3.04 spoiled: of {tried} pages with a byte changed none was shown as if it were good",
                 tried > 50 and bad == 0, text[-600:])
    bare = points.points("rot", "matter.raise", "--bare")
    report.twin("3.04 spoiled", bare[1] > 0, "without sums nothing was shown that is not so")
    w = template.another()
    w.start()
    said = "The window does not close, and it is cold at night"
    got = send(w, raise_it(w, "", said))
    report.check("3.04 spoiled: a matter was raised", got[0] == 200, got)
    at = f"/matters/{json.loads(got[3])['matter']}"
    w.stop_it()
    path = w.dir / "waggle.db"
    data = path.read_bytes()
    where = data.index(said.encode())
    path.write_bytes(data[:where + 4] + b"m" + data[where + 5:])    # "The mindow"
    w.start()
    answers = [w.api("GET", at, token=w.tokens["fay"]), w.api("GET", f"/matters?unit={w.oak}", token=w.tokens["fay"])]
    shown = any(b"mindow" in a.body for a in answers)
    log = w.log_text()
    report.check("3.04 spoiled: the real server does not show it, and names the step that helps",
                 not shown and all(a.status == 500 for a in answers) and "waggle restore" in log
                 and "damaged page" in log, [(a.status, a.body[:80]) for a in answers])
    report.check("3.04 spoiled: what is not spoiled is shown", w.http("GET", "/accessibility").status == 200)
    w.stop_it()
    path.write_bytes(data)
    w.start()
    report.check("3.04 spoiled: the good file is shown again", w.api("GET", at, token=w.tokens["fay"]).status == 200)
    w.stop_it()
    report.figure("3.04", "Changed bytes in pages shown as if they were good", f"{bad} (of {tried})", "= 0",
                  f"without sums: {bare[1]} of {bare[0]} shown")


def main(report):
    with world.Ward() as w:
        template = w.set_up()
        full_disk(report, template)
        held(report, template)
        if os.environ.get("WAGGLE_TEST_PG"):
            held_on_postgres(report)
        else:
            print("# 3.04 held on PostgreSQL: not tried, WAGGLE_TEST_PG is not set (script/pg run ...)", flush=True)
        spoiled(report, template)


if __name__ == "__main__":
    kept = json.loads(pathlib.Path(sys.argv[1]).read_text())
    made = world.Ward()
    made.__dict__ |= kept | {"dir": pathlib.Path(kept["dir"])}
    print(json.dumps(full_inside(made, sys.argv[2], sys.argv[3] == "1")))
