-- What was looked for among all rows of a large provider is found by an index.

-- room: person
DROP INDEX held_forum;
CREATE INDEX held_forum ON held (forum) WHERE forum IS NOT NULL;    -- nearly every role is in none

-- room: promise
CREATE INDEX promise_risen ON promise (risen_from) WHERE risen_from IS NOT NULL;

-- room: action
CREATE INDEX action_file ON action (file) WHERE file IS NOT NULL;

-- room: matter
CREATE INDEX notice_matter ON notice (matter);
CREATE INDEX notice_of_matter ON notice (of_matter);
