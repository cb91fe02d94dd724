/*  report.AlertMeasures: what was measured when an alert opened or became worse, beside its limits.
    @AlertId   alert.Alert
    Result     one row for each measure: MeasureNumber, MeasureName, Description (what it means; NULL: not
               told), Value, WarnValue, CriticalValue, each in Unit and in words (ValueText, WarnText,
               CriticalText), WindowText (over how long; NULL: at once), DetailText (what else was noted)  */
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
    t.MeasureNumber,
    t.MeasureName,
    t.Description,
    t.Unit,
    t.Value,
    t.WarnValue,
    t.CriticalValue,
    t.ValueText,
    t.WarnText,
    t.CriticalText,
    t.WindowText,
    d.DetailText
FROM
(
    SELECT a.RuleId, EvidenceJson = CASE WHEN ISJSON(a.EvidenceJson) = 1 THEN a.EvidenceJson END
    FROM alert.Alert AS a
    WHERE a.AlertId = @AlertId
) AS x
CROSS APPLY alert.EvidenceText(x.RuleId, x.EvidenceJson) AS t
CROSS APPLY
(
    SELECT DetailText = STUFF(CAST((
        SELECT N'; ' + v.[key] COLLATE DATABASE_DEFAULT + N': ' + LEFT(v.[value], 400)
        FROM OPENJSON(x.EvidenceJson) AS e
        CROSS APPLY OPENJSON(e.[value]) AS v
        WHERE e.[type] = 5
          AND JSON_VALUE(e.[value], N'$.measure') = t.MeasureName
          AND v.[type] IN (1, 2, 3)
          AND v.[key] NOT IN (N'measure', N'value', N'warn', N'critical')
        ORDER BY v.[key]
        FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)') AS nvarchar(max)), 1, 2, N'')
) AS d
ORDER BY t.MeasureNumber;
