/*  report.AlertMeasures: what was measured when an alert opened or became worse, beside its limits: a row
    for each measure and detail.
    @AlertId   alert.Alert  */
CREATE PROCEDURE report.AlertMeasures
    @AlertId bigint = NULL,
    @Help    bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertMeasures';
    RETURN;
END;

SELECT
    RowNumber = ROW_NUMBER() OVER (ORDER BY CAST(e.[key] AS int), v.[key]),
    MeasureNumber = CAST(e.[key] AS int) + 1,
    Name = v.[key],
    ValueText = LEFT(v.[value], 400)
FROM alert.Alert AS a
CROSS APPLY OPENJSON(a.EvidenceJson) AS e
CROSS APPLY OPENJSON(e.[value]) AS v
WHERE a.AlertId = @AlertId
  AND ISJSON(a.EvidenceJson) = 1
  AND e.[type] = 5
  AND v.[type] IN (1, 2, 3)
ORDER BY RowNumber;
