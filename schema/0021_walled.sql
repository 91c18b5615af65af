-- A wall that is put round a matter afterwards: the matter goes to the tables of what is kept apart, under the
-- same id, and what it was is kept there, so that it can come back when whoever said it takes the wall down.

-- room: apart
ALTER TABLE apart ADD COLUMN kind TEXT NOT NULL DEFAULT '';          -- of the matter it was; empty: it never was one
ALTER TABLE apart ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE apart ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE apart ADD COLUMN constituency TEXT NOT NULL DEFAULT '';
ALTER TABLE apart ADD COLUMN imported TEXT;                          -- an import's own key: it is not read in once more
CREATE INDEX apart_imported ON apart (imported) WHERE imported IS NOT NULL;
CREATE VIEW see_apart_imported AS SELECT imported FROM apart WHERE imported IS NOT NULL;

-- room: outbox
ALTER TABLE outbox ADD COLUMN thing BIGINT NOT NULL DEFAULT 0;       -- of a late answer: the matter; of an alert: the alert
CREATE INDEX outbox_thing ON outbox (thing) WHERE thing <> 0;
