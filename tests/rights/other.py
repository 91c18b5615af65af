"""Another provider is another database: what opens something in one opens nothing in the other.

Two providers with the same people, ids and passwords are served side by side.  A token, a session, a
receipt, a once-only key and a form's key of the first are tried at the second.  The twin: the second is
a copy of the first, and all of them open it.
"""
import pathlib
import re
import secrets
import shutil
import tempfile
import urllib.parse

import wall
from wall import FORM_KEY, Served


def form(house, path, words):
    return house.http("POST", path, urllib.parse.urlencode(words), {
        "Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{house.port}"})


def keys_of(house, ids):
    """What people of this provider hold in their hands."""
    key = secrets.token_hex(16)
    said = {"unit": ids["unit"], "said": "qzother: the lamp is broken", "naming": "unlinkable"}
    first = house.api("POST", "/matters", said, key=key)
    apart = house.api("POST", "/apart", {"unit": ids["unit"], "said": "qzother: they shout"})
    assert first.status in (200, 201) and apart.status in (200, 201), (first, apart)
    assert house.api("POST", "/matters", said, key=key).json["receipt"] == first.json["receipt"]
    page = house.http("GET", "/wards/oak/say").body
    return {"tokens": ids["tokens"], "cookies": {who: house.sign_in(who) for who in ("fay", "adi", "eve", "ann")},
            "receipt": first.json["receipt"], "apart": apart.json["receipt"], "once": (key, said),
            "form": FORM_KEY.findall(page)[-1].decode()}


def opened_by(house, keys):
    """Which of them open something here: (tried, opened)."""
    tried, opened = 0, []

    def look(what, yes):
        nonlocal tried
        tried += 1
        if yes:
            opened.append(what)
    for who, token in keys["tokens"].items():
        for path in ("/session", "/matters?mine=1", "/apart", "/people", "/audit/head"):
            look(f"token of {who} {path}", house.get("/api/v1" + path, None, token).status != 401)
        r = house.api("POST", "/mail", {"email": ""}, token)
        look(f"token of {who} changes", r.status != 401)
    for who, cookie in keys["cookies"].items():
        for path in ("/matters?mine=1", "/apart", "/me"):
            page = house.get(path, cookie)
            look(f"session of {who} {path}", page.status == 200 and b"/sign-out" in page.body)
        home = house.get("/", cookie)
        look(f"session of {who} /", who.title().encode() in home.body)
    for path, receipt in (("/matters/follow", keys["receipt"]), ("/apart/follow", keys["apart"])):
        r = house.api("POST", path, {"receipt": receipt})
        look(f"receipt {path}", r.status != 422)
    key, said = keys["once"]
    r = house.api("POST", "/matters", said, key=key)
    look("once-only key", r.json.get("receipt") == keys["receipt"])
    r = form(house, "/wards/oak/say", {"form_key": keys["form"], "said": "qzother: by the form of another"})
    shown = re.search(rb'class="w-receipt">([^<]*)', r.body)
    look("a form's key", shown is not None and shown[1].decode() == keys["receipt"])
    return tried, opened


def run():
    """(tried, what the other provider opened, what its copy opened)."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="waggle-other."))
    try:
        for name in ("one", "two"):
            (folder / name).mkdir()
        _, one, ids = wall.build(folder / "one")
        _, two, _ = wall.build(folder / "two")
        with Served(one) as a, Served(two) as b:
            a.serve()
            b.serve()
            keys = keys_of(a, ids)
            tried, opened = opened_by(b, keys)
            a.stop()
            with Served(a.store) as copy:
                copy.serve()
                _, twin = opened_by(copy, keys)
        return tried, opened, twin
    finally:
        shutil.rmtree(folder)
