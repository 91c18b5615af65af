-- Mail: which fixed text goes to whom, and how far it got.  A row holds nobody's words, and
-- no finer time than the day, so that it cannot be joined in time with what it tells of.

-- room: outbox
CREATE TABLE outbox (                    -- written in the transaction of the change it tells of
  id @ID@,
  person BIGINT NOT NULL REFERENCES person(id),
  kind BIGINT NOT NULL,                  -- enum mail_kind: picks the text
  rank BIGINT NOT NULL,                  -- smaller goes first; 0: urgent
  day BIGINT NOT NULL,                   -- the day it was put here
  ref TEXT NOT NULL UNIQUE,              -- chance; the Message-ID is made of it, the same at every try
  state BIGINT NOT NULL,                 -- enum mail_state
  tries BIGINT NOT NULL,
  next_at BIGINT NOT NULL,               -- not before; 0: at once
  holder TEXT NOT NULL,                  -- the sender that has it in hand; empty: none
  held_until BIGINT NOT NULL,            -- after this another sender may take it
  why BIGINT NOT NULL,                   -- enum mail_why
  code BIGINT NOT NULL                   -- the mail server's last three digits; 0: it said none
);
CREATE INDEX outbox_state ON outbox (state, rank, next_at, id);
CREATE INDEX outbox_person ON outbox (person, kind, state);

-- room: outbox
CREATE TABLE mail_wish (                 -- who said whether they want mail; no row: their kind's usual
  person BIGINT NOT NULL REFERENCES person(id),
  wanted BIGINT NOT NULL,
  PRIMARY KEY (person)
) @CLUSTERED@;

-- room: outbox
CREATE TABLE mail_sender (               -- one row: how the sender fares
  name TEXT NOT NULL,
  beat_at BIGINT NOT NULL,               -- when it last looked
  down_since BIGINT NOT NULL,            -- the mail server has not answered rightly since; 0: it does
  why BIGINT NOT NULL,                   -- enum mail_why
  code BIGINT NOT NULL,
  PRIMARY KEY (name)
) @CLUSTERED@;

CREATE VIEW see_address AS SELECT id, email, lang, easy FROM person;
CREATE VIEW see_mail_wish AS SELECT person, wanted FROM mail_wish;
CREATE VIEW see_outbox AS SELECT id, person, kind, day, state, tries, why FROM outbox;
