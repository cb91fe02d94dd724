-- dim: what many facts share, stored once: texts, object names.
CREATE SCHEMA dim AUTHORIZATION dbo;
