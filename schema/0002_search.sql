-- Full-text search: the one table that differs between the engines.  It holds no
-- words as said, only folded words, and is found again from the rooms' own rows.

-- only: sqlite
-- room: store
CREATE VIRTUAL TABLE search USING fts5 (
  places,                                -- "k1 p3 p17": its kind, and its unit with all above
  words,                                 -- folded words
  content='', contentless_delete=1, detail=column, prefix='2 3', tokenize='ascii'
);
-- end
-- only: postgres
-- room: store
CREATE TABLE search (
  id BIGINT PRIMARY KEY,
  words TSVECTOR NOT NULL                -- folded words; kind and places with = before them
);
CREATE INDEX search_words ON search USING gin (words);
-- end
