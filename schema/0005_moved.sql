-- Which places' pages have changed: a page is kept drawn until its own count moves on.
-- Counts only, never who or when.

-- only: sqlite
-- room: op
CREATE TABLE moved (
  place BIGINT PRIMARY KEY,              -- a unit; 0: perhaps every page
  n BIGINT NOT NULL                      -- how often something there or below has changed
);
-- end
