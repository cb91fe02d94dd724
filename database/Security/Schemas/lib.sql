-- lib: functions of their parameters alone (text, parsing, wording): they read no table.
CREATE SCHEMA lib AUTHORIZATION dbo;
