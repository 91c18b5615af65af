-- An alert from somebody without a name keeps only its day; when it climbs is sealed with a key
-- that is not in the database, and gone once it need not climb any more (docs/why/unlinkable.md).

-- room: safeguarding
ALTER TABLE alert ADD COLUMN ring TEXT NOT NULL DEFAULT '';

-- Places in the file for long words said without a name: a page of its own says by its number
-- when it was taken, so such words get one that was taken long before (src/op/slack.c).

-- room: op
CREATE TABLE slack (
  n BIGINT NOT NULL,
  bytes @BLOB@ NOT NULL,                 -- noughts
  PRIMARY KEY (n)
);

-- A letter about something kept apart from a place: no list or count of letters shows it.
-- (From here on a letter's id is its day and chance, like a matter's: no gap, no order.)

-- room: outbox
ALTER TABLE outbox ADD COLUMN apart BIGINT NOT NULL DEFAULT 0;

-- room: person
CREATE VIEW see_erased AS SELECT person FROM erasure WHERE done_by <> 0;

-- room: apart
CREATE VIEW see_apart_author AS SELECT id, author FROM apart WHERE author IS NOT NULL;
