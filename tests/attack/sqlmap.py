"""Debian's sqlmap against every parameter: of questions in the API and on pages, and of changes in the API.
Each is tried in a request that is taken as it stands, by somebody who may make it, wherever there is one:
a request that is refused for another reason never reaches the database, and its silence says little."""
import json
import re
import subprocess
import tempfile
import urllib.parse

import sweep

# Its verdict.  "appears to be injectable" comes before: answers of a change differ by what the one before has changed
# (a name that is taken by then), and sqlmap takes that back itself once it has looked again.
FOUND = re.compile(r"identified the following injection point|parameter '.*' is vulnerable")
HOW = ("--dbms=SQLite", "--level=2", "--risk=1", "--technique=BEUS")
PEOPLE = ("ann", "fay", "mo", "cal", "eve", "ray")
PAGE_WORDS = ("find", "older", "limit", "state", "topic", "unit", "day", "days", "from", "until", "back", "lang")
CANDIDATES = ("1", "2", "en", "food", "tea", "ward", "true", "2026-10-01")
SPOILT = ("1", "1'", '1"', "1)", "zz", "1 AND 1=2", "2026-13-01")
EVERY_TIME = re.compile(rb'name="form_key" value="[^"]+"|nonce="[^"]*"')


class Target:
    def __init__(self, url, names, headers=None, body=None, taken=False):
        self.url, self.names, self.headers, self.body, self.taken = url, names, headers or {}, body, taken


def filled(p, path):
    return re.sub(r"\{(\w+)\}", lambda m: str((p.things().get(m[1]) or ["1"])[0]), path)


def see(p, path, headers):
    return p.http("GET", path, headers=headers)


def who_may(p, path, headers):
    """The first of them who gets an answer there, by their headers; and whether anybody does."""
    return next(((h, True) for h in headers if see(p, path, h).status == 200), (headers[0], False))


def looks_at(p, path, headers, name):
    """Whether that address answers otherwise when this word is said, in any of seven ways."""
    plain = EVERY_TIME.sub(b"", see(p, path, headers).body)
    return any(EVERY_TIME.sub(b"", see(p, path + "?" + urllib.parse.urlencode({name: v}), headers).body) != plain for v in SPOILT)


def questions(p, path, headers, schemas):
    """One target for each word of an address, alone, with the value that shows the most."""
    base = f"http://127.0.0.1:{p.port}"
    for name, schema in schemas.items():
        tries = [urllib.parse.urlencode({name: v}) for v in (*schema.get("enum", ()), *CANDIDATES)]
        answers = {t: see(p, f"{path}?{t}", headers) for t in tries}
        good = max((t for t in tries if answers[t].status == 200), key=lambda t: len(answers[t].body), default=None)
        yield Target(f"{base}{path}?{good or name + '=1'}", [name], headers, taken=good is not None)


def of_path(p, path, headers_of):
    if "{" in path:
        there = filled(p, path)
        headers, taken = who_may(p, there, headers_of)
        at = len(path.split("{")[0])                # the first word of the address
        end = at + len(re.match(r"[^/.]*", there[at:])[0])
        yield Target(f"http://127.0.0.1:{p.port}{there[:end]}*{there[end:]}", ["path"], headers, taken=taken)


def value(schema):
    return schema["enum"][0] if "enum" in schema else {"string": "1", "integer": 1, "boolean": True}[schema["type"]]


def made(p, recipe, more):
    """A change by its recipe, with these words too: (where, its body), or None when it is refused."""
    who, where, body = recipe
    where, body = where() if callable(where) else where, dict(body() if callable(body) else body) | more
    return (where, body) if p.api("POST", where, body, p.tokens.get(who)).status == 200 else None


def change(p, path, op, recipes):
    """A change by its recipe, made again and again; each of its other words added to it, or, where none is taken, alone."""
    wants = op["requestBody"]["content"]["application/json"]["schema"]["properties"]
    rest = {n: s for n, s in wants.items() if s["type"] in ("string", "integer", "boolean")}
    base, recipe = f"http://127.0.0.1:{p.port}/api/v1", recipes.get(op["operationId"])
    who = recipe[0] if recipe else "ann"
    headers = {"Content-Type": "application/json"} | ({"Authorization": "Bearer " + p.tokens[who]} if who else {})
    done = recipe and made(p, recipe, {})
    if done:
        said = [n for n in done[1] if rest.pop(n, None)]
        if said:
            yield Target(base + done[0], said, headers, json.dumps(done[1]), True)
        for name in list(rest):
            values = rest[name].get("enum") or {"string": CANDIDATES, "integer": (1, 2, 3), "boolean": (True, False)}[rest[name]["type"]]
            done = next((d for v in values if (d := made(p, recipe, {name: v}))), None)
            if done:
                del rest[name]
                yield Target(base + done[0], [name], headers, json.dumps(done[1]), True)
    if rest:
        yield Target(base + filled(p, path), list(rest), headers, json.dumps({n: value(s) for n, s in rest.items()}))


def targets(p):
    """(every target, how many words of pages no page looks at)"""
    doc, recipes, ignored, every = p.api("GET", "/openapi.json").json, sweep.recipes(p)[0], 0, []
    tokens = [{"Authorization": "Bearer " + p.tokens[who]} for who in PEOPLE]
    cookies = [{"Cookie": p.cookie(who)} for who in PEOPLE]
    asked = {}                                      # operation -> its words
    for path, item in doc["paths"].items():
        if "get" in item:
            words = {q["name"]: q["schema"] for q in item["get"]["parameters"] if q["in"] == "query"}
            asked[item["get"]["operationId"]] = words
            there = filled(p, "/api/v1" + path)
            every += questions(p, there, who_may(p, there, tokens)[0], words)
            every += of_path(p, "/api/v1" + path, tokens)
        if "post" in item:
            every += change(p, path, item["post"], recipes)
    for r in p.routes():
        if r["method"] == "GET" and not r["path"].startswith("/api/") and not r["path"].endswith((".pdf", ".png", ".svg")):
            there = filled(p, r["path"])
            headers = who_may(p, there, cookies)[0]
            words = {w: {} for w in PAGE_WORDS} | asked.get(r["operation"], {})
            heard = {w: s for w, s in words.items() if looks_at(p, there, headers, w)}
            ignored += len(words) - len(heard)
            every += questions(p, there, headers, heard)
            every += of_path(p, r["path"], cookies)
    return every, ignored


def try_one(t):
    """-> how many parameters were tried, and what sqlmap says it found."""
    with tempfile.TemporaryDirectory(prefix="waggle-sqlmap-") as folder:
        # the house under attack stands on SQLite, as the bait does: what only other engines would fall for is left out
        words = ["sqlmap", "-u", t.url, "--batch", *HOW, "--flush-session", "--disable-coloring", "--keep-alive",
                 "--ignore-code=*", "--skip-waf", f"--output-dir={folder}", "--timeout=10", "--retries=1"]
        words += ["--headers=" + "\n".join(f"{k}: {v}" for k, v in t.headers.items() if k != "Cookie")]
        words += ["--cookie=" + t.headers["Cookie"]] if "Cookie" in t.headers else []
        words += ["--data", t.body, "--method=POST"] if t.body else []
        words += ["-p", ",".join(t.names)] if "*" not in t.url else []
        out = subprocess.run(words, capture_output=True, text=True, timeout=1800, stdin=subprocess.DEVNULL)
    found = FOUND.search(out.stdout)
    ended = found or "all tested parameters do not appear to be injectable" in out.stdout
    assert ended, (t.url, t.body, out.stdout[-600:])    # it stopped for another reason, and tried nothing
    return len(t.names), found and found[0]
