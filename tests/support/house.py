"""For tests in Python: a Waggle of one's own, thrown away afterwards, and a runner.

    with House(engine) as h:                    # a folder, a database, the real program
        h.waggle("user", "add", "ann", "Ann")   # the command line
        h.serve()                               # until the block ends
        h.api("GET", "/units", token=...)       # -> Answer
The engine is "sqlite" or "postgres" (where WAGGLE_TEST_PG says; a schema of its own).
`run(globals())` runs every test_* in order and prints "N passed, N failed".
"""
import http.client
import json
import os
import pathlib
import re
import secrets
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import traceback

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = ROOT / os.environ.get("WAGGLE_BUILD", "build") / "waggle"
PASSWORD = "a long first password"


def engines():
    only = os.environ.get("WAGGLE_TEST_ONLY")
    return [only] if only in ("sqlite", "postgres") else ["sqlite", "postgres"]


class Mute(Exception):
    """Nobody answers.  No OSError, so that a test which bears lost answers does not bear this."""


class Line(http.client.HTTPConnection):
    """A connection to a server of ours.  One that lets us wait in vain `BEARS` times will do so
    for ever: then Mute ends the test, and a loop of sixty does not wait sixty times."""
    BEARS = 3
    in_vain = {}                            # by port

    def __init__(self, port, timeout=30):
        super().__init__("127.0.0.1", port, timeout=timeout)

    def send(self, data):                   # connects too
        self.patiently(super().send, data)

    def getresponse(self):
        r = self.patiently(super().getresponse)
        read = r.read
        r.read = lambda *n: self.patiently(read, *n)
        return r

    def patiently(self, what, *words):
        try:
            return what(*words)
        except TimeoutError as e:
            n = self.in_vain[self.port] = self.in_vain.get(self.port, 0) + 1
            if n >= self.BEARS:
                raise Mute(f"no answer from port {self.port}, {n} times {self.timeout} s") from e
            raise


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.body[:400]!r}>"


def free_port():
    """Below those that the system hands out, or a suite beside us has it before a killed server is back."""
    while True:
        port = 12000 + secrets.randbelow(20000)
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) != 0:
                return port


def first_line(server, most=60):
    """What a program says first; one that says nothing is ended."""
    if not select.select([server.stdout], [], [], most)[0]:
        server.kill()
        raise Mute(f"it said nothing within {most} s of its start")
    return server.stdout.readline().decode()


def reseal(path):
    """Puts right the sums of a SQLite file's pages (src/store/page_sum.c) after a test has
    changed it with a program that knows nothing of them.  Nobody may have it open."""
    data = bytearray(pathlib.Path(path).read_bytes())
    size = int.from_bytes(data[16:18], "big")
    size = 65536 if size == 1 else size
    for at in range(0, len(data), size):
        s0, s1 = at // size + 1, 0
        words = struct.unpack_from(f"<{(size - 8) // 4}I", data, at)
        for a, b in zip(words[::2], words[1::2]):
            s0 = (s0 + a + s1) & 0xFFFFFFFF
            s1 = (s1 + b + s0) & 0xFFFFFFFF
        struct.pack_into("<2I", data, at + size - 8, s0, s1)
    pathlib.Path(path).write_bytes(data)


class House:
    def __init__(self, engine="sqlite"):
        self.engine, self.server = engine, None
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="waggle-house."))
        self.port = free_port()
        self.schema = f"waggle_house_{os.getpid()}_{secrets.token_hex(4)}"
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("WAGGLE_")}
        self.env |= {"WAGGLE_DB": self.url(), "WAGGLE_LISTEN": f"127.0.0.1:{self.port}"}

    def url(self):
        if self.engine == "sqlite":
            return f"sqlite:{self.dir}/waggle.db"
        where = os.environ["WAGGLE_TEST_PG"]
        self.psql(f"CREATE SCHEMA {self.schema}")
        return f"postgres:{where} options='-csearch_path={self.schema}'"

    def psql(self, sql):
        subprocess.run(["psql", "-qXd", os.environ["WAGGLE_TEST_PG"], "-c", sql], check=True,
                       capture_output=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        if self.engine == "postgres":
            self.psql(f"DROP SCHEMA {self.schema} CASCADE")
        shutil.rmtree(self.dir)

    def waggle(self, *words, env=None, ok=True, cwd=None):
        done = subprocess.run([PROGRAM, *words], env=self.env | (env or {}), cwd=cwd or self.dir,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        if ok:
            assert done.returncode == 0, (words, done)
        return done

    def serve(self, env=None):
        self.log = open(self.dir / "log", "ab")
        self.server = subprocess.Popen([PROGRAM, "serve"], env=self.env | (env or {}), cwd=self.dir,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log)
        self.ready = first_line(self.server)
        assert self.ready.startswith("Waggle listens on "), (self.ready, (self.dir / "log").read_text())

    def stop(self):
        """Ends the server; its exit code."""
        if self.server is None:
            return None
        self.server.terminate()
        code = self.server.wait(30)
        self.server.stdout.close()
        self.log.close()
        self.server = None
        return code

    def http(self, method, path, body=None, headers=None):
        c = Line(self.port)
        try:
            c.request(method, path, body, headers or {})
            r = c.getresponse()
            return Answer(r.status, r.headers, r.read())
        finally:
            c.close()

    def api(self, method, path, body=None, token=None, key=None, headers=None):
        h = dict(headers or {})
        if token:
            h["Authorization"] = "Bearer " + token
        if key:
            h["Idempotency-Key"] = key
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            h.setdefault("Content-Type", "application/json")
        return self.http(method, "/api/v1" + path, body, h)

    def person(self, login, name, role="admin", **more):
        """Somebody who can sign in, and a token of theirs.  The server must not be running."""
        (self.dir / "password").write_text(PASSWORD + "\n")
        options = [f"--{k}={v}" for k, v in more.items()]
        self.waggle("user", "add", login, name, f"--role={role}", "--password-file=password", *options)
        return self.waggle("token", "new", f"--person={login}", "--name=test").stdout.strip()

    def sign_in(self, login):
        """The session's cookie, as a browser would get it."""
        page = self.http("GET", "/sign-in").body.decode()
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        fields |= {"login": login, "password": PASSWORD, "secret": PASSWORD}
        form = "&".join(f"{k}={v.replace(' ', '+')}" for k, v in fields.items())
        r = self.http("POST", "/sign-in", form,
                      {"Content-Type": "application/x-www-form-urlencoded",
                       "Origin": f"http://127.0.0.1:{self.port}"})
        assert r.status == 303, r
        return r.headers["Set-Cookie"].split(";")[0]


def run(names):
    """Every test_*; those with a parameter run once for each engine."""
    passed = failed = 0
    only = sys.argv[1:]
    for name, test in list(names.items()):
        if not name.startswith("test_") or (only and name not in only):
            continue
        for engine in engines() if test.__code__.co_argcount else [None]:
            label = name + (f" [{engine}]" if engine else "")
            try:
                test(engine) if engine else test()
                passed += 1
                print(f"ok - {label}", flush=True)
            except Exception:
                failed += 1
                print(f"not ok - {label}\n{traceback.format_exc()}", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)
