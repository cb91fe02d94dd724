/*  report.RepositoryTrend: the size of the repository by family of tables, day by day, over 90 days.  */
CREATE PROCEDURE report.RepositoryTrend
    @Help bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'RepositoryTrend';
    RETURN;
END;

SELECT
    DayDate = s.DayAt,
    FamilyName = COALESCE(s.FamilyName, N'(other)'),
    SizeBytes = SUM(s.SizeBytes),
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM ops.TableSize AS s
CROSS JOIN report.Now() AS n
WHERE s.DayAt >= DATEADD(day, -90, n.NowAt)
GROUP BY s.DayAt, COALESCE(s.FamilyName, N'(other)')
ORDER BY s.DayAt, FamilyName;
