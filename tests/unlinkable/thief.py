"""Who has all files of a Waggle guesses who said what.  Each way of guessing: matter id -> person or None."""
import bisect
import sqlite3
import struct

DAY = 86400
TIMES = range(1_700_000_000, 2_200_000_000)
MARK, LONG = 24, 1500


class Loot:
    """A database file, opened beside its log, with what its rows say openly.  `hidden` (for a twin): rows to
    take for unnamed, though the house knows whose they are."""

    def __init__(self, path, hidden=None):
        self.path = path
        self.db = sqlite3.connect(path)
        ask = lambda sql: self.db.execute(sql).fetchall()  # noqa: E731
        which = hidden or "author IS NULL"
        self.unnamed = {i: said for i, said in ask(f"SELECT id, said FROM matter WHERE {which}")}
        self.unnamed |= {i: said for i, said in ask("SELECT id, said FROM apart WHERE author IS NULL")}
        self.named = {i: (who, said) for i, who, said in ask("SELECT id, author, said FROM matter WHERE author > 0")
                      if i not in self.unnamed}
        self.known = {w for w, _ in self.named.values()}
        people = dict(ask("SELECT actor, person FROM audit_name"))
        self.record = sorted((at, people[actor]) for at, actor in ask("SELECT at, actor FROM audit")
                             if people.get(actor) in self.known)
        self.tables = [t for (t,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")
                       if not t.startswith(("search", "sqlite_"))]
        # what else leads to one of them: an alert about it
        self.alias = {a: i for a, i in ask("SELECT id, thing FROM alert") if i in self.unnamed}
        self.told = {}                              # which column gave something away, with a row

    def in_matter(self, said):
        return self.db.execute("SELECT 1 FROM matter WHERE said = ?", (said,)).fetchone() is not None

    def close(self):
        self.db.close()

    def who_at(self, at):
        i = bisect.bisect_right(self.record, (at, 1 << 62))
        return self.record[i - 1][1] if i else None


def day_of(i):
    return i >> 37


def by_day(loot, truth):
    """Chance: of all that was said with a name on that day, one is drawn blindly.  -> matter: its share of hits"""
    said = {}
    for i, (who, _) in loot.named.items():
        said.setdefault(day_of(i), []).append(who)
    return {i: said.get(day_of(i), []).count(truth[words][0]) / max(1, len(said.get(day_of(i), [])))
            for i, words in loot.unnamed.items()}


def by_rows(loot):
    """Any row that names the matter beside a person, or beside a finer time than the day."""
    out = {}
    for t in loot.tables:
        for row in loot.db.execute(f'SELECT * FROM "{t}"'):
            about = [loot.alias.get(v, v) for v in row if v in loot.unnamed or v in loot.alias]
            if not about:
                continue
            names = [c[1] for c in loot.db.execute(f'PRAGMA table_info("{t}")')]
            for name, v in zip(names, row):
                if isinstance(v, int) and v in TIMES and v % DAY:
                    out[about[0]] = loot.who_at(v)
                    loot.told.setdefault(f"{t}.{name}", row)
                if name in ("author", "who", "person", "made_by", "by") and v in loot.known:
                    out[about[0]] = v
                    loot.told.setdefault(f"{t}.{name}", row)
    return out


def by_id(loot):
    """The named matter whose id is nearest below."""
    ids = sorted(loot.named)
    out = {}
    for i in loot.unnamed:
        k = bisect.bisect_right(ids, i)
        if k and day_of(ids[k - 1]) == day_of(i):
            out[i] = loot.named[ids[k - 1]][0]
    return out


def marks(loot):
    """The end of what was said, which no two have alike; long words end on a page of their own."""
    every = {said.encode()[-MARK:]: i for i, said in loot.unnamed.items()}
    return every | {said.encode()[-MARK:]: i for i, (_, said) in loot.named.items()}


def by_order(loot, order):
    """The named one that comes just before, where the order of things is known."""
    last, out = {}, {}
    for i in order:
        if i in loot.named:
            last[day_of(i)] = loot.named[i][0]
        elif i in loot.unnamed and day_of(i) in last and i not in out:
            out[i] = last[day_of(i)]
    return out


def pages(loot):
    """page number: [(place on the page, matter)], by what can be read on it"""
    data = loot.path.read_bytes()
    size = struct.unpack(">H", data[16:18])[0] or 65536
    where = {}
    for mark, i in marks(loot).items():
        at = data.find(mark)
        while at >= 0:
            where.setdefault(at // size, []).append((at, i))
            at = data.find(mark, at + 1)
    return where


def by_place(loot):
    """On a page, what came later lies before what came earlier: the named one that lies next."""
    out = {}
    for cells in pages(loot).values():
        out |= by_order(loot, [i for _, i in sorted(cells, reverse=True)])
    return out


def by_loose(loot):
    """The same, but only rows that do not lie in the order of their keys: they came since the page was last laid out."""
    out = {}
    for cells in pages(loot).values():
        cells = sorted(cells)                      # the last one written first
        loose = 0
        for k in range(len(cells) - 1):
            if cells[k][1] < cells[k + 1][1]:      # laid out, keys fall from front to back
                loose = k + 1
        out |= by_order(loot, [i for _, i in reversed(cells[:loose + 1])] if loose else [])
    return out


def by_page(loot):
    """Long words take a page for themselves, and pages are taken one after another."""
    long = {i for i, said in loot.unnamed.items() if len(said) > LONG}
    long |= {i for i, (_, said) in loot.named.items() if len(said) > LONG}
    alone = sorted((n, c[0][1]) for n, c in pages(loot).items() if len({i for _, i in c}) == 1 and c[0][1] in long)
    return by_order(loot, [i for _, i in alone])


def frames(loot):
    """What was first seen in each page image of the database's log, in its order."""
    wal = loot.path.with_name(loot.path.name + "-wal")
    if not wal.exists() or wal.stat().st_size < 32:
        return
    data = wal.read_bytes()
    size = struct.unpack(">I", data[8:12])[0]
    if size < 512:
        return
    for at in range(32, len(data) - size, size + 24):
        yield data[at:at + 24 + size]


def by_log(loot):
    """The database's own log (WAL) has every change in its order."""
    every, order, seen = marks(loot), [], set()
    for frame in frames(loot):
        for mark, i in every.items():
            if i not in seen and mark in frame:
                seen.add(i)
                order.append(i)
    return by_order(loot, order)


def by_log_rows(loot):
    """Each page in the log shows its rows as they came, also those from before the log."""
    every, out = marks(loot), {}
    for frame in frames(loot):
        cells = [(frame.find(mark), i) for mark, i in every.items() if mark in frame]
        out |= by_order(loot, [i for _, i in sorted(cells, reverse=True)])
    return out


def number(n):
    """SQLite's number of one to nine bytes."""
    out = [n & 0x7f]
    while n > 0x7f:
        n >>= 7
        out.append(n & 0x7f | 0x80)
    return bytes(reversed(out))


def numbers(block):
    n = 0
    for c in block:
        n = n << 7 | c & 0x7f
        if not c & 0x80:
            yield n
            n = 0


def segments(loot):
    """The parts of the full-text index, oldest first: the leaves of each in one."""
    (block,) = loot.db.execute("SELECT block FROM search_data WHERE id = 10").fetchone()
    newer = block[4:8] == b"\xff\x00\x00\x01"
    it = numbers(block[8 if newer else 4:])
    levels, _, _ = next(it), next(it), next(it)
    found = []
    for _ in range(levels):
        next(it)
        level = []
        for _ in range(next(it)):
            seg, first, last = next(it), next(it), next(it)
            if newer:
                for _ in range(5):
                    next(it)
            level.append((seg, first, last))
        found = level + found                      # higher levels are older
    for seg, first, last in found:
        rows = loot.db.execute("SELECT block FROM search_data WHERE id BETWEEN ? AND ? ORDER BY id",
                               ((seg << 37) + first, (seg << 37) + last))
        yield b"".join(b for (b,) in rows)


def by_search(loot):
    """The index of the search keeps what came together in parts, one after another."""
    order = []
    for leaves in segments(loot):
        here = [i for i in list(loot.named) + list(loot.unnamed) if number(i) in leaves]
        order += sorted(here, key=lambda i: i in loot.unnamed)
    return by_order(loot, order)


def remembered(loot):
    """Bytes that are not nought behind the head of the log's index: which pages were written, in order."""
    shm = loot.path.with_name(loot.path.name + "-shm")
    return sum(b != 0 for b in shm.read_bytes()[136:]) if shm.exists() else 0
