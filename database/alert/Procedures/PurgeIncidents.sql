/*  alert.PurgeIncidents: deletes one batch of blocking incidents that ended long ago. Called by ops.Purge.
    @Before        UTC: what was last seen earlier goes; an incident is kept while it is open, or while an
                   alert or a blocked-process report refers to it
    @BatchSize     incidents at most
    @DeletedRows   incidents that were deleted; less than @BatchSize when no more are left
    Its snapshots lie in partitions and go by themselves.  */
CREATE PROCEDURE alert.PurgeIncidents
    @Before      datetime2(3),
    @BatchSize   int,
    @DeletedRows int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Before, 1;
SET DEADLOCK_PRIORITY LOW;

DELETE TOP (@BatchSize) i
FROM fact.BlockingIncident AS i
WHERE i.LastSeenAt < @Before
  AND i.EndedAt IS NOT NULL
  AND NOT EXISTS
      (
          SELECT 1
          FROM alert.Alert AS a
          WHERE a.SubjectKind = N'BlockingIncident'
            AND a.SubjectId = i.IncidentId
      )
  AND NOT EXISTS (SELECT 1 FROM fact.BlockedProcess AS b WHERE b.IncidentId = i.IncidentId);

SET @DeletedRows = @@ROWCOUNT;
