"""3.05: the change is made and the answer is lost on the way.  A proxy cuts the line after the
commit and before the reply; the client, who cannot know, sends the same once more: by the API
with its key, by a page's form with the once-only key that the form carries.  Exactly one row
each, and the same answer.  (reliability D11)

The twin repeats without the key and must double.
"""
import http.client
import re
import urllib.parse

import world
from liar import Cutter


def lose(w, cutter, change, with_key=True):
    """Sends a change whose answer is cut off."""
    conn = world.Line(cutter.port)
    try:
        change.send(conn, w.tokens[change.who], with_key)
        return False
    except (OSError, http.client.HTTPException):
        return True
    finally:
        conn.close()


def raised(w, name, i):
    tag = f"raise {name}.{i} ."
    return world.Change("raise", "cal", "/matters", {"unit": w.oak, "said": tag, "topic": "food"}, tag)


def by_api(w, cutter, n, report, with_key=True, name="api"):
    """How many cuts there were, answers that differ, and rows that are not one each."""
    conn = world.Line(w.port)
    cut = differ = 0
    changes = []
    for i in range(n):
        if report.late():
            break
        c = raised(w, name, i)
        changes.append(c)
        cut += lose(w, cutter, c, with_key)
        _, first, r = c.send(conn, w.tokens[c.who], with_key)
        if with_key:
            _, second, _ = c.send(conn, w.tokens[c.who])
            differ += first != second or r.headers["Idempotent-Replayed"] != "true"
    conn.close()
    there = world.found(w, name)
    return cut, differ, sum(there.get(c.tag) != 1 for c in changes), len(changes)


def form(page, action):
    """The fields of the form that goes to `action`, as a browser would send them untouched."""
    html = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.S)[0]
    return {n: v for n, v in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)}


def by_form(w, cutter, n, report):
    """A browser's: the same form, key and all, is sent again."""
    places, wrong, rows = set(), 0, 0
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for i in range(n):
        if report.late():
            return i, wrong, rows
        page = w.http("GET", "/wards/oak/say").body.decode()
        action = "/wards/oak/say"
        tag = f"raise form.{i} ."
        body = urllib.parse.urlencode(form(page, action) | {
            "said": tag, "topic": "food", "kind": "concern", "naming": "unlinkable"})
        conn = world.Line(cutter.port)
        try:
            conn.request("POST", action, body, headers | {"Origin": f"http://127.0.0.1:{cutter.port}"})
            conn.getresponse().read()
            wrong += 1                              # it was not cut
        except (OSError, http.client.HTTPException):
            pass
        conn.close()
        got = [w.http("POST", action, body, headers) for _ in range(2)]
        wrong += any(g.status not in (200, 303) for g in got) or got[0].headers["Location"] != got[1].headers["Location"]
        rows += w.rows("SELECT count(*) FROM matter WHERE said = ?", tag)[0][0] != 1
        places.add(got[0].headers["Location"])
    return n, wrong, rows


def main(report):
    n, forms = (900, 100) if report.full else (60, 15)
    with world.Ward() as w:
        w.set_up()
        w.start()
        with Cutter(w.port) as cutter:
            cut, differ, bad, sent = by_api(w, cutter, n, report)
            report.check("3.05 every answer was cut, after the commit", cut == sent == n and cutter.cuts == n,
                         f"{cut} cut of {sent}; {cutter.cuts} had been answered 200")
            report.check("3.05 one row each", bad == 0, f"{bad} have none or two")
            report.check("3.05 the same answer each time", differ == 0, f"{differ} differ")
            had, wrong, rows = by_form(w, cutter, forms, report)
            report.check("3.05 forms too: one row each, the same answer", had == forms and not wrong and not rows,
                         f"{had} sent, {wrong} answers wrong, {rows} rows wrong")
            _, _, doubled, of = by_api(w, cutter, 10, report, with_key=False, name="nokey")
            report.twin("3.05 lost replies", doubled == of > 0, f"{doubled} of {of} doubled without a key")
    report.figure("3.05", "Changes whose answer was cut off and that, sent again, are not one row with one answer",
                  f"{bad + rows + differ + wrong} (of {sent} API calls and {had} forms)", "= 0",
                  f"the same without a key: {doubled} of {of} doubled")
