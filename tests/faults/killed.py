"""3.01: kill -9 of everything at a random moment under mixed load through HTTP, again and again.
What was acknowledged is there, once; what was not is there once or not at all, and the same
key sent again settles it; the file is sound; the next start is quick.  (reliability D1)

The twin is a proxy that says "done" before the server has: its word must be found out.
"""
import random
import time

import world
from liar import Liar


def one_round(w, name, port=None):
    """Load, kill, start.  (lost, doubled, seconds to ready, changes, what else was odd)"""
    clients, until = world.load(w, 8, name, port)
    time.sleep(random.uniform(0.05, 0.9))
    w.kill()
    world.finish(clients, until)
    ready = w.start()
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
    return lost, doubled, ready, len(acked), odd


def twin(report, template):
    w = template.another()
    w.start()
    lost = []
    for i in range(20):
        with Liar(w.port) as liar:
            got = one_round(w, f"twin{i}", liar.port)
        lost += got[0]
        if lost:
            break
    w.kill()
    report.twin("3.01 killed", lost, "a proxy that answered before the commit lost nothing")
    return f"a proxy that says done before the commit: {len(lost)} lost"


def main(report):
    rounds = 1000 if report.full else 8
    lost, doubled, odd, ready, changes, unsound, done = [], [], [], [], 0, 0, 0
    with world.Ward() as first:
        template = first.set_up()
        w = None
        for i in range(rounds):
            if report.late():
                break
            if i % 40 == 0:
                if w is not None:
                    w.kill()
                w = template.another()
                w.start()
            got = one_round(w, f"k{i}")
            lost, doubled, odd = lost + got[0], doubled + got[1], odd + got[4]
            ready.append(got[2])
            changes += got[3]
            unsound += not w.is_sound()
            done += 1
        if w is not None:
            w.kill()
        ready.sort()
        p99 = ready[min(len(ready) - 1, int(len(ready) * 0.99))] if ready else 99
        report.check(f"3.01 {rounds} kills were made", done == rounds, f"{done} until time was up")
        report.check("3.01 something was written in every round", changes > done * 5, f"{changes} changes")
        report.check("3.01 nothing acknowledged was lost", not lost, lost[:5])
        report.check("3.01 nothing was doubled", not doubled, doubled[:5])
        report.check("3.01 the file was sound each time", unsound == 0, f"{unsound} times not")
        report.check("3.01 no change was refused", not odd, odd[:3])
        report.check("3.01 ready within a second (p99)", p99 <= 1, f"{p99:.2f} s")
        said = twin(report, template)
    report.figure("3.01", "Acknowledged changes lost, doubled or spoiled by kill -9 under 8 clients",
                  f"{len(lost) + len(doubled) + unsound} ({done} kills, {changes} changes)", "= 0", said)
    report.figure("3.01", "Seconds until ready again after a kill, p99", f"{p99:.2f}", "<= 1", said)
