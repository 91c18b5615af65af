-- Places can close, and keep their history; a forum's days may be working days.

-- room: unit
ALTER TABLE unit ADD COLUMN closed BIGINT;               -- the day it closed; NULL: it is open
DROP VIEW see_unit;
CREATE VIEW see_unit AS SELECT id, parent, path, path_end, line, slug, name, kind, open_to_all, closed FROM unit;

-- room: forum
ALTER TABLE forum ADD COLUMN working BIGINT NOT NULL DEFAULT 0;      -- 1: its promises and deadlines count working days
DROP VIEW see_forum;
CREATE VIEW see_forum AS SELECT id, unit, path, slug, name, short_name, kind, cadence, starts, clock,
  minutes, place, quorum, promise_days, agenda_days, notes_days, is_public, since, working FROM forum;
