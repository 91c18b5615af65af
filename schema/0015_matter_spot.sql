-- A ward's page shows the newest of some hundred matters among millions.  In SQLite a table that lies in
-- the order of a key of several columns repeats whole rows on the way down: six levels at five million
-- matters, most of them not in the cache.  Here the rows still lie by unit and day, but under one number.

-- only: sqlite
DROP VIEW see_matter;
DROP VIEW see_imported;

-- room: matter
CREATE TABLE matter_laid (
  spot BIGINT PRIMARY KEY,               -- where it lies: unit << 41 | day << 25 | 20 bits of its chance << 5 | the next free
  unit BIGINT NOT NULL REFERENCES unit(id),
  id BIGINT NOT NULL UNIQUE,             -- day << 37 | chance: order within a day says nothing
  unit_name TEXT NOT NULL,               -- carried
  said TEXT NOT NULL,                    -- their words, never edited
  summary TEXT NOT NULL,                 -- the moderated public words beside them; empty: none yet
  summary_ok BIGINT NOT NULL,            -- 1: somebody who may has approved it
  kind TEXT NOT NULL,                    -- concern, idea, question, thanks, recommendation, complaint
  topic TEXT NOT NULL,
  source TEXT NOT NULL,                  -- web, kiosk, meeting, paper, phone, helper, import, survey
  naming BIGINT NOT NULL,                -- enum naming
  author BIGINT REFERENCES person(id),   -- NULL: unlinkable, or without an account
  author_name TEXT NOT NULL,             -- carried or typed; empty unless named
  constituency TEXT NOT NULL,            -- of who said it, when they told us
  typed_by BIGINT REFERENCES person(id), -- the helper who wrote it down
  raised_at BIGINT NOT NULL,             -- unlinkable: the start of the day
  state BIGINT NOT NULL,                 -- enum matter_state
  outcome BIGINT NOT NULL,               -- enum outcome of the last decision; 0: none
  verdict BIGINT NOT NULL,               -- enum verdict; 0: none
  again BIGINT NOT NULL,                 -- how often it was asked again
  holder BIGINT REFERENCES forum(id),    -- who holds it now
  holder_name TEXT NOT NULL,             -- carried
  due BIGINT,                            -- the day an answer is promised for
  voices BIGINT NOT NULL,                -- how many said it, with those joined to it
  joined_to BIGINT,                      -- the matter it was joined to
  receipt TEXT,                          -- keyed hash of the receipt; NULL: none was given
  imported TEXT,                         -- an import's own key for the row
  done_at BIGINT NOT NULL,               -- when it was done or settled; 0: not yet
  steps BIGINT NOT NULL,                 -- how many steps it has
  version BIGINT NOT NULL,
  settled TEXT NOT NULL,                 -- carried: the words it was last settled with; empty: never
  UNIQUE (unit, id)
);
INSERT INTO matter_laid SELECT ((m.unit & 4194303) << 41) + (m.id >> 17 << 5)
    + (SELECT COUNT(*) FROM matter x WHERE x.unit = m.unit AND x.id < m.id AND x.id >= (m.id >> 17 << 17)),
  m.unit, m.id, m.unit_name, m.said, m.summary, m.summary_ok, m.kind, m.topic, m.source, m.naming, m.author,
  m.author_name, m.constituency, m.typed_by, m.raised_at, m.state, m.outcome, m.verdict, m.again, m.holder,
  m.holder_name, m.due, m.voices, m.joined_to, m.receipt, m.imported, m.done_at, m.steps, m.version,
  COALESCE((SELECT t.words FROM matter_step t WHERE m.done_at > 0 AND t.matter = m.id AND t.kind = 3
    ORDER BY t.n DESC LIMIT 1), '')
  FROM matter m ORDER BY m.unit, m.id;
DROP TABLE matter;
ALTER TABLE matter_laid RENAME TO matter;
CREATE INDEX matter_holder ON matter (holder, state, id);
CREATE INDEX matter_author ON matter (author, id);
CREATE INDEX matter_unit_state ON matter (unit, state);      -- and the spot, as in every index
CREATE VIEW see_imported AS SELECT imported FROM matter WHERE imported IS NOT NULL;
CREATE VIEW see_matter_spot AS SELECT spot FROM matter;
-- A place's matters from the newest: spot says where to look, place is looked at and not looked up.
CREATE VIEW see_newest AS SELECT spot, unit, unit + 0 AS place, spot AS nth, id, unit_name, said, summary, summary_ok, kind,
  topic, author, state, outcome, verdict, holder_name, due, voices,
  joined_to IS NOT NULL AS joined, raised_at, done_at, settled FROM matter;
-- end

-- only: postgres
DROP VIEW see_matter;
DROP INDEX matter_joined;
ALTER TABLE matter DROP CONSTRAINT matter_receipt_key;
ALTER TABLE matter DROP CONSTRAINT matter_imported_key;
ALTER TABLE matter ADD COLUMN spot BIGINT;      -- means nothing here: rows lie where there is room
ALTER TABLE matter ADD COLUMN settled TEXT NOT NULL DEFAULT '';
UPDATE matter SET settled = (SELECT t.words FROM matter_step t WHERE t.matter = matter.id AND t.kind = 3
  ORDER BY t.n DESC LIMIT 1) WHERE EXISTS (SELECT 1 FROM matter_step x WHERE x.matter = matter.id AND x.kind = 3);
CREATE VIEW see_matter_spot AS SELECT CAST(0 AS BIGINT) AS spot WHERE FALSE;
CREATE VIEW see_newest AS SELECT ((unit & 4194303) << 41) + (id >> 17 << 5) AS spot, unit, unit AS place, id AS nth, id, unit_name, said,
  summary, summary_ok, kind, topic, author, state, outcome, verdict, holder_name, due, voices,
  joined_to IS NOT NULL AS joined, raised_at, done_at, settled FROM matter;
-- end

-- Most rows have none of these: an index of nothings costs as much to write as one of somethings.
CREATE INDEX matter_joined ON matter (joined_to) WHERE joined_to IS NOT NULL;
CREATE UNIQUE INDEX matter_receipt ON matter (receipt) WHERE receipt IS NOT NULL;
CREATE UNIQUE INDEX matter_imported ON matter (imported) WHERE imported IS NOT NULL;

CREATE VIEW see_matter AS SELECT unit, id, unit_name, said, summary, summary_ok, kind, topic, source, naming,
  author, author_name, constituency, raised_at, state, outcome, verdict, again, holder, holder_name, due,
  voices, joined_to, done_at, version, settled FROM matter;
