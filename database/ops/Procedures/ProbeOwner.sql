/*  ops.ProbeOwner: does nothing, as the owner of the database. Called by ops.GetRepositoryFaults, to whom it
    shows whether the procedures that make partitions and purge can run.
    Errors   SQL Server's own (15404, 15517, 33009) where the owner is not known  */
CREATE PROCEDURE ops.ProbeOwner
WITH EXECUTE AS OWNER
AS
SET NOCOUNT ON;
