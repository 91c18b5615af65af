-- A ward's own page says how many things were said there this year, how many are done and how many
-- wait.  Counted from the matters that costs more the more there are, so it is kept: a few small
-- rows a place, written in the same transaction as the matter's own step (src/rooms/matter/tally_store.c).

DROP INDEX matter_unit_state;

-- room: matter
CREATE TABLE matter_tally (
  unit BIGINT NOT NULL REFERENCES unit(id),
  month BIGINT NOT NULL,                 -- of the day in the matter's id, counted from March of the year 0
  lane BIGINT NOT NULL,                  -- who counted: PostgreSQL's writers need not wait for one another; SQLite: 0
  said BIGINT NOT NULL,                  -- all of them; a lane alone may be below nought
  done BIGINT NOT NULL,                  -- done, settled or judged
  waiting BIGINT NOT NULL,               -- raised, heard or passed on
  PRIMARY KEY (unit, month, lane)
) @CLUSTERED@;

-- What the tally must say, from the matters themselves: fills it here, and proves it in the tests.
CREATE VIEW see_counted AS
  WITH d(unit, state, z) AS (SELECT unit, state, (id >> 37) + 719468 FROM matter),
  e(unit, state, era, doe) AS (SELECT unit, state, z / 146097, z % 146097 FROM d),
  y(unit, state, era, doe, yoe) AS (SELECT unit, state, era, doe,
    (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365 FROM e)
  SELECT unit, (yoe + era * 400) * 12 + (5 * (doe - (365 * yoe + yoe / 4 - yoe / 100)) + 2) / 153 AS month,
    COUNT(*) AS said, CAST(SUM(CASE WHEN state IN (6, 7, 8) THEN 1 ELSE 0 END) AS BIGINT) AS done,
    CAST(SUM(CASE WHEN state IN (1, 2, 3) THEN 1 ELSE 0 END) AS BIGINT) AS waiting FROM y GROUP BY 1, 2;

INSERT INTO matter_tally (unit, month, lane, said, done, waiting)
  SELECT unit, month, 0, said, done, waiting FROM see_counted;

CREATE VIEW see_tally AS SELECT unit, month, said, done, waiting FROM matter_tally;
