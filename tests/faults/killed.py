"""3.01: kill -9 of everything at a random moment under mixed load through HTTP, again and again.
What was acknowledged is there, once; what was not is there once or not at all, and the same
key sent again settles it; the file is sound, the record hangs together; the next start is quick.
On both engines; and on PostgreSQL its own server is killed too, with all its workers, or told
to stop at once, while Waggle runs on and comes back by itself.  (reliability D1)

The twins: a proxy that says "done" before the server has, and a PostgreSQL that says so before
the commit is on the disk.  Their word must be found out.

All of it lies in memory (/dev/shm) where there is room: a process that is killed takes nothing
with it that it gave to the kernel, and what a disk loses is the matter of unplugged.py.
"""
import os
import random
import shutil
import signal
import tempfile
import time

import world
from cluster import Cluster, programs
from liar import Liar

ROOM = 2 << 30
CLIENTS, FRESH_AFTER, RECORD_EACH, BACK_S = 8, 15, 20, 20


class Tally:
    def __init__(self):
        self.lost, self.doubled, self.odd, self.ready = [], [], [], []
        self.changes = self.unsound = self.done = 0

    def add(self, got, w):
        self.lost, self.doubled, self.odd = self.lost + got[0], self.doubled + got[1], self.odd + got[4]
        self.ready.append(got[2])
        self.changes += got[3]
        self.unsound += not w.is_sound()
        if self.done % RECORD_EACH == 0:
            self.unsound += not w.is_recorded()
        self.done += 1

    def p99(self):
        ready = sorted(self.ready)
        return ready[min(len(ready) - 1, int(len(ready) * 0.99))] if ready else 99

    def how_soon(self):
        return f"{self.p99():.2f} (half of them {sorted(self.ready)[len(self.ready) // 2]:.2f})" if self.ready else "never"

    def wrong(self):
        return len(self.lost) + len(self.doubled) + self.unsound

    def check(self, report, what, rounds, limit):
        report.check(f"3.01 {rounds} kills of {what} were made", self.done == rounds, f"{self.done} until time was up")
        report.check(f"3.01 {what}: something was written in every round", self.changes > self.done * (5 if report.full else 1),
                     f"{self.changes} changes")
        report.check(f"3.01 {what}: nothing acknowledged was lost", not self.lost, self.lost[:5])
        report.check(f"3.01 {what}: nothing was doubled", not self.doubled, self.doubled[:5])
        report.check(f"3.01 {what}: the file and the record were sound each time", self.unsound == 0,
                     f"{self.unsound} times not")
        report.check(f"3.01 {what}: no change was refused", not self.odd, self.odd[:3])
        if not report.full:
            limit *= 4                      # of a handful, beside other suites, the slowest; the figure says what it was
        report.check(f"3.01 {what}: ready within {limit} s (p99)", self.p99() <= limit, f"{self.p99():.2f} s")


def settled(w, name, clients):
    """After the storm: (lost, doubled, changes, what else was odd)"""
    acked = [c for k in clients for c in k.acked]
    unsure = [c for k in clients for c in k.unsure]
    odd = [o for k in clients for o in k.odd]
    there = world.found(w, name)
    lost = [c.tag for c in acked if c.tag not in there]
    odd += world.again(w, unsure)
    odd += world.again(w, acked[-3:])           # a key that was answered gives its answer again
    there = world.found(w, name)
    lost += [c.tag for c in unsure if c.answer and c.tag not in there]
    doubled = [t for t, n in there.items() if n != 1]
    return lost, doubled, len(acked), odd


def one_round(w, name, port=None):
    """Load, kill, start.  (lost, doubled, seconds to ready, changes, what else was odd)"""
    clients, until = world.load(w, CLIENTS, name, port)
    time.sleep(random.uniform(0.05, 0.6))
    w.kill()
    world.finish(clients, until)
    ready = w.start()
    lost, doubled, changes, odd = settled(w, name, clients)
    return lost, doubled, ready, changes, odd


def server_round(w, server, name):
    """The same, but what is killed is PostgreSQL; seconds from its return to a change being kept."""
    clients, until = world.load(w, CLIENTS, name, patient=(500, 503))     # the database is being killed
    time.sleep(random.uniform(0.2, 0.8))
    server.kill(random.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGQUIT)))
    time.sleep(0.1)
    world.finish(clients, until)
    server.start()
    began = time.monotonic()
    first = world.Change("raise", "cal", "/matters", {"unit": w.oak, "said": f"raise {name}.back 1 .", "topic": "food"},
                         f"raise {name}.back 1 .")
    while world.again(w, [first]) and time.monotonic() - began < BACK_S:
        time.sleep(0.02)
    ready = time.monotonic() - began
    lost, doubled, changes, odd = settled(w, name, clients)
    return lost, doubled, ready, changes, odd


def kills_of_sqlite(report, template, rounds):
    t, w = Tally(), None
    for i in range(rounds):
        if report.late():
            break
        if i % FRESH_AFTER == 0:
            if w is not None:
                w.remove()
            w = template.another()
            w.start()
        t.add(one_round(w, f"k{i}"), w)
    if w is not None:
        w.remove()
    t.check(report, "waggle", rounds, 1)
    return t


def kills_on_postgres(report, rounds, server_rounds):
    """(of Waggle, of PostgreSQL)"""
    t, s = Tally(), Tally()
    with Cluster() as server, world.Ward("postgres") as w:
        w.set_up()
        w.start()
        for i in range(rounds):
            if report.late():
                break
            t.add(one_round(w, f"g{i}"), w)
        for i in range(server_rounds):
            if report.late():
                break
            s.add(server_round(w, server, f"s{i}"), w)
        w.kill()
    t.check(report, "waggle on PostgreSQL", rounds, 1)
    s.check(report, "PostgreSQL itself", server_rounds, BACK_S / 4)
    return t, s


def liar_twin(report, template):
    w = template.another()
    w.start()
    lost = []
    for i in range(20):
        with Liar(w.port) as liar:
            got = one_round(w, f"twin{i}", liar.port)
        lost += got[0]
        if lost:
            break
    w.remove()
    report.twin("3.01 killed", lost, "a proxy that answered before the commit lost nothing")
    return f"a proxy that says done before the commit: {len(lost)} lost"


def hasty(w):
    """Waggle asks each connection for commits on the disk; here that question is answered for it."""
    w.psql(f"CREATE FUNCTION {w.schema}.current_setting(text) RETURNS text LANGUAGE sql AS"
           f" $$ SELECT CASE $1 WHEN 'synchronous_commit' THEN 'on' ELSE pg_catalog.current_setting($1) END $$")
    w.env["WAGGLE_DB"] = w.env["WAGGLE_DB"].replace(f"search_path={w.schema}", f"search_path={w.schema},pg_catalog")


def hasty_twin(report):
    lost, rounds = [], 0
    with Cluster(commit="off", delay="10s") as server, world.Ward("postgres") as w:
        w.set_up()
        hasty(w)
        w.start()
        while not lost and rounds < 10:
            lost += server_round(w, server, f"h{rounds}")[0]
            rounds += 1
        w.kill()
    report.twin("3.01 PostgreSQL killed", lost, f"{rounds} rounds with commits that are not on the disk lost nothing")
    return f"commits said to be done before they are on the disk: {len(lost)} lost in {rounds} kills"


def on_sqlite(report, rounds):
    with world.Ward() as first:
        template = first.set_up()
        t = kills_of_sqlite(report, template, rounds)
        said = liar_twin(report, template)
    report.figure("3.01", "Acknowledged changes lost, doubled or spoiled by kill -9 under 8 clients",
                  f"{t.wrong()} ({t.done} kills, {t.changes} changes)", "= 0", said)
    report.figure("3.01", "Seconds until ready again after a kill, p99", t.how_soon(), "<= 1", said)


def on_postgres(report, rounds, server_rounds):
    g, s = kills_on_postgres(report, rounds, server_rounds)
    said = hasty_twin(report)
    report.figure("3.01", "The same with PostgreSQL, Waggle killed", f"{g.wrong()} ({g.done} kills, {g.changes} changes)",
                  "= 0", said)
    report.figure("3.01", "Seconds until ready again after a kill, p99, with PostgreSQL", g.how_soon(), "<= 1", said)
    report.figure("3.01", "The same, PostgreSQL itself killed or stopped at once",
                  f"{s.wrong()} ({s.done} kills, {s.changes} changes)", "= 0", said)
    report.figure("3.01", "Seconds from PostgreSQL's return until changes are kept again, p99", s.how_soon(),
                  f"<= {BACK_S // 4}", said)


def main(report):
    rounds = (650, 300, 50) if report.full else (5, 2, 2)
    only = os.environ.get("WAGGLE_TEST_ONLY")
    if os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > ROOM:
        tempfile.tempdir = "/dev/shm"
    try:
        kills(report, rounds, only)
    finally:
        tempfile.tempdir = None


def kills(report, rounds, only):
    if only != "postgres":
        on_sqlite(report, rounds[0])
    if programs() is None:
        print("# NOT TRIED HERE - 3.01 on PostgreSQL: it is not installed", flush=True)
        report.check("3.01 the full form has PostgreSQL too", not report.full)
    elif only != "sqlite":
        on_postgres(report, *rounds[1:])
