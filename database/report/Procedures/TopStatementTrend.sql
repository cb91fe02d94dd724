/*  report.TopStatementTrend: the five leading statements of a period over its slices, and all others
    together: a row for each slice and each of the six.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Search   as in report.TopStatements: only statements that contain it are among the five
    @By   cpu, reads, duration, executions, mean; NULL: cpu. By mean it is duration that is drawn
    PlaceText      No. 1 to No. 5, in the order of report.TopStatements, and all others
    ValuePerS      milliseconds, pages or runs a second, as UnitText says; NULL where nothing was captured
    Statements are read every five minutes, so a slice is not shorter. All others: of everything that the plan
    cache has counted.  */
CREATE PROCEDURE report.TopStatementTrend
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @By         nvarchar(16) = NULL,
    @Search     nvarchar(100) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'TopStatementTrend';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SliceSeconds int;

SELECT @Now = w.NowAt, @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SliceSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(w.SliceSeconds, N'QueryStats', @InstanceId) AS s;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT s.InstanceId, s.QueryHash, s.SortValue
INTO #Sum
FROM report.StatementSum(@InstanceId, @From, @To, @By) AS s
OPTION (RECOMPILE);

SELECT TOP (5)
    s.InstanceId,
    s.QueryHash,
    PlaceNumber = ROW_NUMBER() OVER (ORDER BY s.SortValue DESC, s.QueryHash)
INTO #Leader
FROM #Sum AS s
INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
INNER JOIN config.Masking(0) AS k ON k.InstanceId = s.InstanceId
LEFT JOIN dim.Query AS q ON q.InstanceId = s.InstanceId AND q.QueryHash = s.QueryHash
OUTER APPLY dim.ShownText(k.HidesLiterals, q.TextHash) AS t
WHERE (@Stage IS NULL OR i.Environment = @Stage)
  AND (@Like IS NULL OR t.TextValue LIKE @Like OR q.TableNames LIKE @Like)
ORDER BY s.SortValue DESC, s.QueryHash;

SELECT
    p.PlaceNumber,
    p.SliceNumber,
    Amount = SUM(p.Amount)
INTO #Amount
FROM
(
    SELECT
        l.PlaceNumber,
        SliceNumber = CAST(DATEDIFF_BIG(second, @From, x.CapturedAt) / @SliceSeconds AS int),
        Amount = CASE @By
            WHEN N'reads' THEN x.LogicalReads
            WHEN N'duration' THEN x.DurationMs
            WHEN N'mean' THEN x.DurationMs
            WHEN N'executions' THEN x.ExecutionCount
            ELSE x.CpuMs
        END
    FROM #Leader AS l
    INNER JOIN fact.QueryStat AS x ON x.InstanceId = l.InstanceId AND x.QueryHash = l.QueryHash
    WHERE x.CapturedAt >= @From
      AND x.CapturedAt < @To
    UNION ALL
    SELECT
        6,
        CAST(DATEDIFF_BIG(second, @From, c.CapturedAt) / @SliceSeconds AS int),
        CASE @By
            WHEN N'reads' THEN c.LogicalReads
            WHEN N'duration' THEN c.DurationMs
            WHEN N'mean' THEN c.DurationMs
            WHEN N'executions' THEN c.ExecutionCount
            ELSE c.CpuMs
        END
    FROM fact.QueryStatCapture AS c
    INNER JOIN config.Instance AS i ON i.InstanceId = c.InstanceId
    WHERE c.CapturedAt >= @From
      AND c.CapturedAt < @To
      AND c.IsGap = 0
      AND (@InstanceId IS NULL OR c.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
) AS p
GROUP BY p.PlaceNumber, p.SliceNumber;

-- Place 6 has the amount of all statements: what the leaders have of it is taken off.
SELECT
    SliceLocal = l.LocalAt,
    PlaceText = CASE WHEN v.PlaceNumber = 6 THEN N'all others' ELSE CONCAT(N'No. ', v.PlaceNumber) END,
    ValuePerS = CASE
        WHEN a.Amount IS NULL THEN NULL
        WHEN v.PlaceNumber < 6 THEN COALESCE(x.Amount, 0) / d.Seconds
        WHEN a.Amount > COALESCE(s.Amount, 0) THEN (a.Amount - COALESCE(s.Amount, 0)) / d.Seconds
        ELSE 0
    END,
    UnitText = CASE @By
        WHEN N'reads' THEN N'Pages read in a second'
        WHEN N'duration' THEN N'Milliseconds that runs took in a second'
        WHEN N'mean' THEN N'Milliseconds that runs took in a second'
        WHEN N'executions' THEN N'Runs in a second'
        ELSE N'Milliseconds of processor time in a second, 1,000 for each processor'
    END,
    MadeAt = @Now
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
CROSS APPLY
(
    SELECT Seconds = CASE
        WHEN DATEDIFF_BIG(second, n.SliceAt, @To) BETWEEN 1 AND @SliceSeconds THEN 1e0 * DATEDIFF_BIG(second, n.SliceAt, @To)
        ELSE 1e0 * @SliceSeconds
    END
) AS d
INNER JOIN
(
    SELECT e.PlaceNumber FROM #Leader AS e
    UNION ALL
    SELECT 6
) AS v ON 1 = 1
LEFT JOIN #Amount AS a ON a.PlaceNumber = 6 AND a.SliceNumber = n.SliceNumber
LEFT JOIN #Amount AS x ON x.PlaceNumber = v.PlaceNumber AND x.SliceNumber = n.SliceNumber AND v.PlaceNumber < 6
LEFT JOIN
(
    SELECT b.SliceNumber, Amount = SUM(b.Amount)
    FROM #Amount AS b
    WHERE b.PlaceNumber < 6
    GROUP BY b.SliceNumber
) AS s ON s.SliceNumber = n.SliceNumber
ORDER BY n.SliceNumber, v.PlaceNumber;
