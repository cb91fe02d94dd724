-- audit: who changed what.
CREATE SCHEMA audit AUTHORIZATION dbo;
