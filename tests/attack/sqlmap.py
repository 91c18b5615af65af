"""Debian's sqlmap against every parameter: of questions in the API and on pages, and of changes in the API."""
import json
import re
import subprocess
import tempfile

FOUND = re.compile(r"identified the following injection|is vulnerable|parameter '.*' is '.*' injectable|appears to be .* injectable")
PAGE_WORDS = ("find", "older", "limit", "state", "topic", "unit", "day", "days", "from", "until", "back", "lang")


def targets(p):
    """(address, body or None, names of parameters): every one there is, with a value that does something."""
    things, api = p.things(), f"http://127.0.0.1:{p.port}/api/v1"
    filled = lambda path: re.sub(r"\{(\w+)\}", lambda m: str((things.get(m[1]) or ["1"])[0]), path)  # noqa: E731
    for path, item in p.api("GET", "/openapi.json").json["paths"].items():
        if "get" in item:
            ask = [q["name"] for q in item["get"]["parameters"] if q["in"] == "query"]
            if ask:
                yield api + filled(path) + "?" + "&".join(f"{a}=1" for a in ask), None, ask
            if "{" in path:
                yield api + re.sub(r"\{\w+\}", "1*", path, count=1).replace("{", "").replace("}", ""), None, ["path"]
        if "post" in item:
            wants = item["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
            body = {n: value(s) for n, s in wants.items() if s["type"] in ("string", "integer", "boolean")}
            if body:
                yield api + filled(path), json.dumps(body), list(body)
    for r in p.routes():
        if r["method"] == "GET" and not r["path"].startswith("/api/") and not r["path"].endswith((".pdf", ".png", ".svg")):
            yield (f"http://127.0.0.1:{p.port}" + filled(r["path"]) + "?" + "&".join(f"{w}=1" for w in PAGE_WORDS), None, list(PAGE_WORDS))


def value(schema):
    return schema["enum"][0] if "enum" in schema else {"string": "1", "integer": 1, "boolean": True}[schema["type"]]


def try_one(p, url, body, names):
    """-> how many parameters were tried, and what sqlmap says it found."""
    with tempfile.TemporaryDirectory(prefix="waggle-sqlmap-") as folder:
        words = ["sqlmap", "-u", url, "--batch", "--level=2", "--risk=1", "--technique=BEUS", "--flush-session", "--disable-coloring",
                 "--ignore-code=*", "--skip-waf", f"--output-dir={folder}", "--timeout=10", "--retries=1",
                 "--headers=Authorization: Bearer " + p.tokens["ann"]]
        words += ["--data", body, "--method=POST", "--headers=Content-Type: application/json\nAuthorization: Bearer " + p.tokens["ann"]] if body else []
        words += ["-p", ",".join(names)] if "*" not in url else []
        out = subprocess.run(words, capture_output=True, text=True, timeout=1800, stdin=subprocess.DEVNULL)
    found = FOUND.search(out.stdout)
    ended = found or "all tested parameters do not appear to be injectable" in out.stdout
    assert ended, out.stdout[-600:]            # it stopped for another reason, and tried nothing
    return len(names), found and found[0]
