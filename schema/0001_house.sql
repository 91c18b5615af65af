-- The house's first schema, in the common dialect: BIGINT and TEXT, and three
-- words that tools/schemac turns into each engine's own (@ID@, @BLOB@,
-- @CLUSTERED@).  Each table says which room owns it; no other room may name it,
-- save through the shop windows (views called see_*).  All stamps are UTC
-- seconds, all days are counted from 1970-01-01.

-- room: access
CREATE TABLE role_may (                  -- access.c's policy, copied at start
  role BIGINT NOT NULL,
  may BIGINT NOT NULL,
  PRIMARY KEY (role, may)
) @CLUSTERED@;

-- room: unit
CREATE TABLE unit (
  id @ID@,
  parent BIGINT REFERENCES unit(id),
  path TEXT NOT NULL UNIQUE,             -- "/magnus/oak/": a prefix is "above"
  path_end TEXT NOT NULL,                -- "/magnus/oak0": the first path after all below
  line TEXT NOT NULL,                    -- ids from the top down, "1 4 23": places for search
  slug TEXT NOT NULL UNIQUE,             -- its address, /wards/oak
  name TEXT NOT NULL,
  kind TEXT NOT NULL,                    -- org, region, service, site, ward, department
  open_to_all BIGINT NOT NULL,           -- 1: anybody may say something from its public page
  imported BIGINT NOT NULL,              -- 1: made by an import
  version BIGINT NOT NULL
);
CREATE INDEX unit_parent ON unit (parent);

-- room: person
CREATE TABLE person (
  id @ID@,
  login TEXT UNIQUE,                     -- NULL: cannot sign in
  name TEXT NOT NULL,                    -- the name they like to be called by
  constituency TEXT NOT NULL,            -- service_user, carer, staff, expert, peer_worker, volunteer, governor
  email TEXT NOT NULL,                   -- may be empty; shown to nobody
  phone TEXT NOT NULL,
  lang TEXT NOT NULL,                    -- "en", "ar"; empty: not chosen
  easy BIGINT NOT NULL,                  -- 1: easy read
  needs TEXT NOT NULL,                   -- access needs, as they said them
  secret_hash TEXT NOT NULL,             -- argon2id; empty: none yet
  made_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

-- room: forum
CREATE TABLE forum (
  id @ID@,
  unit BIGINT NOT NULL REFERENCES unit(id),
  path TEXT NOT NULL,                    -- the unit's path, carried for reach
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,              -- "CMT"; may be empty
  kind TEXT NOT NULL,                    -- ward_meeting, community_meeting, council, team, board: the profile's word
  purpose TEXT NOT NULL,
  terms TEXT NOT NULL,                   -- terms of reference, in a small markup
  cadence TEXT NOT NULL,                 -- an RRULE; empty: meets when called
  starts BIGINT NOT NULL,                -- the first day of the cadence
  clock BIGINT NOT NULL,                 -- usual time of day, minutes
  minutes BIGINT NOT NULL,               -- usual length
  place TEXT NOT NULL,
  quorum BIGINT NOT NULL,                -- people who must be there at all
  promise_days BIGINT NOT NULL,          -- it answers within so many days
  agenda_days BIGINT NOT NULL,           -- the agenda goes out so many days before
  notes_days BIGINT NOT NULL,            -- the notes go out so many days after
  is_public BIGINT NOT NULL,             -- 1: it has a public page
  since BIGINT NOT NULL,                 -- the day it was set up: nothing is expected before
  version BIGINT NOT NULL
);
CREATE INDEX forum_unit ON forum (unit);
CREATE INDEX forum_path ON forum (path);

-- room: forum
CREATE TABLE forum_seat (                -- seats and quorum by constituency (CW-8, SM-C1)
  forum BIGINT NOT NULL REFERENCES forum(id),
  constituency TEXT NOT NULL,
  seats BIGINT NOT NULL,
  quorum BIGINT NOT NULL,                -- at least so many of them must be there
  PRIMARY KEY (forum, constituency)
) @CLUSTERED@;

-- room: forum
CREATE TABLE forum_route (               -- whom it passes matters to; rung 1 is the usual next one
  forum BIGINT NOT NULL REFERENCES forum(id),
  rung BIGINT NOT NULL,
  to_forum BIGINT NOT NULL REFERENCES forum(id),
  topic TEXT NOT NULL,                   -- empty: any topic
  PRIMARY KEY (forum, rung)
) @CLUSTERED@;

-- room: access
CREATE TABLE held (                      -- who holds which role, over where, from and until when
  id @ID@,
  person BIGINT NOT NULL REFERENCES person(id),
  role BIGINT NOT NULL,
  unit BIGINT NOT NULL REFERENCES unit(id),
  forum BIGINT REFERENCES forum(id),     -- a seat: it counts in this forum only
  since BIGINT NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX held_person ON held (person);
CREATE INDEX held_forum ON held (forum);

-- room: session
CREATE TABLE session (
  token_hash TEXT NOT NULL,              -- sha-256 of the cookie's secret, hex
  person BIGINT NOT NULL REFERENCES person(id),
  grade BIGINT NOT NULL,                 -- how surely we know who it is
  made_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,               -- moved at most once an hour
  ends_at BIGINT NOT NULL,
  PRIMARY KEY (token_hash)
) @CLUSTERED@;
CREATE INDEX session_person ON session (person);

-- room: session
CREATE TABLE api_token (
  token_hash TEXT NOT NULL,
  person BIGINT NOT NULL REFERENCES person(id),
  name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  PRIMARY KEY (token_hash)
) @CLUSTERED@;

-- room: session
CREATE TABLE sign_in_try (               -- slows guessing; never locks a person out
  who TEXT NOT NULL,                     -- hash of login name and device
  tokens BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (who)
) @CLUSTERED@;

-- room: op
CREATE TABLE setting (                   -- the provider's name, zone and server secret
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
) @CLUSTERED@;

-- room: op
CREATE TABLE once (                      -- once-only keys: nothing here says who or when
  key_hash TEXT NOT NULL,
  day BIGINT NOT NULL,                   -- for sweeping
  sealed TEXT NOT NULL,                  -- the first outcome, sealed with the key itself
  PRIMARY KEY (key_hash)
) @CLUSTERED@;

-- room: op
CREATE TABLE audit (                     -- who did what, when
  id @ID@,
  at BIGINT NOT NULL,
  who BIGINT NOT NULL,                   -- 0: the house itself, or nobody signed in
  op TEXT NOT NULL,
  door TEXT NOT NULL,
  thing BIGINT NOT NULL                  -- the id it was about; 0: none
);

-- room: op
CREATE TABLE audit_count (               -- unnamed operations are only counted, by the day
  day BIGINT NOT NULL,
  op TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (day, op)
) @CLUSTERED@;

-- room: clock
CREATE TABLE lease (                     -- timers run on whichever node holds the lease
  name TEXT NOT NULL,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (name)
) @CLUSTERED@;

-- room: file
CREATE TABLE file (                      -- the provider's files, in the database
  id @ID@,
  sha TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  bytes @BLOB@ NOT NULL,
  made_by BIGINT,
  made_at BIGINT NOT NULL
);

-- room: meeting
CREATE TABLE meeting (
  id @ID@,
  forum BIGINT NOT NULL REFERENCES forum(id),
  day BIGINT NOT NULL,                   -- the local day it is held
  clock BIGINT NOT NULL,                 -- local time of day, minutes: clock changes do not move it
  minutes BIGINT NOT NULL,
  place TEXT NOT NULL,
  online TEXT NOT NULL,                  -- how to join from elsewhere
  state BIGINT NOT NULL,                 -- enum meeting_state
  agenda_at BIGINT NOT NULL,             -- when the agenda went out; 0: not yet
  opened_at BIGINT NOT NULL,
  closed_at BIGINT NOT NULL,
  notes TEXT NOT NULL,                   -- in plain words
  notes_at BIGINT NOT NULL,
  there BIGINT NOT NULL,                 -- how many were there, carried
  quorate BIGINT NOT NULL,               -- 1: enough were there, at all and of each constituency
  leaders BIGINT NOT NULL,               -- executives who were there (SM-C5, CY-3)
  lived BIGINT NOT NULL,                 -- people with lived experience who were there (CY-2d)
  version BIGINT NOT NULL,
  UNIQUE (forum, day, clock)
);
CREATE INDEX meeting_day ON meeting (day);

-- room: meeting
CREATE TABLE meeting_there (             -- attendance: named, or only counted
  meeting BIGINT NOT NULL REFERENCES meeting(id),
  n BIGINT NOT NULL,
  person BIGINT REFERENCES person(id),
  name TEXT NOT NULL,                    -- carried; empty when only counted
  constituency TEXT NOT NULL,
  heads BIGINT NOT NULL,                 -- 1, or the number of counted visitors
  how BIGINT NOT NULL,                   -- enum meeting_how: in person, online, sent apologies
  leader BIGINT NOT NULL,                -- 1: an executive
  paper BIGINT NOT NULL,                 -- 1: typed in from a printed sheet
  typed_by BIGINT NOT NULL,
  PRIMARY KEY (meeting, n)
) @CLUSTERED@;

-- room: meeting
CREATE TABLE agenda_item (
  meeting BIGINT NOT NULL REFERENCES meeting(id),
  n BIGINT NOT NULL,
  matter BIGINT,                         -- or
  action BIGINT,                         -- or
  topic TEXT NOT NULL,                   -- words somebody proposed
  proposed_by BIGINT,
  outcome BIGINT NOT NULL,               -- enum item_outcome
  words TEXT NOT NULL,                   -- what was said and decided, in plain words
  yes BIGINT NOT NULL,                   -- a vote by hands; all 0: none was taken
  no BIGINT NOT NULL,
  unsure BIGINT NOT NULL,
  paper BIGINT NOT NULL,                 -- 1: typed in from a printed sheet
  carried_from BIGINT,                   -- the meeting it was carried over from
  PRIMARY KEY (meeting, n)
) @CLUSTERED@;
CREATE INDEX agenda_matter ON agenda_item (matter);

-- room: matter
CREATE TABLE matter (                    -- rows of a unit lie together
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
  receipt TEXT UNIQUE,                   -- keyed hash of the receipt; NULL: none was given
  imported TEXT UNIQUE,                  -- an import's own key for the row
  done_at BIGINT NOT NULL,               -- when it was done or settled; 0: not yet
  steps BIGINT NOT NULL,                 -- how many steps it has
  version BIGINT NOT NULL,
  PRIMARY KEY (unit, id)
) @CLUSTERED@;
CREATE INDEX matter_holder ON matter (holder, state, id);
CREATE INDEX matter_author ON matter (author, id);
CREATE INDEX matter_joined ON matter (joined_to);

-- room: matter
CREATE TABLE matter_step (               -- the journey; append only
  matter BIGINT NOT NULL,
  n BIGINT NOT NULL,
  kind BIGINT NOT NULL,                  -- enum step_kind
  at BIGINT NOT NULL,                    -- unlinkable people's own steps: the start of the day
  who BIGINT REFERENCES person(id),      -- NULL: unlinkable, or the house itself
  label TEXT NOT NULL,                   -- who, as it is shown: a forum's or a role's name
  forum BIGINT REFERENCES forum(id),
  meeting BIGINT REFERENCES meeting(id),
  words TEXT NOT NULL,
  due BIGINT,                            -- a promise's day
  PRIMARY KEY (matter, n)
) @CLUSTERED@;

-- room: matter
CREATE TABLE matter_forum (              -- every forum that holds or held it: they keep seeing it
  forum BIGINT NOT NULL REFERENCES forum(id),
  matter BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  PRIMARY KEY (forum, matter)
) @CLUSTERED@;
CREATE INDEX matter_forum_matter ON matter_forum (matter);

-- room: matter
CREATE TABLE notice (                    -- what each voice is told, step by step
  person BIGINT NOT NULL REFERENCES person(id),
  matter BIGINT NOT NULL,                -- the one they raised
  of_matter BIGINT NOT NULL,             -- the one whose journey it is: another, when theirs was joined to it
  step BIGINT NOT NULL,
  at BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  PRIMARY KEY (person, matter, of_matter, step)
) @CLUSTERED@;

-- room: matter
CREATE TABLE verdict (                   -- the last word, by those who said it
  matter BIGINT NOT NULL,
  n BIGINT NOT NULL,
  verdict BIGINT NOT NULL,               -- enum verdict
  words TEXT NOT NULL,
  at BIGINT NOT NULL,
  who BIGINT,                            -- NULL: by receipt
  PRIMARY KEY (matter, n)
) @CLUSTERED@;

-- room: decision
CREATE TABLE decision (
  id @ID@,
  matter BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  forum BIGINT NOT NULL REFERENCES forum(id),
  forum_name TEXT NOT NULL,
  meeting BIGINT REFERENCES meeting(id),
  outcome BIGINT NOT NULL,               -- enum outcome
  reason TEXT NOT NULL,                  -- in plain words; every outcome has one
  room TEXT NOT NULL,                    -- who was there, by constituency: "service_user 4, staff 2"
  ladder TEXT NOT NULL,                  -- rung of the ladder of co-production
  review BIGINT,                         -- the day that brings it back
  reviewed BIGINT NOT NULL,              -- 1: it was brought back
  made_by BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX decision_matter ON decision (matter);
CREATE INDEX decision_forum ON decision (forum, made_at);
CREATE INDEX decision_review ON decision (review);

-- room: action
CREATE TABLE action (
  id @ID@,
  matter BIGINT,
  unit BIGINT NOT NULL REFERENCES unit(id),
  forum BIGINT NOT NULL REFERENCES forum(id),
  what TEXT NOT NULL,
  owner BIGINT REFERENCES person(id),
  owner_name TEXT NOT NULL,              -- the person's or the department's name
  due BIGINT NOT NULL,
  state BIGINT NOT NULL,                 -- enum action_state
  progress TEXT NOT NULL,                -- the last words on how it goes
  evidence TEXT NOT NULL,
  file BIGINT REFERENCES file(id),
  made_at BIGINT NOT NULL,
  done_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX action_matter ON action (matter);
CREATE INDEX action_forum ON action (forum, state, due);
CREATE INDEX action_owner ON action (owner, state);

-- room: promise
CREATE TABLE promise (                   -- who answers or does what, by when
  id @ID@,
  matter BIGINT,
  action BIGINT REFERENCES action(id),
  unit BIGINT NOT NULL,
  path TEXT NOT NULL,                    -- of the forum, for reach
  forum BIGINT NOT NULL REFERENCES forum(id),
  label TEXT NOT NULL,                   -- who promised, as shown
  topic TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  due BIGINT NOT NULL,
  first_due BIGINT NOT NULL,             -- before any "not yet, because"
  moved BIGINT NOT NULL,                 -- how often it was moved
  moved_words TEXT NOT NULL,             -- why, the last time
  state BIGINT NOT NULL,                 -- enum promise_state
  kept_at BIGINT NOT NULL,
  risen_from BIGINT REFERENCES promise(id), -- lateness raised that one to this forum
  risen BIGINT NOT NULL                  -- 1: it has been raised one rung
);
CREATE INDEX promise_forum ON promise (forum, state, due);
CREATE INDEX promise_due ON promise (state, due);
CREATE INDEX promise_matter ON promise (matter);
CREATE INDEX promise_action ON promise (action);

-- Shop windows: what a room lets the others read.
CREATE VIEW see_unit AS SELECT id, parent, path, path_end, line, slug, name, kind, open_to_all FROM unit;
CREATE VIEW see_person AS SELECT id, login, name, constituency, lang, easy FROM person;
CREATE VIEW see_sign_in AS SELECT id, login, name, secret_hash FROM person;
CREATE VIEW see_forum AS SELECT id, unit, path, slug, name, short_name, kind, cadence, starts, clock,
  minutes, place, quorum, promise_days, agenda_days, notes_days, is_public, since FROM forum;
CREATE VIEW see_route AS SELECT forum, rung, to_forum, topic FROM forum_route;
CREATE VIEW see_seat AS SELECT forum, constituency, seats, quorum FROM forum_seat;
CREATE VIEW see_role_may AS SELECT role, may FROM role_may;
CREATE VIEW see_held AS SELECT person, role, unit, forum, since, until FROM held;
CREATE VIEW see_session AS SELECT token_hash, person, grade, ends_at FROM session;
CREATE VIEW see_token AS SELECT token_hash, person, ends_at FROM api_token;
CREATE VIEW see_meeting AS SELECT id, forum, day, clock, minutes, place, online, state, agenda_at, opened_at,
  closed_at, notes_at, there, quorate, leaders, lived FROM meeting;
CREATE VIEW see_there AS SELECT meeting, person, constituency, heads, how, leader FROM meeting_there;
CREATE VIEW see_item AS SELECT meeting, n, matter, action, topic, outcome FROM agenda_item;
CREATE VIEW see_matter AS SELECT unit, id, unit_name, said, summary, summary_ok, kind, topic, source, naming,
  author, author_name, constituency, raised_at, state, outcome, verdict, again, holder, holder_name, due,
  voices, joined_to, done_at, version FROM matter;
CREATE VIEW see_imported AS SELECT imported FROM matter WHERE imported IS NOT NULL;
CREATE VIEW see_matter_forum AS SELECT forum, matter, unit FROM matter_forum;
CREATE VIEW see_step AS SELECT matter, n, kind, at, label, forum, meeting, words, due FROM matter_step;
CREATE VIEW see_verdict AS SELECT matter, n, verdict, words, at FROM verdict;
CREATE VIEW see_decision AS SELECT id, matter, unit, forum, forum_name, meeting, outcome, reason, room, ladder,
  review, made_at FROM decision;
CREATE VIEW see_action AS SELECT id, matter, unit, forum, what, owner, owner_name, due, state, progress,
  evidence, file, made_at, done_at, version FROM action;
CREATE VIEW see_promise AS SELECT id, matter, action, unit, path, forum, label, topic, made_at, due, first_due,
  moved, state, kept_at, risen_from, risen FROM promise;
CREATE VIEW see_file AS SELECT id, name, type FROM file;
