"""A house under load for a tool that watches threads: changes through the API and the writer's
queue, pages from the kept ones and anew, by people who sign in and by nobody, on one engine, and
a stop in the middle of it.  `run` looks at what the tool said."""
import http.client
import pathlib
import random
import sys
import threading
import time

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here.parent / "faults"), str(here.parent / "support")]
from world import Line, Ward, finish, load  # noqa: E402

PAGES = ["/", "/sign-in", "/wards/oak", "/wards/oak/say", "/forums", "/forums/managers", "/matters/1", "/matters/2",
         "/help-now", "/accessibility", "/healthz", "/readyz", "/wards/oak/poster", "/me", "/matters", "/meetings",
         "/promises", "/wards/oak/poster.png", "/forums/managers/queue", "/people", "/monitor"]
CALLS = ["/matters/1", "/units", "/people", "/forums", "/matters/2", "/matters"]


class Reader(threading.Thread):
    """Asks for page after page; every other one on a connection that is kept."""

    def __init__(self, world, until, cookie):
        super().__init__(daemon=True)
        self.world, self.until, self.cookie, self.n, self.odd = world, until, cookie, 0, 0

    def one(self, conn):
        if random.random() < 0.3:
            conn.request("GET", "/api/v1" + random.choice(CALLS), headers={"Authorization": "Bearer " + self.world.tokens["fay"]})
        else:
            conn.request("GET", random.choice(PAGES), headers={"Cookie": self.cookie} if self.cookie else {})
        answer = conn.getresponse()
        answer.read()
        self.n += 1
        self.odd += answer.status >= 500

    def run(self):
        while not self.until.is_set():
            conn = Line(self.world.port, 60)
            try:
                for _ in range(random.choice((1, 20))):
                    self.one(conn)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            conn.close()


def busy(engine, seconds, env):
    """(changes made, pages read, answers of 5xx, exit code)"""
    with Ward(engine) as w:
        w.env |= env
        w.set_up()
        w.serve(env={"WAGGLE_THREADS": "4"})
        made, until = load(w, 4, "busy")
        readers = [Reader(w, until, who and w.sign_in(who)) for who in (None, None, "cal", "fay", "ann", None)]
        for r in readers:
            r.start()
        time.sleep(seconds)
        code = w.stop()                         # while they all still ask
        finish(made, until)
        for r in readers:
            r.join(60)
    return sum(len(c.acked) for c in made), sum(r.n for r in readers), sum(r.odd for r in readers), code
