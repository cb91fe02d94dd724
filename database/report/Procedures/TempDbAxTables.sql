/*  report.TempDbAxTables: temporary tables of AX in tempdb now by kind, most first, beside a week ago.
    @InstanceId, @Stage   NULL for all  */
CREATE PROCEDURE report.TempDbAxTables
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'TempDbAxTables';
    RETURN;
END;

SELECT TOP (20)
    RowId = CONCAT(c.InstanceId, N'/', c.AxTableId),
    i.InstanceName,
    TableText = COALESCE(c.TableName, CONCAT(N'table ', c.AxTableId)),
    c.TableCount,
    BeforeCount = b.TableCount,
    GrowthRatio = 1e0 * c.TableCount / NULLIF(b.TableCount, 0)
FROM config.Instance AS i
CROSS APPLY (SELECT LastAt = MAX(x.CapturedAt) FROM fact.TempDbAxTable AS x WHERE x.InstanceId = i.InstanceId) AS k
INNER JOIN fact.TempDbAxTable AS c ON c.InstanceId = i.InstanceId AND c.CapturedAt = k.LastAt
OUTER APPLY
(
    SELECT TOP (1) y.TableCount
    FROM fact.TempDbAxTable AS y
    WHERE y.InstanceId = c.InstanceId
      AND y.AxTableId = c.AxTableId
      AND y.CapturedAt <= DATEADD(day, -7, k.LastAt)
      AND y.CapturedAt > DATEADD(day, -8, k.LastAt)
    ORDER BY y.CapturedAt DESC
) AS b
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY c.TableCount DESC, RowId;
