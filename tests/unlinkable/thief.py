"""Who has all files of a Waggle guesses who said what.  Each way of guessing: matter id -> person or None."""
import bisect
import sqlite3
import struct

DAY = 86400
TIMES = range(1_700_000_000, 2_200_000_000)


class Loot:
    """A database file, opened beside its log, with what its rows say openly."""

    def __init__(self, path):
        self.path = path
        self.db = sqlite3.connect(path)
        ask = lambda sql: self.db.execute(sql).fetchall()  # noqa: E731
        self.unnamed = {i: said for i, said in ask("SELECT id, said FROM matter WHERE author IS NULL "
                                                   "UNION SELECT id, said FROM apart WHERE author IS NULL")}
        self.named = {i: (who, said) for i, who, said in ask("SELECT id, author, said FROM matter WHERE author > 0")}
        people = dict(ask("SELECT actor, person FROM audit_name"))
        self.record = sorted((at, people[actor]) for at, actor in ask("SELECT at, actor FROM audit") if actor in people)
        self.tables = [t for (t,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")
                       if not t.startswith(("search", "sqlite_"))]
        self.told = {}                              # which column gave something away, with a row
        self.known = {w for w, _ in self.named.values()}

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
        if t == "alert":                           # while open it must know the minute; said in README.md
            continue
        for row in loot.db.execute(f'SELECT * FROM "{t}"'):
            about = [v for v in row if v in loot.unnamed]
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
    every = {said.encode(): i for i, said in loot.unnamed.items()}
    return every | {said.encode(): i for i, (_, said) in loot.named.items()}


def by_place(loot):
    """On a page, what came later lies before what came earlier: the named one that lies next."""
    data, every, out = loot.path.read_bytes(), marks(loot), {}
    size = struct.unpack(">H", data[16:18])[0] or 65536
    where = {}
    for said, i in every.items():
        at = data.find(said)
        while at >= 0:
            where.setdefault(at // size, []).append((at, i))
            at = data.find(said, at + 1)
    for cells in where.values():
        last = None
        for _, i in sorted(cells, reverse=True):
            if i in loot.named:
                last = loot.named[i][0]
            elif last:
                out[i] = last
    return out


def by_log(loot):
    """The database's own log (WAL) has every change in its order: the named one just before."""
    wal = loot.path.with_name(loot.path.name + "-wal")
    if not wal.exists() or wal.stat().st_size < 32:
        return {}
    data, every, out, seen = wal.read_bytes(), marks(loot), {}, set()
    size, last = struct.unpack(">I", data[8:12])[0], None
    for at in range(32, len(data) - size, size + 24):
        frame = data[at:at + 24 + size]
        for said, i in every.items():
            if i not in seen and said in frame:
                seen.add(i)
                if i in loot.named:
                    last = loot.named[i][0]
                elif last:
                    out[i] = last
    return out
