"""A provider with a rota, and disclosures that must each end with a person: for tests/safeguarding/run."""
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import pathlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import house  # noqa: E402

TEXTS = [
    "I want to kill myself", "i have been cuting my arms agen", "I took too many tablets on purpose",
    "a nurse hit me in the face", "he comes in my room at night and touches me", "I was raped",
    "nobody gave my dad a drink since yesterday", "she was left in her own mess all night",
    "I am going to stab him", "I am running away tonight from the ward", "the nurse was drunk on duty",
    "I need help now", "suiside is all I think about", "أريد أن أموت", "الممرض ضربني على وجهي",
]
KNOWN = re.compile(r"A person on duty has been told:|has read this and dealt with it")
NOBODY = "Nobody is watching this right now"
TRYING = "Nobody has answered yet"


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


class Lane(house.House):
    def __init__(self, engine="sqlite", rota=True):
        super().__init__(engine)
        self.sent = 0
        self.waggle("migrate")
        self.site = self.made("unit.new", "name=St Test", "kind=site")
        self.oak = self.made("unit.new", "name=Oak", "kind=ward", "open_to_all=1", f"parent={self.site}")
        self.made("forum.new", "name=Oak meeting", "kind=ward_meeting", f"unit={self.oak}", "promise_days=14")
        self.tokens = {}
        for login, role, unit in (("adi", "admin", self.site), ("mo", "staff", self.site), ("eve", "staff", self.site),
                                  ("ann", "service_user", self.oak)):
            group = "service_user" if login == "ann" else "staff"
            self.made("person.add", f"login={login}", f"name={login.title()}", f"constituency={group}", f"unit={unit}",
                      f"role={role}", f"secret={house.PASSWORD}", f"email={login}@example.org")
            out = self.waggle("token", "new", f"--person={login}", "--name=test").stdout
            self.tokens[login] = re.search(r"\S{40,}", out)[0]
        if rota:
            self.put_on_call("mo", 1)
            self.put_on_call("eve", 2)

    def made(self, op, *words):
        import json
        return json.loads(self.waggle("run", op, *words, "--as", "house", "--json").stdout)["id"]

    def put_on_call(self, login, rung):
        import datetime
        day = datetime.date.today().isoformat()         # the provider's zone may be a day off at night: two days
        people = {r[1]: r[0] for r in self.rows("SELECT id, login FROM person")}
        self.waggle("run", "safeguarding.rota_add", f"unit={self.site}", f"person={people[login]}", f"rung={rung}",
                    f"day={day}", "from=00:00", "until=00:00", "weeks=1", "--as", "house", "--json")

    def rows(self, sql):
        if self.engine == "sqlite":
            with sqlite3.connect(f"file:{self.dir}/waggle.db?mode=ro", uri=True, timeout=20) as db:
                return db.execute(sql).fetchall()
        out = subprocess.run(["psql", "-qXAtF", "\t", "-d", os.environ["WAGGLE_TEST_PG"], "-c",
                              f"SET search_path TO {self.schema}; {sql}"], check=True, capture_output=True, text=True).stdout
        return [tuple(int(v) if re.fullmatch(r"-?\d+", v) else v for v in line.split("\t"))
                for line in out.splitlines()]

    def change(self, sql):
        """Breaks the database from outside, with the program stopped: only for twins."""
        path = f"{self.dir}/waggle.db"
        db = sqlite3.connect(path)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute(sql)
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        house.reseal(path)

    def processes(self):
        kids, todo = [], [self.server.pid]
        while todo:
            pid = todo.pop()
            kids.append(pid)
            try:
                for t in os.listdir(f"/proc/{pid}/task"):
                    todo += map(int, pathlib.Path(f"/proc/{pid}/task/{t}/children").read_text().split())
            except OSError:
                pass
        return kids

    def kill(self):
        """Everything of this server, at once, as a power switch would."""
        pids = self.processes()
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.server.wait(30)
        for _ in range(500):                    # until the last has let go of its port
            if not any(alive(pid) for pid in pids):
                break
            time.sleep(0.01)
        self.server.stdout.close()
        self.log.close()
        self.server = None

    def again(self, env):
        """Started again as a supervisor would: until the port is free."""
        for _ in range(40):
            try:
                return self.serve(env)
            except AssertionError:
                self.server.wait(30)
                time.sleep(0.25)
        raise AssertionError("it does not start again: " + (self.dir / "log").read_text()[-600:])

    # ---- saying it ----

    def text(self, i):
        return f"{TEXTS[i % len(TEXTS)]} (case{i:04d}x)"

    def post(self, path, body, who=None, key=None):
        self.sent += 1
        return self.api("POST", path, body, token=self.tokens[who] if who else None,
                        key=key or f"safeguarding-test-{self.port}-{self.sent:06d}")

    def by_api(self, i, who):
        body = {"unit": self.oak, "said": self.text(i)}
        if i % 3 == 0:
            body = {"unit": self.oak, "said": f"Please come (case{i:04d}x)", "help_now": True}
        return self.post("/matters", body, who, f"safeguarding-case-{self.port}-{i:06d}")

    def form(self, path, fields, cookie=""):
        headers = {"Cookie": cookie} if cookie else {}
        page = self.http("GET", path, headers=headers).body.decode()
        key = re.findall(r'name="form_key" value="([^"]*)"', page)[-1]
        body = urllib.parse.urlencode({"form_key": key, **fields})
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        return self.http("POST", path, body, headers)

    def by_page(self, i):
        if i % 2:
            return self.form("/help-now/tell", {"unit": self.oak, "said": f"Please come (case{i:04d}x)", "help_now": 1})
        return self.form("/wards/oak/say", {"said": self.text(i)})

    # ---- what came of it ----

    def unalerted(self, cases):
        """Acknowledged cases whose words are here and nobody was told, or that are not here at all."""
        said = self.rows("SELECT id, said FROM matter")
        alerts = {r[0] for r in self.rows("SELECT a.thing FROM alert a WHERE a.about = 'matter' AND EXISTS"
                                          " (SELECT 1 FROM alert_told t WHERE t.alert = a.id)")}
        there = {c: r[0] for r in said for c in re.findall(r"case\d+x", r[1])}
        return [i for i in cases if there.get(f"case{i:04d}x") not in alerts]

    def waiting(self, who="mo"):
        return self.api("GET", "/safeguarding/waiting", token=self.tokens[who]).json["alerts"]

    def acknowledge_all(self, who="mo"):
        n = 0
        for a in self.api("GET", "/safeguarding/alerts", token=self.tokens[who]).json["alerts"]:
            if a["state"] in ("raised", "told", "nobody_on_call"):
                r = self.post(f"/safeguarding/alerts/{a['id']}/acknowledge", {}, who)
                assert r.status in (200, 201), r
                n += 1
        return n


def seen_in_time(lane, before, limit=60):
    """Seconds until the person on call sees one more alert than before."""
    begun = time.monotonic()
    while time.monotonic() - begun < limit:
        if lane.waiting() > before:
            return time.monotonic() - begun
        time.sleep(0.02)
    return limit
