-- A ward's own page says how many of last year's matters are waiting and done: counted from
-- here without reading the matters.

-- room: matter
CREATE INDEX matter_unit_state ON matter (unit, state, id);
