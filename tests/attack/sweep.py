"""One valid way to make every change, so that each of its free-text boxes can be tried with anything."""
import base64

from place import soon


def recipes(p):
    """operation -> (who, body); a body may be a function that makes what it needs first."""
    meeting, open_, alert = p.meeting(), p.meeting(True), p.alert()
    passed, apart = p.passed(), p.apart()
    fresh = iter(range(1, 1000000))
    ward = p.do("ann", "/units", name="Ash ward", slug="ash", kind="ward", parent=1)["id"]
    # Sue is on another ward: whoever was added to Oak under one of these texts is no carer of hers.
    p.do("ann", "/people", name="Sue", login="sue", constituency="service_user", unit=ward, role="service_user")
    p.tokens["sue"] = p.waggle("token", "new", "--person=sue", "--name=test").stdout.strip()
    circle = p.do("ann", "/forums", unit=p.oak, name="Circle", kind="team")["id"]
    return {
        "unit.new": ("ann", "/units", lambda: {"name": f"Ward {next(fresh)}", "kind": "ward", "parent": 1}),
        "person.add": ("ann", "/people", lambda: {"name": "Kim", "constituency": "carer", "unit": p.oak, "role": "carer"}),
        "person.erase_ask": ("ann", lambda: f"/people/{somebody(p)}/erase/ask", {"why": "She asked"}),
        "forum.new": ("ann", "/forums", lambda: {"unit": p.oak, "name": f"Team {next(fresh)}", "kind": "team",
                                                "is_public": True}),
        "unit.change": ("ann", f"/units/{ward}", lambda: {"name": f"Ash {next(fresh)}", "kind": "ward"}),
        "person.change": ("ann", f"/people/{somebody(p)}", {"name": "Lee"}),
        "forum.change": ("ann", f"/forums/{circle}", {"name": "Circle", "minutes": 60, "quorum": 0, "promise_days": 14, "agenda_days": 0, "notes_days": 7}),
        "forum.cadence": ("ann", f"/forums/{circle}/cadence", {"often": "weekly", "weekday": "tuesday", "starts": "2026-01-06"}),
        "forum.route_end": ("ann", lambda: ended_route(p, circle), {"to": p.above}),
        "forum.route": ("ann", f"/forums/{p.forum}/routes", {"to": p.above}),
        "meeting.schedule": ("fay", "/meetings", lambda: {"forum": p.forum, "day": day(200 + next(fresh)), "clock": "11:00"}),
        "meeting.agenda": ("fay", f"/meetings/{meeting}/agenda", {"topic": "Tea"}),
        "meeting.attend": ("fay", f"/meetings/{open_}/attendance", {"name": "Kim", "constituency": "carer", "how": "in_person"}),
        "meeting.outcome": ("fay", f"/meetings/{open_}/outcomes",
                            lambda: {"matter": p.matter(), "outcome": "noted", "words": "Heard", "paper": True,
                                     "action": "Look", "action_owner_name": "Kim", "action_due": "2027-05-05"}),
        "meeting.close": ("fay", lambda: f"/meetings/{p.meeting(True)}/close", {"notes": "Short"}),
        "meeting.notes": ("fay", f"/meetings/{open_}/notes", lambda: {"notes": "Short"}),
        "matter.raise": ("cal", "/matters", {"unit": p.oak, "said": "Tea"}),
        "matter.pass": ("fay", lambda: f"/matters/{p.matter()}/pass", {"words": "Please"}),
        "matter.reply": ("mo", f"/matters/{passed}/reply", {"words": "Soon"}),
        "matter.verdict": ("cal", lambda: f"/matters/{p.done()}/verdict", {"verdict": "partly", "words": "Nearly"}),
        "matter.ask_again": ("cal", lambda: f"/matters/{p.done()}/ask-again", {"words": "Still cold"}),
        "matter.follow": (None, "/matters/follow", lambda: {"receipt": p.receipt(), "words": "And at night"}),
        "matter.summary": ("fay", lambda: f"/matters/{p.matter()}/summary", {"summary": "Cold tea", "ok": True}),
        "matter.settle": ("fay", lambda: f"/matters/{p.matter()}/settle", {"words": "Done at once"}),
        "matter.sort": ("fay", f"/forums/{p.forum}/sort", lambda: {"matters": [p.matter()], "what": "settle",
                                                                    "words": "Done"}),
        "decision.record": ("mo", lambda: f"/matters/{p.passed()}/decision", {"outcome": "partly", "reason": "An urn"}),
        "action.set": ("mo", f"/matters/{decided(p)}/actions", {"what": "Buy", "due": "2027-05-01", "owner_name": "Kim"}),
        "action.progress": ("mo", f"/actions/{p.action()}/progress", {"words": "Ordered"}),
        "action.done": ("mo", lambda: f"/actions/{p.action()}/done", {"words": "It is there"}),
        "import.feedback": ("ann", "/imports/feedback", lambda: {"file": csv(next(fresh)), "unit": p.oak}),
        "consent.give": ("sue", "/consents", {"login": "kin"}),
        "mail.set": ("cal", "/mail", {"wanted": True}),
        "apart.raise": ("cal", "/apart", {"unit": p.oak, "said": "They shout", "about": "Kim"}),
        "apart.answer": ("eve", f"/apart/{apart}/answer", {"words": "I come"}),
        "apart.more": ("cal", f"/apart/{apart}/more", {"words": "Again"}),
        "apart.wall": ("cal", "/apart/wall", lambda: {"matter": p.matter(), "about": "Kim"}),
        "apart.open": ("cal", "/apart/open", lambda: {"apart": p.do("cal", "/apart", unit=p.oak, said="They shout")["apart"],
                                                      "words": "They may know"}),
        "apart.follow": (None, "/apart/follow", lambda: {"receipt": p.api("POST", "/apart", {
            "unit": p.oak, "said": "They shout"}).json["receipt"], "words": "Again"}),
        "safeguarding.close": ("mo", lambda: f"/safeguarding/alerts/{alert_taken(p)}/close", {"words": "Seen to"}),
        "safeguarding.words": ("ann", "/safeguarding/words", {"lang": "en", "notice": "Nobody watches", "ways": "Ring"}),
        "safeguarding.phrase_add": ("mo", "/safeguarding/phrases", {"phrase": "something"}),
    }, alert


# Boxes of text that are no free text: whatever is not one of theirs is refused, or not there.
STRICT = {("forum.new", "cadence"), ("import.feedback", "mapping"), ("mail.set", "email"), ("consent.give", "login"), ("person.change", "lang"), ("person.change", "email"),
          ("forum.cadence", "rule"), ("forum.route_end", "topic")}


def day(n):
    return soon(n)


def somebody(p):
    return p.do("ann", "/people", name="Lee", constituency="carer", unit=p.oak, role="carer")["id"]


def ended_route(p, forum):
    p.api("POST", f"/forums/{forum}/routes", {"to": p.above}, p.tokens["ann"])
    return f"/forums/{forum}/routes/end"


def decided(p):
    m = p.passed()
    p.do("mo", f"/matters/{m}/decision", outcome="yes", reason="An urn")
    return m


def alert_taken(p):
    a = p.alert()
    p.do("mo", f"/safeguarding/alerts/{a}/acknowledge")
    return a


def csv(n, words="Tea"):
    text = f"Comment\n\"{words.replace(chr(34), chr(34) * 2)} {n}\"\n"
    return {"name": "f.csv", "type": "text/csv", "base64": base64.b64encode(text.encode()).decode()}


def boxes(doc):
    """Every box of free text of every change: operation, box, its limit."""
    for path, item in doc["paths"].items():
        op = item.get("post")
        if not op:
            continue
        wants = op["requestBody"]["content"]["application/json"]["schema"]
        for name, s in wants["properties"].items():
            if s["type"] == "string" and not {"enum", "pattern", "format"} & set(s):
                yield op["operationId"], name, s.get("maxLength", 200)


def send(p, recipe, box, text):
    who, path, body = recipe
    path = path() if callable(path) else path
    body = dict(body() if callable(body) else body)
    body[box] = text
    return p.api("POST", path, body, p.tokens.get(who))
