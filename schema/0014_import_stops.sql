-- A long import that cannot go on stops, says why, and waits for the person who brought it.

-- room: intake
ALTER TABLE import_job ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;      -- how often in a row the next bit failed
ALTER TABLE import_job ADD COLUMN careful BIGINT NOT NULL DEFAULT 0;    -- up to this row it goes one row at a time
ALTER TABLE import_job ADD COLUMN why TEXT NOT NULL DEFAULT '';         -- why it stopped (po/why.txt); over: 2 stopped, 3 dropped
