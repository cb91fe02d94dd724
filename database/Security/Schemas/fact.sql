-- fact: what was observed, in detail.
CREATE SCHEMA fact AUTHORIZATION dbo;
