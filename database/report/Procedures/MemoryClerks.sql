/*  report.MemoryClerks: what SQL Server spends its memory on now, the most first, beside a week ago, 20
    rows an instance.
    @InstanceId, @Stage   NULL for all  */
CREATE PROCEDURE report.MemoryClerks
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'MemoryClerks';
    RETURN;
END;

SELECT TOP (60)
    RowId = CONCAT(c.InstanceId, N'/', c.ClerkId),
    i.InstanceName,
    d.ClerkType,
    SizeBytes = c.SizeKb * 1024,
    BeforeBytes = b.SizeKb * 1024,
    GrowthRatio = 1e0 * c.SizeKb / NULLIF(b.SizeKb, 0)
FROM config.Instance AS i
CROSS APPLY
(
    SELECT TOP (1) x.CapturedAt
    FROM fact.MemoryCapture AS x
    WHERE x.InstanceId = i.InstanceId
    ORDER BY x.CapturedAt DESC
) AS k
INNER JOIN fact.MemoryClerk AS c ON c.InstanceId = i.InstanceId AND c.CapturedAt = k.CapturedAt
INNER JOIN dim.MemoryClerk AS d ON d.ClerkId = c.ClerkId
OUTER APPLY
(
    SELECT TOP (1) y.SizeKb
    FROM fact.MemoryClerk AS y
    WHERE y.InstanceId = c.InstanceId
      AND y.ClerkId = c.ClerkId
      AND y.CapturedAt > DATEADD(minute, -10, DATEADD(day, -7, k.CapturedAt))
      AND y.CapturedAt <= DATEADD(day, -7, k.CapturedAt)
    ORDER BY y.CapturedAt DESC
) AS b
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY c.SizeKb DESC, RowId;
