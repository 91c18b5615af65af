"""3.02: the power goes.  In two ways.

By snapshot (root, xfsprogs): the server's folder lies on an ext4 in a file on an XFS with
reflinks; while clients write, the file is copied in one instant, which is the disk as it was
without anything the kernel had not written yet.  The copy is mounted and the server started
on it: all that was acknowledged before that instant is there, once.  (reliability D2)

By replay (no root): every write operation is cut off after each write, sync and truncation,
with what was not yet synced there, gone, in part and torn inside a sector run.  (D3)

The twins: syncs that do nothing must lose some in both.
"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

import points
import world


def run(*words):
    subprocess.run([str(w) for w in words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


class Disk:
    """ext4 in a file, on XFS in a file: mounted at `at`; a copy of an instant at `after`."""

    def __init__(self, base, inner="160M", outer="900M"):
        self.base = base
        self.at, self.after = base / "m", base / "c"
        for d in ("o", "m", "c"):
            (base / d).mkdir()
        run("truncate", "-s", outer, base / "outer")
        run("mkfs.xfs", "-q", "-m", "reflink=1", base / "outer")
        run("mount", "-o", "loop", base / "outer", base / "o")
        run("truncate", "-s", inner, base / "o/in")
        run("mkfs.ext4", "-q", "-F", base / "o/in")
        run("mount", "-o", "loop", base / "o/in", self.at)

    def cut(self):
        run("cp", "--reflink=always", self.base / "o/in", self.base / "o/crash")

    def mount_after(self):
        run("mount", "-o", "loop", self.base / "o/crash", self.after)

    def unmount_after(self):
        for wait in (0, 0.1, 0.5, 2):               # the last of its children may just be going
            time.sleep(wait)
            if subprocess.run(["umount", self.after], stderr=subprocess.DEVNULL).returncode == 0:
                break
        else:
            run("umount", self.after)
        (self.base / "o/crash").unlink()

    def close(self):
        for d in (self.at, self.base / "o"):
            run("umount", "-l", d)


def one_cut(w, disk, name, env):
    """(acknowledged before the cut, of them lost, doubled, sound, seconds to ready)"""
    clients, until = world.load(w, 6, name)
    world.some_acked(clients)
    time.sleep(random.uniform(0.1, 0.6))
    acked = [c.tag for k in clients for c in list(k.acked)]     # before the cut: these must be there
    disk.cut()
    until.set()
    w.kill()
    world.finish(clients, until)
    disk.mount_after()
    after = at(w, disk.after / "house")
    try:
        ready = after.start()
        there = world.found(after, name)
        lost = [t for t in acked if t not in there]
        doubled = [t for t, n in there.items() if n != 1]
        sound = after.is_sound()
        after.kill()
    finally:
        disk.unmount_after()
    w.start(env)
    return len(acked), lost, doubled, sound, ready


def at(w, folder):
    """The same house, in another folder."""
    there = world.Ward.__new__(world.Ward)
    there.__dict__ |= w.__dict__
    there.server, there.port, there.dir = None, world.free_port(), folder
    there.env = w.env | {"WAGGLE_DB": f"sqlite:{folder}/waggle.db", "WAGGLE_LISTEN": f"127.0.0.1:{there.port}"}
    return there


def inside(template, base, rounds, until, lies):
    """In a mount namespace of its own."""
    disk = Disk(pathlib.Path(base))
    env = {"LD_PRELOAD": world.shared_object("syncs.c", "faults_syncs.so"), "FAULTS_SYNC_LIES": "1"} if lies else {}
    total = {"cuts": 0, "acked": 0, "lost": 0, "doubled": 0, "unsound": 0, "slowest": 0.0}
    w = None
    try:
        for i in range(rounds):
            if time.monotonic() > until:
                break
            if i % 25 == 0:
                if w is not None:
                    w.kill()
                    shutil.rmtree(disk.at / "house")
                w = template.another(into=disk.at / "house")
                w.log_dir = disk.base
                run("sync", "-f", disk.at)      # what was copied there is not the question
                w.start(env)
            acked, lost, doubled, sound, ready = one_cut(w, disk, f"p{i}", env)
            total["cuts"] += 1
            total["acked"] += acked
            total["lost"] += len(lost)
            total["doubled"] += len(doubled)
            total["unsound"] += not sound
            total["slowest"] = max(total["slowest"], ready)
            if lies and lost:
                break
    finally:
        if w is not None and w.server is not None:
            w.kill()
        disk.close()
    return total


def snapshots(report, template, rounds, lies):
    with tempfile.TemporaryDirectory() as d:
        state = pathlib.Path(d) / "template.json"
        state.write_text(json.dumps({"dir": str(template.dir), "env": template.env, "oak": template.oak,
                                     "tokens": template.tokens}))
        base = pathlib.Path(d) / "disk"
        base.mkdir()
        done = subprocess.run(["unshare", "-m", sys.executable, __file__, state, base, str(rounds),
                               str(report.until), str(int(lies))], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True)
        if done.returncode != 0:
            raise AssertionError(done.stderr[-1500:])
        return json.loads(done.stdout.splitlines()[-1])


def by_snapshot(report):
    if not report.can_mount("3.02 power cuts by snapshot", "&& losetup -f && command -v mkfs.xfs"):
        return
    rounds = 200 if report.full else 3
    with world.Ward() as w:
        template = w.set_up()
        s = snapshots(report, template, rounds, False)
        report.check(f"3.02 {rounds} power cuts were made under load", s["cuts"] == rounds and s["acked"] > rounds, s)
        report.check("3.02 nothing acknowledged was lost or doubled", s["lost"] == s["doubled"] == 0, s)
        report.check("3.02 the file was sound each time", s["unsound"] == 0, s)
        t = snapshots(report, template, 10, True)
        report.twin("3.02 power cuts", t["lost"] > 0, f"syncs that do nothing lost nothing: {t}")
    report.figure("3.02", "Acknowledged changes lost, doubled or spoiled by power cuts (disk snapshots)",
                  f"{s['lost'] + s['doubled'] + s['unsound']} ({s['cuts']} cuts, {s['acked']} changes)", "= 0",
                  f"syncs that do nothing: {t['lost']} of {t['acked']} lost in {t['cuts']} cuts")


def main(report):
    points.build()
    cuts = points.form(report, "3.02", "cuts", "cut off at every change", 30)
    lie = points.points("cuts", "--lie", "matter.raise")
    report.twin("3.02 replay", lie[1] > 0, "syncs that do nothing were not found out")
    report.figure("3.02", "States after a cut at every change of the disk that are neither before nor after",
                  f"{cuts[1]} (of {cuts[0]}, {cuts[2]} of {cuts[3]} write operations)", "= 0",
                  f"syncs that do nothing: {lie[1]} of {lie[0]} states wrong")
    by_snapshot(report)


if __name__ == "__main__":
    kept = json.loads(pathlib.Path(sys.argv[1]).read_text())
    made = world.Ward()
    made.__dict__ |= kept | {"dir": pathlib.Path(kept["dir"])}
    print(json.dumps(inside(made, sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), sys.argv[5] == "1")))
