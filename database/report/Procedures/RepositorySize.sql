/*  report.RepositorySize: how big each family of tables is, what a day adds, and where that leads. Families
    without a table have no row; the row with FamilyName NULL is what belongs to none (configuration, state).
    Sizes are those of the last ops.SaveSize.
    ForecastBytes   size in thirty days: each day adds what a day adds now, and
                    partitions older than the retention go
    DaysToCap       days until the family reaches its cap, 0 when it has; NULL
                    when it does not within a year  */
CREATE PROCEDURE report.RepositorySize
    @Help bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'RepositorySize';
    RETURN;
END;

CREATE TABLE #Growth
(
    TableName     nvarchar(257) COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED,
    FamilyName    nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    DayAt         datetime2(3)  NOT NULL,
    SampledAt     datetime2(3)  NOT NULL,
    RowTotal      bigint        NOT NULL,
    SizeBytes     bigint        NOT NULL,
    IsPartitioned bit           NOT NULL,
    RowsPerDay    float         NOT NULL,
    BytesPerDay   float         NOT NULL
);

CREATE TABLE #Forecast
(
    FamilyName nvarchar(64) COLLATE DATABASE_DEFAULT NOT NULL,
    DayNumber  int          NOT NULL,
    SizeBytes  float        NOT NULL,
    PRIMARY KEY CLUSTERED (FamilyName, DayNumber)
);

INSERT #Growth
(
    TableName,
    FamilyName,
    DayAt,
    SampledAt,
    RowTotal,
    SizeBytes,
    IsPartitioned,
    RowsPerDay,
    BytesPerDay
)
SELECT
    g.TableName,
    g.FamilyName,
    g.DayAt,
    g.SampledAt,
    g.RowTotal,
    g.SizeBytes,
    g.IsPartitioned,
    COALESCE(g.RowsPerDay, 0),
    COALESCE(g.BytesPerDay, 0)
FROM report.TableGrowth() AS g;

-- Today's day is complete tomorrow, so day n holds n more of them, at most as many as are kept; older
-- partitions are there until their day is past.
WITH Digit AS
(
    SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)
),
DayNumber AS
(
    SELECT DayNumber = a.Digit * 100 + b.Digit * 10 + c.Digit
    FROM Digit AS a
    CROSS JOIN Digit AS b
    CROSS JOIN Digit AS c
    WHERE a.Digit * 100 + b.Digit * 10 + c.Digit <= 365
)
INSERT #Forecast (FamilyName, DayNumber, SizeBytes)
SELECT
    f.FamilyName, n.DayNumber,
    SUM(CASE WHEN g.IsPartitioned = 0 THEN g.SizeBytes + g.BytesPerDay * n.DayNumber
             ELSE g.BytesPerDay * CASE WHEN n.DayNumber < f.RetentionDays + 1 THEN n.DayNumber ELSE f.RetentionDays + 1 END
                  + COALESCE(k.SizeBytes, 0) END)
FROM config.RetentionFamily AS f
INNER JOIN #Growth AS g ON g.FamilyName = f.FamilyName
CROSS JOIN DayNumber AS n
OUTER APPLY
(
    SELECT SizeBytes = SUM(d.SizeBytes)
    FROM ops.DaySize AS d
    WHERE g.IsPartitioned = 1
      AND d.TableName = g.TableName
      AND d.DayAt >= DATEADD(day, n.DayNumber - f.RetentionDays, g.DayAt)
) AS k
GROUP BY f.FamilyName, n.DayNumber;

SELECT
    g.FamilyName,
    f.Description,
    g.TableCount,
    g.RowTotal,
    g.SizeBytes,
    g.RowsPerDay,
    g.BytesPerDay,
    f.RetentionDays,
    f.CapMb,
    ForecastBytes = CAST(x.SizeBytes AS bigint),
    DaysToCap = CASE WHEN g.SizeBytes >= f.CapMb * CAST(1048576 AS bigint) THEN 0
                     ELSE (
                         SELECT MIN(c.DayNumber)
                         FROM #Forecast AS c
                         WHERE c.FamilyName = f.FamilyName AND c.SizeBytes >= f.CapMb * 1048576.0
                     ) END,
    g.SampledAt,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM
(
    SELECT
        FamilyName, TableCount = COUNT(*), RowTotal = SUM(RowTotal), SizeBytes = SUM(SizeBytes),
        RowsPerDay = CAST(SUM(RowsPerDay) AS bigint), BytesPerDay = CAST(SUM(BytesPerDay) AS bigint), SampledAt = MAX(SampledAt)
    FROM #Growth
    GROUP BY FamilyName
) AS g
LEFT JOIN config.RetentionFamily AS f ON f.FamilyName = g.FamilyName
LEFT JOIN #Forecast AS x ON x.FamilyName = g.FamilyName AND x.DayNumber = 30
ORDER BY g.SizeBytes DESC, g.FamilyName;
