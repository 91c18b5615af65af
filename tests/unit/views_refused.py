#!/usr/bin/env python3
"""Bad views must be refused, each at its own line: by viewc or by the C compiler.

    views_refused.py VIEWC SOURCE_ROOT BUILD_ROOT

Beside the bad ones stands a good one, so that a compiler that refuses everything fails.
"""
import pathlib
import subprocess
import sys
import tempfile

FIRST = '{{!view bad struct sample "tests/support/sample.h"}}\n{{!title v->name}}\n'

# What is wrong, the view after its first two lines, the line at fault, and what is said.
VIEWC = [
    ("a hole in <script>", "<p>x</p>\n<script>{{v->name}}</script>\n", 4, "inside <script>"),
    ("inline script", "<script>alert(1)</script>\n", 3, "no inline script"),
    ("a <style>", "<style>p { color: red }</style>\n", 3, "no inline <style>"),
    ("a style attribute", '<p style="color: red">x</p>\n', 3, "nothing inline"),
    ("a handler", '<p onclick="x()">x</p>\n', 3, "nothing inline"),
    ("a hole in a tag's name", "<{{v->name}}>x</p>\n", 3, "tag's name"),
    ("a hole in a tag", "<p {{v->name}}>x</p>\n", 3, "inside a tag"),
    ("an unquoted hole", "\n<p title={{v->name}}>x</p>\n", 4, "outside quotes"),
    ("half an unquoted value", "<p title=x{{v->name}}>x</p>\n", 3, "outside quotes"),
    ("a hole in a comment", "<!-- {{v->name}} -->\n", 3, "inside a comment"),
    ("an address that is a hole", '<a href="{{v->url}}">x</a>\n', 3, "begins with a hole"),
    ("an address that may be a hole", '<a href="{{if v->late}}/x{{end}}{{v->url}}">x</a>\n', 3,
     "begins with a hole"),
    ("javascript:", '<a href="javascript:alert(1)">x</a>\n', 3, "runs or carries"),
    ("a path elsewhere", '{{link _ "Sign in" "//elsewhere.example"}}\n', 3, "begins with one /"),
    ("bare words", '<p>\n{{"Sign in"}}</p>\n', 4, "bare words"),
    ("a name nobody fills", '{{_ "Signed in as {name}"}}\n', 3, "nothing fills {name}"),
    ("a fill without a name", '{{_ "Sign in" name=v->name}}\n', 3, "what is name="),
    ("a tag left open", "<div>\n<p>x</div>\n", 4, "</p> is due"),
    ("a tag never closed", "<p>x</p>\n<div>\n", 4, "<div> is never closed"),
    ("a view that ends in a tag", '<p title="x\n', 3, "ends inside <p>"),
    ("HTML of one's own", "{{((struct safe){ v->name })}}\n", 3, "only by words/markup"),
    ("a branch that opens a tag", "{{if v->late}}<b>{{end}}x</b>\n", 3, "opened or closed inside"),
    ("a branch across quotes", '<p title="{{if v->late}}a">{{end}}x</p>\n', 3, "its block began"),
    ("a branch that ends a word", '<p{{if v->late}}x{{end}}>x</p>\n', 3, "leave a blank"),
    ("if without end", "\n{{if v->late}}x\n", 4, "without an end"),
    ("end without if", "x{{end}}\n", 3, "ends nothing"),
    ("else twice", "{{if v->late}}a{{else}}b{{else}}c{{end}}\n", 3, "without {{if}}"),
    ("a field outside a form", '\n{{input topic _ "Languages"}}\n', 4, "in no form"),
    ("a form in a form", '{{form sample_say "/a"}}\n{{form sample_say "/b"}}{{endform}}{{endform}}\n',
     4, "a form inside a form"),
    ("an address with too few pieces", '{{link _ "Sign in" "/a/{}"}}\n', 3, "something for every {}"),
    ("an option nobody knows", '{{form sample_say "/a"}}{{input topic _ "Languages" raw=1}}{{endform}}\n',
     3, "what is raw=1"),
    ("no such order", "{{!raw v->name}}\n", 3, "no such order"),
    ("the layout's own", "{{the body}}\n", 3, "belongs to the layout"),
    ("an open quotation", '{{_ "Sign in}}\n', 3, "{{ without }}"),
]

CC = [
    ("a field that is not there", "<h1>x</h1>\n<p>{{v->nothing}}</p>\n", 4, "nothing"),
    ("a field of the wrong kind", "<p>x</p>\n\n{{v->lines}}\n", 5, "_Generic"),
    ("a person's words raw", "{{said v->n}}\n", 3, "incompatible type"),
    ("a yes or no in an attribute", '<p title="{{v->late}}">x</p>\n', 3, "_Generic"),
    ("a part given something else", "<ul>\n{{part sample_line v}}\n</ul>\n", 4, "incompatible"),
    ("no such operation", '{{form sample_shout "/a"}}\n{{endform}}\n', 3, "sample_shout"),
    ("a list of the wrong kind", "{{each c v->due v->n}}x{{end}}\n", 3, "invalid"),
    ("an item's field that is not there", "{{each c v->lines v->nlines}}\n{{c->nothing}}{{end}}\n", 4, "nothing"),
    ("a yes or no drawn as text", "{{v->late}}\n", 3, "_Generic"),
]

GOOD = '<h1>{{v->name}}</h1>\n{{each c v->lines v->nlines}}\n{{part sample_line c}}{{end}}\n'


class Bench:
    """One folder to compile in."""

    def __init__(self, viewc, source, build, folder):
        self.viewc, self.folder = viewc, pathlib.Path(folder)
        self.flags = ["-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
                      f"-I{source}/src", f"-I{source}", f"-I{build}/tools"]

    def compile(self, text):
        """(who refused it or None, what was said)"""
        view, made = self.folder / "bad.html", self.folder / "bad.c"
        view.write_text(text)
        made.unlink(missing_ok=True)
        done = subprocess.run([self.viewc, view, made, "gen/sample_views.h"], capture_output=True, text=True)
        if done.returncode:
            return ("viewc" if not made.exists() else "viewc, which wrote all the same"), done.stderr
        done = subprocess.run(["cc", *self.flags, made], capture_output=True, text=True)
        return ("cc" if done.returncode else None), done.stderr


def main():
    viewc, source, build = sys.argv[1:]
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(viewc, source, build, folder)
        by, said = bench.compile(FIRST + GOOD)
        if by:
            faults.append(f"a good view is refused by {by}: {said}")
        for want, cases in (("viewc", VIEWC), ("cc", CC)):
            for what, view, line, words in cases:
                by, said = bench.compile(FIRST + view)
                at = f"bad.html:{line}:"
                if by != want or at not in said or words not in said:
                    faults.append(f"{what}: want {want} at line {line} saying {words!r}, got {by}: {said}")
        for what, view, line in (("no first line", "<p>x</p>{{v->name}}\n", 1),
                                 ("no title", FIRST.split("\n")[0] + "\n<h1>x</h1>\n", 1)):
            by, said = bench.compile(view)
            if by != "viewc" or f"bad.html:{line}:" not in said:
                faults.append(f"{what}: {by}: {said}")
    asked = len(VIEWC) + len(CC) + 3
    print("\n".join(faults) or f"{asked - 1} bad views refused, one good one taken")
    print(f"{asked - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


sys.exit(main())
