/*  report.TableGrowth: the latest size of each table, and what a day adds to it.
    A partitioned table: the mean of its complete days among the last seven; before there is one, today's part
    of a day taken for the whole (an hour of it at least).
    Any other: what it grew per day since its oldest size of the last eight days, purges included;
    NULL before the second day.  */
CREATE FUNCTION report.TableGrowth ()
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.TableName,
        s.FamilyName,
        s.SampledAt,
        s.DayAt,
        s.RowTotal,
        s.SizeBytes,
        IsPartitioned = CAST(CASE WHEN d.OldestDayAt IS NULL THEN 0 ELSE 1 END AS bit),
        d.OldestDayAt,
        RowsPerDay = COALESCE(
            d.RowsPerDay, t.RowsToday / f.DayPart,
            CASE
                WHEN d.OldestDayAt IS NULL THEN (s.RowTotal - b.RowTotal) * 1.0 / NULLIF(DATEDIFF(day, b.DayAt, s.DayAt), 0)
            END),
        BytesPerDay = COALESCE(
            d.BytesPerDay, t.BytesToday / f.DayPart,
            CASE
                WHEN d.OldestDayAt IS NULL THEN (s.SizeBytes - b.SizeBytes) * 1.0 / NULLIF(DATEDIFF(day, b.DayAt, s.DayAt), 0)
            END)
    FROM ops.TableSize AS s
    CROSS APPLY
    (
        SELECT DayPart = CASE
            WHEN DATEDIFF(second, s.DayAt, s.SampledAt) < 3600 THEN 3600
            ELSE DATEDIFF(second, s.DayAt, s.SampledAt)
        END / 86400.0
    ) AS f
    OUTER APPLY
    (
        SELECT
            OldestDayAt = MIN(x.DayAt),
            RowsPerDay = AVG(CASE WHEN x.DayAt >= DATEADD(day, -7, s.DayAt) AND x.DayAt < s.DayAt THEN x.RowTotal * 1.0 END),
            BytesPerDay = AVG(CASE WHEN x.DayAt >= DATEADD(day, -7, s.DayAt) AND x.DayAt < s.DayAt THEN x.SizeBytes * 1.0 END)
        FROM ops.DaySize AS x
        WHERE x.TableName = s.TableName
    ) AS d
    OUTER APPLY
    (
        SELECT RowsToday = SUM(x.RowTotal) * 1.0, BytesToday = SUM(x.SizeBytes) * 1.0
        FROM ops.DaySize AS x
        WHERE x.TableName = s.TableName
          AND x.DayAt = s.DayAt
    ) AS t
    OUTER APPLY
    (
        SELECT TOP (1) x.DayAt, x.RowTotal, x.SizeBytes
        FROM ops.TableSize AS x
        WHERE x.TableName = s.TableName
          AND x.DayAt >= DATEADD(day, -8, s.DayAt)
          AND x.DayAt < s.DayAt
        ORDER BY x.DayAt
    ) AS b
    WHERE s.DayAt = (SELECT MAX(m.DayAt) FROM ops.TableSize AS m)
);
