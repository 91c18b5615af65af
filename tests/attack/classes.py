"""The kinds of holes that others had to tell the world of, each looked for here.  What Waggle has
no such thing for says so, and the test makes sure that the thing is really not there."""
import re

# kind of hole -> (who had it, words no address and no operation may hold): it does not exist here
NOT_HERE = {
    "a vote counted twice in a race": ("Decidim 2023-47634", ["vote", "ballot"]),
    "a preview without protection": ("Decidim 2023-47635", ["preview"]),
    "an expired invitation revived by a reset": ("Decidim 2023-48220", ["invit", "reset", "recover"]),
    "a private thing embedded elsewhere": ("Decidim 2024-27090", ["embed", "widget", "oembed"]),
    "amendments anyone accepts": ("Decidim 2026-40869", ["amend"]),
    "questions edited by anyone": ("Decidim 2026-45086", ["questionnaire", "survey"]),
    "templates of pages edited through the web": ("Decidim 2023-36465", ["template", "theme"]),
    "a block of HTML of an administrator's": ("Decidim 2026-45572", ["html", "block", "page.edit"]),
    "an address the server fetches": ("Decidim 2026-45573, Nextcloud", ["webhook", "push", "fetch", "callback", "metadata"]),
    "a share shared on with more rights": ("Nextcloud", ["share"]),
    "sign-in by another site without a check": ("Nextcloud", ["oidc", "oauth", "saml"]),
    "an invitation's link guessed or used again": ("Loomio", ["invite"]),
    "an export's link that works again": ("Decidim 2025-65017, 2026-45377", ["export.link", "download_your_data"]),
}


def not_here(routes):
    words = [r["path"].lower() + " " + r["operation"].lower() for r in routes]
    return [(kind, w, r) for kind, (_, ws) in NOT_HERE.items() for w in ws for r in words if w in r]


def changed_without_right(p):
    """Operations whose check is missing: cal has no right to any of these."""
    m, a = p.passed(), p.action()
    tries = [("/units", {"name": "X", "kind": "ward", "parent": 1}), ("/forums", {"unit": p.oak, "name": "X", "kind": "team"}),
             ("/people", {"name": "X", "constituency": "carer", "unit": p.oak}), (f"/matters/{m}/decision", {"outcome": "no", "reason": "X"}),
             ("/roles/grant", {"person": p.ids["cal"], "role": "admin", "unit": 1}), (f"/actions/{a}/done", {"words": "X"}),
             (f"/matters/{m}/settle", {"words": "X"}), (f"/people/{p.ids['fay']}/erase/ask", {"why": "X"}),
             ("/safeguarding/words", {"lang": "en", "notice": "X", "ways": "X"}), ("/safeguarding/phrases", {"phrase": "xyzzy"})]
    out = []
    for path, body in tries:
        for token in (p.tokens["cal"], None, "waggle_nobody"):
            r = p.api("POST", path, body, token)
            if r.status not in (401, 403, 404):
                out.append((path, r.status))
    return len(tries) * 3, out


def files_of_others(p):
    """Paths out of the folder, and numbers of what is somebody else's."""
    out, n = [], 0
    cal = {"Cookie": p.cookie("cal")}
    hidden = p.do("mo", "/matters", unit=1, said="Only for the managers")["matter"]
    for path in (f"/matters/{hidden}", f"/api/v1/matters/{hidden}", "/files/1/../../etc/passwd", "/assets/../../../etc/passwd",
                 "/assets/%2e%2e/%2e%2e/etc/passwd", "/files/..%2f..%2fetc%2fpasswd", "/assets/..\\..\\schema", f"/matters/{hidden}.json",
                 f"//matters/{hidden}", f"/matters/{hidden}/", f"/Matters/{hidden}", f"/matters/%{ord(str(hidden)[0]):02x}{str(hidden)[1:]}"):
        r = p.ask("GET", path, cal)
        n += 1
        if b"Only for the managers" in r.body or b"root:" in r.body:
            out.append(path)
    if b"Only for the managers" not in p.ask("GET", f"/matters/{hidden}", {"Cookie": p.cookie("mo")}).body:
        out.append("the manager does not see it either: the check sees nothing")
    return n, out


def filters_on_hidden_columns(p):
    """Words of a question that the operation does not know are refused or change nothing."""
    p.matter()
    plain, out, n = p.see("cal", "/matters"), [], 0
    for (column,) in p.rows("SELECT name FROM pragma_table_info('matter') UNION SELECT name FROM pragma_table_info('person')"):
        for how in (column, f"filter[{column}]", f"q[{column}_eq]", f"sort", f"_sort"):
            r = p.api("GET", f"/matters?{how.replace('[', '%5B').replace(']', '%5D')}={column if 'sort' in how else 1}", token=p.tokens["cal"])
            n += 1
            known = column in ("unit", "state", "topic", "holder", "older", "limit", "find", "mine", "kind") and how == column
            if r.status >= 500 or (r.status == 200 and not known and r.json != plain):
                out.append((how, column, r.status))
    return n, out


def session_ends_with_the_right(p):
    """A role that ended ends what it allowed at the very next request."""
    seen = lambda: p.api("GET", "/people", token=p.tokens["mo"]).status  # noqa: E731
    before = seen()
    p.do("ann", "/roles/grant", person=p.ids["cal"], role="manager", unit=1)
    given = p.api("GET", "/people", token=p.tokens["cal"]).status
    p.do("ann", "/roles/end", person=p.ids["cal"], role="manager", unit=1)
    after = p.api("GET", "/people", token=p.tokens["cal"]).status
    return 1, [] if (before, given, after) == (200, 200, 403) else [(before, given, after)]


def keys_in_an_error(p):
    """No refusal says a secret, and the log has none."""
    out, secret = [], p.rows("SELECT value FROM setting WHERE name = 'secret'")[0][0]
    for path in ("/api/v1/units", "/api/v1/none", "/x" * 200, "/api/v1/matters/%00"):
        r = p.ask("POST", path, {"Content-Type": "application/json", "Authorization": "Bearer " + p.tokens["ann"]}, b"{")
        if p.tokens["ann"].encode() in r.body or secret.encode() in r.body:
            out.append(path)
    log = p.log_text()
    return 4, out + [w for w in (secret, *p.tokens.values()) if w in log]
