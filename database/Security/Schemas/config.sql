-- config: what is watched, how often, by which rules and settings.
CREATE SCHEMA config AUTHORIZATION dbo;
