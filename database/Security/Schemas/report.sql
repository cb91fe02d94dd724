-- report: one procedure per report dataset, and the functions that they share.
CREATE SCHEMA report AUTHORIZATION dbo;
