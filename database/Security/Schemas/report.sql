-- report: one procedure per report dataset, and the functions that word them.
CREATE SCHEMA report AUTHORIZATION dbo;
