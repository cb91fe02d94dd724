-- baseline: what a day of a series usually looks like, what only rises, and when it is full.
CREATE SCHEMA baseline AUTHORIZATION dbo;
