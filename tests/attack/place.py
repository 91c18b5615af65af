"""A small provider to attack: its people, one valid way to make every change, and all that can be looked at."""
import base64
import copy
import html.parser
import json
import pathlib
import re
import shutil
import sqlite3
import sys
import time
import urllib.parse

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "support")]
from house import PASSWORD, PROGRAM, Answer, House, Line  # noqa: E402

OWN_NOTES = {"audit", "audit_head", "audit_name", "audit_count", "once", "lease", "sign_in_try", "moved", "alert_test",
             "timer", "timer_run"}
SINKS_OF_TEXT = ("text/html", "application/json", "application/problem+json", "image/svg+xml", "text/csv", "text/plain")
FORM = "application/x-www-form-urlencoded"
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def soon(n):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400 * (1 + n % 350)))


class Place(House):
    """ann: admin; fay: Oak's facilitator; cal: a person on Oak; mo: chairs the managers; eve: executive."""

    def __enter__(self):
        self.waggle("init")
        self.made = 0
        self.tokens = {"ann": self.person("ann", "Ann")}
        self.serve()
        self.oak = self.do("ann", "/units", name="Oak ward", slug="oak", kind="ward", parent=1, open_to_all=True)["id"]
        self.above = self.do("ann", "/forums", unit=1, name="Managers", slug="managers", kind="team", promise_days=14,
                             cadence="FREQ=WEEKLY;BYDAY=WE", starts="2026-01-07", clock="09:00")["id"]
        self.forum = self.do("ann", "/forums", unit=self.oak, name="Oak meeting", slug="oak-meeting",
                             kind="ward_meeting", promise_days=14, passes_to=self.above)["id"]
        self.ids = {"ann": 1}
        for login, role, group, unit in (("cal", "service_user", "service_user", self.oak),
                                         ("fay", "facilitator", "staff", self.oak), ("mo", "manager", "staff", 1),
                                         ("eve", "executive", "staff", 1), ("ray", "auditor", "staff", 1)):
            self.ids[login] = self.do("ann", "/people", name=login.title(), login=login, secret=PASSWORD,
                                      constituency=group, unit=unit, role=role)["id"]
            self.tokens[login] = self.waggle("token", "new", f"--person={login}", "--name=test").stdout.strip()
        self.do("ann", "/roles/grant", person=self.ids["mo"], role="chair", forum=self.above)
        self.do("ann", "/roles/grant", person=self.ids["fay"], role="chair", forum=self.forum)
        self.stop()
        return self

    def another(self):
        """The same provider as it stands, in a folder of its own, served."""
        twin = Place()
        # copies: others work at the same time, and each makes people and tokens of its own
        twin.__dict__ |= {k: copy.copy(self.__dict__[k]) for k in ("made", "tokens", "oak", "above", "forum", "ids")}
        assert self.server is None, "copied while it runs"
        for f in self.dir.glob("waggle.db*"):
            if f.is_file() and not f.name.endswith((".lock", ".reserve", "-shm")):
                shutil.copy(f, twin.dir)
        twin.serve()
        return twin

    def do(self, who, path, **body):
        a = self.api("POST", path, body, self.tokens[who])
        assert a.status == 200, (path, body, a)
        return a.json

    def see(self, who, path):
        return self.api("GET", path, token=self.tokens[who]).json

    def rows(self, sql, *values):
        db = sqlite3.connect(f"file:{self.dir}/waggle.db?mode=ro", uri=True)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def content(self, but=frozenset()):
        """Every row of every table but the program's notes about itself."""
        names = [n for (n,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {n: self.rows(f'SELECT * FROM "{n}"') for n in names
                if n not in OWN_NOTES | but and not n.startswith(("sqlite_", "search"))}

    def log_text(self):
        return (self.dir / "log").read_text(errors="replace")

    # ---- one fresh thing of each sort ---------------------------------------------------

    def matter(self, who="cal"):
        self.made += 1
        return self.do(who, "/matters", unit=self.oak, said=f"The tea is cold {self.made}")["matter"]

    def passed(self):
        m = self.matter()
        self.do("fay", f"/matters/{m}/pass")
        return m

    def action(self):
        m = self.passed()
        self.do("mo", f"/matters/{m}/decision", outcome="yes", reason="A new urn")
        return self.do("mo", f"/matters/{m}/actions", what="Buy an urn", due="2027-05-01", owner=self.ids["mo"])["id"]

    def done(self):
        a = self.action()
        self.do("mo", f"/actions/{a}/done", words="It is there")
        return self.rows("SELECT matter FROM action WHERE id = ?", a)[0][0]

    def meeting(self, open_=False):
        self.made += 1
        day = soon(self.made)
        clock = "09:00"
        forum = self.forum
        if open_:                       # one a day and forum, and none is opened before its day
            day = time.strftime("%Y-%m-%d", time.gmtime())
            forum = self.do("ann", "/forums", unit=self.oak, name=f"Circle {self.made}", kind="team")["id"]
            self.do("ann", "/roles/grant", person=self.ids["fay"], role="chair", forum=forum)
        m = self.do("fay", "/meetings", forum=forum, day=day, clock=clock)["id"]
        if open_:
            self.do("fay", f"/meetings/{m}/agenda", topic="Tea")
            self.do("fay", f"/meetings/{m}/open")
        return m

    def apart(self):
        self.do("cal", "/apart", unit=self.oak, said="They shout")
        hear = self.see("eve", "/apart")
        return (hear.get("hear") or hear.get("heard"))[0]["id"]

    def alert(self):
        m = self.matter()
        self.do("cal", "/safeguarding/flag", matter=m)
        return self.see("mo", "/safeguarding/alerts")["alerts"][0]["id"]

    def receipt(self):
        return self.api("POST", "/matters", {"unit": self.oak, "said": "Without a name"}).json["receipt"]

    # ---- the web door ------------------------------------------------------------------

    def ask(self, method, path, headers=None, body=None, port=None):
        c = Line(port or self.port)
        try:
            c.putrequest(method, path, skip_accept_encoding=True)
            headers = dict(headers or {})
            if body is not None or method in ("POST", "PUT", "PATCH"):
                headers.setdefault("Content-Length", str(len(body or b"")))
            for k, v in headers.items():
                c.putheader(k, v)
            c.endheaders(body)
            r = c.getresponse()
            return Answer(r.status, r.headers, r.read())
        finally:
            c.close()

    def post(self, path, fields, cookie="", headers=None, port=None):
        body = urllib.parse.urlencode(fields).encode()
        h = {"Content-Type": FORM} | ({"Cookie": cookie} if cookie else {}) | (headers or {})
        return self.ask("POST", path, h, body, port)

    def key(self, cookie="", port=None):
        page = self.ask("GET", "/display", {"Cookie": cookie} if cookie else {}, port=port)
        return re.findall(rb'name="form_key" value="([^"]+)"', page.body)[-1].decode()

    def cookie(self, login):
        a = self.post("/sign-in", {"form_key": self.key(), "login": login, "password": PASSWORD})
        assert a.status == 303, a
        return next(c.split(";")[0] for c in a.headers.get_all("Set-Cookie") if c.startswith("waggle="))

    def routes(self):
        if not hasattr(self, "_routes"):
            self._routes = json.loads(self.waggle("routes", "--json").stdout)
        return self._routes

    def things(self):
        """For each word in an address, what may stand there."""
        column = lambda sql: [r[0] for r in self.rows(sql)]  # noqa: E731
        return {
            "unit": column("SELECT id FROM unit"), "ward": column("SELECT slug FROM unit"),
            "forum": column("SELECT id FROM forum"), "meeting": column("SELECT id FROM meeting"),
            "matter": column("SELECT id FROM matter"), "action": column("SELECT id FROM action"),
            "person": column("SELECT id FROM person"), "file": column("SELECT id FROM file"),
            "apart": column("SELECT id FROM apart"), "alert": column("SELECT id FROM alert"),
            "job": column("SELECT id FROM import_job"), "item": ["1"], "code": [i["code"] for i in self.see("ann", f"/wards/{self.oak}/poster")["items"]] or ["1"],
            "figure": ["open", "late", "answered"], "mail": ["1"], "phrase": ["1"], "duty": ["1"]}

    def addresses(self, most=400):
        """Every address that can be looked at, with everything that there is."""
        things = self.things()
        for r in self.routes():
            if r["method"] != "GET":
                continue
            words = re.findall(r"\{(\w+)\}", r["path"])
            if not words:
                yield r["path"], r["path"]
                continue
            for v in things.get(words[0], ["1"])[:most]:
                path = r["path"].replace("{" + words[0] + "}", urllib.parse.quote(str(v), safe=""))
                for w in words[1:]:
                    path = path.replace("{" + w + "}", str((things.get(w) or ["1"])[-1]))
                yield r["path"], path


class Parsed(html.parser.HTMLParser):
    """What elements and attributes a page has, and which of them a text of ours has made."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.shapes, self.faults, self.inside = set(), [], None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.inside = tag if tag in ("script", "style") else None
        for name, value in [("", None)] + attrs:
            self.shapes.add((tag, name))
            value = value or ""
            if "wagx" in tag or "wagx" in name or name.startswith("on") or name in ("srcdoc", "style"):
                self.faults.append(f"<{tag} {name}={value[:60]!r}>")
            if name in ("href", "src", "action", "formaction", "data", "poster"):
                away = re.match(r"\s*(javascript|vbscript|data|https?):|\s*[/\\]{2}", value, re.I)
                kept = value.startswith("https://") and tag == "a" and "noopener" in (dict(attrs).get("rel") or "")
                if away and "wagx" in value and not kept:      # notes may have links; none may steer the page it left
                    self.faults.append(f"<{tag} {name}={value[:60]!r}> leads away")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        if self.inside and "wagx" in data:
            self.faults.append(f"a <{self.inside}> holds {data[:60]!r}")

    def handle_comment(self, data):
        if "wagx" in data:
            self.faults.append(f"a comment {data[:60]!r}")

    def handle_decl(self, decl):
        if "wagx" in decl:
            self.faults.append(f"a declaration {decl[:60]!r}")

    unknown_decl = handle_pi = handle_decl


def wait_for(what, seconds=10):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
