-- The safeguarding lane: who is on call, what was flagged, who was told and who answered.
-- An alert names the words' place, never a person who said them.

-- room: safeguarding
CREATE TABLE duty (                      -- the rota: who is on call, where, from and until when
  id @ID@,
  unit BIGINT NOT NULL REFERENCES unit(id), -- there and in all places below
  person BIGINT NOT NULL REFERENCES person(id),
  rung BIGINT NOT NULL,                  -- 1 is told first; 2, 3 and 4 when nobody answered for 15, 30, 60 minutes
  since BIGINT NOT NULL,
  until BIGINT NOT NULL,
  made_by BIGINT NOT NULL
);
CREATE INDEX duty_until ON duty (until);

-- room: safeguarding
CREATE TABLE alert (                     -- words that say somebody may be in danger
  id BIGINT PRIMARY KEY,                 -- chance: order says nothing
  unit BIGINT NOT NULL REFERENCES unit(id),
  about TEXT NOT NULL,                   -- what holds the words: matter, action, meeting, person
  thing BIGINT NOT NULL,                 -- its id
  words TEXT NOT NULL,                   -- as said, where they can be changed or are one of many; empty: the matter's own
  kinds BIGINT NOT NULL,                 -- bit per enum danger, of the phrase screen
  by_person BIGINT NOT NULL,             -- 1: somebody asked for help or flagged it
  about_staff BIGINT NOT NULL,           -- 1: it speaks of those who work there
  unnamed BIGINT NOT NULL,               -- 1: whoever said it is unlinkable; times here are coarse
  raised_at BIGINT NOT NULL,             -- unnamed: the ten minutes it fell in, and once closed the day
  rung BIGINT NOT NULL,                  -- the highest that was told; 0: none
  state BIGINT NOT NULL,                 -- enum alert_state
  seen_at BIGINT NOT NULL,
  seen_by BIGINT REFERENCES person(id),
  closed_at BIGINT NOT NULL,
  outcome TEXT NOT NULL                  -- what was done, by who closed it
);
CREATE INDEX alert_state ON alert (state, raised_at);
CREATE INDEX alert_thing ON alert (about, thing);

-- room: safeguarding
CREATE TABLE alert_told (                -- who was told, once each
  alert BIGINT NOT NULL REFERENCES alert(id),
  person BIGINT NOT NULL REFERENCES person(id),
  rung BIGINT NOT NULL,                  -- 5: because they keep the rota and nobody else was left
  told_at BIGINT NOT NULL,
  PRIMARY KEY (alert, person)
) @CLUSTERED@;
CREATE INDEX alert_told_person ON alert_told (person, alert);

-- room: safeguarding
CREATE TABLE alert_test (                -- the daily heartbeat: does an alert reach somebody?
  day BIGINT NOT NULL,
  at BIGINT NOT NULL,
  ok BIGINT NOT NULL,                    -- 1: the path works from words to a person on call
  told BIGINT NOT NULL,                  -- how many would be told now
  uncovered BIGINT NOT NULL,             -- places where nobody is on call
  PRIMARY KEY (day)
) @CLUSTERED@;

-- room: safeguarding
CREATE TABLE screen_word (               -- phrases the provider added to the screen; the base cannot be taken away
  id @ID@,
  phrase TEXT NOT NULL UNIQUE,
  added_by BIGINT NOT NULL,
  added_at BIGINT NOT NULL
);
