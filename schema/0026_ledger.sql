-- The ledger of one place, or of one state, newest first.

-- room: promise
CREATE INDEX promise_state ON promise (state, id);
CREATE INDEX promise_unit ON promise (unit);
