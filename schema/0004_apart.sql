-- The conflict wall: what is kept from the place it is about lies in tables of its own.
-- No list, count, search, promise, decision, poster, report or audit line reads or numbers
-- them, so nothing in those can differ because one exists.

-- room: apart
CREATE TABLE apart (                     -- something said that is kept from the place it is about
  id BIGINT NOT NULL,                    -- day << 37 | chance, like a matter's: no gap, no order
  unit BIGINT NOT NULL REFERENCES unit(id),
  unit_name TEXT NOT NULL,               -- carried
  said TEXT NOT NULL,                    -- their words, never edited
  about TEXT NOT NULL,                   -- whom it is about, in their words; may be empty
  author BIGINT REFERENCES person(id),   -- NULL: nobody can ever find out
  author_name TEXT NOT NULL,             -- carried; empty unless they let the hearers know
  receipt TEXT UNIQUE,                   -- keyed hash of the receipt; NULL: none was given
  raised_at BIGINT NOT NULL,             -- without a name: the start of the day
  due BIGINT NOT NULL,                   -- the day an answer is promised for
  state BIGINT NOT NULL,                 -- enum apart_state
  outcome BIGINT NOT NULL,               -- enum outcome; 0: none yet
  verdict BIGINT NOT NULL,               -- enum verdict; 0: none
  level TEXT NOT NULL,                   -- path of the highest place it was brought to; empty: none
  steps BIGINT NOT NULL,                 -- how many steps it has
  version BIGINT NOT NULL,
  PRIMARY KEY (id)
) @CLUSTERED@;
CREATE INDEX apart_author ON apart (author, id);

-- room: apart
CREATE TABLE apart_step (                -- its journey and its own record; append only
  apart BIGINT NOT NULL,
  n BIGINT NOT NULL,
  kind BIGINT NOT NULL,                  -- enum apart_step_kind
  at BIGINT NOT NULL,                    -- unlinkable people's own steps: the start of the day
  who BIGINT,                            -- NULL: unlinkable, or the house itself
  label TEXT NOT NULL,                   -- the place whose people hear it
  words TEXT NOT NULL,
  PRIMARY KEY (apart, n)
) @CLUSTERED@;

-- room: apart
CREATE TABLE apart_reader (              -- to whom it was brought; they read it while they are outside of it
  person BIGINT NOT NULL REFERENCES person(id),
  apart BIGINT NOT NULL,
  level TEXT NOT NULL,                   -- path of the place they hear it from
  PRIMARY KEY (person, apart)
) @CLUSTERED@;
CREATE INDEX apart_reader_of ON apart_reader (apart);

-- room: apart
CREATE TABLE apart_named (               -- people it names: never readers, nor are those who run their places
  apart BIGINT NOT NULL,
  person BIGINT NOT NULL REFERENCES person(id),
  PRIMARY KEY (apart, person)
) @CLUSTERED@;

CREATE VIEW see_apart_named AS SELECT apart, person FROM apart_named;
