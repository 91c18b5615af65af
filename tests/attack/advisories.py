"""One test for each hole that another program of this kind had to tell the world of.  Each answers
(tries, faults, control): what is wrong, and what shows that the test can see it, which must be true:
the rightful person getting it, or the same look through a proxy that un-escapes."""
import base64
import concurrent.futures
import json
import re
import socket
import subprocess
import threading
import time
import urllib.parse

import classes
from liar import Liar
from place import FORM, PASSWORD, PNG, PROGRAM, Parsed, Place

PAST = {}
HOSTILE = "<wagx>x</wagx>\"><img src=x onerror=wagx()>"


def past(whose, what):
    def keep(test):
        assert whose not in PAST, whose
        PAST[whose] = (what, test)
        return test
    return keep


def drawn(p, login, paths, status=(200,)):
    """Pages that show HOSTILE show it as words.  Control: un-escaped, they are caught."""
    cookie, faults, caught = {"Cookie": p.cookie(login)}, [], 0
    with Liar(p, "unescape") as liar:
        for path in paths:
            a = p.ask("GET", path, cookie)
            if a.status not in status or b"wagx" not in a.body:
                faults.append(f"{path}: {a.status}, the words are not shown there")
            faults += [f"{path}: {f}" for f in Parsed(a.body.decode()).faults]
            caught += bool(Parsed(p.ask("GET", path, cookie, port=liar.port).body.decode()).faults)
    return len(paths), faults, caught == len(paths)


def refused(p, tries, who, good):
    """(path, body) that `who` may not; the one called good, by whom it is right, shows they are well made."""
    faults = []
    for path, body in tries:
        a = p.api("POST", path, body, p.tokens.get(who))
        if a.status not in (401, 403, 404):
            faults.append(f"{path} as {who}: {a.status}")
    login, path, body = good
    return len(tries), faults, p.api("POST", path, body, p.tokens[login]).status == 200


# ---- Decidim: scripts in what people write -----------------------------------------------------

@past("Decidim 2023-32693", "a link that leads out runs a script")
def links_out(p):
    notes = "[a](javascript:wagx()) [b](JaVaScRiPt:wagx()) [c](data:text/html,wagx) <https://evil.wagx/x> [d](//evil.wagx)"
    m = p.meeting(True)
    p.do("fay", f"/meetings/{m}/close", notes=notes)
    page = p.ask("GET", f"/meetings/{m}", {"Cookie": p.cookie("fay")}).body.decode()
    hrefs = re.findall(r'href="([^"]*wagx[^"]*)"', page)
    faults = Parsed(page).faults + [h for h in hrefs if not h.startswith("https://")]
    return 5, faults, "wagx" in page and bool(Parsed('<a href="javascript:wagx()">').faults)


@past("Decidim 2023-34089", "what was looked for is written into the page")
def echo_of_a_filter(p):
    paths = [f"{path}?find={urllib.parse.quote(HOSTILE)}" for path in ("/matters", "/meetings", "/forums", "/people", "/promises")]
    return drawn(p, "mo", paths)


@past("Decidim 2023-51447", "the name of a file that was sent")
def name_of_a_file(p):
    a = p.action()
    p.do("mo", f"/actions/{a}/done", words="There", file={
        "name": HOSTILE + ".png", "type": "image/png", "base64": base64.b64encode(PNG).decode()})
    m, kept = p.rows("SELECT matter FROM action WHERE id = ?", a)[0][0], p.rows("SELECT id, name FROM file")
    cookie, faults = {"Cookie": p.cookie("mo")}, []
    for path in (f"/actions/{a}", f"/matters/{m}", "/actions"):
        faults += Parsed(p.ask("GET", path, cookie).body.decode()).faults
    for f, name in kept:
        head = p.ask("GET", f"/files/{f}", cookie).headers
        faults += [f"{k}: {v}" for k, v in head.items() if set('<>"') & set(re.sub(r'^attachment; filename="[^"]*"', "", v)) and "onerror" in v]
        faults += [name] if "<" in (head["Content-Disposition"] or "") else []
    return 3 + len(kept), faults, bool(kept) and bool(Parsed(HOSTILE).faults)


@past("Decidim 2024-27095", "the record of what was sent, as those see it who look after things")
def record_of_a_file(p):
    a = p.action()
    m = p.rows("SELECT matter FROM action WHERE id = ?", a)[0][0]
    p.do("mo", f"/actions/{a}/done", words=HOSTILE, file={"name": HOSTILE, "type": "text/plain", "base64": "aGk="})
    return drawn(p, "fay", [f"/matters/{m}"])


@past("Decidim 2024-32034", "the log of who did what")
def log_of_deeds(p):
    m = p.passed()
    p.do("mo", f"/matters/{m}/reply", words=HOSTILE)
    n, faults, control = drawn(p, "fay", [f"/matters/{m}"])
    record = p.waggle("audit", "export").stdout
    lines = [x for x in record.splitlines() if x.startswith("record\t")]
    return n + len(lines), faults + [x for x in record.splitlines() if "<wagx" in x][:2], control and len(lines) > 3


@past("Decidim 2024-32469", "how many to a page")
def how_many(p):
    faults, n, cookie = [], 0, {"Cookie": p.cookie("mo")}
    for path in ("/matters", "/meetings", "/promises", "/forums", "/people"):
        for word in ("per_page", "limit", "page", "older", "days"):
            a = p.ask("GET", f"{path}?{word}={urllib.parse.quote(HOSTILE)}", cookie)
            n += 1
            faults += [f"{path}?{word}: {a.status}"] if a.status >= 500 else []
            faults += [f"{path}?{word}: {f}" for f in Parsed(a.body.decode()).faults]
    return n, faults, bool(Parsed(HOSTILE).faults)


@past("Decidim 2024-39910", "rich text")
def rich_text(p):
    p.do("ann", "/forums", unit=p.oak, name="Terms", kind="team", is_public=True, terms=HOSTILE + "\n\nWords of wagx\n\n* [x](javascript:wagx())")
    m = p.meeting(True)
    p.do("fay", f"/meetings/{m}/close", notes="# Heading\n\n" + HOSTILE + "\n\nWords of wagx `<wagx>`\n\n<details open ontoggle=wagx()>")
    return drawn(p, "fay", [f"/meetings/{m}"])


@past("Decidim 2024-41673", "the page with two versions")
def two_versions(p):
    m = p.matter()
    cookie = p.cookie("fay")
    p.do("fay", f"/matters/{m}/summary", summary="First", ok=True)
    page = p.ask("GET", f"/matters/{m}/words", {"Cookie": cookie}).body.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    p.do("fay", f"/matters/{m}/summary", summary=HOSTILE, ok=True)
    send = {"form_key": p.key(cookie), "summary": "Mine " + HOSTILE, "ok": "1", "version": version[1] if version else "1"}
    a = p.post(f"/matters/{m}/words", send, cookie)
    with Liar(p, "unescape") as liar:
        b = p.post(f"/matters/{m}/words", send | {"form_key": p.key(cookie)}, cookie, port=liar.port)
    faults = Parsed(a.body.decode()).faults + ([] if a.status == 409 and a.body.count(b"wagx") >= 2 else [str(a.status)])
    return 1, faults, bool(Parsed(b.body.decode()).faults)


@past("Decidim 2024-45594", "where a meeting is")
def place_of_a_meeting(p):
    m = p.do("fay", "/meetings", forum=p.forum, day="2027-06-01", clock="09:00", place="javascript:wagx() " + HOSTILE)["id"]
    return drawn(p, "fay", [f"/meetings/{m}", "/meetings?find=wagx"][:1])


@past("Decidim 2026-23891", "a person's name")
def name_of_a_person(p):
    who = p.do("ann", "/people", name=HOSTILE, login="odd", secret=PASSWORD, constituency="staff", unit=p.oak, role="facilitator")["id"]
    return drawn(p, "ann", ["/people", f"/people/{who}"])


@past("Decidim 2026-44282", "a question put to a meeting")
def question(p):
    m = p.meeting(True)
    p.do("fay", f"/meetings/{m}/agenda", topic=HOSTILE)
    return drawn(p, "fay", [f"/meetings/{m}", f"/meetings/{m}/room"])


@past("Decidim 2026-45572", "a block of HTML for every page")
def words_on_every_page(p):
    p.do("ann", "/safeguarding/words", lang="en", notice=HOSTILE, ways=HOSTILE)
    return drawn(p, "cal", ["/help-now", "/wards/oak/say"])


# ---- Decidim: who may ----------------------------------------------------------------------------

@past("Decidim 2023-34090", "a filter on columns that are not shown")
def hidden_columns(p):
    n, faults = classes.filters_on_hidden_columns(p)
    return n, faults, p.see("cal", f"/matters?state=settled") != p.see("cal", "/matters")


@past("Decidim 2023-36465", "templates and words of pages, changed by anyone")
def words_of_pages(p):
    body = {"lang": "en", "notice": "X", "ways": "X"}
    tries = [("/safeguarding/words", body), ("/safeguarding/phrases", {"phrase": "xyzzy"})]
    faults = []
    for who in ("cal", "fay", "ray", None):
        faults += refused(p, tries, who, ("ann", "/safeguarding/words", body))[1]
    return len(tries) * 4, faults, p.api("POST", "/safeguarding/words", body, p.tokens["ann"]).status == 200


@past("Decidim 2023-47634", "a voice counted twice in a race")
def twice_in_a_race(p):
    m = p.done()
    send = lambda i: p.api("POST", f"/matters/{m}/verdict", {"verdict": "partly", "words": f"{i}"}, p.tokens["cal"]).status  # noqa: E731
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        got = list(pool.map(send, range(40)))
    counted = len(p.see("mo", "/matters?verdict=partly")["matters"])
    report = p.see("mo", f"/forums/{p.above}/report")
    voices = p.rows("SELECT voices FROM matter WHERE id = ?", m)[0][0]
    faults = [] if (counted, report["done"], report["answered"], voices) == (1, 1, 1, 1) else [(counted, report, voices)]
    return 40, faults, 200 in got and not p.see("mo", "/matters?verdict=not").get("matters")


@past("Decidim 2023-47635", "a look before it counts, without the form's key")
def preview_without_key(p):
    cookie = p.cookie("ann")
    edge = "wagxedge"
    def send(key):
        parts = [("form_key", key), ("unit", str(p.oak)), ("dry_run", "1")]
        body = "".join(f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in parts)
        body += f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\nContent-Type: text/csv\r\n\r\nComment\nTea\n\r\n--{edge}--\r\n'
        return p.ask("POST", "/import", {"Cookie": cookie, "Content-Type": f"multipart/form-data; boundary={edge}"}, body.encode()).status
    got = [send(""), send("A" * 48), send(p.key(p.cookie("fay")))]
    return 3, [] if got == [403, 403, 403] else [got], send(p.key(cookie)) in (200, 202, 303)


@past("Decidim 2023-48220", "what has run out lives again by another way")
def ended_stays_ended(p):
    who = p.do("ann", "/people", name="Kit", login="kit", secret=PASSWORD, constituency="staff", unit=1, role="manager")["id"]
    old = p.waggle("token", "new", "--person=kit", "--name=old").stdout.strip()
    before = p.api("GET", "/people", token=old).status
    p.do("ann", "/roles/end", person=who, role="manager", unit=1)
    (p.dir / "word").write_text("another long password\n")
    p.waggle("user", "password", "kit", f"--password-file={p.dir}/word", ok=False)
    fresh = p.waggle("token", "new", "--person=kit", "--name=new").stdout.strip()
    after = [p.api("GET", "/people", token=t).status for t in (old, fresh)]
    return 2, [] if set(after) <= {401, 403} else [after], before == 200


@past("Decidim 2024-27090", "what is not for all, shown inside another site")
def shown_elsewhere(p):
    hidden = p.do("mo", "/matters", unit=1, said="Only for the managers")["matter"]
    told = p.done()
    p.do("fay", f"/matters/{told}/summary", summary="Tea", ok=True)
    codes = [i["code"] for i in p.see("ann", f"/wards/{p.oak}/poster")["items"]]
    faults, n = [], 0
    for path in ["/", "/wards/oak", "/wards/oak/poster", f"/matters/{hidden}", "/forums"] + [f"/p/{c}" for c in codes]:
        a = p.ask("GET", path)
        n += 1
        if a.headers["X-Frame-Options"] != "DENY" or "frame-ancestors 'none'" not in a.headers["Content-Security-Policy"]:
            faults.append(f"{path} may be framed")
        if b"Only for the managers" in a.body:
            faults.append(f"{path} shows it")
    seen = b"Only for the managers" in p.ask("GET", f"/matters/{hidden}", {"Cookie": p.cookie("mo")}).body
    return n, faults, seen and codes and p.ask("GET", f"/p/{codes[0]}").status in (200, 303)


@past("Decidim 2026-40869", "a change of words accepted by anyone")
def accepted_by_anyone(p):
    m = p.passed()
    tries = [(f"/matters/{m}/decision", {"outcome": "yes", "reason": "So"}), (f"/matters/{m}/summary", {"summary": "X", "ok": True}),
             (f"/matters/{m}/settle", {"words": "X"})]
    return refused(p, tries, "cal", ("mo", f"/matters/{m}/decision", {"outcome": "yes", "reason": "So"}))


@past("Decidim 2026-40870", "the root of the API tells all")
def root_of_the_api(p):
    p.do("mo", "/matters", unit=1, said="Only for the managers")
    p.do("cal", "/matters", unit=p.oak, said="Cal said this")
    faults, n = [], 0
    reads = [r["path"] for r in p.routes() if r["method"] == "GET" and r["path"].startswith("/api/")]
    for path in ["/api", "/api/", "/api/v1", "/api/v1/", *{q for _, q in p.addresses(40) if q.startswith("/api/")}]:
        for query in ("", "?find=managers", "?limit=100"):
            a = p.ask("GET", path + query)
            n += 1
            if b"Only for the managers" in a.body or (a.status == 200 and b'"login"' in a.body):
                faults.append(path + query)
    return n, faults, len(reads) > 20 and b"managers" in p.api("GET", "/matters", token=p.tokens["mo"]).body


@past("Decidim 2026-45086", "the list of questions edited by anyone")
def agenda_by_anyone(p):
    m, mine = p.meeting(), p.meeting(True)
    tries = [(f"/meetings/{m}/cancel", {}), (f"/meetings/{mine}/close", {"notes": "X"}), (f"/meetings/{mine}/notes", {"notes": "X"}),
             (f"/meetings/{mine}/attendance", {"name": "X", "constituency": "carer", "how": "in_person"})]
    return refused(p, tries, "cal", ("fay", f"/meetings/{mine}/notes", {"notes": "X"}))


@past("Decidim 2026-45330", "papers of another place")
def papers_of_another_place(p):
    m = p.do("mo", "/matters", unit=1, said="Only for the managers")["matter"]
    p.api("POST", f"/matters/{m}/decision", {"outcome": "yes", "reason": "So"}, p.tokens["mo"])
    a = p.api("POST", f"/matters/{m}/actions", {"what": "Do", "due": "2027-05-01", "owner": p.ids["mo"]}, p.tokens["mo"])
    act = a.json["id"] if a.status == 200 else p.action()
    p.do("mo", f"/actions/{act}/done", words="There", file={"name": "paper.txt", "type": "text/plain", "base64": "c2VjcmV0IHBhcGVy"})
    elm = p.do("ann", "/units", name="Elm ward", slug="elm", kind="ward", parent=1)["id"]
    p.do("ann", "/people", name="Zed", login="zed", secret=PASSWORD, constituency="service_user", unit=elm, role="service_user")
    faults, files = [], [f for (f,) in p.rows("SELECT id FROM file")]
    for who in ({"Cookie": p.cookie("zed")}, {}):
        for f in files:
            b = p.ask("GET", f"/files/{f}", who)
            if b"secret paper" in b.body or b.status == 200:
                faults.append((f, b.status))
    mine = [p.ask("GET", f"/files/{f}", {"Cookie": p.cookie("mo")}).body for f in files]
    return len(files) * 2, faults, any(b"secret paper" in b for b in mine)


@past("Decidim 2026-45414", "a token of one provider used at another")
def token_elsewhere(p):
    cookie = p.cookie("ann")
    with Place() as other:
        other.serve()
        faults = [w for w, t in p.tokens.items() if other.api("GET", "/people", token=t).status != 401]
        faults += ["cookie"] if other.ask("GET", "/me", {"Cookie": cookie}).status == 200 else []
        control = other.api("GET", "/people", token=other.tokens["ann"]).status == 200
    return len(p.tokens) + 1, faults, control


@past("Decidim 2025-65017", "one person's export fetched with another's number")
def numbers_of_exports(p):
    csv = base64.b64encode(b"Comment\nTea is cold\n").decode()
    job = p.do("ann", "/imports/feedback", file={"name": "f.csv", "type": "text/csv", "base64": csv}, unit=p.oak)
    number = (p.rows("SELECT id FROM import_job") or [[job.get("job", 1)]])[0][0]
    got = [p.api("GET", f"/imports/{number}", token=p.tokens.get(w)).status for w in ("cal", "fay", None)]
    mine = p.api("GET", f"/imports/{number}", token=p.tokens["ann"]).status
    return 3, [] if set(got) <= {401, 403, 404} else [got], mine == 200 or not p.rows("SELECT id FROM import_job")


@past("Decidim 2026-45415", "rows of an export that the asker may not see")
def rows_of_an_export(p):
    p.do("mo", "/matters", unit=1, said="Only for the managers")
    p.do("cal", "/matters", unit=p.oak, said="Cal said this")
    faults = []
    for who in ("cal", "fay", "ray", None):
        a = p.api("GET", "/exports/matters", token=p.tokens.get(who))
        if who != "ray" and b"Only for the managers" in a.body:
            faults.append(who)
    return 4, faults, any(b"Only for the managers" in p.api("GET", "/exports/matters", token=p.tokens[w]).body for w in ("mo", "ann", "ray"))


def after_sign_out(p, paths, mark):
    cookie = p.cookie("mo")
    before = [mark in p.ask("GET", q, {"Cookie": cookie}).body for q in paths]
    p.post("/sign-out", {"form_key": p.key(cookie)}, cookie)
    after = [p.ask("GET", q, {"Cookie": cookie}) for q in paths]
    return len(paths), [q for q, a in zip(paths, after) if a.status == 200 and mark in a.body], all(before)


@past("Decidim 2026-45377", "an export's address works again")
def export_again(p):
    p.do("mo", "/matters", unit=1, said="Only for the managers")
    return after_sign_out(p, ["/matters?find=managers"], b"Only for the managers")


@past("Decidim 2026-45378", "a paper's address works again")
def paper_again(p):
    a = p.action()
    p.do("mo", f"/actions/{a}/done", words="There", file={"name": "paper.txt", "type": "text/plain", "base64": "c2VjcmV0IHBhcGVy"})
    return after_sign_out(p, [f"/files/{f}" for (f,) in p.rows("SELECT id FROM file")], b"secret paper")


# ---- Decidim: the database, and addresses the server fetches ------------------------------------

@past("Decidim 2024-43415", "words of the search language in what is looked for")
def search_words(p):
    p.matter()
    faults, n = [], 0
    for text in ("'", "\"", "\"tea", "tea*", "NEAR(tea cold, 2)", "tea AND", "OR", "^tea", "said:tea", "{tea", "tea)", "-tea", "tea & !cold",
                 "tea <-> cold", "'tea':*", "\\", "%", "tea' OR 1=1 --", "a" * 3000):
        for path in ("/matters", "/meetings", "/forums", "/promises"):
            a = p.api("GET", f"{path}?find={urllib.parse.quote(text)}", token=p.tokens["fay"])
            n += 1
            if a.status >= 500 or (a.status == 200 and "1=1" in text and a.json.get(path[1:])):
                faults.append((path, text, a.status))
    return n, faults, bool(p.see("fay", "/matters?find=tea")["matters"])


def same_in_any_order(p, words):
    p.matter(), p.matter(), p.matter()
    plain, faults, n = p.see("fay", "/matters"), [], 0
    for word in words:
        for text in ("id", "id DESC", "(CASE WHEN 1=1 THEN id ELSE said END)", "id;DROP TABLE matter", "secret_hash", "1,2", "said COLLATE x"):
            a = p.api("GET", f"/matters?{word}={urllib.parse.quote(text)}", token=p.tokens["fay"])
            n += 1
            if a.status >= 500 or (a.status == 200 and a.json != plain):
                faults.append((word, text, a.status))
    return n, faults, len(plain["matters"]) >= 3 and p.see("fay", "/matters?find=zzzz") != plain


@past("Decidim 2026-45376", "an order of rows that is SQL")
def order_of_rows(p):
    return same_in_any_order(p, ("order", "sort", "order_by", "sort_by", "older"))


@past("OpenEMR _sort", "an order of rows that is SQL, by its other name")
def underscore_sort(p):
    return same_in_any_order(p, ("_sort", "_order", "orderby", "_orderBy"))


@past("Decidim 2026-45573", "an address that the server fetches")
def fetched_by_us(p):
    import sweep
    heard, faults, n = [], [], 0
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen(16)
        s.settimeout(0.2)
        stop = threading.Event()

        def listen():
            while not stop.is_set():
                try:
                    heard.append(s.accept()[1])
                except TimeoutError:
                    pass
        ear = threading.Thread(target=listen)
        ear.start()
        url = f"http://127.0.0.1:{s.getsockname()[1]}/wagx"
        recipes, _ = sweep.recipes(p)
        for op, box, limit in sweep.boxes(p.api("GET", "/openapi.json").json):
            if op in recipes and limit >= len(url):
                sweep.send(p, recipes[op], box, url if n % 2 else f"![x]({url}) <{url}>"[:limit])
                n += 1
        for _, path in p.addresses(2):
            p.ask("GET", path, {"Cookie": p.cookie("eve") if n % 50 == 0 else "", "Referer": url, "X-Forwarded-Host": url})
            n += 1
        time.sleep(0.5)
        faults = list(heard)
        socket.create_connection(s.getsockname(), timeout=2).close()
        time.sleep(0.5)
        stop.set()
        ear.join()
    return n, faults, len(heard) == len(faults) + 1


# ---- OpenEMR ------------------------------------------------------------------------------------

@past("OpenEMR routes", "an address that nobody asks a right for")
def routes_without_a_check(p):
    """A stranger changes nothing but what strangers may: say something, follow a receipt, sign in, choose a look."""
    free = {"matter.raise", "matter.follow", "apart.raise", "apart.follow", "apart.wall", "apart.open", "session.open", "session.close", "display.set", "help.read"}
    faults, n = [], 0
    for r in p.routes():
        if r["method"] != "POST" or not r["path"].startswith("/api/"):
            continue
        a = p.api("POST", re.sub(r"\{\w+\}", "1", r["path"])[7:], {}, None)
        n += 1
        if a.status not in (401, 403, 404) and r["operation"] not in free:
            faults.append((r["operation"], a.status))
    tried, wrong = classes.changed_without_right(p)
    said = p.api("POST", "/matters", {"unit": p.oak, "said": "Hello"}).status
    return n + tried, faults + wrong, said == 200


@past("OpenEMR deny", "a refusal that another right undoes")
def refusal_holds(p):
    """A right elsewhere does not open what one's place is kept from."""
    at = p.apart()
    p.do("ann", "/roles/grant", person=p.ids["fay"], role="executive", unit=1)
    got = p.api("GET", f"/apart/{at}", token=p.tokens["fay"]).status
    listed = p.see("fay", "/apart")
    faults = [got] if got not in (403, 404) else []
    faults += ["listed"] if f'"id":{at},' in json.dumps(listed).replace(" ", "") else []
    return 2, faults, p.api("GET", f"/apart/{at}", token=p.tokens["eve"]).status == 200


@past("OpenEMR form_id", "the number of another's form")
def number_of_anothers_form(p):
    mine, theirs = p.meeting(True), None
    theirs = p.do("mo", "/meetings", forum=p.above, day="2027-03-03", clock="09:00")["id"]
    hidden = p.do("mo", "/matters", unit=1, said="Only for the managers")["matter"]
    tries = [(f"/meetings/{theirs}/agenda", {"matter": hidden}), (f"/meetings/{mine}/agenda", {"matter": hidden}),
             (f"/meetings/{mine}/outcomes", {"matter": hidden, "outcome": "noted", "words": "X"}),
             (f"/matters/{hidden}/join", {"with": p.matter()}), (f"/meetings/{theirs}/cancel", {})]
    faults = []
    for path, body in tries:
        a = p.api("POST", path, body, p.tokens["fay"])
        if a.status == 200 or b"Only for the managers" in a.body:
            faults.append((path, a.status))
    return len(tries), faults, p.api("POST", f"/meetings/{theirs}/cancel", {}, p.tokens["mo"]).status == 200


@past("OpenEMR path", "a path out of the folder")
def path_out(p):
    n, faults = classes.files_of_others(p)
    return n, faults, not any("sees nothing" in str(f) for f in faults)


@past("OpenEMR session", "a session that never ends")
def session_ends(p):
    cookie = p.cookie("cal")
    inside = lambda: p.ask("GET", "/me", {"Cookie": cookie}).status == 200  # noqa: E731
    before = inside()
    p.stop()
    subprocess.run([PROGRAM.parent / "hands", p.env["WAGGLE_DB"], "UPDATE session SET ends_at = 1"], check=True)
    p.serve()
    return 1, ["it lives"] if inside() else [], before


@past("OpenEMR rights", "a right that has ended still works")
def right_ended(p):
    n, faults = classes.session_ends_with_the_right(p)
    return n, faults, True


# ---- Nextcloud, Loomio, SQLite -------------------------------------------------------------------

@past("Nextcloud reshare", "giving on more than one has")
def giving_more(p):
    tries = [("/roles/grant", {"person": p.ids["fay"], "role": "admin", "unit": 1}),
             ("/roles/grant", {"person": p.ids["fay"], "role": "executive", "unit": 1}),
             ("/roles/grant", {"person": p.ids["cal"], "role": "auditor", "unit": 1}),
             ("/roles/grant", {"person": p.ids["fay"], "role": "chair", "forum": p.above}),
             ("/people", {"name": "X", "constituency": "staff", "unit": 1, "role": "admin"})]
    return refused(p, tries, "fay", ("ann", "/roles/grant", {"person": p.ids["cal"], "role": "auditor", "unit": 1}))


@past("Nextcloud deletion", "what was deleted is still there by another way")
def deleted_everywhere(p):
    who = p.do("ann", "/people", name="Zebedee Quux", login="zeb", secret=PASSWORD, constituency="carer", unit=p.oak, role="carer")["id"]
    token = p.waggle("token", "new", "--person=zeb", "--name=t").stdout.strip()
    cookie = p.cookie("zeb")
    before = b"Zebedee" in p.ask("GET", "/people", {"Cookie": p.cookie("ann")}).body
    p.do("ann", f"/people/{who}/erase/ask", why="She asked")
    p.ids["second"] = p.do("ann", "/people", name="Sec", login="sec", secret=PASSWORD, constituency="staff", unit=1, role="admin")["id"]
    second = p.waggle("token", "new", "--person=sec", "--name=t").stdout.strip()
    done = p.api("POST", f"/people/{who}/erase", {}, second)
    faults = [] if done.status == 200 else [done]
    for login in ("ann", "eve", "ray"):
        head = {"Cookie": p.cookie(login)}
        for _, path in p.addresses(30):
            if b"Zebedee" in p.ask("GET", path, head).body:
                faults.append(path)
    faults += [w for w in ("export", "find") if "Zebedee" in (p.waggle("export", "matters").stdout if w == "export" else
                                                            json.dumps(p.see("ann", "/people?find=Zebedee")))]
    faults += [s for s in (p.api("GET", "/session", token=token).status, p.ask("GET", "/me", {"Cookie": cookie}).status) if s == 200]
    return 5, faults, before


@past("Nextcloud two steps", "a second way in that asks for less")
def second_way_in(p):
    """Every way to a session or a token: the form, and the machine's own command.  The API has none."""
    ways = {r["operation"] for r in p.routes() if re.search(r"session\.open|token|login|password|key", r["operation"])}
    basic = "Basic " + base64.b64encode(f"ann:{PASSWORD}".encode()).decode()
    got = [p.ask("GET", "/api/v1/people", {"Authorization": basic}).status,
           p.ask("GET", "/api/v1/people?token=" + p.tokens["ann"]).status]
    return 2, ([] if all(s != 200 for s in got) else [got]) + ([] if ways == {"session.open"} else [ways]), \
        p.api("GET", "/people", token=p.tokens["ann"]).status == 200


@past("Nextcloud keys", "keys in what an error says")
def keys_in_errors(p):
    n, faults = classes.keys_in_an_error(p)
    with Liar(p, "logs") as liar:                # the twin: its log holds what was sent
        p.post("/sign-in", {"form_key": "x", "login": p.tokens["ann"]}, port=liar.port)
    return n, faults, p.tokens["ann"] in p.log_text()


@past("Nextcloud preview", "a library that draws pictures, fed with broken ones")
def broken_pictures(p):
    faults, n, alive = [], 0, p.ask("GET", "/healthz").status
    for cut in range(1, len(PNG), 3):
        for data in (PNG[:cut], PNG[:cut] + b"\xff" * (len(PNG) - cut)):
            a = p.api("POST", f"/actions/{p.action() if n % 20 == 0 else act}/done", {"words": "x", "file": {
                "name": "x.png", "type": "image/png", "base64": base64.b64encode(data).decode()}}, p.tokens["mo"]) if n else None
            act = p.action() if n == 0 else act
            n += 1
            if a is not None and a.status not in (200, 400, 404, 409, 415, 422):
                faults.append((cut, a.status))
            if a is not None and a.status == 200:
                act = p.action()
    return n, faults, alive == 200 and p.ask("GET", "/healthz").status == 200


@past("Nextcloud sign-in by another", "signed in by another site as somebody else")
def signed_in_by_another(p):
    body = urllib.parse.urlencode({"login": "ann", "password": PASSWORD, "form_key": "A" * 48}).encode()
    got = [p.ask("POST", "/sign-in", {"Content-Type": FORM} | h, body).status for h in (
        {}, {"Origin": "https://evil.wagx"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"})]
    return 4, [] if got == [403] * 4 else [got], bool(p.cookie("ann"))


@past("Nextcloud mail", "mail without end to somebody's address")
def mail_without_end(p):
    p.do("cal", "/mail", wanted=True, email="cal@example.org")
    for i in range(30):
        p.api("POST", "/mail", {"wanted": True, "email": "cal@example.org"}, p.tokens["cal"])
        p.api("POST", "/mail", {"wanted": bool(i % 2), "email": f"cal{i}@example.org"}, p.tokens["cal"])
    sent = p.rows("SELECT COUNT(*) FROM outbox")[0][0]
    return 60, [f"{sent} mails"] if sent > 5 else [], p.rows("SELECT COUNT(*) FROM mail_wish")[0][0] >= 1


@past("Loomio", "a link or a receipt guessed, or used by another")
def receipts_guessed(p):
    mine = p.receipt()
    words = mine.split()
    good = p.api("POST", "/matters/follow", {"receipt": mine}).status
    tries = [" ".join(words[:-1]), " ".join(reversed(words)), words[0], "%", "' OR 1=1 --", " ".join(words[:-1] + ["zebra"])]
    tries += [" ".join(words[i:] + words[:i]) for i in range(1, len(words))]
    got = [p.api("POST", "/matters/follow", {"receipt": t}).status for t in tries]
    many = [p.api("POST", "/matters/follow", {"receipt": f"a b c d e f{i}"}).status for i in range(200)]
    return len(tries) + 200, [(t, s) for t, s in zip(tries, got) if s == 200] + ([] if 429 in many or len(words) >= 6 else ["never slowed"]), good == 200


@past("SQLite WAL-reset", "two checkpoints at once spoil the file")
def wal_reset(p):
    """Mended in 3.51.3.  Control: the same look at a program with the older library."""
    def number(program):
        found = [tuple(map(int, m.groups())) for m in re.finditer(rb"(3)\.(\d{2})\.(\d{1,2})\0", program)]
        return max(found, default=(0, 0, 0))
    real = number(PROGRAM.read_bytes())
    return 1, [] if real >= (3, 51, 3) else [real], number(b"x\x003.40.1\x00x") < (3, 51, 3)
