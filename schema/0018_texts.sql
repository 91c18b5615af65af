-- What places and forums are called in other languages; empty: the English one stands.

-- room: unit
CREATE TABLE unit_text (
  unit BIGINT NOT NULL REFERENCES unit(id),
  lang TEXT NOT NULL,                    -- "ar", "easy"
  name TEXT NOT NULL,
  PRIMARY KEY (lang, unit)
) @CLUSTERED@;

-- room: forum
CREATE TABLE forum_text (
  forum BIGINT NOT NULL REFERENCES forum(id),
  lang TEXT NOT NULL,
  name TEXT NOT NULL,
  purpose TEXT NOT NULL,
  terms TEXT NOT NULL,
  PRIMARY KEY (lang, forum)
) @CLUSTERED@;

-- room: unit
CREATE VIEW see_unit_text AS SELECT unit, lang, name FROM unit_text;
-- room: forum
CREATE VIEW see_forum_text AS SELECT forum, lang, name FROM forum_text;
