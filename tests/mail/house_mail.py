"""A Waggle whose people wait for mail, on either engine, and a storm of kill -9 on its sender."""
import collections
import contextlib
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from house import PROGRAM, ROOT, House  # noqa: E402

BUILD = ROOT / os.environ.get("WAGGLE_BUILD", "build")

HASTY = 1                                  # seconds a mail server has that is bad on purpose
TIMEOUT = 5                                # and one that is well, on a machine that may be busy; a lease is 2 * this + 5
LEASE = 2 * TIMEOUT + 5
AFTER_TROUBLE = 120 + 30                   # a letter whose try failed waits so long, and the sender until its next (outbox, mailer)


class MailHouse(House):
    started = False                        # has places already

    def setting(self, sink, **more):
        return {"WAGGLE_SMTP": f"smtp-plain://127.0.0.1:{sink.port}", "WAGGLE_SMTP_FROM": "waggle@post.example",
                "WAGGLE_SMTP_TIMEOUT": str(TIMEOUT), "WAGGLE_ADDRESS": "https://w.example"} | more

    def sql(self, text):
        """Rows of one statement, straight from the engine: the tests' own eyes and hands."""
        if not text.startswith("SELECT"):
            subprocess.run([BUILD / "hands", self.env["WAGGLE_DB"], text], check=True)
            return []
        if self.engine == "sqlite":
            with contextlib.closing(sqlite3.connect(f"file:{self.dir}/waggle.db?mode=ro", timeout=20, uri=True)) as db:
                return [tuple(map(str, r)) for r in db.execute(text).fetchall()]
        done = subprocess.run(["psql", "-qXAtd", os.environ["WAGGLE_TEST_PG"], "-F", "\t", "-c",
                               f"SET search_path={self.schema}; {text}"], check=True, capture_output=True, text=True)
        return [tuple(r.split("\t")) for r in done.stdout.splitlines() if r]

    def people(self, n):
        """So many readers with an address; their ids."""
        if not self.started:
            self.waggle("init")
        first = int(self.sql("SELECT COALESCE(MAX(id), 0) FROM person")[0][0])
        rows = ", ".join(f"('reader {i}', 'staff', 'reader{i}@in.example', '', '{['en', 'ar'][i % 2]}', {i % 3 == 0 and 1 or 0},"
                         " '', '', 0, 1)" for i in range(n))
        self.sql("INSERT INTO person (name, constituency, email, phone, lang, easy, needs, secret_hash, made_at, version)"
                 f" VALUES {rows}")
        return [int(r[0]) for r in self.sql(f"SELECT id FROM person WHERE id > {first} ORDER BY id")]

    def put(self, people, each, kind=3):
        """Rows as outbox_put() makes them; their refs."""
        today = int(time.time()) // 86400
        refs = [f"ref{p}x{k}" for p in people for k in range(each)]
        for at in range(0, len(refs), 400):
            rows = ", ".join(f"({r[3:].split('x')[0]}, {kind}, {k % 2}, {today}, '{r}', 1, 0, 0, '', 0, 0, 0)"
                             for k, r in enumerate(refs[at:at + 400]))
            self.sql("INSERT INTO outbox (person, kind, rank, day, ref, state, tries, next_at, holder, held_until, why,"
                     f" code) VALUES {rows}")
        return refs

    def marked(self):
        return {r[0] for r in self.sql("SELECT ref FROM outbox WHERE state = 2")}

    def waiting(self):
        return {r[0] for r in self.sql("SELECT ref FROM outbox WHERE state = 1")}

    def time_passes(self):
        self.sql("UPDATE outbox SET next_at = 0, held_until = 0, holder = '' WHERE state = 1")

    def start(self, sink, command=None, **more):
        self.log = open(self.dir / "mail.log", "ab")
        return subprocess.Popen(command or [PROGRAM, "mail"], env=self.env | self.setting(sink, **more), cwd=self.dir,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log)

    def once(self, sink, **more):
        return self.waggle("mail", "--once", env=self.setting(sink, **more))


def refs_of(letters):
    return [x.id.strip("<>").split("@")[0] for x in letters]


def storm(h, sink, refs, kills, seconds, command=None):
    """Kills the sender again and again, then lets it finish.

    -> (kills, kills inside the window, lost, still waiting, doubles).  A kill is inside the window
    when the mail server has a letter whose row does not say so once the sender is dead.  Lost is
    what never came and whose row waits no more; what waits is late, and not lost."""
    chance, done, window, before = random.Random(7), 0, 0, collections.Counter()
    until = time.monotonic() + seconds
    while done < kills and time.monotonic() < until and len(set(refs_of(sink.letters))) < len(refs):
        p = h.start(sink, command)
        p.stdout.readline()
        time.sleep(chance.uniform(0, 0.12))
        p.send_signal(signal.SIGKILL)
        p.wait()
        p.stdout.close()
        h.log.close()
        done += 1
        time.sleep(0.02)                   # what was on the wire arrives
        now, marked = collections.Counter(refs_of(sink.letters)), h.marked()
        window += any(n > before[ref] and ref not in marked for ref, n in now.items())
        before = now
    p = h.start(sink, command)
    p.stdout.readline()
    least, end = len(refs) + 1, 0.0         # not by the clock: as long as letters go out, however slowly
    while least > 0:
        waiting = len(h.waiting())
        if waiting < least:
            least, end = waiting, time.monotonic() + LEASE + AFTER_TROUBLE + 60
        if time.monotonic() > end:
            break
        time.sleep(0.3)
    p.kill()
    p.wait()
    p.stdout.close()
    h.log.close()
    got, waits = refs_of(sink.letters), h.waiting()
    missing = set(refs) - set(got)
    return done, window, len(missing - waits), len(missing & waits), len(got) - len(set(got))
