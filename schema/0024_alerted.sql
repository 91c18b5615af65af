-- Words that made an alert when they were said are no carer's to read (rooms/consent): when there was one, and no more.

-- room: safeguarding
CREATE VIEW see_alerted AS SELECT about, thing, raised_at FROM alert;
