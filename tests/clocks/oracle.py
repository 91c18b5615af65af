"""What the answers should be, worked out in another way than Waggle does.

Zones by Python's zoneinfo (the system's tables); Easter by walking moon and Sunday (the
tables of the Book of Common Prayer, not the formula in C); bank holidays of England and
Wales by their rules, checked against the printed lists (tests/data/bank-holidays.txt)."""
import datetime as dt
import pathlib
import random
from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)
# As they were printed: the oracle itself is checked against these.
PRINTED = (pathlib.Path(__file__).resolve().parent.parent / "data/bank-holidays.txt").read_text()
PROCLAIMED = {"+": "20020603 20020604 20110429 20120604 20120605 20200508 20220602 20220603 20220919 20230508".split(),
              "-": "20020527 20120528 20200504 20220530".split()}


def easter(year):
    """The Sunday after the fourteenth day of the moon on or after 21 March."""
    golden = year % 19 + 1
    century = year // 100 + 1
    skipped = 3 * century // 4 - 12            # leap years the Gregorian calendar leaves out
    moon = (8 * century + 5) // 25 - 5         # the moon's own correction
    epact = (11 * golden + 20 + moon - skipped) % 30
    if (epact == 25 and golden > 11) or epact == 24:
        epact += 1
    full = dt.date(year, 3, 1) + DAY * (43 - epact if 44 - epact >= 21 else 73 - epact)
    while True:
        full += DAY
        if full.weekday() == 6:
            return full


def holidays(year):
    def nth_monday(month, last):
        days = [d for d in (dt.date(year, month, 1) + DAY * i for i in range(31)) if d.month == month and d.weekday() == 0]
        return days[-1] if last else days[0]

    free = {easter(year) - 2 * DAY, easter(year) + DAY, nth_monday(5, False), nth_monday(5, True), nth_monday(8, True)}
    for fixed in (dt.date(year, 1, 1), dt.date(year, 12, 25), dt.date(year, 12, 26)):
        if fixed.month == 12 and fixed.weekday() >= 5:
            continue
        while fixed.weekday() >= 5:
            fixed += DAY
        free.add(fixed)
    for fixed in (dt.date(year, 12, 25), dt.date(year, 12, 26)):   # a day in lieu comes after both
        lieu = fixed
        while fixed.weekday() >= 5 and (lieu.weekday() >= 5 or lieu in free):
            lieu += DAY
        free.add(lieu)
    free |= {dt.datetime.strptime(d, "%Y%m%d").date() for d in PROCLAIMED["+"] if d.startswith(str(year))}
    return free - {dt.datetime.strptime(d, "%Y%m%d").date() for d in PROCLAIMED["-"]}


CACHE = {}


def working(day):
    if day.year not in CACHE:
        CACHE[day.year] = holidays(day.year)
    return day.weekday() < 5 and day not in CACHE[day.year]


def check_itself():
    for line in PRINTED.split("\n"):
        if line.startswith("england-wales "):
            _, year, *days = line.split()
            printed = {dt.date(int(year), int(d[:2]), int(d[2:])) for d in days}
            mine = {d for d in holidays(int(year)) if d.weekday() < 5}
            assert mine == printed, (year, sorted(mine ^ printed))


def add_working(day, n):
    while n > 0:
        day += DAY
        n -= working(day)
    return day


def stamp(zone, day, minute):
    """RFC 5545 3.3.5: twice there: the first; never there: by the offset before the gap."""
    local = dt.datetime.combine(day, dt.time(minute // 60, minute % 60), ZoneInfo(zone))
    return int(local.replace(fold=0).timestamp())


def local(zone, s):
    t = dt.datetime.fromtimestamp(s, ZoneInfo(zone))
    return f"{t.date()} {t.hour * 60 + t.minute}"


def series(rule, start, first, last):
    """Weekly, monthly by weekday or by day of the month, and yearly, walked day by day."""
    parts = dict(p.split("=") for p in rule.split(";"))
    every, on, found = int(parts.get("INTERVAL", 1)), parts.get("BYDAY"), []
    names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    day = start
    while day <= last:
        if parts["FREQ"] == "WEEKLY":
            weeks = ((day - DAY * day.weekday()) - (start - DAY * start.weekday())).days // 7
            hit = names[day.weekday()] in on.split(",") and weeks % every == 0
        elif parts["FREQ"] == "YEARLY":
            hit = (day.month, day.day) == (start.month, start.day) and (day.year - start.year) % every == 0
        elif on:
            nth = int(on[:-2])
            ahead, behind = (day.day - 1) // 7 + 1, ((day.replace(day=28) + 4 * DAY).replace(day=1) - day).days
            hit = names[day.weekday()] == on[-2:] and (nth == ahead if nth > 0 else behind <= 7)
            hit = hit and ((day.year - start.year) * 12 + day.month - start.month) % every == 0
        else:
            hit = day.day == int(parts["BYMONTHDAY"])
            hit = hit and ((day.year - start.year) * 12 + day.month - start.month) % every == 0
        if hit and day >= first:
            found.append(day)
        day += DAY
    return found


ZONES = ["Europe/London"] * 8 + ["Europe/Dublin", "Asia/Riyadh", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland",
                                 "Asia/Kathmandu"]
EDGES = [dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2027, 3, 28), dt.date(2027, 10, 31), dt.date(2028, 2, 29),
         dt.date(2038, 1, 19), dt.date(2024, 2, 29), dt.date(2026, 12, 31), dt.date(2027, 1, 1), dt.date(2096, 2, 29)]
RULES = ["FREQ=WEEKLY;BYDAY=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "FREQ=WEEKLY;BYDAY=MO,SU", "FREQ=MONTHLY;BYDAY=1MO",
         "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=MONTHLY;BYMONTHDAY=29", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;INTERVAL=3;BYDAY=4SU",
         "FREQ=YEARLY"]


def cases(n, seed):
    """(question, answer), half of them close to a day on which clocks or calendars do something odd."""
    r = random.Random(seed)

    def some_day():
        return r.choice(EDGES) + DAY * r.randint(-3, 3) if r.random() < 0.5 else dt.date(2000, 1, 1) + DAY * r.randint(0, 33000)

    for i in range(n):
        zone, day, minute = r.choice(ZONES), some_day(), r.choice([0, 30, 59, 60, 61, 90, 119, 120, r.randint(0, 1439)])
        kind = i % 5
        if kind == 0:
            yield f"stamp {zone} {day} {minute}", str(stamp(zone, day, minute))
        elif kind == 1:
            s = int(dt.datetime.combine(day, dt.time(), dt.timezone.utc).timestamp()) + r.randint(0, 86399)
            yield f"local {zone} {s}", local(zone, s)
        elif kind == 2:
            around = day if r.random() < 0.5 else easter(r.randint(2000, 2090)) + DAY * r.randint(-12, 3)
            around = around if r.random() < 0.6 else dt.date(r.randint(2000, 2090), 12, 18) + DAY * r.randint(0, 15)
            n_days = r.choice([1, 2, 3, 3, 3, 5, 10, 20, 40])
            yield f"work {around} {n_days}", str(add_working(around, n_days))
        elif kind == 3:
            d = dt.date(r.randint(2000, 2090), r.choice([1, 3, 4, 5, 6, 8, 9, 12]), r.randint(1, 28)) + DAY * r.randint(0, 3)
            yield f"free {d}", str(int(working(d)))
        else:
            rule, start = r.choice(RULES), day
            first = start + DAY * r.randint(0, 200)
            last = first + DAY * r.randint(1, 200)
            days = series(rule, start, first, last)
            yield (f"series {zone} {rule} {start} {first} {last} {minute}", " ".join(str(stamp(zone, d, minute)) for d in days))
