#!/usr/bin/env python3
"""What a compiler of views cannot know: is every class a real one, are all words translated?

    views_markup.py SOURCE_ROOT

For every view: classes are nhsuk-frontend's or ours (assets/styles), no English stands
outside {{_ "..."}}, a page has an h1 in its view, pictures say what they show.  Twins at
the end are bad on purpose and must each be caught.
"""
import pathlib
import re
import sys

ORDER = re.compile(r'\{\{(?:"(?:[^"\\]|\\.)*"|[^"])*?\}\}', re.S)
TAG = re.compile(r"<([/!]?)([a-zA-Z][a-zA-Z0-9-]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>", re.S)
CLASS = re.compile(r'\bclass="([^"]*)"')
SPOKEN = re.compile(r'\b(?:alt|title|aria-label|placeholder|content)="([^"]*)"')
NOT_WORDS = {"script", "code", "kbd", "pre"}


def known_classes(root):
    known = set()
    dist = root / "node_modules/nhsuk-frontend/dist/nhsuk"
    for path in [*dist.glob("components/*/fixtures.json"), *dist.glob("**/*.css"), *dist.glob("**/*.scss")]:
        known |= set(re.findall(r"\bnhsuk-[a-zA-Z0-9_-]+", path.read_text()))
    for path in (root / "assets/styles").rglob("*.scss"):
        text = path.read_text()
        known |= set(re.findall(r"\.((?:w|is|size|scheme)-[a-zA-Z0-9_-]+|easy)", text))
        for names, stem in re.findall(r"@each \$name in \(([^)]*)\)\s*\{\s*\.([\w-]+)#\{\$name\}", text):
            known |= {stem + name for name in re.findall(r"[\w-]+", names)}
    return known


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def blank(match):
    """An order leaves nothing but its line breaks."""
    return re.sub(r"[^\n]", "", match[0])


def classes(text, known):
    """Classes as written; a piece cut by {{...}} is left alone."""
    plain = ORDER.sub(lambda m: "\x00" + blank(m) + "\x00", text)
    for found in CLASS.finditer(plain):
        for word in found[1].split():
            if "\x00" in word or word.startswith(("nhsuk-u-", "nhsuk-grid-")):
                continue
            if word not in known:
                yield line_of(plain, found.start()), f'class "{word}" is in no stylesheet'


def bare_words(text):
    plain = ORDER.sub(blank, text)
    at, skip = 0, None
    for tag in [*TAG.finditer(plain), None]:
        said = plain[at:tag.start() if tag else len(plain)]
        said = re.sub(r"&[a-z#0-9]+;", "", said)
        if skip is None and (word := re.search(r"[^\W\d_]{2,}", said)):
            yield line_of(plain, at + word.start()), f'"{word[0]}" stands outside {{{{_ "..."}}}}'
        if tag is None:
            return
        at = tag.end()
        if tag[2].lower() in NOT_WORDS:
            skip = None if tag[1] else tag[2]
        if tag[2].lower() != "meta":
            for value in SPOKEN.finditer(tag[3]):
                if re.search(r"[^\W\d_]{2,}", value[1]):
                    yield line_of(plain, tag.start()), f"an attribute says {value[1]!r} in English only"


def shape(text):
    if text.startswith("{{!view") and "<h1" not in text and not re.search(r"\{\{[^}]*\sbig\b", text) \
            and "{{part " not in text:
        yield 1, "the page has no h1"
    plain = ORDER.sub(lambda m: "x" + blank(m), text)
    for tag in TAG.finditer(plain):
        if tag[2] == "img" and "alt=" not in tag[3]:
            yield line_of(plain, tag.start()), "a picture without alt"


def faults(text, known):
    return [*classes(text, known), *bare_words(text), *shape(text)]


TWINS = [
    ('{{!view a struct b "c"}}\n<h1>{{_ "Good"}}</h1>\n<p class="nhsuk-bdy">1</p>', 3, "no stylesheet"),
    ('{{!view a struct b "c"}}\n<h1>{{_ "Good"}}</h1>\n<p>Hello</p>', 3, "stands outside"),
    ('{{!view a struct b "c"}}\n<h1>{{_ "Good"}}</h1>\n<p title="Hello">1</p>', 3, "English only"),
    ('{{!view a struct b "c"}}\n<h2>{{_ "Good"}}</h2>\n', 1, "no h1"),
    ('{{!view a struct b "c"}}\n<h1>{{_ "Good"}}</h1>\n<img src="/x">', 3, "without alt"),
]
GOOD = '{{!view a struct b "c"}}\n<h1 class="nhsuk-heading-l">{{_ "Good"}} – {{v->n}}</h1>\n<img alt="" src="/x">'


def main():
    root = pathlib.Path(sys.argv[1])
    known = known_classes(root)
    bad = [f"a good view is refused: {f}" for f in faults(GOOD, known)]
    for text, line, words in TWINS:
        if not any(at == line and words in what for at, what in faults(text, known)):
            bad.append(f"a bad view passes: {words}")
    views = sorted(root.glob("src/**/views/*.html"))
    for path in views:
        for line, what in faults(path.read_text(), known):
            bad.append(f"{path.relative_to(root).as_posix()}:{line}: {what}")
    print("\n".join(bad) or f"{len(views)} views are well")
    print(f"{max(len(views) + len(TWINS) + 1 - len(bad), 0)} passed, {len(bad)} failed")
    return 1 if bad or not views else 0


sys.exit(main())
