/*  report.BlockingSnapshots: how one incident grew and shrank.
    @IncidentId   fact.BlockingIncident  */
CREATE PROCEDURE report.BlockingSnapshots
    @IncidentId bigint
AS
SET NOCOUNT ON;

SELECT
    x.SnapshotId,
    x.CapturedAt,
    x.VictimCount,
    x.TotalWaitMs,
    x.MaxDepth
FROM fact.BlockingIncidentSnapshot AS x
WHERE x.IncidentId = @IncidentId
ORDER BY x.CapturedAt;
