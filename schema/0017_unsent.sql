-- Words of a form that was refused are heard too; when they are sent after all, it is the same alert.

-- room: safeguarding
ALTER TABLE alert ADD COLUMN ref TEXT NOT NULL DEFAULT '';   -- hash of what the refused form carries; empty: nothing waits for it
CREATE INDEX alert_ref ON alert (ref) WHERE ref <> '';
