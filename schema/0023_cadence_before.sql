-- A forum whose cadence changed: until the new one begins, its meetings are expected by the one before.

-- room: forum
CREATE TABLE forum_before (              -- a cadence that a forum had
  forum BIGINT NOT NULL REFERENCES forum(id),
  until BIGINT NOT NULL,                 -- the first day on which it no longer counts
  cadence TEXT NOT NULL,                 -- an RRULE
  starts BIGINT NOT NULL,                -- the first day of it
  PRIMARY KEY (forum, until)
) @CLUSTERED@;

-- Names in other languages are found by the name (docs/profiles.md).
CREATE INDEX forum_name ON forum (name);

-- room: unit
CREATE INDEX unit_name ON unit (name);
