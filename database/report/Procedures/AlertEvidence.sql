/*  report.AlertEvidence: the rows behind an alert as they were when it opened or became worse, name by
    name; the latest set of each kind.
    @AlertId   alert.Alert
    Of what was written before the stage masks names nothing is shown.
    EvidenceName: culprit, related, tasks, changes; ItemNumber counts the rows of one kind, ten at most  */
CREATE PROCEDURE report.AlertEvidence
    @AlertId bigint = NULL,
    @Help    bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertEvidence';
    RETURN;
END;

SELECT
    RowNumber = ROW_NUMBER() OVER (ORDER BY x.KindOrder, CAST(r.[key] AS int), CAST(v.Place AS int)),
    x.EvidenceName,
    ItemNumber = CAST(r.[key] AS int) + 1,
    v.Name,
    v.ValueText
FROM
(
    SELECT
        e.EvidenceName,
        e.RowsJson,
        KindOrder = CASE e.EvidenceName WHEN N'culprit' THEN 1 WHEN N'related' THEN 2 WHEN N'tasks' THEN 3 ELSE 4 END,
        Latest = ROW_NUMBER() OVER (PARTITION BY e.EvidenceName ORDER BY e.CapturedAt DESC)
    FROM alert.Evidence AS e
    INNER JOIN alert.Alert AS a ON a.AlertId = e.AlertId
    INNER JOIN config.Masking(0) AS m ON m.InstanceId = a.InstanceId
    WHERE e.AlertId = @AlertId
      AND ISJSON(e.RowsJson) = 1
      AND (m.HidesBefore IS NULL OR e.CapturedAt >= m.HidesBefore)
) AS x
CROSS APPLY OPENJSON(x.RowsJson) AS r
CROSS APPLY
(
    SELECT Name = p.[key], ValueText = LEFT(p.[value], 1000), Place = ROW_NUMBER() OVER (ORDER BY (SELECT NULL))
    FROM OPENJSON(r.[value]) AS p
    WHERE p.[type] IN (1, 2, 3)
) AS v
WHERE x.Latest = 1
  AND r.[type] = 5
  AND CAST(r.[key] AS int) < 10
ORDER BY RowNumber;
