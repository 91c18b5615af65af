"""The process that makes backups may end at any moment, and takes nobody with it.

Quick: killed while it rests.  Full: killed in the middle of a backup, on both engines; and the whole
server short of memory for over a minute, in which the keeper would make its first backup.  The twin
of each is a supervisor that does not look (stopped): the same questions must then be answered no.
"""
import http.client
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def child(h, name):
    told = subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", str(h.server.pid)], capture_output=True, text=True).stdout
    return next((int(line.split()[0]) for line in told.splitlines() if line.split()[1] == name), None)


def within(seconds, what):
    """What it first gives that is true, or what it gave last."""
    until = time.monotonic() + seconds
    while not (got := what()) and time.monotonic() < until:
        time.sleep(0.02)
    return got


class Asking:
    """Somebody asks for a page, again and again; each answer that was not 200 is kept."""

    def __init__(self, h, path="/healthz"):
        self.h, self.path, self.asked, self.bad, self.stop = h, path, 0, [], threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.stop.wait(0.05):
            try:
                status = self.h.http("GET", self.path).status
            except (OSError, http.client.HTTPException) as e:
                status = repr(e)
            self.asked += 1
            if status != 200:
                self.bad.append(status)

    def end(self):
        self.stop.set()
        self.thread.join()
        return self.asked > 0 and not self.bad


def comes_back(h, seconds):
    """The keeper is killed.  (seconds until there is another; None: none came)"""
    was, began = child(h, "waggle-keep"), time.monotonic()
    os.kill(was, signal.SIGKILL)
    got = within(seconds, lambda: child(h, "waggle-keep") not in (None, was) and time.monotonic() - began)
    return got or None


def stopped(h):
    h.server.send_signal(signal.SIGSTOP)


def killed_at_rest(t, engine):
    with t.Kept(engine) as h:
        h.waggle("init")
        h.serve()
        t.check(f"the keeper begins once the server answers [{engine}]", within(5, lambda: child(h, "waggle-keep")))
        web, asking = child(h, "waggle-web"), Asking(h)
        took = comes_back(h, 20)
        log = (h.dir / "log").read_text()
        t.check(f"a killed keeper is started again, and the log says so [{engine}]",
                took and "role=keep ended=signal number=9" in log and "again_in_ms=1000" in log, (took, log[-600:]))
        within(5, lambda: (h.dir / "log").read_text().count("role=keep powers") == 2)
        stopped(h)
        twin = comes_back(h, 3)
        h.server.send_signal(signal.SIGCONT)
        within(5, lambda: child(h, "waggle-keep"))
        good = asking.end()
        t.check(f"and the server answered all the while [{engine}]", good and child(h, "waggle-web") == web, asking.bad[:5])
        began = time.monotonic()
        code = h.stop()
        t.check(f"told to stop, they end at once [{engine}]", code == 0 and time.monotonic() - began < 5, code)
        t.check(f"twin: a supervisor that does not look is noticed [{engine}]", twin is None, twin)
        return took, "nobody came back in 3 s" if twin is None else "NOT CAUGHT"


def killed_in_backup(t, engine, broken, ret):
    """`broken`: the twin."""
    with t.Kept(engine) as h:
        h.waggle("migrate")
        subprocess.run([t.PROGRAM.parent / "fill", h.env["WAGGLE_DB"], "200", "2000", "120000"], check=True, capture_output=True)
        h.serve()
        within(5, lambda: child(h, "waggle-keep"))
        web, keep, asking, kept = child(h, "waggle-web"), child(h, "waggle-keep"), Asking(h), h.dir / "backups"
        half = within(150, lambda: (kept / ".making.db").exists())
        made = list(kept.glob("waggle-*.json"))
        if broken:
            stopped(h)
        os.kill(keep, signal.SIGKILL)
        left = (kept / ".making.db").exists()
        began = time.monotonic()
        within(150, lambda: list(kept.glob("waggle-*.json")))
        ret["took"] = time.monotonic() - began
        ret["asked"], ret["answered"] = asking.end() and asking.asked, asking.bad[:5]
        ret["same"] = child(h, "waggle-web") == web
        h.server.send_signal(signal.SIGCONT)
        ret["half"] = half and left and not made
        ret["proved"] = bool(list(kept.glob("waggle-*.json")))
        if not broken:
            ret["whole"] = h.waggle("verify", str(t.newest(h)), ok=False) if ret["proved"] else "no backup"
        h.stop()
        ret["dots"] = [p.name for p in kept.iterdir() if p.name.startswith(".") and p.name != ".lock"]
        ret["beside"] = [one for one in h.beside() if one.endswith("_proof")] if engine == "postgres" else []
        ret["log"] = (h.dir / "log").read_text()[-1500:]


def in_backup(t, engine):
    real, twin = {}, {}
    pair = [threading.Thread(target=killed_in_backup, args=(t, engine, b, r)) for b, r in ((False, real), (True, twin))]
    for one in pair:
        one.start()
    for one in pair:
        one.join()
    t.check(f"a keeper killed in the middle of a backup: the server answers on [{engine}]",
            real.get("half") and real.get("asked") and real.get("same"), real)
    t.check(f"and the next backup is made, proved and whole, with nothing half made beside it [{engine}]",
            real.get("proved") and getattr(real.get("whole"), "returncode", 1) == 0 and not real["dots"] and not real["beside"], real)
    t.check(f"twin: nobody starts it again, and there is no backup [{engine}]", twin.get("half") and not twin["proved"], twin)
    return real.get("took"), real.get("asked"), "no backup came" if twin.get("proved") is False else "NOT CAUGHT"


def web_ended(h, web):
    return child(h, "waggle-web") != web or "role=web ended" in (h.dir / "log").read_text()


def short_of_memory(t, seconds):
    """(answers by status, keepers that ended, web servers that ended, the twin)"""
    layer = t.PROGRAM.parent / "keep_blocks.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", layer, ROOT / "tests/faults/blocks.c"], check=True)
    with t.Kept("sqlite") as h, tempfile.TemporaryDirectory() as d:
        tokens, sign, told, n = t.set_up(h), pathlib.Path(d) / "fail", {}, 0
        h.serve(env={"LD_PRELOAD": str(layer), "FAULTS_BLOCKS_FAIL": str(sign)})
        web, began = child(h, "waggle-web"), time.monotonic()
        sign.touch()
        while time.monotonic() - began < seconds and not web_ended(h, web):
            for ask in (lambda: h.http("GET", "/"), lambda: h.api("POST", "/matters", {"unit": h.unit,
                        "said": f"short {n} " + "word " * 700, "naming": "named"}, tokens[n % 4], key=f"short-{n}")):
                try:
                    status = ask().status
                except (OSError, http.client.HTTPException):
                    status = "hung up"
                told[status] = told.get(status, 0) + 1
            n += 1
            time.sleep(0.05)
        lived = time.monotonic() - began
        log = (h.dir / "log").read_text()
        sign.unlink()
        t.check(f"short of memory for {seconds} s the web server never ends", not web_ended(h, web) and lived >= seconds,
                (told, log[-1500:]))
        t.check("it refuses some and does the rest", set(told) <= {200, 201, 503, "hung up"} and 503 in told, told)
        t.check("and with memory again it answers", within(10, lambda: h.api("GET", "/units").status == 200))
        os.kill(child(h, "waggle-web"), signal.SIGABRT)
        noticed = within(5, lambda: web_ended(h, web))
        t.check("twin: a web server that ends is noticed", noticed)
        ends = [log.count(f"role={who} ended=") for who in ("keep", "web")]
        return told, ends[0], ends[1], "one ended on purpose was counted" if noticed else "NOT CAUGHT"


def main(t, full):
    for engine in t.engines():
        took, twin = killed_at_rest(t, engine)
        on = "" if engine == "sqlite" else " (PostgreSQL)"
        t.figure(f"seconds until a killed keeper of backups is back; requests that failed meanwhile{on}",
                 f"{took:.1f}; 0" if took else "it never came back", "<= 5; 0 (quiet machine)", "a stopped supervisor: " + twin)
        if not full:
            continue
        took, asked, twin = in_backup(t, engine)
        t.figure(f"keeper killed in the middle of a backup: seconds to the next proved one; of requests meanwhile failed{on}",
                 f"{took or -1:.0f}; 0 of {asked}", "<= 150; 0", "a stopped supervisor: " + twin)
    if full:
        told, keeps, webs, twin = short_of_memory(t, 75)
        t.figure("web servers that ended in 75 s in which every third block of memory was refused",
                 f"{webs} ({told}; the keeper ended {keeps} times)", "0", twin)
