-- The record of who did what, chained: see src/op/audit.h and docs/audit.md.  Lines from before
-- are taken into the chain by the first start of the program (only it holds the key).

ALTER TABLE audit RENAME TO audit_before;

-- room: op
CREATE TABLE audit (
  lane BIGINT NOT NULL,                  -- one chain for each writing connection; SQLite: 0
  seq BIGINT NOT NULL,                   -- 1, 2, 3 ... without a gap
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,                   -- a made-up name (audit_name); "house"; empty: nobody signed in
  op TEXT NOT NULL,
  door TEXT NOT NULL,
  thing BIGINT NOT NULL,                 -- the id it was about; 0: none
  seal @BLOB@ NOT NULL,                  -- commits to what was asked; empty: from before the chain
  salt @BLOB@,                           -- opens the seal; NULL: destroyed with the person
  hash @BLOB@ NOT NULL,                  -- keyed, over the one before and all of this but the salt
  PRIMARY KEY (lane, seq)
) @CLUSTERED@;

-- room: op
CREATE TABLE audit_head (                -- where each chain ends
  lane BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  hash @BLOB@ NOT NULL,
  PRIMARY KEY (lane)
) @CLUSTERED@;

-- room: op
CREATE TABLE audit_name (                -- whose made-up name is whose; gone when they are erased
  person BIGINT NOT NULL,
  actor TEXT NOT NULL,
  salt @BLOB@ NOT NULL,                  -- binds the two: actor is a hash of both
  PRIMARY KEY (person)
) @CLUSTERED@;

-- room: person
CREATE TABLE erasure (                   -- one person asks for it, another does it
  person BIGINT NOT NULL,
  asked_by BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  why TEXT NOT NULL,
  done_by BIGINT NOT NULL,               -- 0: not done yet
  done_at BIGINT NOT NULL,
  PRIMARY KEY (person)
) @CLUSTERED@;
