-- Two who write the same text at once: the second is shown both.  Each text that is written over
-- counts its own versions, so that what happens beside it is no clash.

-- room: meeting
ALTER TABLE meeting ADD COLUMN notes_version BIGINT NOT NULL DEFAULT 1;      -- of the notes alone
ALTER TABLE agenda_item ADD COLUMN version BIGINT NOT NULL DEFAULT 1;        -- of the outcome and its words
