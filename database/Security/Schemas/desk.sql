-- desk: who may sign in to the desk, and who has.
CREATE SCHEMA desk AUTHORIZATION dbo;
