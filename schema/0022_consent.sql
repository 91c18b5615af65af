-- Somebody in care lets a carer read what they said with their name, and what came of it: their own act,
-- about everything or one topic, until a day or until they take it back.  No row: a carer reads nothing of it.

-- room: consent
CREATE TABLE consent (
  id @ID@,
  person BIGINT NOT NULL REFERENCES person(id),        -- whose words; nobody else can give it
  carer BIGINT NOT NULL REFERENCES person(id),         -- who may read them
  topic TEXT NOT NULL,                                 -- only about this; empty: about everything
  since BIGINT NOT NULL,
  until BIGINT NOT NULL                                -- its last second; taking it back brings this to now
);
CREATE INDEX consent_carer ON consent (carer, person);
CREATE INDEX consent_person ON consent (person);
CREATE VIEW see_consent AS SELECT person, carer, topic, since, until FROM consent;
