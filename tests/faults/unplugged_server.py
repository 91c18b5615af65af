"""3.02 on PostgreSQL: the power goes where the database server is.

As in unplugged.py: the server's data lie on an ext4 in a file on an XFS with reflinks.  While
clients write through Waggle, that file is copied in one instant, which is the disk as it was
without what the kernel had not written yet.  A second server is started on the copy, Waggle on
that server: all that was acknowledged before that instant is there, once; who had no answer
asks again, with the same key, and has it once; pages, indexes and the record are sound.

The twin: the same server with fsync=off, which is what people are told to do for speed.
"""
import contextlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

import world
from cluster import Cluster, Left, programs
from unplugged import Disk, run

CLIENTS, LOOK_EACH = 6, 10


def on_the_copy(w, left):
    """The same house, whose database is now that server."""
    there = world.Ward.__new__(world.Ward)
    there.__dict__ |= w.__dict__
    there.server, there.port = None, world.free_port()
    there.conninfo = w.conninfo.replace(os.environ["WAGGLE_TEST_PG"], left.where)
    there.env = w.env | {"WAGGLE_DB": f"postgres:{there.conninfo}", "WAGGLE_LISTEN": f"127.0.0.1:{there.port}"}
    return there


def keep_anchors(w):
    """Those of before the cut: the house goes on writing, and anchors what the copy never had."""
    kept = next(w.dir.rglob("*audit.anchors"), None)
    (w.dir / "anchors.cut").write_bytes(kept.read_bytes() if kept else b"")


def not_sound(after, left):
    looks = {"the record": after.is_recorded(f"--anchors={after.dir}/anchors.cut"), "its pages": left.is_sound()}
    return [what for what, well in looks.items() if not well]


def what_is_left(w, left, name, acked, unsure, closely):
    """(lost, doubled, unsound, odd) on the server that came up again."""
    after = on_the_copy(w, left)
    after.start()
    try:
        there = world.found(after, name)
        lost = [t for t in acked if t not in there]
        odd = world.again(after, unsure)
        there = world.found(after, name)
        lost += [c.tag for c in unsure if c.answer and c.tag not in there]
        doubled = [t for t, n in there.items() if n != 1]
        unsound = not_sound(after, left) if closely else []
    finally:
        after.kill()
    return len(lost), len(doubled), len(unsound), odd + unsound


def one_cut(w, disk, name, closely):
    """(acknowledged before the cut, lost, doubled, unsound, odd)"""
    clients, until = world.load(w, CLIENTS, name, patient=(503,))    # "busy" is no fault while a disk is copied
    world.some_acked(clients)
    time.sleep(random.uniform(0.1, 0.6))
    acked = [c.tag for k in clients for c in list(k.acked)]     # before the cut: these must be there
    keep_anchors(w)
    disk.cut()
    until.set()
    world.finish(clients, until)            # all of them end well: power is gone on the copy only
    later = [c for k in clients for c in k.acked if c.tag not in set(acked)]
    for c in later:
        c.answer = None                     # in the world of the copy nobody heard this
    odd = [o for k in clients for o in k.odd]
    disk.mount_after()
    try:
        with Left(data=disk.after / "pg") as left:
            lost, doubled, unsound, refused = what_is_left(w, left, name, acked, firsts(later), closely)
    except (AssertionError, subprocess.CalledProcessError) as e:     # it does not come up, or cannot be read
        lost, doubled, unsound, refused = len(acked), 0, 1, [str(e)[-300:]]
    finally:
        disk.unmount_after()
    return len(acked), lost, doubled, unsound, odd + refused


def firsts(changes):
    """Those that stand on nothing else: a matter raised, a file brought in."""
    return [c for c in changes if c.kind in ("raise", "import")]


def cuts(w, disk, rounds, until, twin):
    total = {"cuts": 0, "acked": 0, "lost": 0, "doubled": 0, "unsound": 0, "odd": []}
    for i in range(rounds):
        if time.monotonic() > until:
            break
        name = f"{'t' if twin else 'g'}{i}"
        acked, lost, doubled, unsound, odd = one_cut(w, disk, name, not twin and i % LOOK_EACH == 0)
        total["cuts"] += 1
        for key, n in (("acked", acked), ("lost", lost), ("doubled", doubled), ("unsound", unsound), ("odd", odd[:3])):
            total[key] += n
        if twin and lost:
            break
    return total


@contextlib.contextmanager
def mounted(base):
    disk = Disk(base, "500M", "2G")
    try:
        disk.at.chmod(0o755)
        (disk.at / "pg").mkdir(mode=0o700)
        shutil.chown(disk.at / "pg", "postgres")
        yield disk
    finally:
        disk.close()


def inside(base, rounds, until):
    """In a mount namespace of its own: (as it should be, with fsync=off)"""
    with mounted(base) as disk, Cluster(data=disk.at / "pg") as server, world.Ward("postgres") as w:
        w.set_up()
        run("sync", "-f", disk.at)          # how it was made is not the question
        w.start()
        good = cuts(w, disk, rounds, until, False)
        w.kill()
        server.kill()
        server.start("fsync=off")
        w.start()
        bad = cuts(w, disk, 10, until + 60, True)
        w.kill()
        return good, bad


def main(report):
    name = "3.02 power cuts of PostgreSQL by snapshot"
    if not report.can_mount(name, "&& losetup -f && command -v mkfs.xfs"):
        return
    if programs() is None:
        print(f"# NOT TRIED HERE - {name}: it is not installed", flush=True)
        report.check("3.02 the full form has PostgreSQL too", not report.full)
        return
    if os.environ.get("WAGGLE_TEST_ONLY") == "sqlite":
        return
    rounds = 200 if report.full else 3
    with tempfile.TemporaryDirectory() as d:
        os.chmod(d, 0o711)                  # PostgreSQL's own user goes through here
        done = subprocess.run(["unshare", "-m", sys.executable, __file__, d, str(rounds), str(report.until)],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise AssertionError(done.stderr[-1500:])
    print(done.stderr[-1500:], end="", flush=True)
    s, t = json.loads(done.stdout.splitlines()[-1])
    report.check(f"3.02 {rounds} power cuts of PostgreSQL were made under load",
                 s["cuts"] == rounds and s["acked"] > rounds, s)
    report.check("3.02 PostgreSQL: nothing acknowledged was lost or doubled", s["lost"] == s["doubled"] == 0, s)
    report.check("3.02 PostgreSQL: it came up each time; pages, indexes and the record were sound", s["unsound"] == 0, s)
    report.check("3.02 PostgreSQL: no change was refused, before the cut or after", not s["odd"], s["odd"])
    report.twin("3.02 power cuts of PostgreSQL", t["lost"] > 0, f"fsync=off lost nothing: {t}")
    report.figure("3.02", "The same with PostgreSQL, its disk cut off (disk snapshots)",
                  f"{s['lost'] + s['doubled'] + s['unsound']} ({s['cuts']} cuts, {s['acked']} changes)", "= 0",
                  f"a server with fsync=off: {t['lost']} of {t['acked']} lost in {t['cuts']} cuts")


if __name__ == "__main__":
    print(json.dumps(inside(pathlib.Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])), default=str))
