-- Long imports: the file waits here and is brought in a few hundred rows at a time, so that
-- nobody else waits for it.

-- room: intake
CREATE TABLE import_job (
  id @ID@,
  person BIGINT NOT NULL REFERENCES person(id),
  unit BIGINT NOT NULL REFERENCES unit(id),
  bytes @BLOB@ NOT NULL,                 -- the file; emptied when all of it is in
  mapping TEXT NOT NULL,
  encoding TEXT NOT NULL,
  columns_said TEXT NOT NULL,            -- which column was taken for what
  rows_all BIGINT NOT NULL,
  rows_done BIGINT NOT NULL,
  made BIGINT NOT NULL,
  already BIGINT NOT NULL,
  left_out BIGINT NOT NULL,
  places BIGINT NOT NULL,
  mended BIGINT NOT NULL,
  over BIGINT NOT NULL                   -- 1: all of it is in
);
CREATE INDEX import_job_over ON import_job (over, id);

-- room: intake
CREATE TABLE import_left (               -- rows left out, as many as are told
  job BIGINT NOT NULL REFERENCES import_job(id),
  line BIGINT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (job, line)
) @CLUSTERED@;
