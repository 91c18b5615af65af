"""3.03: every n-th I/O error and every n-th failed allocation, on every write operation.

A test program runs the operations over a file system in memory (points.c); here it is run,
with its twins.  And the real server, whose disk fails to sync: it ends with its own code
before anybody is told "saved", and the next start finds what was acknowledged.
(reliability D4, D5)
"""
import http.client
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time

import world

BUILD = world.PROGRAM.parent
DISK_FAILED = 79                                # op/writer.h: WRITER_EXIT_DISK


def build():
    if not (BUILD / "build.ninja").exists():    # a copy, as it was built elsewhere
        return
    subprocess.run(["ninja", "--quiet", "-C", BUILD, "points", "points_twin"], check=True)


def points(*words, program="points"):
    """(tried, bad, operations, untried, write operations, all that it said)"""
    done = subprocess.run([BUILD / program, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True)
    said = re.search(r"^all: (\d+) tried, (\d+) bad, \d+ operations", done.stdout, re.M)
    if said is None:
        return 0, 0, 0, [], 0, f"ended with {done.returncode}: {done.stdout[-400:]}"
    tried = {m[1] for m in re.finditer(r"^\w+ ([\w.]+): (\d+) tried", done.stdout, re.M) if int(m[2])}
    untried = re.findall(r"^untried: (.*)$", done.stdout, re.M)
    writes = int(re.search(r"^write operations: (\d+)", done.stdout, re.M)[1])
    return int(said[1]), int(said[2]), len(tried), untried, writes, done.stdout


def form(report, number, name, what, least):
    """One form over all operations; (tried, bad, operations, write operations)."""
    words = [name, "--seconds", max(5, int(report.until - time.monotonic()))] + (["--all"] if report.full else [])
    tried, bad, ops, untried, writes, text = points(*words)
    report.check(f"{number} {what}: none of {tried} went wrong", tried > 0 and bad == 0,
                 "\n".join(re.findall(r"^bad.*$", text, re.M)[:8]) or text[-400:])
    report.check(f"{number} {what}: {ops} operations were tried, to the end", ops >= least and "\nlate: " not in text
                 and "not to the end" not in text, text[-400:])
    report.check(f"{number} {what}: each of the {writes} write operations has a step in points_steps.c",
                 writes > 0 and all("(" in u for u in untried), ", ".join(u for u in untried if "(" not in u))
    print(f"# {number} {what}: not tried, for a reason: {', '.join(untried) or 'none'}", flush=True)
    looked = re.search(r"^looked: (\d+)", text, re.M)
    if looked:
        print(f"# {number} {what}: the others of {looked[1]} are to the byte what the one before was", flush=True)
    return tried, bad, ops, writes


def failing_sync(report):
    """The real server, whose fdatasync begins to fail under load.  (its code, lost, how it ended)"""
    layer = world.shared_object("syncs.c", "faults_syncs.so")
    with world.Ward() as first, tempfile.TemporaryDirectory() as d:
        w = first.set_up()
        sign = pathlib.Path(d) / "fail"
        w.start({"LD_PRELOAD": layer, "FAULTS_SYNC_FAILS": str(sign)})
        clients, until = world.load(w, 4, "sync")
        time.sleep(0.5)
        sign.touch()
        ended, limit = f"role=web ended=exit number={DISK_FAILED} ", time.monotonic() + 10
        while ended not in w.log_text() and time.monotonic() < limit:
            time.sleep(0.02)
        code = DISK_FAILED if ended in w.log_text() else None   # its supervisor says so, and starts it again
        os.killpg(w.server.pid, signal.SIGKILL)
        w.server.wait()
        world.finish(clients, until)
        w.server.stdout.close()
        w.log.close()
        w.server = None
        acked = [c for k in clients for c in k.acked]
        unsure = [c for k in clients for c in k.unsure]
        told = "the disk failed while saving" in w.log_text()
        w.start()
        world.again(w, unsure)
        there = world.found(w, "sync")
        wrong = [c.tag for c in acked + unsure if there.get(c.tag) != 1]
        report.check("3.03 after a failed sync the web process ends with its own code, and says why",
                     code == DISK_FAILED and told, f"code {code}, said {told}")
        report.check("3.03 the next start finds all that was acknowledged, once", acked and not wrong, wrong[:5])
        return len(acked), len(wrong)


def short_of_memory(report):
    """The real server refused every third block of memory, by chance: it says 503, or does it, and lives."""
    layer = world.shared_object("blocks.c", "faults_blocks.so")
    with world.Ward() as w, tempfile.TemporaryDirectory() as d:
        w.set_up()
        sign = pathlib.Path(d) / "fail"
        w.start({"LD_PRELOAD": layer, "FAULTS_BLOCKS_FAIL": str(sign)})
        told, changes, sent = {}, [], 300 if report.full else 60
        sign.touch()
        for i in range(sent):
            tag = f"raise short.{i} . " + "word " * 750         # with its copies more than one block
            c = world.Change("raise", "cal", "/matters", {"unit": w.oak, "said": tag, "topic": "food"}, tag)
            conn = world.Line(w.port)
            try:
                status = c.send(conn, w.tokens["cal"])[0]
                told[status] = told.get(status, 0) + 1
                conn.request("GET", "/wards/oak/say")
                page = conn.getresponse()
                page.read()
                told[page.status] = told.get(page.status, 0) + 1
            except (OSError, http.client.HTTPException):
                told["hung up"] = told.get("hung up", 0) + 1
            conn.close()
            changes.append(c)
        sign.unlink()
        refused = [c for c in changes if c.answer is None]
        odd = world.again(w, refused)
        rows = w.rows("SELECT said, count(*) FROM matter WHERE said LIKE 'raise short.%' GROUP BY 1")
        report.check("3.03 short of memory the server answers 200 or 503 and lives",
                     w.server.poll() is None and set(told) == {200, 503} and "ended=" not in w.log_text(),
                     (told, w.log_text()[-300:] if "ended=" in w.log_text() else ""))
        report.check("3.03 and what was sent is there once, after asking again",
                     not odd and len(rows) == sent and all(n == 1 for _, n in rows), (len(rows), odd[:2]))
        return len(refused), sent


def main(report):
    build()
    calls = form(report, "3.03", "calls", "the n-th write, sync or read fails", 30)
    memory = form(report, "3.03", "memory", "the n-th allocation fails", 30)
    acked, wrong = failing_sync(report)
    short, sent = short_of_memory(report)
    swallowed = points("calls", "--swallow", "matter.raise")
    report.twin("3.03 failing calls", swallowed[1] > 0, "writes that fail and say nothing were not found")
    walled = points("memory", "unit.new", program="points_twin")
    report.twin("3.03 failing allocations", walled[0] == 0 and "-6" in walled[5], walled[5][-200:])
    report.figure("3.03", "Times an n-th failing write, sync or read left something not as promised",
                  f"{calls[1]} (of {calls[0]}, {calls[2]} of {calls[3]} write operations)", "= 0",
                  f"writes that fail in silence: {swallowed[1]} of {swallowed[0]} wrong")
    report.figure("3.03", "Times an n-th failing allocation left something not as promised",
                  f"{memory[1]} (of {memory[0]}, {memory[2]} of {memory[3]} write operations; and {short} of {sent}"
                  " requests of the real server without memory)", "= 0",
                  "no way out of no memory: the program died")
    report.figure("3.03", "Acknowledged changes lost when fdatasync fails under the real server",
                  f"{wrong} (of {acked}; it ends with {DISK_FAILED})", "= 0", "as for number 2")
