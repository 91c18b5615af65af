-- What was said without a name and waits for its day to be over (rooms/matter/later.c) is looked at
-- by each search; without this every matter of the day was.
-- room: matter
CREATE INDEX matter_unnamed ON matter (id) WHERE naming = 3;
