-- Who holds a role over a place, found without asking everybody: an alert does so while the
-- writer waits.

-- room: access
CREATE INDEX held_unit ON held (unit, role);
