/*  report.BlockingSnapshots: how one incident grew and shrank.
    @IncidentId   fact.BlockingIncident  */
CREATE PROCEDURE report.BlockingSnapshots
    @IncidentId bigint
AS
SET NOCOUNT ON;

SELECT
    x.SnapshotId,
    s.CapturedAt,
    x.VictimCount,
    x.TotalWaitMs,
    x.MaxDepth
FROM fact.BlockingIncidentSnapshot AS x
INNER JOIN fact.BlockingSnapshot AS s ON s.SnapshotId = x.SnapshotId
WHERE x.IncidentId = @IncidentId
ORDER BY s.CapturedAt;
