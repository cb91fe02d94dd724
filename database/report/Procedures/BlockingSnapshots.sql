/*  report.BlockingSnapshots: how one incident grew and shrank.
    @IncidentId   fact.BlockingIncident
    @TimeZone     of CapturedLocal; NULL: UTC  */
CREATE PROCEDURE report.BlockingSnapshots
    @IncidentId bigint = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BlockingSnapshots';
    RETURN;
END;

DECLARE @Zone nvarchar(128) = (SELECT w.ZoneName FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w);

SELECT
    x.SnapshotId,
    x.CapturedAt,
    x.VictimCount,
    x.TotalWaitMs,
    x.MaxDepth,
    CapturedLocal = l.LocalAt
FROM fact.BlockingIncidentSnapshot AS x
CROSS APPLY report.LocalTime(x.CapturedAt, @Zone) AS l
WHERE x.IncidentId = @IncidentId
ORDER BY x.CapturedAt;
