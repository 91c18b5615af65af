"""A ward to break things under: its people, the changes they make, and how to tell afterwards
what became of each change.  Standard library only.

Every change carries a tag of its own in its words and an Idempotency-Key made here, so that
each can be looked for, once, in the database.  A tag goes on the list of acknowledged ones
only after the whole 2xx answer has been read.
"""
import base64
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import uuid

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent / "support"))
from house import PROGRAM, ROOT, House, Line, first_line, free_port  # noqa: E402,F401

# Where each kind of change leaves its tag: one row, and only one.
TAGGED = {
    "raise": "SELECT said, count(*) FROM matter WHERE said LIKE ? GROUP BY 1",
    "import": "SELECT said, count(*) FROM matter WHERE said LIKE ? GROUP BY 1",
    "pass": "SELECT words, count(*) FROM matter_step WHERE words LIKE ? GROUP BY 1",
    "reply": "SELECT words, count(*) FROM matter_step WHERE words LIKE ? GROUP BY 1",
    "decide": "SELECT reason, count(*) FROM decision WHERE reason LIKE ? GROUP BY 1",
    "act": "SELECT what, count(*) FROM action WHERE what LIKE ? GROUP BY 1",
}


def alive(group):
    """Is any process of the group still there?  What is dead and not yet fetched does not count."""
    for at in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, pgrp = at.read_text().rpartition(")")[2].split()[:3]
            if int(pgrp) == group and (state not in "ZX" or len(list((at.parent / "task").iterdir())) > 1):
                return True                 # a thread of the dead may still hold its files and its port
        except (OSError, ValueError):
            continue
    return False


class Ward(House):
    """One provider with a ward, a forum above it, and four people's tokens."""

    def set_up(self):
        self.conninfo = self.env["WAGGLE_DB"].removeprefix("postgres:")
        self.serve()
        self.stop()
        self.tokens = {"ann": self.person("ann", "Ann")}
        as_ann = lambda *words: self.waggle("run", *words, "--as=ann", "--json").stdout  # noqa: E731
        as_ann("unit.new", "name=Oak ward", "slug=oak", "kind=ward", "parent=1", "open_to_all=yes")
        self.oak = next(u["id"] for u in json.loads(as_ann("unit.list"))["units"] if u["slug"] == "oak")
        above = json.loads(as_ann("forum.new", "unit=1", "name=Managers", "slug=managers", "kind=team",
                                  "promise_days=14"))["id"]
        as_ann("forum.new", f"unit={self.oak}", "name=Oak meeting", "slug=oak-meeting", "kind=ward_meeting",
               "promise_days=14", f"passes_to={above}")
        self.tokens["cal"] = self.person("cal", "Cal", role="carer", group="carer", unit="oak")
        self.tokens["fay"] = self.person("fay", "Fay", role="facilitator", unit="oak")
        self.tokens["mo"] = self.person("mo", "Mo", role="staff")
        people = json.loads(as_ann("person.list"))["people"]
        mo = next(p["id"] for p in people if p["name"] == "Mo")
        as_ann("role.grant", f"person={mo}", "role=chair", f"forum={above}")
        return self

    def another(self, into=None):
        """A fresh copy of this world, not running, as it was when set up."""
        w = Ward.__new__(Ward)
        w.__dict__ |= self.__dict__
        if self.engine == "postgres":
            raise AssertionError("one world a database on PostgreSQL")
        w.server, w.port = None, free_port()
        w.dir = pathlib.Path(into) if into else self.dir.parent / f"{self.dir.name}.{uuid.uuid4().hex[:8]}"
        w.dir.mkdir(mode=0o700, exist_ok=True)
        for f in self.dir.glob("waggle.db*"):
            if not f.name.endswith((".lock", ".reserve", "-shm")):
                shutil.copy(f, w.dir)
        w.env = self.env | {"WAGGLE_DB": f"sqlite:{w.dir}/waggle.db", "WAGGLE_LISTEN": f"127.0.0.1:{w.port}"}
        return w

    def rows(self, sql, *values):
        if self.engine == "postgres":
            return self.rows_of_server(sql, values)
        db = sqlite3.connect(f"file:{self.dir}/waggle.db?mode=ro", uri=True)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def rows_of_server(self, sql, values):
        """By psql, as nothing else is needed; numbers come back as numbers."""
        for v in values:
            sql = sql.replace("?", "'" + v.replace("'", "''") + "'", 1)
        done = subprocess.run(["psql", "-qXAtd", self.conninfo, "-F", "\x1f", "-R", "\x1e", "-c", sql], check=True,
                              capture_output=True, text=True)
        lines = [one for one in done.stdout.rstrip("\n").split("\x1e") if one]
        return [tuple(int(v) if v.isdigit() else v for v in one.split("\x1f")) for one in lines]

    def is_sound(self):
        if self.engine == "postgres":
            return True                     # its record is looked through by is_recorded()
        return self.rows("PRAGMA integrity_check") == [("ok",)]

    def is_recorded(self, *more):
        """The record of who did what hangs together, to its end."""
        said = self.waggle("audit", "verify", *more, ok=False)
        if said.returncode != 0:
            print("# audit verify:", (said.stdout + said.stderr)[-600:], file=sys.stderr, flush=True)
        return said.returncode == 0

    def start(self, env=None, before=()):
        """Starts the server; seconds until it said that it is ready."""
        began = time.monotonic()
        self.log = open(self.log_path(), "ab")
        self.server = subprocess.Popen([*before, PROGRAM, "serve"], env=self.env | (env or {}), cwd=self.dir,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log,
                                       start_new_session=True)
        said = first_line(self.server)
        if not said.startswith("Waggle listens on "):
            raise AssertionError(f"did not start: {said!r} {self.log_text()[-800:]}")
        while self.http("GET", "/readyz").status != 200:
            assert time.monotonic() - began < 60, f"not ready within a minute: {self.log_text()[-800:]}"
            time.sleep(0.005)
        return time.monotonic() - began

    def log_path(self):
        return getattr(self, "log_dir", self.dir) / "log"    # off the disk that is broken

    def log_text(self):
        return self.log_path().read_text(errors="replace")

    def kill(self):
        """kill -9 of the server and of all that it started."""
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        for _ in range(2000):               # one that waits for the disk dies when the disk has answered
            if not alive(self.server.pid):
                break
            time.sleep(0.005)
        self.server.stdout.close()
        self.log.close()
        self.server = None

    def remove(self):
        """Ends a copy, and its folder with it."""
        self.kill()
        shutil.rmtree(self.dir)

    def stop_it(self):
        """Ends it as an operator would; all that it started with it."""
        self.server.terminate()
        code = self.server.wait(30)
        self.server.stdout.close()
        self.log.close()
        self.server = None
        return code


class Change:
    """One change as a person's program sends it, to be sent again if no answer came."""

    def __init__(self, kind, who, path, body, tag):
        self.kind, self.who, self.path, self.tag = kind, who, path, tag
        self.body, self.key = json.dumps(body).encode(), str(uuid.uuid4())
        self.answer = None

    def send(self, conn, token, with_key=True):
        headers = {"Content-Type": "application/json", "Authorization": "Bearer " + token}
        if with_key:
            headers["Idempotency-Key"] = self.key
        conn.request("POST", "/api/v1" + self.path, self.body, headers)
        r = conn.getresponse()
        body = r.read()
        if 200 <= r.status < 300:
            self.answer = body
        return r.status, body, r


class Client(threading.Thread):
    """Raises matters and carries each to its end, until told to stop or the server is gone."""

    def __init__(self, world, name, until, port=None, patient=()):
        super().__init__(daemon=True)
        self.world, self.name_, self.until, self.port = world, name, until, port or world.port
        self.patient = patient          # answers that may mean that nobody knows, and are no fault
        self.acked, self.unsure, self.odd, self.n = [], [], [], 0

    def tag(self, what):
        self.n += 1
        return f"{what} {self.name_} {self.n} ."

    def make(self, conn, kind, who, path, body, tag):
        c = Change(kind, who, path, body, tag)
        self.unsure.append(c)
        status, body, _ = c.send(conn, self.world.tokens[who])
        if c.answer is None and status in self.patient:
            time.sleep(0.01)
            return None
        if c.answer is None:
            self.unsure.pop()
            self.odd.append((kind, status, body[:300]))
            return None
        self.unsure.pop()
        self.acked.append(c)
        return json.loads(body)

    def one_matter(self, conn):
        tag = self.tag("raise")
        m = self.make(conn, "raise", "cal", "/matters",
                      {"unit": self.world.oak, "said": tag, "topic": "food"}, tag)
        if m is None:
            return
        at = f"/matters/{m['matter']}"
        for kind, who, path, word, more in (
                ("pass", "fay", at + "/pass", "words", {}),
                ("reply", "mo", at + "/reply", "words", {}),
                ("decide", "mo", at + "/decision", "reason", {"outcome": "yes"}),
                ("act", "mo", at + "/actions", "what", {"owner_name": "Estates", "due": "2027-03-01"})):
            tag = self.tag(kind)
            if self.make(conn, kind, who, path, {word: tag, **more}, tag) is None:
                return

    def one_import(self, conn):
        tag = self.tag("import")
        text = f"comment,date,ward,id\n{tag},2026-05-04,Oak ward,{uuid.uuid4()}\n"
        self.make(conn, "import", "ann", "/imports/feedback", {"file": {
            "name": "f.csv", "type": "text/csv", "base64": base64.b64encode(text.encode()).decode()}}, tag)

    def run(self):
        conn = Line(self.port)
        try:
            while not self.until.is_set():
                self.one_matter(conn)
                if self.n % 4 == 0 or random.random() < 0.2:
                    self.one_import(conn)
        except (OSError, http.client.HTTPException):
            pass                        # the server is gone, as it should be
        finally:
            conn.close()


def load(world, clients, name, port=None, patient=()):
    until = threading.Event()
    made = [Client(world, f"{name}.{i}", until, port, patient) for i in range(clients)]
    for c in made:
        c.start()
    return made, until


def some_acked(made, most=20):
    """Waits until something was acknowledged: on a busy machine nothing may have been so soon."""
    end = time.monotonic() + most
    while not any(c.acked for c in made) and time.monotonic() < end:
        time.sleep(0.02)


def finish(made, until):
    until.set()
    for c in made:
        c.join(60)


def found(world, name):
    """{tag: how many rows} of all changes whose clients' names begin so."""
    return dict(world.rows(" UNION ALL ".join(TAGGED.values()), *[f"{k} {name}.%" for k in TAGGED]))


def again(world, changes):
    """The clients that never heard an answer ask once more, with the same keys; so they know.
    [(kind, status, body)] of those that were refused."""
    conn = Line(world.port)
    refused = []
    for c in changes:
        status, body, _ = c.send(conn, world.tokens[c.who])
        if c.answer is None:
            refused.append((c.kind, status, body[:300]))
    conn.close()
    return refused


def shared_object(source, name):
    """Compiles a layer for LD_PRELOAD; never part of what is released."""
    out = ROOT / "build" / name
    src = here / source
    if not out.exists() or out.stat().st_mtime < src.stat().st_mtime:
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-Wall", "-o", out, src, "-ldl"], check=True)
    return str(out)
