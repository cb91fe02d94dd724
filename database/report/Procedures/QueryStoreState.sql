/*  report.QueryStoreState: whether Query Store brings plans, and why not: a row for each instance.
    @InstanceId, @Stage   NULL for all  */
CREATE PROCEDURE report.QueryStoreState
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'QueryStoreState';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    i.InstanceId,
    i.InstanceName,
    StateText = COALESCE(c.StateText, N'not read yet'),
    c.Reason,
    c.Remedy,
    UsedPercent = 100e0 * c.StorageMb / NULLIF(c.MaxStorageMb, 0),
    c.PlanCount,
    c.ForcedPlanCount
FROM config.Instance AS i
OUTER APPLY
(
    SELECT TOP (1)
        x.StateText,
        x.Reason,
        x.Remedy,
        x.StorageMb,
        x.MaxStorageMb,
        x.PlanCount,
        x.ForcedPlanCount
    FROM fact.QueryStoreCapture AS x
    WHERE x.InstanceId = i.InstanceId
      AND x.CapturedAt <= @Now
    ORDER BY x.CapturedAt DESC
) AS c
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY i.InstanceName;
